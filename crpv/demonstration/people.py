"""The invented people of the demonstration."""

from __future__ import annotations

import datetime as dt

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
    """Create each demonstration account and its mandate; an account already there keeps its password."""
    for account in DEMO_ACCOUNTS:
        user = User.objects.filter(email=account.email).first() or User.objects.create_user(
            account.email, DEMO_PASSWORD, first_name=account.first_name, last_name="(démonstration)"
        )
        Mandate.objects.get_or_create(user=user, role=account.role, **_scope(account), defaults={"valid_from": SINCE})


def _scope(account: DemoAccount) -> dict[str, object]:
    if account.role not in _SCOPES:
        return {}
    field, model, key = _SCOPES[account.role]
    return {field: model.objects.get(**{key: account.scope})}
