"""Where one centre stands on each quality commitment (R-120 to R-132), as one row of the national grid.

Pure: no database.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from evaluation.consolidation import Answer, Definition

QUALITY: Final = frozenset({"QE", "QC", "QP", "QN"})


class Standing(StrEnum):
    """What a cell of the grid says."""

    KEPT = "tenu"
    UNDER_WAY = "en cours"
    NOT_KEPT = "non tenu"
    NOT_APPLICABLE = "sans objet"
    UNKNOWN = "non renseigné"


_CHOICES: Final[Mapping[str, Standing]] = {
    "conforme": Standing.KEPT, "en_cours": Standing.UNDER_WAY, "non_conforme": Standing.NOT_KEPT,
}  # fmt: skip


@dataclass(frozen=True)
class GridRow:
    """One centre, and its standing by code."""

    name: str
    standings: Mapping[str, Standing]

    def to_plain(self) -> list[Any]:
        return [self.name, {code: str(one) for code, one in self.standings.items()}]

    @classmethod
    def from_plain(cls, plain: list[Any]) -> GridRow:
        return cls(plain[0], {code: Standing(one) for code, one in plain[1].items()})


def grid_row(name: str, definitions: Iterable[Definition], answer: Answer) -> GridRow:
    """The row of one centre; a form that is not verified says nothing."""
    return GridRow(name, {one.code: _standing(one, answer) for one in definitions if one.section in QUALITY})


def _standing(definition: Definition, answer: Answer) -> Standing:
    measure = answer.measure(definition)
    if measure.is_not_applicable:
        return Standing.NOT_APPLICABLE
    if measure.choice:
        return _CHOICES[measure.choice]
    if measure.value is None:
        return Standing.UNKNOWN
    met = definition.norm.is_met_by(measure)
    return Standing.KEPT if (measure.value > 0 if met is None else met) else Standing.NOT_KEPT
