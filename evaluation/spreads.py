"""How the answers of comparable centres are spread, and what stands out of them. Pure, exact, no float.

The method, said to whoever is asked to justify a figure: Tukey's fences. Quartiles are read by linear interpolation
between the answers in order; an answer stands out below Q1 − 1.5 × (Q3 − Q1) or above Q3 + 1.5 × (Q3 − Q1). Shares and
ratios are compared with every centre that answered; counts and euros with the centres of the same size band only. Under
eight answers there is nothing to compare with.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from evaluation.indicators import Measure

LEAST_ANSWERS: Final = 8
FENCE: Final = Fraction(3, 2)
SMALL_TEAM: Final = Decimal(4)
MEDIUM_TEAM: Final = Decimal(6)
SIZE: Final = "MO-01"


@dataclass(frozen=True, kw_only=True)
class Spread:
    """The answers of comparable centres: how many, their quartiles, and the fences beyond which one stands out."""

    count: int
    first: Fraction
    median: Fraction
    third: Fraction

    @property
    def lowest(self) -> Fraction:
        return self.first - FENCE * (self.third - self.first)

    @property
    def highest(self) -> Fraction:
        return self.third + FENCE * (self.third - self.first)

    def holds(self, value: Decimal) -> bool:
        """Whether `value` lies within the fences, both included; where half the centres say the same, all values do."""
        return self.first == self.third or self.lowest <= Fraction(value) <= self.highest


def spread_of(values: Iterable[Decimal]) -> Spread | None:
    """How `values` are spread; None under eight of them."""
    ordered = sorted(Fraction(value) for value in values)
    if len(ordered) < LEAST_ANSWERS:
        return None
    first, median, third = (_quantile(ordered, Fraction(quarter, 4)) for quarter in (1, 2, 3))
    return Spread(count=len(ordered), first=first, median=median, third=third)


def _quantile(ordered: list[Fraction], share: Fraction) -> Fraction:
    place = share * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (place - low) * (ordered[high] - ordered[low])


def size_band(measures: Mapping[str, Measure]) -> str:
    """Small (up to 4 full-time equivalents), medium (up to 6), large; empty when the team is not told (§5.2)."""
    staff = measures.get(SIZE, Measure()).value
    if staff is None:
        return ""
    if staff <= SMALL_TEAM:
        return "petit"
    return "moyen" if staff <= MEDIUM_TEAM else "grand"


def spreads(own: Mapping[str, Measure], others: Iterable[Mapping[str, Measure]]) -> dict[str, Spread]:
    """What each answer of `own` is to be compared with: one spread per indicator that enough centres answered.

    Leave the centre's own answers out of `others`: it is not compared with itself.
    """
    asked = list(others)
    band = size_band(own)
    alike = [one for one in asked if band and size_band(one) == band]
    found = {code: _spread(code, asked if measure.denominator is not None else alike) for code, measure in own.items()}
    return {code: spread for code, spread in found.items() if spread is not None}


def _spread(code: str, centres: list[Mapping[str, Measure]]) -> Spread | None:
    values = (one[code].value for one in centres if code in one)
    return spread_of(value for value in values if value is not None)
