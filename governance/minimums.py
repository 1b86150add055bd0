"""Yearly minimums of the network: meetings of each national body, worksites of each centre (R-105 to R-116)."""

from __future__ import annotations

from dataclasses import dataclass

from governance.enums import BodyKind

LEAST_WORKSITES = 2


@dataclass(frozen=True)
class Minimum:
    """Meetings of a national body in a year: the minimum, and the usual `target`."""

    least: int
    target: int
    reference: str


MINIMUMS = {
    BodyKind.CHARTER: Minimum(1, 1, "R-107"),
    BodyKind.TECHNICAL: Minimum(3, 4, "R-108"),
    BodyKind.ANNUAL_DAY: Minimum(1, 1, "R-114"),
    BodyKind.ANRU: Minimum(1, 1, "R-116"),
    BodyKind.OVERSEAS: Minimum(0, 0, "R-46"),
    BodyKind.PRESIDENTS: Minimum(0, 0, "R-105"),
}
