"""Mandates: which person acts in which role, for which territory or centre, from when to when."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.enums import NETWORK_ROLES, Role
from accounts.models import User
from centres.models.dated import Dated, dates_in_order

CENTRE_ROLES = (Role.DIRECTOR, Role.PARTNER)


class Mandate(Dated):
    """One role of one person, over exactly one of: the network, a region, a département, a centre."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="mandates", verbose_name="personne"
    )
    role = models.CharField("rôle", max_length=12, choices=Role.choices)
    region = models.ForeignKey("centres.Region", on_delete=models.PROTECT, null=True, blank=True, verbose_name="région")
    department = models.ForeignKey(
        "centres.Department", on_delete=models.PROTECT, null=True, blank=True, verbose_name="département"
    )
    centre = models.ForeignKey(
        "centres.Centre", on_delete=models.PROTECT, null=True, blank=True, verbose_name="centre",
        related_name="mandates",
    )  # fmt: skip

    alone_per = ("user", "role", "region", "department", "centre")
    already = "Cette personne a déjà ce mandat sur une partie de cette période : changez-en plutôt les dates."

    class Meta:
        verbose_name = "mandat"
        verbose_name_plural = "mandats"
        ordering = ["user", "role", "pk"]
        constraints = [
            dates_in_order("mandate_dates_in_order"),
            models.CheckConstraint(
                name="mandate_reaches_what_its_role_says",
                condition=(
                    Q(role__in=sorted(NETWORK_ROLES), region=None, department=None, centre=None)
                    | Q(role=Role.REGIONAL, region__isnull=False, department=None, centre=None)
                    | Q(role=Role.DEPARTMENTAL, region=None, department__isnull=False, centre=None)
                    | Q(role__in=sorted(CENTRE_ROLES), region=None, department=None, centre__isnull=False)
                ),
                violation_error_message=(
                    "Un mandat régional porte sur une région, un mandat départemental sur un département, "
                    "celui d’une direction ou d’un partenaire sur un centre ; un mandat national ou d’administration, "
                    "sur tout le réseau."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}, {self.scope_label}"

    @property
    def scope_label(self) -> str:
        """Where the mandate holds: « tout le réseau », a region, a département or a centre."""
        return str(self.region or self.department or self.centre or "tout le réseau")


def active_mandates(user: User) -> list[Mandate]:
    """The mandates of `user` today (1 query, cached on the user object, which lasts one request)."""
    if not user.is_authenticated:
        return []
    if not hasattr(user, "_active_mandates"):
        rows = Mandate.objects.on(timezone.localdate()).filter(user=user)
        user._active_mandates = list(rows.select_related("region", "department", "centre"))  # noqa: SLF001
    return user._active_mandates  # noqa: SLF001


def person_with_mandates(pk: int) -> User | None:
    """The person of this key with their mandates of today (1 query, 2 without a mandate)."""
    rows = Mandate.objects.on(timezone.localdate()).filter(user=pk)
    mandates = list(rows.select_related("user", "region", "department", "centre"))
    person = mandates[0].user if mandates else User.objects.filter(pk=pk).first()
    if person is not None:
        person._active_mandates = mandates  # noqa: SLF001
    return person


def holds(user: User, *roles: Role) -> bool:
    """Whether `user` holds one of `roles` today, anywhere; the technical administrator holds them all."""
    return user.is_authenticated and (user.is_superuser or any(m.role in roles for m in active_mandates(user)))
