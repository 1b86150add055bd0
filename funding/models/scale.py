"""The scale of a year: every parameter of the formula (R-89 to R-98)."""

from __future__ import annotations

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.lookups import Exact

from centres.enums import Zone
from documents.french import number
from funding.enums import BoundsMode

SHARE = [MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(1))]


def share(verbose_name: str, **options: object) -> models.DecimalField:
    """A rate between 0 and 1, to the ten-thousandth."""
    return models.DecimalField(verbose_name, max_digits=5, decimal_places=4, validators=SHARE, **options)


class Scale(models.Model):
    """One scale; several years may follow the same one. A scale used by an adopted round is frozen there."""

    key = models.SlugField("identifiant", max_length=20, unique=True)
    label = models.CharField("libellé", max_length=120)
    source = models.CharField("source", max_length=200)
    first_year = models.PositiveSmallIntegerField("premier exercice")
    qpv_weight = share("poids du nombre de quartiers")
    distance_weight = share("poids de la distance")
    banding_decimals = models.PositiveSmallIntegerField(
        "décimales de l’indice avant classement", null=True, blank=True, default=1,
        help_text="1 : l’indice publié décide de la tranche. Vide : l’indice non arrondi décide.",
    )  # fmt: skip
    extra_fte_salary = models.DecimalField("salaire d’un ETP supplémentaire (€)", max_digits=10, decimal_places=2)
    extra_fte_overhead_rate = share("frais de fonctionnement d’un ETP supplémentaire")
    state_share = share("part garantie par l’État")
    mainland_overhead_rate = share("frais de fonctionnement en métropole")
    overseas_overhead_rate = share("frais de fonctionnement outre-mer")
    mainland_variable = models.BooleanField("part variable en métropole", default=True)
    overseas_variable = models.BooleanField("part variable outre-mer", default=False)
    bounds_mode = models.CharField("bornes", max_length=8, choices=BoundsMode.choices, default=BoundsMode.NETWORK)
    qpv_min = models.PositiveIntegerField("borne basse (quartiers)", null=True, blank=True)
    qpv_max = models.PositiveIntegerField("borne haute (quartiers)", null=True, blank=True)
    km_min = models.DecimalField("borne basse (km)", max_digits=7, decimal_places=1, null=True, blank=True)
    km_max = models.DecimalField("borne haute (km)", max_digits=7, decimal_places=1, null=True, blank=True)

    class Meta:
        verbose_name = "barème"
        verbose_name_plural = "barèmes"
        ordering = ["-first_year", "key"]
        constraints = [
            models.CheckConstraint(
                name="scale_weights_sum_to_one",
                # The sum, not the difference: SQLite counts in floats, where 1 - 0.9 is not 0.1 but 0.1 + 0.9 is 1.
                condition=Exact(F("qpv_weight") + F("distance_weight"), Decimal(1)),
                violation_error_message="Les deux poids doivent totaliser 1.",
            ),
            models.CheckConstraint(
                name="scale_frozen_bounds_are_complete",
                condition=Q(bounds_mode=BoundsMode.NETWORK)
                | Q(qpv_min__isnull=False, qpv_max__isnull=False, km_min__isnull=False, km_max__isnull=False),
                violation_error_message="Des bornes figées demandent leurs quatre valeurs.",
            ),
        ]

    def __str__(self) -> str:
        return self.label


class Post(models.Model):
    """One post of the minimal team of a zone, with its yearly cost to the employer (R-90)."""

    scale = models.ForeignKey(Scale, on_delete=models.CASCADE, related_name="posts", verbose_name="barème")
    zone = models.CharField("zone", max_length=10, choices=Zone.choices)
    title = models.CharField("poste", max_length=80)
    salary = models.DecimalField("salaire annuel brut chargé (€)", max_digits=10, decimal_places=2)
    headcount = models.DecimalField("nombre (ETP)", max_digits=5, decimal_places=2, default=Decimal(1))

    class Meta:
        verbose_name = "poste"
        verbose_name_plural = "postes de l’équipe minimale"
        ordering = ["scale", "zone", "pk"]

    def __str__(self) -> str:
        return self.title


class Band(models.Model):
    """One band of the index: above, up to and including, and the ETP it adds (R-93)."""

    scale = models.ForeignKey(Scale, on_delete=models.CASCADE, related_name="bands", verbose_name="barème")
    above = models.DecimalField("au-dessus de", max_digits=4, decimal_places=2)
    up_to = models.DecimalField("jusqu’à (inclus)", max_digits=4, decimal_places=2)
    extra_fte = models.DecimalField("ETP supplémentaires", max_digits=5, decimal_places=2)

    class Meta:
        verbose_name = "tranche"
        verbose_name_plural = "tranches de l’indice"
        ordering = ["scale", "above"]
        constraints = [
            models.UniqueConstraint(fields=["scale", "above"], name="band_starts_once"),
            models.CheckConstraint(
                name="band_has_a_width",
                condition=Q(up_to__gt=F("above")),
                violation_error_message="La tranche finit avant de commencer.",
            ),
        ]

    def __str__(self) -> str:
        return f"]{number(self.above)} ; {number(self.up_to)}]"
