"""Permissions of Django, given by mandate."""

from __future__ import annotations

from django.contrib.auth.backends import ModelBackend

from accounts.enums import Role
from accounts.models import User
from centres.models.mandate import holds, person_with_mandates

# National staff edits the network and the money; administrators alone, users and mandates.
NATIONAL_APPS = frozenset({"centres", "funding"})
ADMIN_ONLY_MODELS = frozenset({"mandate"})


class MandateBackend(ModelBackend):
    """Sign in by e-mail; permissions by mandate instead of by group."""

    def authenticate(self, request, username=None, password=None, **kwargs):
        return super().authenticate(request, username=(username or "").lower(), password=password, **kwargs)

    def get_user(self, user_id: int) -> User | None:
        """The person of the session with their mandates of the day (1 query); None once the account is closed."""
        person = person_with_mandates(user_id)
        return person if person is not None and self.user_can_authenticate(person) else None

    def has_perm(self, user_obj: User, perm: str, obj: object = None) -> bool:
        """Administrators may do everything; national staff, whatever concerns the network and its money."""
        if not user_obj.is_active:
            return False
        if holds(user_obj, Role.ADMIN):
            return True
        app, _, action = perm.partition(".")
        return (
            app in NATIONAL_APPS and action.split("_")[-1] not in ADMIN_ONLY_MODELS and holds(user_obj, Role.NATIONAL)
        )

    def has_module_perms(self, user_obj: User, app_label: str) -> bool:
        return user_obj.is_active and (
            holds(user_obj, Role.ADMIN) or (app_label in NATIONAL_APPS and holds(user_obj, Role.NATIONAL))
        )
