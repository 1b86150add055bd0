"""The quartiles that a form is compared with: what the comparable centres answered the year before, as kept.

Who reads a form is its centre and the agents of its regions: nothing is told unless five centres at least of other
regions answered (`evaluation.quartiles`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.db.models import OuterRef, QuerySet, Subquery

from evaluation.compiled import rows_of
from evaluation.models import CentreShare, CohortAnswers
from evaluation.quartiles import Quartiles, are_enough, in_order
from evaluation.shares import keys_in


def quartiles_beside(centre: int, year: int) -> dict[str, Quartiles]:
    """Code → the quartiles of the other comparable centres in the year before `year` (1 query, whatever the network).

    The centre is of the size that it has in `year`; empty where nothing is kept, or where it is compared with nobody.
    """
    rows = {row[0]: row[1:] for row in rows_of(_rows, centre, year)}
    if not rows:
        return {}
    zone, band, regions, _, content = rows[max(rows)]
    own = rows.get(year - 1)
    mine = json.loads(own[3]) if own and own[3] and own[:2] == (zone, band) else {}
    figures, by_region = json.loads(content) if content else ({}, {})
    found = {
        code: _quartiles(told, mine.get(code, {}).get("value"), _near(by_region.get(code, {}), regions))
        for code, told in figures.items()
    }
    return {code: one for code, one in found.items() if one is not None}


def _rows(centre: int, year: int) -> QuerySet:
    answers = CohortAnswers.objects.filter(year=year - 1, zone=OuterRef("zone"), band=OuterRef("band"))
    rows = CentreShare.objects.filter(centre=centre, year__in=(year - 1, year)).order_by()
    told = rows.annotate(told=Subquery(answers.values("content")[:1]))
    return told.values_list("year", "zone", "band", "regions", "measures", "told")


def _near(by_region: Mapping[str, int], regions: str) -> int:
    """How many of the figures are of the centre's own regions; one over two of them counts twice, which is safe."""
    return sum(by_region.get(str(region), 0) for region in keys_in(regions))


def _quartiles(told: Sequence[str], mine: str | None, near: int) -> Quartiles | None:
    """The centre's own figure left apart: it is of its own regions, and is among them."""
    if not are_enough(len(told), near):
        return None
    others = _Without(told, None if mine is None else Decimal(mine))
    return in_order(others)


class _Without(Sequence[Decimal]):
    """Ordered figures but one, read where they are asked for: quartiles need six of them, however many there are."""

    def __init__(self, told: Sequence[str], apart: Decimal | None) -> None:
        self._told, self._apart = told, apart

    def __len__(self) -> int:
        return len(self._told) - (self._apart is not None)

    def __getitem__(self, rank: int) -> Decimal:  # type: ignore[override]
        figure = Decimal(self._told[rank])
        return figure if self._apart is None or figure < self._apart else Decimal(self._told[rank + 1])
