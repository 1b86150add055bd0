"""Status of a centre on each quality commitment (R-120 to R-132), as one row of the national grid.

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


class CommitmentStatus(StrEnum):
    """Status of one centre on one commitment; stored as one letter (T, E, N, I, V)."""

    FULFILLED = "tenu"
    UNDER_WAY = "en cours"
    NOT_FULFILLED = "non tenu"
    UNDECIDED = "ne peut se dire"
    UNKNOWN = "non vérifié"


_STATUSES: Final[Mapping[Verdict, CommitmentStatus]] = MappingProxyType(
    {
        Verdict.FULFILLED: CommitmentStatus.FULFILLED,
        Verdict.UNDER_WAY: CommitmentStatus.UNDER_WAY,
        Verdict.NOT_FULFILLED: CommitmentStatus.NOT_FULFILLED,
        Verdict.UNDECIDED: CommitmentStatus.UNDECIDED,
    }
)


_LETTERS: Final[Mapping[str, CommitmentStatus]] = MappingProxyType(
    {
        "T": CommitmentStatus.FULFILLED,
        "E": CommitmentStatus.UNDER_WAY,
        "N": CommitmentStatus.NOT_FULFILLED,
        "I": CommitmentStatus.UNDECIDED,
        "V": CommitmentStatus.UNKNOWN,
    }
)
_LETTER_OF: Final[Mapping[CommitmentStatus, str]] = MappingProxyType(
    {status: letter for letter, status in _LETTERS.items()}
)


@dataclass(frozen=True)
class GridRow:
    """One centre, and its statuses as letters, in the order of the rules."""

    name: str
    letters: str

    @property
    def statuses(self) -> Mapping[str, CommitmentStatus]:
        """Rule → status of the centre."""
        return {rule: _LETTERS[letter] for rule, letter in zip(TITLES, self.letters, strict=True)}


Counts = Mapping[str, Mapping[CommitmentStatus, int]]


def count_statuses(rows: Sequence[GridRow]) -> Counts:
    """Rule → status → number of centres."""
    columns = zip(*(row.letters for row in rows), strict=True) if rows else [()] * len(TITLES)
    columns_by_rule = zip(TITLES, map(Counter, columns), strict=True)
    return {
        rule: {status: letters[_LETTER_OF[status]] for status in CommitmentStatus} for rule, letters in columns_by_rule
    }


def grid_row(name: str, definitions: Iterable[Definition], answer: Answer) -> GridRow:
    """The row of one centre; every status is unknown while its form is not verified."""
    if answer.measures is None:
        return GridRow(name, _LETTER_OF[CommitmentStatus.UNKNOWN] * len(TITLES))
    measures = {definition.code: answer.measure(definition) for definition in definitions}
    rows = commitments(measures, expected=measures)
    return GridRow(name, "".join(_LETTER_OF[_STATUSES[row.verdict]] for row in rows))
