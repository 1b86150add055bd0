"""A figure computed from recorded facts, with the records it comes from and a French sentence. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from documents.french import typeset
from evaluation.law.aggregation import Measure, ratio, share

ZERO: Final = Decimal(0)
ONE: Final = Decimal(1)


@dataclass(frozen=True, kw_only=True)
class SourceRecord:
    """One record that the figure comes from; `kind` is action, production, budget, meeting or contribution.

    `year` is that of the programme of an action, which may not be the year counted;
    `amount` is what it brings to the figure (to its numerator for a share), 0 when it only counts below; `url` is empty
    here: `evaluation.counting` fills it.
    """

    kind: str
    pk: int
    label: str
    amount: Decimal
    detail: str = ""
    year: int = 0
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class Computed:
    """A computed answer, its source records, and a French sentence on the calculation."""

    measure: Measure
    lines: tuple[SourceRecord, ...] = ()
    sentence: str = ""


def total(
    amount: Decimal, lines: Iterable[SourceRecord], sentence: str, parts: Mapping[str, Decimal] | None = None
) -> Computed:
    """A figure that adds up, with its parts if any."""
    return Computed(
        measure=Measure(value=amount, parts=parts or {}), lines=tuple(lines), sentence=typeset(sentence)
    )  # fmt: skip


def portion(top: Decimal, bottom: Decimal, lines: Iterable[SourceRecord], sentence: str) -> Computed:
    """A percentage: no value over nothing, yet an answer (0 of 0)."""
    measure = Measure(value=share(top, bottom), numerator=top, denominator=bottom)
    return Computed(measure=measure, lines=tuple(lines), sentence=typeset(sentence))


def quotient(top: Decimal, bottom: Decimal, lines: Iterable[SourceRecord], sentence: str) -> Computed:
    """A ratio, to one decimal."""
    measure = Measure(value=ratio(top, bottom), numerator=top, denominator=bottom)
    return Computed(measure=measure, lines=tuple(lines), sentence=typeset(sentence))


def by_key(pairs: Iterable[tuple[str, Decimal]]) -> dict[str, Decimal]:
    """Amounts added key by key, in alphabetical order; what is worth nothing is left out."""
    parts: dict[str, Decimal] = {}
    for key, amount in pairs:
        parts[key] = parts.get(key, ZERO) + amount
    return {key: amount for key, amount in sorted(parts.items()) if amount}
