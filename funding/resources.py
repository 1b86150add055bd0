"""Import and export of the funding tables: figures of an open exercise, results, notified and paid amounts."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from itertools import groupby
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet

from accounts.journal import record
from accounts.models import User
from centres.enums import DistanceMethod, Vintage, Zone
from centres.resources import centre_column, column
from documents.spreadsheets.import_cells import (
    BooleanCell,
    Cell,
    ChoiceCell,
    DateCell,
    DecimalCell,
    IntegerCell,
    TextCell,
)
from documents.spreadsheets.resources import ExchangeResource
from funding.enums import RoundState
from funding.formula import allocate as formula
from funding.models import Allocation, Notification, Payment, Round
from funding.rounds.calculation import IncompleteError, calculate


@transaction.atomic
def record_and_recalculate(lines: Iterable[Allocation], *, actor: User | None) -> None:
    """Record in the journal the figures that a file changed, and recalculate their exercises."""
    ordered = sorted(lines, key=lambda line: (line.round_id, line.name))
    for exercise, changed in groupby(ordered, key=lambda line: line.round):
        figures = {line.name: {"qpv": line.qpv, "km": str(line.km), "motif": line.input_reason} for line in changed}
        record(actor, "exercice : importer des données", exercise, figures=figures)
        try:
            calculate(exercise)
        except (IncompleteError, formula.FormulaError):
            continue  # the exercise stays without results, and its page says which figure is missing or absurd


class OpenRoundCell(Cell):
    """The exercise of a year, which must be in preparation; locked, so that nobody adopts it meanwhile."""

    @cached_property
    def open_rounds(self) -> dict[int, Round]:
        rounds = Round.objects.select_for_update(of=("self",)).filter(state=RoundState.OPEN).select_related("scale")
        return {exercise.year: exercise for exercise in rounds.defer("frozen")}

    def read(self, value: Any) -> Round:
        year = IntegerCell().read(value)
        if year in self.open_rounds:
            return self.open_rounds[year]
        if Round.objects.filter(year=year).exists():
            raise ValueError(f"l’exercice {year} est adopté\u202f; corrigez-le par une nouvelle version.")
        raise ValueError(f"l’exercice {year} n’existe pas\u202f; préparez-le d’abord.")

    def render(self, value: Round | None, obj: Any = None, **kwargs: Any) -> int | None:
        return value and value.year


class AllocationInputResource(ExchangeResource):
    """The input figures of an open exercise. A changed figure needs its reason, as on the site."""

    guidance = (
        "Seul un exercice en préparation se corrige, pour les centres qui y figurent. Une donnée changée demande son "
        "motif\u202f; tout le réseau est recalculé, puisque les bornes sont communes. Une donnée qui change "
        "sans sa source perd l’ancienne."
    )
    round = column("exercice", "round", OpenRoundCell(required=True))
    centre = centre_column()
    qpv = column("qpv", "qpv", IntegerCell())
    vintage = column("liste", "vintage", ChoiceCell(Vintage, "une liste officielle"))
    qpv_source = column("source_qpv", "qpv_source", TextCell())
    km = column("km", "km", DecimalCell(digits=7, places=1, unit="km"))
    km_method = column("methode", "km_method", ChoiceCell(DistanceMethod, "une méthode"))
    km_source = column("source_km", "km_source", TextCell())
    input_reason = column("motif", "input_reason", TextCell())

    class Meta(ExchangeResource.Meta):
        model = Allocation
        name = "Données d’entrée"
        import_id_fields = ("round", "centre")
        fields = ("round", "centre", "qpv", "vintage", "qpv_source", "km", "km_method", "km_source", "input_reason")

    SOURCE_FIELDS = {"qpv": ("qpv_source",), "km": ("km_method", "km_source")}  # the fields on the source of a figure
    FIGURES = ("qpv", "vintage", "qpv_source", "km", "km_method", "km_source")

    def filter_export(self, queryset: QuerySet, **kwargs: Any) -> QuerySet:
        return queryset.select_related("centre", "round")

    def after_init_instance(self, instance: Allocation, *args: Any, **kwargs: Any) -> None:
        instance.values_before = {name: getattr(instance, name) for name in (*self.FIGURES, "input_reason")}

    def validate_instance(
        self, instance: Allocation, import_validation_errors: dict[str, Any] | None = None, **kwargs: Any
    ) -> None:
        """Refuse a centre that is not in the exercise, and a figure that changes without a reason."""
        faults = dict(import_validation_errors or {})
        if instance.pk is None:
            if faults:  # among them an exercise that cannot be read
                raise ValidationError(faults)
            year = instance.round.year
            sentence = f"ce centre n’est pas dans l’exercice {year}\u202f; relisez d’abord le référentiel."
            raise ValidationError({"centre": sentence})
        changed = [name for name in self.FIGURES if getattr(instance, name) != instance.values_before[name]]
        if not faults and changed and instance.input_reason in ("", instance.values_before["input_reason"]):
            faults["input_reason"] = ValidationError("dites pourquoi la donnée change\u202f; le motif reste avec elle.")
        for figure, sources in self.SOURCE_FIELDS.items():
            if figure in changed and not set(sources) & set(changed):
                instance.forget_source(figure)
        super().validate_instance(instance, faults, **kwargs)

    def after_writing(self, rows: list[Allocation], actor: User | None) -> None:
        record_and_recalculate(rows, actor=actor)


class AllocationResource(ExchangeResource):
    """The results of an exercise, centre by centre: an estimate, neither notified nor paid (R-104). Export only."""

    round = column("exercice", "round__year", IntegerCell())
    version = column("version", "round__version", IntegerCell())
    centre = column("centre", "centre__slug", TextCell())
    name = column("nom", "name", TextCell())
    zone = column("zone", "zone", ChoiceCell(Zone, "une zone"))
    in_formula = column("dans_le_calcul", "in_formula", BooleanCell())
    qpv = column("qpv", "qpv", IntegerCell())
    qpv_index = column("indice_qpv", "qpv_index", DecimalCell(digits=7, places=4))
    km = column("km", "km", DecimalCell(digits=7, places=1, unit="km"))
    distance_index = column("indice_km", "distance_index", DecimalCell(digits=7, places=4))
    weighted_index = column("indice_pondere", "weighted_index", DecimalCell(digits=7, places=4))
    published_index = column("indice", "published_index", DecimalCell(digits=5, places=2))
    extra_fte = column("etp_supplementaires", "extra_fte", IntegerCell())
    fte = column("etp", "fte", IntegerCell())
    fixed_part = column("part_fixe", "fixed_part", DecimalCell(digits=12, places=2, unit="€"))
    variable_part = column("part_variable", "variable_part", DecimalCell(digits=12, places=2, unit="€"))
    budget = column("budget_socle", "budget", DecimalCell(digits=12, places=2, unit="€"))
    state_floor = column("plancher_etat", "state_floor", DecimalCell(digits=12, places=2, unit="€"))
    remainder = column("a_trouver_ailleurs", "remainder", DecimalCell(digits=12, places=2, unit="€"))

    class Meta(ExchangeResource.Meta):
        model = Allocation
        name = "Résultats"
        fields = (
            "round", "version", "centre", "name", "zone", "in_formula", "qpv", "qpv_index", "km", "distance_index",
            "weighted_index", "published_index", "extra_fte", "fte", "fixed_part", "variable_part", "budget",
            "state_floor", "remainder",
        )  # fmt: skip

    def filter_export(self, queryset: QuerySet, **kwargs: Any) -> QuerySet:
        return queryset.select_related("centre", "round").defer("round__frozen", "steps", "alerts")


STRUCK = ("cancelled_on", "cancelled_because")  # a cancelled amount is exported too


class NotificationResource(ExchangeResource):
    """The notified amounts (R-98, R-99). Export only: each is recorded on the site, against its floor."""

    year = column("exercice", "year", IntegerCell())
    centre = centre_column()
    amount = column("montant", "amount", DecimalCell(digits=12, places=2, unit="€"))
    on = column("date", "on", DateCell())
    reference = column("reference", "reference", TextCell())
    reason = column("motif", "reason", TextCell())
    cancelled_on = column("annule_le", "cancelled_on", DateCell())
    cancelled_because = column("motif_annulation", "cancelled_because", TextCell())

    class Meta(ExchangeResource.Meta):
        model = Notification
        fields = ("year", "centre", "amount", "on", "reference", "reason", *STRUCK)

    def filter_export(self, queryset: QuerySet, **kwargs: Any) -> QuerySet:
        return queryset.select_related("centre")


class PaymentResource(ExchangeResource):
    """The paid amounts (R-86). Export only: each is recorded on the site, against what was notified."""

    year = column("exercice", "year", IntegerCell())
    centre = centre_column()
    amount = column("montant", "amount", DecimalCell(digits=12, places=2, unit="€"))
    on = column("date", "on", DateCell())
    reference = column("reference", "reference", TextCell())
    cancelled_on = column("annule_le", "cancelled_on", DateCell())
    cancelled_because = column("motif_annulation", "cancelled_because", TextCell())

    class Meta(ExchangeResource.Meta):
        model = Payment
        fields = ("year", "centre", "amount", "on", "reference", *STRUCK)

    def filter_export(self, queryset: QuerySet, **kwargs: Any) -> QuerySet:
        return queryset.select_related("centre")
