"""Which centres one centre may be compared with, why, and where it stands among them (R-142).

Pure: frozen dataclasses in and out, Decimal only. Never a rank: a distribution, its quartiles and how many made it.
Below five centres nothing is compared: so few would be recognised, and would prove nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from typing import Final

LEAST: Final = 5
# Sizes by number of priority districts: below 40, from 40 to 79, 80 and more.
EDGES: Final = (0, 40, 80)
TENTH: Final = Decimal("0.1")


@dataclass(frozen=True, kw_only=True)
class Peer:
    """One centre as it is chosen: its zone, and its number of priority districts (None: not known)."""

    key: int
    zone: str
    zone_label: str
    districts: int | None


@dataclass(frozen=True, kw_only=True)
class Choice:
    """The centres retained, and the sentence that explains them; `is_possible` when there are enough."""

    keys: frozenset[int]
    sentence: str

    @property
    def is_possible(self) -> bool:
        return len(self.keys) >= LEAST


@dataclass(frozen=True, kw_only=True)
class Spread:
    """The values of the comparable centres, in order and without names: their quartiles, and how many they are."""

    values: tuple[Decimal, ...]
    first: Decimal
    median: Decimal
    third: Decimal

    @property
    def count(self) -> int:
        return len(self.values)


def band_of(districts: int) -> tuple[int, int | None]:
    """The size band that holds that number of districts: its first number, and its last (None: no end)."""
    for low, high in pairwise(EDGES):
        if districts < high:
            return low, high - 1
    return EDGES[-1], None


def comparable(me: Peer, others: Iterable[Peer]) -> Choice:
    """The centres of the same zone and of the same size; none when the size of `me` is not known."""
    if me.districts is None:
        return Choice(keys=frozenset(), sentence="Le nombre de quartiers de ce centre n’est pas connu.")
    band = band_of(me.districts)
    keys = frozenset(
        one.key
        for one in others
        if one.key != me.key and one.zone == me.zone and one.districts is not None and band_of(one.districts) == band
    )
    return Choice(keys=keys, sentence=_sentence(me, band, len(keys)))


def spread(values: Iterable[Decimal]) -> Spread | None:
    """The distribution of the values; None when fewer than five centres made them."""
    ordered = sorted(values)
    if len(ordered) < LEAST:
        return None
    return Spread(
        values=tuple(ordered),
        first=quantile(ordered, Decimal("0.25")),
        median=quantile(ordered, Decimal("0.5")),
        third=quantile(ordered, Decimal("0.75")),
    )


def quantile(ordered: Sequence[Decimal], share: Decimal) -> Decimal:
    """The value below which that share of an ordered list lies, between its two neighbours, to one decimal."""
    place = share * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    exact = ordered[low] + (ordered[high] - ordered[low]) * (place - low)
    return exact.quantize(TENTH, rounding=ROUND_HALF_UP)


def _sentence(me: Peer, band: tuple[int, int | None], count: int) -> str:
    low, high = band
    size = f"{low} quartiers prioritaires ou plus" if high is None else f"de {low} à {high} quartiers prioritaires"
    if count > 1:
        who = f"{count} autres centres sont comparables"
    else:
        who = "1 autre centre est comparable" if count else "Aucun autre centre n’est comparable"
    return f"{who} : même zone ({me.zone_label}), même taille ({size})."
