"""The invented people of the demonstration."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.hashers import make_password

from accounts.demo import DEMO_ACCOUNTS, DEMO_PASSWORD, DemoAccount
from accounts.enums import Role
from accounts.models import User
from centres.models import Centre, Department, Mandate, Region

SINCE = dt.date(2024, 1, 1)
_SCOPES = {
    Role.REGIONAL: ("region", Region, "code"),
    Role.DEPARTMENTAL: ("department", Department, "code"),
    Role.DIRECTOR: ("centre", Centre, "slug"),
    Role.PARTNER: ("centre", Centre, "slug"),
}


def load_people() -> None:
    """Create each demonstration account and its mandate; an account already there keeps its password.

    The password is public and the same for all: it is hashed once, which takes a fifth of a second by design.
    """
    here = {user.email: user for user in User.objects.filter(email__in=[one.email for one in DEMO_ACCOUNTS])}
    hashed = make_password(DEMO_PASSWORD) if len(here) < len(DEMO_ACCOUNTS) else ""
    for account in DEMO_ACCOUNTS:
        user = here.get(account.email) or _created(account, hashed)
        Mandate.objects.get_or_create(user=user, role=account.role, **_scope(account), defaults={"valid_from": SINCE})


def _created(account: DemoAccount, hashed: str) -> User:
    return User.objects.create(
        email=account.email, password=hashed, first_name=account.first_name, last_name="(démonstration)"
    )


def _scope(account: DemoAccount) -> dict[str, object]:
    if account.role not in _SCOPES:
        return {}
    field, model, key = _SCOPES[account.role]
    return {field: model.objects.get(**{key: account.scope})}
