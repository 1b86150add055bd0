"""The roles of the matrix, and what one of its lines says."""

from __future__ import annotations

from dataclasses import dataclass

ROLES = ("admin", "national", "regional", "departmental", "director", "partner", "nobody")
EVERYONE = frozenset(ROLES)
KEEPERS = frozenset({"admin", "national"})
OF_THE_CENTRE = EVERYONE - {"nobody"}
LEAD_REGION = frozenset({"admin", "regional"})
ADMIN = frozenset({"admin"})
PARTIES = frozenset({"admin", "regional", "director"})
READS_DRAFTS = frozenset({"admin", "national", "regional", "director"})
KEEPS_BODIES = frozenset({"admin", "regional", "director"})
DIRECTION = frozenset({"director"})
ITS_TEAM = frozenset({"admin", "director"})


@dataclass(frozen=True)
class Route:
    """An address, who opens it for their own centre, and for a foreign one (`{slug}`, or `{n}` its number, inside)."""

    address: str
    own: frozenset[str]
    foreign: frozenset[str] = frozenset()
