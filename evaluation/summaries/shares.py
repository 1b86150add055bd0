"""What each centre brings to the kept figures of a year, and the ordered answers of comparable centres.

A share is kept as it was counted: whoever takes it back takes back exactly what was added.
"""

from __future__ import annotations

import json
from bisect import insort
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from evaluation.counting.measure_json import measure_from, measure_json
from evaluation.law.aggregation import Measure
from evaluation.law.commitments_grid import grid_row
from evaluation.law.consolidation import Answer, Definition
from evaluation.models import CentreShare
from evaluation.summaries.cohorts import Asked
from funding.french import plain

Cohort = tuple[str, int]  # a zone, and the first number of districts of a size band


@dataclass(frozen=True, kw_only=True)
class Share:
    """One centre as the figures of its year count it; `measures` is empty text while they are not verified."""

    centre: int
    name: str
    is_state_funded: bool
    zone: str
    band: int | None
    regions: tuple[int, ...]
    letters: str
    measures: str

    @cached_property
    def answer(self) -> Answer:
        """What it brings to each indicator."""
        told = {code: measure_from(one) for code, one in json.loads(self.measures).items()} if self.measures else None
        return Answer(is_state_funded=self.is_state_funded, measures=told)

    @property
    def cohort(self) -> Cohort | None:
        """The centres among which its answers are compared; None when it has none to compare."""
        return None if self.band is None or not self.measures else (self.zone, self.band)

    @property
    def standing(self) -> tuple[Any, ...]:
        """Everything but what it answered: what the registry of the centres says of it."""
        return self.name, self.is_state_funded, self.zone, self.band, self.regions


def share_of(asked: Asked, measures: Mapping[str, Measure] | None, definitions: Iterable[Definition]) -> Share:
    """The share of a centre that answered `measures` (None: nothing verified)."""
    answer = Answer(is_state_funded=asked.is_state_funded, measures=measures)
    told = None if measures is None else {code: measure_json(one) for code, one in measures.items()}
    return Share(
        centre=asked.peer.key,
        name=asked.name,
        is_state_funded=asked.is_state_funded,
        zone=asked.peer.zone,
        band=asked.band,
        regions=tuple(sorted(asked.peer.regions)),
        letters=grid_row(asked.name, definitions, answer).letters,
        measures="" if told is None else canonical(told),
    )


def canonical(plain_content: Any) -> str:
    """The one text of a content."""
    return json.dumps(plain_content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


# Kept rows -------------------------------------------------------------------------------------------------------

_COLUMNS = ("centre_id", "name", "is_state_funded", "zone", "band", "regions", "letters")


def kept_shares(year: int, centres: Collection[int] | None = None) -> dict[int, Share]:
    """The kept shares of a year by centre key, without their answers; with them, those of `centres` (1 query)."""
    rows = CentreShare.objects.filter(year=year).order_by()
    if centres is not None:
        rows = rows.filter(centre__in=centres)
        return {row[0]: _share(row[:-1], row[-1]) for row in rows.values_list(*_COLUMNS, "measures")}
    return {row[0]: _share(row, "") for row in rows.values_list(*_COLUMNS)}


def _share(row: Sequence[Any], measures: str) -> Share:
    centre, name, funded, zone, band, regions, letters = row
    return Share(
        centre=centre,
        name=name,
        is_state_funded=funded,
        zone=zone,
        band=band,
        regions=keys_in(regions),
        letters=letters,
        measures=measures,
    )


def keys_in(text: str) -> tuple[int, ...]:
    """The keys that a text of a share holds."""
    return tuple(int(key) for key in text.split(",") if key)


def row_of(year: int, share: Share) -> CentreShare:
    """The row that keeps a share."""
    told = {name: getattr(share, name.removesuffix("_id")) for name in _COLUMNS}
    told["regions"] = ",".join(map(str, share.regions))
    return CentreShare(year=year, measures=share.measures, **told)


# Comparable answers ----------------------------------------------------------------------------------------------


@dataclass
class Answers:
    """The verified figures of a cohort: for each code, the figures in order as text, and how many each region has."""

    figures: dict[str, list[str]] = field(default_factory=dict)
    regions: dict[str, dict[str, int]] = field(default_factory=dict)

    def add(self, share: Share, definitions: Iterable[Definition]) -> None:
        """The figures of one more centre."""
        for code, figure in _figures(share, definitions):
            insort(self.figures.setdefault(code, []), plain(figure), key=Decimal)
            self._count(code, share, 1)

    def remove(self, share: Share, definitions: Iterable[Definition]) -> None:
        """The figures of a centre that was added, taken back."""
        for code, figure in _figures(share, definitions):
            told = self.figures[code]
            told.remove(plain(figure))
            if not told:
                del self.figures[code]
            self._count(code, share, -1)

    def _count(self, code: str, share: Share, sign: int) -> None:
        counts = self.regions.setdefault(code, {})
        for region in map(str, share.regions):
            counts[region] = counts.get(region, 0) + sign
            if not counts[region]:
                del counts[region]
        if not counts:
            del self.regions[code]

    @property
    def text(self) -> str:
        """As it is kept; empty when nobody is left."""
        return canonical([self.figures, self.regions]) if self.figures else ""

    @classmethod
    def from_text(cls, text: str) -> Answers:
        """What `text` gave."""
        figures, regions = json.loads(text) if text else ({}, {})
        return cls(figures=figures, regions=regions)


def _figures(share: Share, definitions: Iterable[Definition]) -> list[tuple[str, Decimal]]:
    told = ((one.code, share.answer.measure(one).value) for one in definitions)
    return [(code, value) for code, value in told if value is not None]
