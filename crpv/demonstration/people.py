"""The invented people of the demonstration."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.hashers import make_password

from accounts.demo import DEMO_ACCOUNTS, DEMO_PASSWORD
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
    """Create each demonstration account and its mandate; the password of an existing account is unchanged.

    The password is public and the same for all: it is hashed once, which takes a fifth of a second by design.
    """
    emails = [account.email for account in DEMO_ACCOUNTS]
    users = {user.email: user for user in User.objects.filter(email__in=emails)}
    hashed = make_password(DEMO_PASSWORD) if len(users) < len(DEMO_ACCOUNTS) else ""
    for account in DEMO_ACCOUNTS:
        user = users.get(account.email) or User.objects.create(
            email=account.email, password=hashed, first_name=account.first_name, last_name="(démonstration)"
        )
        scope = {}
        if account.role in _SCOPES:
            field, model, key = _SCOPES[account.role]
            scope = {field: model.objects.get(**{key: account.scope})}
        Mandate.objects.get_or_create(user=user, role=account.role, **scope, defaults={"valid_from": SINCE})
