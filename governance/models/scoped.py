"""Rows of a centre: visible with its file; `directs` and `leads` say who writes them."""

from __future__ import annotations

from typing import Self

from django.db import models

from accounts.enums import Role
from accounts.models import User
from centres.models import Centre
from centres.models.mandate import active_mandates, holds


class OfCentreQuerySet(models.QuerySet):
    """Rows of a centre; `path` is the look-up from the row to it."""

    path = "centre"

    def visible_to(self, user: User) -> Self:
        """The rows of the centres whose file `user` may open."""
        return self.filter(**{f"{self.path}__in": Centre.objects.visible_to(user)})


def directs(user: User, centre: Centre) -> bool:
    """Whether `user` belongs to the team of `centre` today; administrators count as such."""
    return holds(user, Role.ADMIN) or any(
        mandate.role == Role.DIRECTOR and mandate.centre_id == centre.pk for mandate in active_mandates(user)
    )


def leads(user: User, centre: Centre) -> bool:
    """Whether `user` acts for the lead region of `centre` today; administrators count as such (1 query)."""
    return holds(user, Role.ADMIN) or Centre.objects.led_by(user).filter(pk=centre.pk).exists()
