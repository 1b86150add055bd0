"""Before and after: since the bounds are the network's, a figure changed for one centre may move all the others."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass
from decimal import Decimal

from funding.calculation import IncompleteError, result_of
from funding.formula import Allocation as Computed
from funding.formula import FormulaError, Parameters, Result
from funding.freezing import parameters_used
from funding.models import Allocation, Round
from funding.rounds import Correction


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One centre before and after: index published, ETP, State's floor in euros; None where it is not counted."""

    name: str
    slug: str
    before: Computed | None
    after: Computed | None

    @property
    def floor_change(self) -> Decimal:
        """How many euros the State's floor gains or loses."""
        return (self.after.state_floor if self.after else Decimal(0)) - (
            self.before.state_floor if self.before else Decimal(0)
        )

    @property
    def is_changed(self) -> bool:
        return _seen(self.before) != _seen(self.after)


def _seen(one: Computed | None) -> tuple | None:
    return one and (one.weighted_index, one.published_index, one.fte, one.budget, one.state_floor)


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """The whole network before and after."""

    differences: tuple[Difference, ...]
    floor_change: Decimal

    @property
    def changed(self) -> tuple[Difference, ...]:
        return tuple(one for one in self.differences if one.is_changed)


def preview(line: Allocation, wanted: Correction) -> Comparison:
    """What correcting one centre's figures would change for every centre; nothing is written."""
    parameters, lines = parameters_used(line.round), _lines_of(line.round)
    return compare(_try(lines, parameters), result_of(_with(lines, line, wanted), parameters))


def against_replaced(exercise: Round) -> Comparison | None:
    """What an exercise changes to the version it replaces; None when it replaces none or is incomplete."""
    if exercise.replaces is None:
        return None
    try:
        before, after = (result_of(_lines_of(one), parameters_used(one)) for one in (exercise.replaces, exercise))
    except (IncompleteError, FormulaError):
        return None
    return compare(before, after)


def _lines_of(exercise: Round) -> list[Allocation]:
    return list(exercise.allocations.select_related("centre").order_by("name"))


def _with(lines: Iterable[Allocation], changed: Allocation, wanted: Correction) -> list[Allocation]:
    tried = []
    for line in lines:
        one = copy(line)
        if one.pk == changed.pk:
            one.qpv, one.km, one.in_formula = wanted.qpv, wanted.km, wanted.in_formula
        tried.append(one)
    return tried


def _try(lines: list[Allocation], parameters: Parameters) -> Result | None:
    try:
        return result_of(lines, parameters)
    except (IncompleteError, FormulaError):
        return None


def compare(before: Result | None, after: Result) -> Comparison:
    """Every centre of either result, in the order of the second."""
    names = {one.key: one.name for one in _centres(before)} | {one.key: one.name for one in _centres(after)}
    differences = tuple(
        Difference(name=name, slug=slug, before=before and before.get(slug), after=after.get(slug))
        for slug, name in names.items()
    )
    return Comparison(differences=differences, floor_change=sum((one.floor_change for one in differences), Decimal(0)))


def _centres(result: Result | None) -> list:
    return [] if result is None else [*(one.centre for one in result.allocations), *result.excluded]
