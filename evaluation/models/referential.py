"""The indicators, in dated versions (R-142, R-143)."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.enums import NETWORK_ROLES
from accounts.models import User
from centres.models import Region
from centres.models.mandate import holds
from evaluation.enums import Aggregation, Breakdown, IndicatorOrigin, ReferentialState, Section, ValueKind


class ReferentialQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """Published versions for everyone signed in; those in preparation for national staff and administrators."""
        if not user.is_authenticated:
            return self.none()
        return self if holds(user, *NETWORK_ROLES) else self.filter(state=ReferentialState.PUBLISHED)


class Referential(models.Model):
    """One version of the national list of indicators; a published version never changes any more."""

    name = models.CharField("version", max_length=20, unique=True)
    state = models.CharField(
        "état", max_length=12, choices=ReferentialState.choices, default=ReferentialState.DRAFT, editable=False
    )
    published_on = models.DateField("publiée le", null=True, blank=True, editable=False)
    reason = models.TextField("ce qui change", blank=True)
    previous = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="next", verbose_name="version précédente"
    )

    objects = ReferentialQuerySet.as_manager()

    class Meta:
        verbose_name = "référentiel d’indicateurs"
        verbose_name_plural = "référentiels d’indicateurs"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="referential_published_on_a_day",
                condition=Q(state=ReferentialState.DRAFT, published_on=None)
                | Q(state=ReferentialState.PUBLISHED, published_on__isnull=False),
                violation_error_message="Un référentiel publié porte sa date.",
            )
        ]

    def __str__(self) -> str:
        return f"référentiel {self.name}"

    def get_absolute_url(self) -> str:
        return reverse("evaluation:referential", args=[self.pk])

    @property
    def is_draft(self) -> bool:
        return self.state == ReferentialState.DRAFT


class Indicator(models.Model):
    """One indicator of one version; those of a region (R-133) stay out of the national consolidation."""

    referential = models.ForeignKey(
        Referential, on_delete=models.PROTECT, related_name="indicators", verbose_name="référentiel"
    )
    code = models.CharField("code", max_length=12)
    rank = models.PositiveSmallIntegerField("rang")
    section = models.CharField("rubrique", max_length=2, choices=Section.choices)
    label = models.CharField("libellé", max_length=120)
    definition = models.TextField("définition")
    perimeter = models.CharField("périmètre", max_length=200, blank=True)
    kind = models.CharField("type", max_length=12, choices=ValueKind.choices)
    unit = models.CharField("unité", max_length=30, blank=True)
    numerator = models.CharField("numérateur", max_length=120, blank=True)
    denominator = models.CharField("dénominateur", max_length=120, blank=True)
    breakdown = models.CharField("détail", max_length=15, choices=Breakdown.choices, blank=True)
    aggregation = models.CharField("consolidation", max_length=12, choices=Aggregation.choices)
    derivation = models.CharField(
        "calcul", max_length=30, blank=True, help_text="Vide : saisi par le centre. Sinon : le nom du calcul."
    )
    rule = models.CharField("règle", max_length=40, blank=True)
    standing = models.CharField("statut", max_length=4, choices=IndicatorOrigin.choices)
    at_least = models.DecimalField("conforme à partir de", max_digits=14, decimal_places=4, null=True, blank=True)
    at_most = models.DecimalField("conforme jusqu’à", max_digits=14, decimal_places=4, null=True, blank=True)
    is_critical = models.BooleanField("critique", default=False)
    is_financial = models.BooleanField("financier", default=False, help_text="Sans objet pour Paris (R-56).")
    region = models.ForeignKey(
        Region, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="région",
        help_text="Vide : indicateur national.",
    )  # fmt: skip

    class Meta:
        verbose_name = "indicateur"
        verbose_name_plural = "indicateurs"
        ordering = ["referential", "rank", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["referential", "code"], name="indicator_code_unique_in_its_version",
                violation_error_message="Ce code est déjà celui d’un indicateur de cette version.",
            ),
            models.CheckConstraint(
                name="indicator_of_a_region_says_so",
                condition=Q(region=None) & ~Q(standing=IndicatorOrigin.REGIONAL)
                | Q(region__isnull=False, standing=IndicatorOrigin.REGIONAL),
                violation_error_message="Un complément régional porte sa région, et lui seul (R-133).",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.code} {self.label}"

    def get_absolute_url(self) -> str:
        return reverse("evaluation:indicator", args=[self.referential_id, self.code])
