"""The network's year: minimums, national orientations, worksites and contributions (R-20, R-31, R-105 to R-116)."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models

from centres.models import Centre
from governance.enums import BodyKind
from governance.models.body import Meeting

MOST_WORKSITES = 3
LEAST_WORKSITES = 2


@dataclass(frozen=True)
class Minimum:
    """Meetings of a national body in a year: the minimum, and the usual `target`."""

    least: int
    target: int
    reference: str


# The meetings of each national body in a year.
MINIMUMS = {
    BodyKind.CHARTER: Minimum(1, 1, "R-107"),
    BodyKind.TECHNICAL: Minimum(3, 4, "R-108"),
    BodyKind.ANNUAL_DAY: Minimum(1, 1, "R-114"),
    BodyKind.ANRU: Minimum(1, 1, "R-116"),
    BodyKind.OVERSEAS: Minimum(0, 0, "R-46"),
    BodyKind.PRESIDENTS: Minimum(0, 0, "R-105"),
}


class Orientation(models.Model):
    """A national orientation of a year (formerly « DNO », R-106)."""

    year = models.PositiveSmallIntegerField("exercice")
    title = models.CharField("intitulé", max_length=200)
    text = models.TextField("texte", blank=True)

    class Meta:
        verbose_name = "orientation nationale"
        verbose_name_plural = "orientations nationales"
        ordering = ["-year", "pk"]

    def __str__(self) -> str:
        return f"{self.title} ({self.year})"


class Worksite(models.Model):
    """A national worksite: three a year at most, validated at the last technical committee (R-110, R-111)."""

    year = models.PositiveSmallIntegerField("exercice")
    rank = models.PositiveSmallIntegerField("rang", default=1, editable=False)
    title = models.CharField("intitulé", max_length=200)
    description = models.TextField("description", blank=True)
    is_open = models.BooleanField("ouvert à contribution", default=True)
    validated_at = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="worksites",
        verbose_name="validé en séance",
    )  # fmt: skip

    class Meta:
        verbose_name = "chantier national"
        verbose_name_plural = "chantiers nationaux"
        ordering = ["-year", "rank"]
        constraints = [
            models.UniqueConstraint(fields=["year", "rank"], name="worksite_rank_unique_in_its_year"),
            models.CheckConstraint(
                name="worksite_three_a_year_at_most",
                condition=models.Q(rank__gte=1, rank__lte=MOST_WORKSITES),
                violation_error_message="Le programme national compte trois chantiers au plus par an (R-111).",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.year})"


class Contribution(models.Model):
    """A centre's contribution to a worksite; each centre makes two at least (R-112)."""

    worksite = models.ForeignKey(
        Worksite, on_delete=models.PROTECT, related_name="contributions", verbose_name="chantier"
    )
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="contributions", verbose_name="centre")
    text = models.TextField("contribution", blank=True)
    delivered_on = models.DateField("remise le", null=True, blank=True)

    class Meta:
        verbose_name = "contribution"
        verbose_name_plural = "contributions"
        ordering = ["worksite", "centre"]
        constraints = [
            models.UniqueConstraint(
                fields=["worksite", "centre"], name="contribution_one_per_centre",
                violation_error_message="Ce centre contribue déjà à ce chantier.",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.centre} : {self.worksite}"
