"""The answers behind a figure, within the reader's rights: one row per visible centre, one aggregate of the others.

Pure. The figure of a single hidden centre can never be deduced: with exactly one of them among those that answered,
neither the remainder nor the total is returned, since a subtraction would give it.
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
class CentreAnswer:
    """The answer of one centre that the reader may open."""

    name: str
    slug: str
    measure: Measure


@dataclass(frozen=True, kw_only=True)
class DrillDown:
    """The rows, the aggregate of the `hidden` centres, the total; `withheld` is the reason why these two are None."""

    rows: tuple[CentreAnswer, ...]
    hidden: int
    others: Aggregate | None
    total: Aggregate | None
    withheld: str


def drill_down(
    definition: Definition,
    answers: Mapping[int, Answer],
    names: Mapping[int, tuple[str, str]],
    visible: Iterable[int],
    *,
    shows_aggregates: bool,
) -> DrillDown:
    """The answers as read by who opens the files of the `visible` centres; `names` gives (name, slug) by key."""
    visible_keys = frozenset(visible)
    measures = {key: answer.measure(definition) for key, answer in answers.items()}
    rows = tuple(CentreAnswer(*names[key], measures[key]) for key in measures if key in visible_keys)
    hidden = [measure for key, measure in measures.items() if key not in visible_keys]
    withheld = _withheld(hidden, shows_aggregates=shows_aggregates)
    return DrillDown(
        rows=rows,
        hidden=len(hidden),
        others=aggregate(definition.norm, hidden) if hidden and not withheld else None,
        total=aggregate(definition.norm, measures.values()) if not withheld else None,
        withheld=withheld,
    )


def _withheld(hidden: list[Measure], *, shows_aggregates: bool) -> str:
    """The reason why the remainder and the total are withheld; empty when they are not."""
    if not hidden:
        return ""
    if not shows_aggregates:
        return NOT_YET
    # How many centres make each number of the aggregate: with 1, it is that centre’s own.
    contributors = (
        sum(measure.is_answered for measure in hidden),
        sum(measure.value is not None for measure in hidden),
        sum(measure.numerator is not None and measure.denominator is not None for measure in hidden),
        sum(bool(measure.parts) for measure in hidden),
    )
    return ALONE if 1 in contributors else ""
