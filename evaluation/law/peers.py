"""Which centres a centre may be compared with (R-142): same zone, same size. The only definition.

Pure: frozen dataclasses in and out. `evaluation.law.quartiles` says when their figures may be shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from evaluation.law.quartiles import are_enough

# Sizes by number of priority districts: below 40, from 40 to 79, 80 and more.
EDGES: Final = (0, 40, 80)
FIXED: Final = "\u00a0"


@dataclass(frozen=True, kw_only=True)
class Peer:
    """One centre to compare: its zone, its number of priority districts (None: not known), its regions' keys."""

    key: int
    zone: str
    zone_label: str
    districts: int | None
    regions: frozenset[int] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Choice:
    """The comparable centres, and the sentence that explains them; `is_possible` when there are enough.

    `same_region`: those of them that act in a region of the centre, so that the agents of that region open their files.
    `description` is empty when the size of the centre is not known.
    """

    keys: frozenset[int]
    sentence: str
    same_region: frozenset[int] = frozenset()
    description: str = ""

    @property
    def is_possible(self) -> bool:
        return are_enough(len(self.keys))


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
    (low, high), words = band, f"{FIXED}quartiers prioritaires"
    if high is None:
        size = f"{low}{words} ou plus"
    else:
        size = f"de {low} à {high}{words}" if low else f"moins de {high + 1}{words}"
    alike = [
        peer
        for peer in others
        if peer.key != me.key
        and peer.zone == me.zone
        and peer.districts is not None
        and band_of(peer.districts) == band
    ]
    return Choice(
        keys=frozenset(peer.key for peer in alike),
        sentence=_sentence(me, band, len(alike)),
        same_region=frozenset(peer.key for peer in alike if peer.regions & me.regions),
        description=f"{me.zone_label}, {size}",
    )


def _sentence(me: Peer, band: tuple[int, int | None], count: int) -> str:
    low, high = band
    size = f"{low} quartiers prioritaires ou plus" if high is None else f"de {low} à {high} quartiers prioritaires"
    if count > 1:
        who = f"{count} autres centres sont comparables"
    else:
        who = "1 autre centre est comparable" if count else "Aucun autre centre n’est comparable"
    return f"{who} : même zone ({me.zone_label}), même taille ({size})."
