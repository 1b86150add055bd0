"""Who reads which dashboard before it is published (R-140, §1.10): those who verify the provisional figures."""

from __future__ import annotations

from accounts.enums import Role
from accounts.models import User
from centres.models.mandate import active_mandates, holds
from funding.models.round import NATIONAL_STAFF


def sees_provisional(user: User) -> bool:
    """Whether `user` opens the provisional national dashboard: national staff and administrators."""
    return holds(user, *NATIONAL_STAFF)


def sees_region(user: User, code: str) -> bool:
    """Whether `user` opens the edition of a region: its own agents, national staff and administrators."""
    return sees_provisional(user) or any(
        mandate.role == Role.REGIONAL and mandate.region is not None and mandate.region.code == code
        for mandate in active_mandates(user)
    )


def sees_drill_down(user: User) -> bool:
    """Whether `user` opens the answers behind a figure: any mandate, within its scope."""
    return holds(user, *Role)
