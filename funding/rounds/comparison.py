"""Comparison of two calculations of a network: a figure changed for one centre may change all the others."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass
from decimal import Decimal

from funding.formula.allocate import Allocation as Computed
from funding.formula.allocate import FormulaError
from funding.models import Allocation, Round
from funding.rounds.calculation import parameters_used, result_of
from funding.rounds.services import Correction

# A result of the formula, or a line that stores it: both have the same field names.
Figures = Computed | Allocation
# The name and the figures of each centre, by its slug; no figures for those left out of the calculation.
FiguresByCentre = dict[str, tuple[str, Figures | None]]


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One centre before and after; None where it is not counted."""

    name: str
    slug: str
    before: Figures | None
    after: Figures | None

    @property
    def floor_change(self) -> Decimal:
        """Change of the State's floor, in euros."""
        return (self.after.state_floor if self.after else Decimal(0)) - (
            self.before.state_floor if self.before else Decimal(0)
        )

    @property
    def is_changed(self) -> bool:
        return _compared_values(self.before) != _compared_values(self.after)


def _compared_values(figures: Figures | None) -> tuple | None:
    return figures and (
        figures.weighted_index,
        figures.published_index,
        figures.fte,
        figures.budget,
        figures.state_floor,
    )


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """The whole network before and after."""

    differences: tuple[Difference, ...]
    floor_change: Decimal

    @property
    def changed(self) -> tuple[Difference, ...]:
        return tuple(difference for difference in self.differences if difference.is_changed)


def preview(line: Allocation, correction: Correction) -> Comparison:
    """What a correction of one centre's figures would change for every centre; nothing is written."""
    lines = list(line.round.allocations.select_related("centre").order_by("name"))
    tried = []
    for stored in lines:
        corrected = copy(stored)
        if corrected.pk == line.pk:
            corrected.qpv, corrected.km, corrected.in_formula = correction.qpv, correction.km, correction.in_formula
        tried.append(corrected)
    result = result_of(tried, parameters_used(line.round))
    after: FiguresByCentre = {computed.centre.key: (computed.centre.name, computed) for computed in result.allocations}
    after |= {centre.key: (centre.name, None) for centre in result.excluded}
    return compare(_stored_figures(lines), after)


def against_replaced(exercise: Round) -> Comparison | None:
    """What an exercise changes to the version it replaces (1 query); None when it replaces none or is incomplete."""
    if exercise.replaces_id is None or exercise.calculated_at is None:
        return None
    both = Allocation.objects.filter(round__in=[exercise.pk, exercise.replaces_id])
    lines = list(both.select_related("centre").defer("steps", "alerts").order_by("name"))
    before, after = (
        _stored_figures([line for line in lines if line.round_id == pk]) for pk in (exercise.replaces_id, exercise.pk)
    )
    return compare(before, after)


def scale_moved(exercise: Round) -> bool:
    """Whether a correction follows another scale than the version it replaces, or the same one since changed."""
    if exercise.replaces is None:
        return False
    try:
        return parameters_used(exercise) != parameters_used(exercise.replaces)
    except FormulaError:
        return True


def _stored_figures(lines: Iterable[Allocation]) -> FiguresByCentre:
    return {line.centre.slug: (line.name, line if line.budget is not None else None) for line in lines}


def compare(before: FiguresByCentre, after: FiguresByCentre) -> Comparison:
    """Every centre of either side; one that is absent from a side has no figures there."""
    nothing = ("", None)
    differences = tuple(
        Difference(name=name, slug=slug, before=before.get(slug, nothing)[1], after=after.get(slug, nothing)[1])
        for slug, (name, _) in (before | after).items()
    )
    return Comparison(
        differences=differences, floor_change=sum((difference.floor_change for difference in differences), Decimal(0))
    )
