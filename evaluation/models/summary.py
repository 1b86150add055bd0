"""The consolidated figures of a year, kept when they are written so that nothing is added up again at each reading."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from centres.models import Region


class YearSummary(models.Model):
    """The consolidated figures of one year, for the network (`region` None) or for one region.

    `content` and `grid` are canonical JSON texts, `seal` the SHA-256 of both. Written by `evaluation.summaries` alone;
    always equal to what a recomputation gives (`manage.py rebuild_summaries --check`).
    """

    year = models.PositiveSmallIntegerField("exercice")
    region = models.ForeignKey(
        Region, on_delete=models.CASCADE, null=True, related_name="+", verbose_name="région", help_text="Vide : réseau."
    )
    content = models.TextField("chiffres consolidés", editable=False)
    grid = models.TextField("engagements par centre", editable=False)
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
