"""Rows that hang from a centre: seen by those who see its file, written by its team or by its lead region."""

from __future__ import annotations

from typing import Self

from django.db import models

from accounts.enums import Role
from accounts.models import User
from centres.models import Centre
from centres.models.mandate import active_mandates, holds


class OfCentreQuerySet(models.QuerySet):
    """`path` leads from the row to its centre."""

    path = "centre"

    def visible_to(self, user: User) -> Self:
        """The rows of the centres whose file `user` may open."""
        return self.filter(**{f"{self.path}__in": Centre.objects.visible_to(user)})


def directs(user: User, centre: Centre) -> bool:
    """Whether `user` belongs to the team of `centre` today; administrators may mend."""
    return holds(user, Role.ADMIN) or any(
        mandate.role == Role.DIRECTOR and mandate.centre_id == centre.pk for mandate in active_mandates(user)
    )


def leads(user: User, centre: Centre) -> bool:
    """Whether `user` acts for the lead region of `centre` today; administrators may mend (1 query)."""
    return holds(user, Role.ADMIN) or Centre.objects.led_by(user).filter(pk=centre.pk).exists()
