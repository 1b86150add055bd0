"""Dated facts of a centre: identity, perimeter, lead region, recognition, districts, distances."""

from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.utils.timezone import localdate

from centres.enums import DistanceMethod, LegalForm, Vintage
from centres.models.centre import Centre
from centres.models.dated import Dated, Sourced, dates_in_order, single_open_row
from centres.models.territory import Commune, Department, Region
from documents.french import kilometres


def _centre(related_name: str) -> models.ForeignKey:
    return models.ForeignKey(Centre, on_delete=models.PROTECT, related_name=related_name, verbose_name="centre")


class Identity(Dated, Sourced):
    """Name, legal form, carrier and seat of a centre over a period (a centre is not the structure that carries it)."""

    centre = _centre("identities")
    name = models.CharField("nom", max_length=120)
    legal_form = models.CharField("forme juridique", max_length=15, choices=LegalForm.choices)
    carrier = models.CharField(
        "structure porteuse",
        max_length=120,
        blank=True,
        help_text="Vide quand le centre est sa propre structure.",
    )
    seat = models.ForeignKey(
        Commune, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="siège"
    )
    address = models.CharField("adresse", max_length=200, blank=True)
    alone_per = ("centre",)

    class Meta:
        verbose_name = "identité"
        verbose_name_plural = "identités"
        ordering = ["centre", "-valid_from"]
        constraints = [dates_in_order("identity_dates_in_order"), single_open_row("identity_one_open", "centre")]

    def __str__(self) -> str:
        return self.name


class Perimeter(Dated, Sourced):
    """A département that a centre covers over a period."""

    centre = _centre("perimeters")
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="perimeters", verbose_name="département"
    )
    alone_per = ("centre", "department")

    class Meta:
        verbose_name = "département couvert"
        verbose_name_plural = "départements couverts"
        ordering = ["centre", "department"]
        constraints = [
            dates_in_order("perimeter_dates_in_order"),
            single_open_row("perimeter_one_open", "centre", "department"),
        ]

    def __str__(self) -> str:
        return f"{self.centre} : {self.department}"


class LeadRegion(Dated, Sourced):
    """The region whose prefect writes for a centre; the other regions of its perimeter read."""

    centre = _centre("lead_regions")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="led_centres", verbose_name="région")
    alone_per = ("centre",)

    class Meta:
        verbose_name = "région chef de file"
        verbose_name_plural = "régions chefs de file"
        ordering = ["centre", "-valid_from"]
        constraints = [
            dates_in_order("lead_region_dates_in_order"),
            single_open_row("lead_region_one_open", "centre"),
        ]

    def __str__(self) -> str:
        return f"{self.centre} : {self.region}"


def lead_region(path: str) -> Subquery:
    """The key of the region that leads today the centre of `path`, a look-up from the row."""
    return Subquery(LeadRegion.objects.on(localdate()).filter(centre=OuterRef(path)).values("region")[:1])


class Recognition(Dated, Sourced):
    """The national recognition (« agrément », R-48) of a centre over a period."""

    centre = _centre("recognitions")
    reference = models.CharField("référence de la décision", max_length=120, blank=True)
    alone_per = ("centre",)

    class Meta:
        verbose_name = "agrément"
        verbose_name_plural = "agréments"
        ordering = ["centre", "-valid_from"]
        constraints = [
            dates_in_order("recognition_dates_in_order"),
            single_open_row("recognition_one_open", "centre"),
        ]

    def __str__(self) -> str:
        return f"agrément de {self.centre}"


class DistrictCount(Dated, Sourced):
    """How many priority districts a centre covers over a period, by the official list in force."""

    centre = _centre("district_counts")
    vintage = models.PositiveSmallIntegerField("liste", choices=Vintage.choices)
    count = models.PositiveIntegerField("nombre de quartiers prioritaires")
    alone_per = ("centre",)

    class Meta:
        verbose_name = "nombre de quartiers prioritaires"
        verbose_name_plural = "nombres de quartiers prioritaires"
        ordering = ["centre", "-valid_from"]
        constraints = [
            dates_in_order("district_count_dates_in_order"),
            single_open_row("district_count_one_open", "centre"),
        ]

    def __str__(self) -> str:
        return f"{self.centre} : {self.count} (liste {self.get_vintage_display()})"


class Distance(Dated, Sourced):
    """How far one commune lies from the centre's place (R-95)."""

    centre = _centre("distances")
    commune = models.ForeignKey(Commune, on_delete=models.PROTECT, related_name="+", verbose_name="commune")
    km = models.DecimalField("distance (km)", max_digits=7, decimal_places=1, validators=[MinValueValidator(0)])
    method = models.CharField("méthode", max_length=12, choices=DistanceMethod.choices)
    origin = models.ForeignKey(
        Commune, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="point de départ",
        help_text="Le lieu d’implantation du centre, à défaut le chef-lieu du territoire.",
    )  # fmt: skip
    alone_per = ("centre", "commune")

    class Meta:
        verbose_name = "distance à une commune"
        verbose_name_plural = "distances aux communes"
        ordering = ["centre", "commune"]
        constraints = [
            dates_in_order("distance_dates_in_order"),
            single_open_row("distance_one_open", "centre", "commune"),
            models.CheckConstraint(
                name="distance_is_not_negative",
                condition=Q(km__gte=0),
                violation_error_message="Une distance ne peut pas être négative.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.centre} – {self.commune}"


class MedianDistance(Dated, Sourced):
    """The median of a centre's distances over a period: measured commune by commune, or declared as a whole."""

    centre = _centre("median_distances")
    km = models.DecimalField(
        "médiane des distances (km)", max_digits=7, decimal_places=1, validators=[MinValueValidator(0)]
    )
    method = models.CharField("méthode", max_length=12, choices=DistanceMethod.choices)
    alone_per = ("centre",)

    class Meta:
        verbose_name = "médiane des distances"
        verbose_name_plural = "médianes des distances"
        ordering = ["centre", "-valid_from"]
        constraints = [
            dates_in_order("median_dates_in_order"),
            single_open_row("median_one_open", "centre"),
            models.CheckConstraint(
                name="median_is_not_negative",
                condition=Q(km__gte=0),
                violation_error_message="Une distance ne peut pas être négative.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.centre} : {kilometres(self.km)}"
