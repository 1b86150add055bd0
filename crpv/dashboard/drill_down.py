"""A figure opened on what it is made of, within the reader's rights: named rows, then the others as one.

Pure. Nothing here lets the figure of one hidden centre be deduced: with exactly one of them among those that answered,
neither the remainder nor the total is given, since each would tell it by a subtraction.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from evaluation.law.aggregation import Aggregate, Measure, aggregate
from evaluation.law.consolidation import Answer, Definition

ALONE: Final = (
    "Un seul autre centre a répondu : ni sa réponse ni le total ne sont montrés, car l’une se déduirait de l’autre."
)
NOT_YET: Final = "Le total et la part des autres centres s’ouvrent à la clôture de la campagne."


@dataclass(frozen=True)
class Made:
    """One centre that the reader may open, and what it answered."""

    name: str
    slug: str
    measure: Measure


@dataclass(frozen=True, kw_only=True)
class Opened:
    """The rows, the `hidden` centres as one aggregate, the whole; `withheld` says why these two are not given."""

    rows: tuple[Made, ...]
    hidden: int
    others: Aggregate | None
    total: Aggregate | None
    withheld: str


def opened(
    definition: Definition,
    answers: Mapping[int, Answer],
    names: Mapping[int, tuple[str, str]],
    visible: Iterable[int],
    *,
    shows_aggregates: bool,
) -> Opened:
    """What a reader who opens the files of the `visible` centres is told; `names` gives (name, slug) by key."""
    may_see = frozenset(visible)
    measures = {key: answer.measure(definition) for key, answer in answers.items()}
    rows = tuple(Made(*names[key], measures[key]) for key in measures if key in may_see)
    hidden = [measure for key, measure in measures.items() if key not in may_see]
    withheld = _withheld(hidden, shows_aggregates=shows_aggregates)
    return Opened(
        rows=rows,
        hidden=len(hidden),
        others=aggregate(definition.norm, hidden) if hidden and not withheld else None,
        total=aggregate(definition.norm, measures.values()) if not withheld else None,
        withheld=withheld,
    )


def _withheld(hidden: list[Measure], *, shows_aggregates: bool) -> str:
    """Why the remainder and the total are not given; empty when they are."""
    if not hidden:
        return ""
    if not shows_aggregates:
        return NOT_YET
    return ALONE if 1 in _contributors(hidden) else ""


def _contributors(measures: list[Measure]) -> tuple[int, ...]:
    """How many centres make each number that an aggregate tells."""
    return (
        sum(one.is_answered for one in measures),
        sum(one.value is not None for one in measures),
        sum(one.numerator is not None and one.denominator is not None for one in measures),
        sum(bool(one.parts) for one in measures),
    )
