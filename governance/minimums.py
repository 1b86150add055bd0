"""What the network owes itself each year: how often each national body meets, on how many worksites a centre works."""

from __future__ import annotations

from dataclasses import dataclass

from governance.enums import BodyKind

LEAST_WORKSITES = 2


@dataclass(frozen=True)
class Minimum:
    """How often a national body meets in a year; `target` is what the practice aims at."""

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
