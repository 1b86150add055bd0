"""Input and output of the formula: frozen dataclasses; no computing but exact sums."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from funding.formula.scale import Bounds, Parameters, Zone


@dataclass(frozen=True, kw_only=True, slots=True)
class CentreInput:
    """The input of a centre: QPV, median km; `in_formula` False leaves it out (R-56)."""

    key: str
    name: str
    zone: Zone
    qpv: int
    km: Decimal
    in_formula: bool = True


class AlertCode(StrEnum):
    """Why a result deserves a second look (§2.3)."""

    OUT_OF_BOUNDS = "out_of_bounds"
    BAND_DIFFERS = "band_differs"
    CLOSE_TO_THRESHOLD = "near_threshold"
    DEGENERATE = "degenerate"


class Alert(NamedTuple):
    """A warning a person reads; it never changes the figures."""

    code: AlertCode
    sentence: str


class Figure(NamedTuple):
    """A number of a step with its name, written in French."""

    label: str
    value: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One step of the explanation of an allocation: article, figures, sentence and result, in French."""

    code: str
    label: str
    reference: str
    figures: tuple[Figure, ...]
    sentence: str
    result: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Allocation:
    """The result of the formula for a centre: indices out of 10, posts in FTE, amounts in whole euros.

    The sub-indices and the weighted index carry four decimals, for display only; the published index and the band
    come from the exact ratio. `next_threshold` is None in the top band and where the index is without effect.
    """

    centre: CentreInput
    qpv_index: Decimal
    distance_index: Decimal
    weighted_index: Decimal
    published_index: Decimal
    banding_index: Decimal
    extra_fte: Decimal
    fte: Decimal
    fixed_part: Decimal
    variable_part: Decimal
    budget: Decimal
    state_floor: Decimal
    remainder: Decimal
    next_threshold: Decimal | None
    distance_to_next: Decimal | None
    alerts: tuple[Alert, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Totals:
    """Exact sums over the centres of a result: posts in FTE, amounts in euros."""

    fte: Decimal
    extra_fte: Decimal
    fixed: Decimal
    variable: Decimal
    budget: Decimal
    state_floor: Decimal
    remainder: Decimal


@dataclass(frozen=True, kw_only=True)
class Result:
    """The table of a network, in the order of its centres; `alerts` holds what concerns the whole network."""

    parameters: Parameters
    bounds: Bounds
    allocations: tuple[Allocation, ...]
    excluded: tuple[CentreInput, ...]
    alerts: tuple[Alert, ...]

    @cached_property
    def totals(self) -> Totals:
        """Sums of the calculated centres; the excluded ones weigh nothing (R-56)."""
        return Totals(
            fte=self._sum(lambda allocation: allocation.fte),
            extra_fte=self._sum(lambda allocation: allocation.extra_fte),
            fixed=self._sum(lambda allocation: allocation.fixed_part),
            variable=self._sum(lambda allocation: allocation.variable_part),
            budget=self._sum(lambda allocation: allocation.budget),
            state_floor=self._sum(lambda allocation: allocation.state_floor),
            remainder=self._sum(lambda allocation: allocation.remainder),
        )

    def get(self, key: str) -> Allocation | None:
        """Return the allocation of a centre, None when it is unknown or left out of the calculation."""
        return self._by_key.get(key)

    @cached_property
    def _by_key(self) -> dict[str, Allocation]:
        return {allocation.centre.key: allocation for allocation in self.allocations}

    def _sum(self, part: Callable[[Allocation], Decimal]) -> Decimal:
        return sum((part(allocation) for allocation in self.allocations), Decimal(0))
