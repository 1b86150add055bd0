"""How the figures of several centres are spread: the one definition of the house, pure, in exact Decimals.

Method: linear interpolation between the answers in order, both ends included (Hyndman and Fan, type 7: what
spreadsheets call QUARTILE.INC, and `statistics.quantiles(method="inclusive")`). Nothing is rounded before it is
written; `tenth` is the one rounding, half up.

Nothing is told of fewer than `LEAST` centres whose figures the reader does not already open, the centre that is
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
        """As they are written: each to one decimal."""
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


def are_enough(answers: int, known: int = 0) -> bool:
    """Whether something may be told of that many other centres, the reader opening the file of `known` of them."""
    return answers - known >= LEAST


def quartiles(values: Iterable[Decimal], *, known: int = 0) -> Quartiles | None:
    """How the figures of the other centres are spread; None when they are too few, or the unknown ones among them.

    `known`: how many of these figures the reader opens besides. Who opens them all learns nothing: give 0.
    """
    ordered = sorted(values)
    if not are_enough(len(ordered), known):
        return None
    return in_order(ordered)


def in_order(ordered: Sequence[Decimal]) -> Quartiles:
    """The quartiles of figures that are already in order, one at least."""
    first, median, third = (_quartile(ordered, rank) for rank in (1, 2, 3))
    return Quartiles(count=len(ordered), first=first, median=median, third=third)


def _quartile(ordered: Sequence[Decimal], rank: int) -> Decimal:
    low, quarters = divmod(rank * (len(ordered) - 1), 4)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * quarters / FOUR


def tenth(value: Decimal) -> Decimal:
    """To one decimal, half up; a whole number stays whole."""
    return value if value == value.to_integral_value() else value.quantize(TENTH, rounding=ROUND_HALF_UP)
