"""A centre's programme of a year and its priorities (R-79, R-80, R-20)."""

from __future__ import annotations

from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.enums import Role
from accounts.models import User
from centres.models import Centre
from centres.models.centre import OfCentreQuerySet
from governance.enums import ProgrammeState
from governance.models.body import Body
from governance.models.national import Orientation

IN_FORCE = frozenset({ProgrammeState.VALIDATED, ProgrammeState.UNDER_WAY, ProgrammeState.DONE})

# Who reads a programme before it is validated (domaine.md §1.10); national staff and administrators read everything.
READS_DRAFTS = (Role.REGIONAL, Role.DIRECTOR)


class ProgrammeQuerySet(OfCentreQuerySet):
    def visible_to(self, user: User) -> Self:
        """Every programme for its centre, its regions and national staff; only those in force for the others."""
        drafts_of = Centre.objects.reached_as(user, *READS_DRAFTS)
        return super().visible_to(user).filter(Q(state__in=IN_FORCE) | Q(centre__in=drafts_of))


class Programme(models.Model):
    """What a centre and its governance agree to do in a year (R-79)."""

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="programmes", verbose_name="centre")
    year = models.PositiveSmallIntegerField("exercice", validators=[MinValueValidator(2015), MaxValueValidator(2100)])
    state = models.CharField(
        "état", max_length=10, choices=ProgrammeState.choices, default=ProgrammeState.DRAFT, editable=False
    )
    introduction = models.TextField("présentation", blank=True)
    decided_by = models.ForeignKey(
        Body, on_delete=models.PROTECT, null=True, blank=True, related_name="programmes",
        verbose_name="instance décisionnelle",
    )  # fmt: skip
    decided_on = models.DateField("validé le", null=True, blank=True)

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = "programme annuel"
        verbose_name_plural = "programmes annuels"
        ordering = ["-year", "centre"]
        constraints = [
            models.UniqueConstraint(
                fields=["centre", "year"], name="programme_one_per_centre_and_year",
                violation_error_message="Le programme de cette année existe déjà.",
            ),
            models.CheckConstraint(
                name="programme_validated_says_by_whom_and_when",
                condition=Q(state__in=(ProgrammeState.DRAFT, ProgrammeState.SUBMITTED))
                | Q(decided_by__isnull=False, decided_on__isnull=False),
                violation_error_message="Un programme validé dit par quelle instance et à quelle date.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"programme {self.year} de {self.centre}"

    def get_absolute_url(self) -> str:
        return reverse("governance:programme", args=[self.centre.slug, self.year])


class OfProgrammeQuerySet(models.QuerySet):
    """Rows of a programme; `path` is the look-up from the row to it."""

    path = "programme"

    def visible_to(self, user: User) -> Self:
        """The rows of the programmes that `user` may read."""
        return self.filter(**{f"{self.path}__in": Programme.objects.visible_to(user)})


class Priority(models.Model):
    """A priority of the year, of a national orientation or local (R-20)."""

    programme = models.ForeignKey(
        Programme, on_delete=models.CASCADE, related_name="priorities", verbose_name="programme"
    )
    orientation = models.ForeignKey(
        Orientation, on_delete=models.PROTECT, null=True, blank=True, related_name="priorities",
        verbose_name="orientation nationale",
    )  # fmt: skip
    text = models.CharField("priorité", max_length=300)

    objects = OfProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = "priorité"
        verbose_name_plural = "priorités"
        ordering = ["programme", "pk"]

    def __str__(self) -> str:
        return self.text
