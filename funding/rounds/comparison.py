"""Before and after: since the bounds are the network's, a figure changed for one centre may move all the others."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass
from decimal import Decimal

from funding.formula.allocate import Allocation as Computed
from funding.formula.allocate import FormulaError, Result
from funding.models import Allocation, Round
from funding.rounds.calculation import result_of
from funding.rounds.services import Correction
from funding.rounds.snapshot import parameters_used

# What the formula has just answered, or what a line keeps of its answer: both say it under the same names.
Figures = Computed | Allocation
# The name and the figures of each centre, by its slug; no figures for those left out of the calculation.
Standings = dict[str, tuple[str, Figures | None]]


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One centre before and after; None where it is not counted."""

    name: str
    slug: str
    before: Figures | None
    after: Figures | None

    @property
    def floor_change(self) -> Decimal:
        """How many euros the State's floor gains or loses."""
        return (self.after.state_floor if self.after else Decimal(0)) - (
            self.before.state_floor if self.before else Decimal(0)
        )

    @property
    def is_changed(self) -> bool:
        return _seen(self.before) != _seen(self.after)


def _seen(one: Figures | None) -> tuple | None:
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
    lines = list(line.round.allocations.select_related("centre").order_by("name"))
    after = result_of(_with(lines, line, wanted), parameters_used(line.round))
    return compare(_kept(lines), _computed(after))


def against_replaced(exercise: Round) -> Comparison | None:
    """What an exercise changes to the version it replaces (1 query); None when it replaces none or is incomplete."""
    if exercise.replaces_id is None or exercise.calculated_at is None:
        return None
    both = Allocation.objects.filter(round__in=[exercise.pk, exercise.replaces_id])
    lines = list(both.select_related("centre").defer("steps", "alerts").order_by("name"))
    before, after = (
        _kept([line for line in lines if line.round_id == pk]) for pk in (exercise.replaces_id, exercise.pk)
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


def _with(lines: Iterable[Allocation], changed: Allocation, wanted: Correction) -> list[Allocation]:
    tried = []
    for line in lines:
        one = copy(line)
        if one.pk == changed.pk:
            one.qpv, one.km, one.in_formula = wanted.qpv, wanted.km, wanted.in_formula
        tried.append(one)
    return tried


def _kept(lines: Iterable[Allocation]) -> Standings:
    return {line.centre.slug: (line.name, line if line.budget is not None else None) for line in lines}


def _computed(result: Result) -> Standings:
    counted: Standings = {one.centre.key: (one.centre.name, one) for one in result.allocations}
    return counted | {one.key: (one.name, None) for one in result.excluded}


def compare(before: Standings, after: Standings) -> Comparison:
    """Every centre of either side; one that is absent from a side has no figures there."""
    nothing = ("", None)
    differences = tuple(
        Difference(name=name, slug=slug, before=before.get(slug, nothing)[1], after=after.get(slug, nothing)[1])
        for slug, (name, _) in (before | after).items()
    )
    return Comparison(differences=differences, floor_change=sum((one.floor_change for one in differences), Decimal(0)))
