"""Where one centre stands on each quality commitment (R-120 to R-132), as one row of the national grid.

Pure: no database.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from evaluation.commitments import Verdict, commitments
from evaluation.consolidation import Answer, Definition

# What heads a column: the statements of the framework are too long for one.
TITLES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "R-120": "Équipe complémentaire",
        "R-121": "Formation continue",
        "R-122": "Veille active",
        "R-123": "Production convenue",
        "R-124": "Outil commun alimenté",
        "R-125": "Diffusion active",
        "R-126": "Publics divers",
        "R-127": "Séance pour les élus",
        "R-128": "Sites peu dotés",
        "R-129": "Réunions nationales",
        "R-130": "Chantiers nationaux",
        "R-131": "Expertises propres",
        "R-132": "Éléments fournis",
    }
)


class Standing(StrEnum):
    """What a cell of the grid says."""

    KEPT = "tenu"
    UNDER_WAY = "en cours"
    NOT_KEPT = "non tenu"
    CANNOT_TELL = "ne peut se dire"
    UNKNOWN = "non vérifié"


_STANDINGS: Final[Mapping[Verdict, Standing]] = MappingProxyType(
    {
        Verdict.KEPT: Standing.KEPT,
        Verdict.UNDER_WAY: Standing.UNDER_WAY,
        Verdict.NOT_KEPT: Standing.NOT_KEPT,
        Verdict.CANNOT_TELL: Standing.CANNOT_TELL,
    }
)


@dataclass(frozen=True)
class GridRow:
    """One centre, and its standing by rule."""

    name: str
    standings: Mapping[str, Standing]

    def to_plain(self) -> list[Any]:
        """Texts only, for JSON."""
        return [self.name, {rule: str(one) for rule, one in self.standings.items()}]

    @classmethod
    def from_plain(cls, plain: list[Any]) -> GridRow:
        """What `to_plain` gave."""
        return cls(plain[0], {rule: Standing(one) for rule, one in plain[1].items()})


def grid_row(name: str, definitions: Iterable[Definition], answer: Answer) -> GridRow:
    """The row of one centre; a form that is not verified says nothing."""
    if answer.measures is None:
        return GridRow(name, dict.fromkeys(TITLES, Standing.UNKNOWN))
    measures = {one.code: answer.measure(one) for one in definitions}
    rows = commitments(measures, asked=measures)
    return GridRow(name, {row.rule: _STANDINGS[row.verdict] for row in rows})
