"""The exercise of a year, and its result for each centre."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.enums import Role
from accounts.models import User
from centres.enums import DistanceMethod, Vintage, Zone
from centres.models import Centre
from centres.models.mandate import holds
from documents.published.write_once import WriteOnce, WriteOnceQuerySet
from funding.enums import RoundState
from funding.models.scale import Scale

NATIONAL_STAFF = frozenset({Role.ADMIN, Role.NATIONAL})

REFUSAL = "Cet exercice est adopté\u00a0: corrigez-le par une nouvelle version."
CORRECTED = "Donnée corrigée pour cet exercice, avec son motif"  # in place of the source of a figure

# The input of the formula for a centre, and its results: copied, calculated, frozen and compared field by field.
DATA_FIELDS = (
    "name", "zone", "in_formula", "qpv", "vintage", "qpv_source", "km", "km_method", "km_source", "to_confirm",
    "is_planned",
)  # fmt: skip
RESULT_FIELDS = (
    "qpv_index", "distance_index", "weighted_index", "published_index", "extra_fte", "fte", "fixed_part",
    "variable_part", "budget", "state_floor", "remainder", "distance_to_next",
)  # fmt: skip


class RoundQuerySet(WriteOnceQuerySet):
    def visible_to(self, user: User) -> Self:
        """Adopted rounds for everyone signed in (R-13: the sharing is transparent); drafts for national staff."""
        if not user.is_authenticated:
            return self.none()
        return self if holds(user, *NATIONAL_STAFF) else self.exclude(state=RoundState.OPEN)

    def adopted(self) -> Self:
        """The rounds in force: one at most per year."""
        return self.filter(state=RoundState.ADOPTED)


class Round(WriteOnce):
    """One version of the calculation of one year for the whole network."""

    year = models.PositiveSmallIntegerField("exercice", validators=[MinValueValidator(2000), MaxValueValidator(2100)])
    version = models.PositiveSmallIntegerField("version", default=1)
    state = models.CharField("état", max_length=10, choices=RoundState.choices, default=RoundState.OPEN, editable=False)
    scale = models.ForeignKey(Scale, on_delete=models.PROTECT, related_name="rounds", verbose_name="barème")
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="replaced_by",
        verbose_name="remplace",
    )  # fmt: skip
    reason = models.TextField("motif de la correction", blank=True)
    note = models.TextField("note de l’exercice", blank=True, help_text="Affichée au-dessus du tableau.")
    prepared_at = models.DateTimeField("préparé le", editable=False)
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+",
        verbose_name="préparé par",
    )  # fmt: skip
    calculated_at = models.DateTimeField("calculé le", null=True, editable=False)
    adopted_at = models.DateTimeField("adopté le", null=True, editable=False)
    adopted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+",
        verbose_name="adopté par",
    )  # fmt: skip
    ruler = models.JSONField("bornes et tranches du calcul", default=dict, editable=False)
    frozen = models.JSONField("contenu figé", null=True, editable=False)
    seal = models.CharField("empreinte", max_length=64, blank=True, editable=False)

    frozen_when, refusal = ~Q(state=RoundState.OPEN), REFUSAL
    fingerprints = {"seal": "frozen"}

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = "exercice de financement"
        verbose_name_plural = "exercices de financement"
        ordering = ["-year", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["year", "version"], name="round_version_unique_in_its_year"),
            models.UniqueConstraint(
                fields=["year"], condition=Q(state=RoundState.OPEN), name="round_one_open_a_year",
                violation_error_message="Cet exercice est déjà en préparation.",
            ),
            models.UniqueConstraint(
                fields=["year"], condition=Q(state=RoundState.ADOPTED), name="round_one_adopted_a_year",
                violation_error_message="Cet exercice a déjà une version adoptée.",
            ),
            models.CheckConstraint(
                name="round_adopted_is_frozen",
                condition=Q(state=RoundState.OPEN) | (Q(adopted_at__isnull=False, frozen__isnull=False) & ~Q(seal="")),
                violation_error_message="Un exercice adopté garde son contenu figé, sa date et son empreinte.",
            ),
            models.CheckConstraint(
                name="round_correction_says_why",
                condition=Q(version=1) | (Q(replaces__isnull=False) & ~Q(reason="")),
                violation_error_message="Une correction dit quelle version elle remplace et pourquoi.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"exercice {self.year}" + (f", version {self.version}" if self.version > 1 else "")

    def get_absolute_url(self) -> str:
        return reverse("funding:round", args=[self.year])

    @property
    def previous_year(self) -> int:
        return self.year - 1

    @property
    def family(self) -> str:
        """Family of its printed table in the register of published documents, the same for every version."""
        return f"FIN-{self.year}-national"

    @property
    def stamp(self) -> str:
        """Date of the last calculation: an act on a preview sends back the one of the preview."""
        return self.calculated_at.isoformat() if self.calculated_at else ""

    @property
    def version_state(self) -> str:
        """State of this version: « en préparation », « adoptée », « remplacée »."""
        return RoundState(self.state).of_a_version

    @property
    def is_open(self) -> bool:
        return self.state == RoundState.OPEN


class AllocationQuerySet(WriteOnceQuerySet):
    def visible_to(self, user: User) -> Self:
        """Theoretical amounts: every centre of every round that `user` may read (R-13)."""
        return self.filter(round__in=Round.objects.visible_to(user))


class Allocation(WriteOnce):
    """Input and result of the formula for one centre in one exercise: an estimate, not a payment (R-104)."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="allocations", verbose_name="exercice")
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="allocations", verbose_name="centre")

    # Input of the formula
    name = models.CharField("nom du centre cette année-là", max_length=120)
    zone = models.CharField("zone", max_length=10, choices=Zone.choices)
    in_formula = models.BooleanField("dans le calcul", default=True)
    qpv = models.PositiveIntegerField("nombre de quartiers prioritaires", null=True, blank=True)
    vintage = models.PositiveSmallIntegerField("liste", choices=Vintage.choices, null=True, blank=True)
    qpv_source = models.CharField("source du nombre de quartiers", max_length=200, blank=True)
    km = models.DecimalField(
        "médiane des distances (km)", max_digits=7, decimal_places=1, null=True, blank=True,
        validators=[MinValueValidator(0)],
    )  # fmt: skip
    km_method = models.CharField("méthode", max_length=12, choices=DistanceMethod.choices, blank=True)
    km_source = models.CharField("source de la distance", max_length=200, blank=True)
    to_confirm = models.BooleanField("à confirmer", default=False)
    is_planned = models.BooleanField("centre à créer", default=False)
    input_reason = models.TextField("motif de la correction de donnée", blank=True)

    # Results
    qpv_index = models.DecimalField("indice quartiers", max_digits=7, decimal_places=4, null=True, editable=False)
    distance_index = models.DecimalField("indice distance", max_digits=7, decimal_places=4, null=True, editable=False)
    weighted_index = models.DecimalField("indice pondéré", max_digits=7, decimal_places=4, null=True, editable=False)
    published_index = models.DecimalField("indice publié", max_digits=5, decimal_places=2, null=True, editable=False)
    extra_fte = models.DecimalField("ETP supplémentaires", max_digits=5, decimal_places=2, null=True, editable=False)
    fte = models.DecimalField("ETP", max_digits=5, decimal_places=2, null=True, editable=False)
    distance_to_next = models.DecimalField(
        "écart avec la tranche suivante", max_digits=7, decimal_places=4, null=True, editable=False
    )
    fixed_part = models.DecimalField("part fixe", max_digits=12, decimal_places=2, null=True, editable=False)
    variable_part = models.DecimalField("part variable", max_digits=12, decimal_places=2, null=True, editable=False)
    budget = models.DecimalField("budget socle", max_digits=12, decimal_places=2, null=True, editable=False)
    state_floor = models.DecimalField("plancher de l’État", max_digits=12, decimal_places=2, null=True, editable=False)
    remainder = models.DecimalField("à trouver ailleurs", max_digits=12, decimal_places=2, null=True, editable=False)
    steps = models.JSONField("étapes", default=list, editable=False)
    alerts = models.JSONField("alertes", default=list, editable=False)

    frozen_when, refusal = ~Q(round__state=RoundState.OPEN), REFUSAL

    objects = AllocationQuerySet.as_manager()

    class Meta:
        verbose_name = "dotation théorique"
        verbose_name_plural = "dotations théoriques"
        ordering = ["round", "name"]
        constraints = [
            models.UniqueConstraint(fields=["round", "centre"], name="allocation_one_per_centre_and_round"),
            models.CheckConstraint(
                name="allocation_parts_sum_to_the_budget",
                condition=Q(budget__isnull=True) | Q(budget=models.F("fixed_part") + models.F("variable_part")),
                violation_error_message="La part fixe et la part variable doivent totaliser le budget socle.",
            ),
            models.CheckConstraint(
                name="allocation_out_of_the_formula_has_no_euro",
                condition=Q(in_formula=True) | Q(budget__isnull=True),
                violation_error_message="Un centre hors calcul n’a pas de dotation (R-56).",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.round}"

    def get_absolute_url(self) -> str:
        return reverse("funding:allocation", args=[self.round.year, self.centre.slug])

    def forget_source(self, figure: str) -> None:
        """Erase the source of a figure that was replaced: the reason of the correction stands for it."""
        setattr(self, f"{figure}_source", CORRECTED)
        if figure == "km":
            self.km_method = ""

    def forget_results(self) -> None:
        """Drop what was calculated: it no longer follows from the figures."""
        for name in RESULT_FIELDS:
            setattr(self, name, None)
        self.steps, self.alerts = [], []

    def is_frozen(self) -> bool:
        """A line neither leaves an adopted exercise nor enters one."""
        return not self.round.is_open or super().is_frozen()


class RoundDocument(WriteOnce):
    """The printed table of an adopted round: the very bytes that were published, and their fingerprint."""

    round = models.OneToOneField(
        Round, on_delete=models.PROTECT, related_name="document", editable=False, verbose_name="exercice"
    )
    content = models.BinaryField("octets", editable=False)
    sha256 = models.CharField("empreinte SHA-256", max_length=64, editable=False)
    printed_at = models.DateTimeField("imprimé le", editable=False)

    refusal, fingerprints = REFUSAL, {"sha256": "content"}

    objects = WriteOnceQuerySet.as_manager()

    class Meta:
        verbose_name = "tableau imprimé"
        verbose_name_plural = "tableaux imprimés"

    def __str__(self) -> str:
        return f"tableau imprimé de l’{self.round}"
