"""Where one centre stands on each quality commitment (R-120 to R-132), as one row of the national grid.

Pure: no database.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from evaluation.law.commitments import Verdict, commitments
from evaluation.law.consolidation import Answer, Definition

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


_LETTERS: Final[Mapping[str, Standing]] = MappingProxyType(
    {
        "T": Standing.KEPT,
        "E": Standing.UNDER_WAY,
        "N": Standing.NOT_KEPT,
        "I": Standing.CANNOT_TELL,
        "V": Standing.UNKNOWN,
    }
)
_LETTER_OF: Final[Mapping[Standing, str]] = MappingProxyType({one: letter for letter, one in _LETTERS.items()})


@dataclass(frozen=True)
class GridRow:
    """One centre, and its standings as letters, in the order of the rules."""

    name: str
    letters: str

    @property
    def standings(self) -> Mapping[str, Standing]:
        """Rule → where the centre stands."""
        return {rule: _LETTERS[letter] for rule, letter in zip(TITLES, self.letters, strict=True)}


Counts = Mapping[str, Mapping[Standing, int]]


def counted(rows: Sequence[GridRow]) -> Counts:
    """Rule → how many centres stand where."""
    columns = zip(*(row.letters for row in rows), strict=True) if rows else [()] * len(TITLES)
    found = zip(TITLES, map(Counter, columns), strict=True)
    return {rule: {one: letters[_LETTER_OF[one]] for one in Standing} for rule, letters in found}


def grid_row(name: str, definitions: Iterable[Definition], answer: Answer) -> GridRow:
    """The row of one centre; a form that is not verified says nothing."""
    if answer.measures is None:
        return GridRow(name, _LETTER_OF[Standing.UNKNOWN] * len(TITLES))
    measures = {one.code: answer.measure(one) for one in definitions}
    rows = commitments(measures, asked=measures)
    return GridRow(name, "".join(_LETTER_OF[_STANDINGS[row.verdict]] for row in rows))
