"""The strategic cartography, due before any convention (R-51 to R-53)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from centres.models import Centre
from centres.models.centre import OfCentreQuerySet
from governance.enums import CartographyState, Finding


class Cartography(models.Model):
    """The functions of a centre's territory, who fills them, redundancies and gaps (R-52)."""

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="cartographies", verbose_name="centre")
    state = models.CharField(
        "état", max_length=10, choices=CartographyState.choices, default=CartographyState.ONGOING, editable=False
    )
    dated = models.DateField("date", null=True, blank=True, help_text="Date à laquelle elle est arrêtée.")
    led_by = models.CharField("pilote", max_length=160, blank=True, help_text="Service de l’État qui la conduit.")
    contributors = models.TextField("contributeurs", blank=True, help_text="Dont le centre (R-53).")
    summary = models.TextField("synthèse", blank=True)

    objects = OfCentreQuerySet.as_manager()

    class Meta:
        verbose_name = "cartographie"
        verbose_name_plural = "cartographies"
        ordering = ["centre", "-dated", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="cartography_validated_is_dated",
                condition=Q(state=CartographyState.ONGOING) | Q(dated__isnull=False),
                violation_error_message="Une cartographie validée porte une date.",
            )
        ]

    def __str__(self) -> str:
        return f"cartographie de {self.centre}"


class CartographyLine(models.Model):
    """One function of the territory: who fills it, what is found, what part the centre takes (R-52)."""

    cartography = models.ForeignKey(
        Cartography, on_delete=models.CASCADE, related_name="lines", verbose_name="cartographie"
    )
    function = models.CharField("fonction", max_length=160, help_text="Observation, formation, ressources…")
    structures = models.TextField("structures présentes", blank=True)
    finding = models.CharField("constat", max_length=15, choices=Finding.choices)
    centre_role = models.TextField("rôle du centre", blank=True)

    class Meta:
        verbose_name = "ligne de cartographie"
        verbose_name_plural = "lignes de cartographie"
        ordering = ["cartography", "pk"]

    def __str__(self) -> str:
        return self.function
