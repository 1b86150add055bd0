"""The consolidated figures of a year, stored so that they are not computed at each reading."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from centres.enums import Zone
from centres.models import Centre, Region


class YearSummary(models.Model):
    """The consolidated figures of one year, for the network (`region` None) or for one region.

    `content` and `grid` are canonical JSON texts, `seal` the SHA-256 of both; `totals` is no longer written nor read.
    Written by `evaluation.summaries` alone; always equal to what a recomputation gives (`manage.py rebuild_summaries
    --check`).
    """

    year = models.PositiveSmallIntegerField("exercice")
    region = models.ForeignKey(
        Region, on_delete=models.CASCADE, null=True, related_name="+", verbose_name="région", help_text="Vide : réseau."
    )
    content = models.TextField("chiffres consolidés", editable=False)
    grid = models.TextField("engagements par centre", editable=False)
    totals = models.TextField(
        "totaux par indicateur", default="", editable=False, help_text="De quoi ajouter ou retirer un centre."
    )
    seal = models.CharField("empreinte", max_length=64, editable=False)
    computed_at = models.DateTimeField("calculée le", editable=False)

    class Meta:
        verbose_name = "synthèse d’un exercice"
        verbose_name_plural = "synthèses des exercices"
        ordering = ["-year", "region"]
        constraints = [
            models.UniqueConstraint(
                fields=["year"], condition=Q(region=None), name="summary_one_of_the_network_a_year"
            ),
            models.UniqueConstraint(fields=["year", "region"], name="summary_one_per_region_and_year"),
        ]

    def __str__(self) -> str:
        return f"synthèse {self.year}, {self.region or 'réseau'}"


class CentreShare(models.Model):
    """The part of one centre in the stored figures of a year.

    `regions`: the keys of its regions, as text; `band`: the first number of its size band (None: compared with nobody);
    `measures`: its verified answers as canonical JSON, empty when there is none; `letters`: its row of the grid.
    """

    year = models.PositiveSmallIntegerField("exercice")
    centre = models.ForeignKey(Centre, on_delete=models.CASCADE, related_name="+", verbose_name="centre")
    name = models.CharField("nom de l’année", max_length=200)
    is_state_funded = models.BooleanField("financé par l’État")
    zone = models.CharField("zone", max_length=10, choices=Zone.choices)
    band = models.PositiveSmallIntegerField("taille", null=True, help_text="Premier nombre de quartiers de sa tranche.")
    regions = models.CharField("régions", max_length=200, blank=True)
    letters = models.CharField("engagements", max_length=40, editable=False)
    measures = models.TextField("réponses comptées", blank=True, editable=False)

    class Meta:
        verbose_name = "part d’un centre dans une synthèse"
        verbose_name_plural = "parts des centres dans les synthèses"
        ordering = ["-year", "centre"]
        constraints = [models.UniqueConstraint(fields=["year", "centre"], name="share_one_per_centre_and_year")]

    def __str__(self) -> str:
        return f"{self.name}, {self.year}"


class CohortAnswers(models.Model):
    """The verified figures of the comparable centres of a year, in order and without names.

    `content`, canonical JSON: code → the figures in order, and how many of them come from each region.
    """

    year = models.PositiveSmallIntegerField("exercice")
    zone = models.CharField("zone", max_length=10, choices=Zone.choices)
    band = models.PositiveSmallIntegerField("taille", help_text="Premier nombre de quartiers de la tranche.")
    content = models.TextField("réponses en ordre", editable=False)

    class Meta:
        verbose_name = "réponses de centres comparables"
        verbose_name_plural = "réponses des centres comparables"
        ordering = ["-year", "zone", "band"]
        constraints = [models.UniqueConstraint(fields=["year", "zone", "band"], name="cohort_one_per_size_and_year")]

    def __str__(self) -> str:
        return f"{self.get_zone_display()}, {self.band} quartiers et plus, {self.year}"
