"""Input and output of the proposed sentences: frozen dataclasses. No database, no clock, no float."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from documents.french import with_unit
from evaluation.law.codes import ValueKind
from evaluation.law.quartiles import Quartiles, quartiles

UNITS: Final[Mapping[str, str]] = {ValueKind.PERCENT: "%", ValueKind.AMOUNT: "€"}


def figure_text(value: Decimal, kind: str) -> str:
    """A figure as it is read: « 42 », « 45,5 % », « 712 000 € », « oui », « non »."""
    if kind == ValueKind.BOOLEAN:
        return "oui" if value else "non"
    return with_unit(value, UNITS.get(kind, ""))


@dataclass(frozen=True, kw_only=True)
class Peers:
    """The centres of the same zone and size, this one apart: who answered, and who did not.

    `same_region`: how many of those that answered act in a region of the centre, so that its agents read their figures.
    `description` says what makes them comparable; empty when the size of this centre is unknown.
    """

    description: str = ""
    values: tuple[Decimal, ...] = ()
    same_region: int = 0
    silent: int = 0

    @property
    def apart(self) -> int:
        """Number of answers from the other regions."""
        return len(self.values) - self.same_region

    @property
    def quartiles(self) -> Quartiles | None:
        """Their quartiles; None when the answers of the other regions are too few."""
        return quartiles(self.values, readable=self.same_region)


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One verified figure of the centre, its figure of the year before, its threshold, and its comparable centres.

    A percentage is in hundredths (45,5 stands for 45,5 %); an amount in euros; a yes is 1 and a no 0.
    """

    code: str
    label: str
    section: str
    kind: str
    year: int
    value: Decimal | None = None
    previous: Decimal | None = None
    is_not_applicable: bool = False
    at_least: Decimal | None = None
    at_most: Decimal | None = None
    rule: str = ""
    apart: str = ""  # « déclaré 3, enregistré dans l’application 1 », when its rule's recorded facts differ
    peers: Peers | None = None

    @property
    def is_missing(self) -> bool:
        return self.value is None and not self.is_not_applicable

    @property
    def is_met(self) -> bool | None:
        """Whether its threshold is respected; None without a figure, or without a threshold."""
        if self.value is None or (self.at_least is None and self.at_most is None):
            return None
        above = self.at_least is None or self.value >= self.at_least
        return above and (self.at_most is None or self.value <= self.at_most)


@dataclass(frozen=True, kw_only=True)
class Sending:
    """When the figures of the year were sent, and when they were due."""

    year: int
    due_on: dt.date
    sent_on: dt.date | None


@dataclass(frozen=True, kw_only=True)
class Answers:
    """Counts of the register of rules for the year; `apart`: by rule, the declared figure that contradicts it."""

    year: int
    satisfied: int
    broken: tuple[str, ...]
    unknown: int
    apart: Mapping[str, str] = field(default_factory=dict)

    @property
    def broken_texts(self) -> tuple[str, ...]:
        """« R-82 », « R-112 (déclaré 3, enregistré dans l’application 1) »."""
        return tuple(f"{code} ({self.apart[code]})" if code in self.apart else code for code in self.broken)


@dataclass(frozen=True, kw_only=True)
class Source:
    """Source of a number of a sentence: a figure of a year, or its calculation."""

    code: str
    label: str
    year: int
    value: str

    def to_dict(self) -> dict[str, str | int]:
        return {"code": self.code, "label": self.label, "year": self.year, "value": self.value}


@dataclass(frozen=True, kw_only=True)
class Sentence:
    """One proposed sentence; `key` names its indicator and its nature, and never changes."""

    key: str
    section: str
    text: str
    sources: tuple[Source, ...]
