"""Quartiles of the figures of several centres, in exact Decimals: the only definition. Pure.

Method: linear interpolation between the answers in order, both ends included (Hyndman and Fan, type 7: what
spreadsheets call QUARTILE.INC, and `statistics.quantiles(method="inclusive")`). Nothing is rounded before it is
written; `tenth` is the only rounding, half up.

No quartile is given of fewer than `LEAST` centres whose figures the reader does not already open, the centre that is
compared left apart: of fewer, one figure could be deduced from the others. This number is written here only.

An answer stands out beyond Tukey's fences: Q1 − f × (Q3 − Q1) and Q3 + f × (Q3 − Q1), f being 1.5 from eight answers,
and 3 below, where quartiles are so rough that the usual fence would question one ordinary answer in five.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

LEAST: Final = 5
TENTH: Final = Decimal("0.1")
FOUR: Final = Decimal(4)
ENOUGH_FOR_FENCES: Final = 8
FENCE: Final = Decimal("1.5")
WIDE_FENCE: Final = Decimal(3)


@dataclass(frozen=True, kw_only=True)
class Quartiles:
    """The quartiles of `count` figures, exact, and the fences beyond which a figure stands out of them."""

    count: int
    first: Decimal
    median: Decimal
    third: Decimal

    @property
    def rounded(self) -> Quartiles:
        """Each quartile to one decimal, half up."""
        return Quartiles(count=self.count, first=tenth(self.first), median=tenth(self.median), third=tenth(self.third))

    @property
    def lowest(self) -> Decimal:
        return self.first - self._reach

    @property
    def highest(self) -> Decimal:
        return self.third + self._reach

    @property
    def _reach(self) -> Decimal:
        fence = FENCE if self.count >= ENOUGH_FOR_FENCES else WIDE_FENCE
        return fence * (self.third - self.first)

    def holds(self, value: Decimal) -> bool:
        """Whether `value` lies within the fences, both included; where half the centres say the same, all values do."""
        return self.first == self.third or self.lowest <= value <= self.highest


def are_enough(answers: int, readable: int = 0) -> bool:
    """Whether that many answers may be summarised for a reader who opens the files of `readable` of these centres."""
    return answers - readable >= LEAST


def quartiles(values: Iterable[Decimal], *, readable: int = 0) -> Quartiles | None:
    """The quartiles of the other centres; None when too few of them are answers that the reader does not open.

    `readable`: how many of these figures the reader opens besides. Who opens them all learns nothing: give 0.
    """
    ordered = sorted(values)
    if not are_enough(len(ordered), readable):
        return None
    return in_order(ordered)


def in_order(ordered: Sequence[Decimal]) -> Quartiles:
    """The quartiles of figures that are already in order, one at least."""
    last, cuts = len(ordered) - 1, []
    for rank in (1, 2, 3):
        low, quarters = divmod(rank * last, 4)
        cuts.append(ordered[low] + (ordered[min(low + 1, last)] - ordered[low]) * quarters / FOUR)
    first, median, third = cuts
    return Quartiles(count=len(ordered), first=first, median=median, third=third)


def tenth(value: Decimal) -> Decimal:
    """To one decimal, half up; a whole number stays whole."""
    return value if value == value.to_integral_value() else value.quantize(TENTH, rounding=ROUND_HALF_UP)
