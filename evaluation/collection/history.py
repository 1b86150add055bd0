"""What changed in an answer: from write to write (its history), and since the form was last sent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from documents.french import listed, number
from evaluation.collection.answers import FIGURES, answer_snapshot, labelled_parts
from evaluation.collection.queries import AnswerLine
from evaluation.enums import Appraisal, CollectionState, ValueKind
from evaluation.models import Collection, Indicator, Value

NAMES = {
    "value": "valeur",
    "numerator": "numérateur",
    "denominator": "dénominateur",
    "parts": "détail",
    "choice": "appréciation",
    "is_not_applicable": "sans objet",
    "correction_reason": "motif de la correction",
    "justification": "justification",
    "comment": "commentaire du centre",
    "state_comment": "commentaire de l’État",
}
BLANK = "rien"


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One thing that changed in an answer."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class AnswerWrite:
    """One write: who, when, what."""

    at: dt.datetime
    by: str
    differences: tuple[Difference, ...]


@dataclass(frozen=True, kw_only=True)
class Since:
    """What one answer has become since the last sending."""

    line: AnswerLine
    differences: tuple[Difference, ...]


def differences(indicator: Indicator, before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Difference, ...]:
    """What differs between two snapshots of an answer, in French."""
    return tuple(
        Difference(
            name=NAMES[name],
            before=in_french(indicator, name, before.get(name)),
            after=in_french(indicator, name, after.get(name)),
        )
        for name in NAMES
        if (before.get(name) or None) != (after.get(name) or None)
    )


def in_french(indicator: Indicator, name: str, part: Any) -> str:
    """One part of an answer as a person reads it."""
    if part in (None, "", {}):
        return BLANK
    if name == "is_not_applicable":
        return "oui" if part else "non"
    if name == "value" and indicator.kind == ValueKind.BOOLEAN:
        return "oui" if Decimal(part) else "non"
    if name in FIGURES:
        return number(Decimal(part))
    if name == "choice":
        return Appraisal(part).label
    if name == "parts":
        return listed([f"{label} {number(figure)}" for label, figure in labelled_parts(indicator.breakdown, part)])
    return str(part)


def history_of(value: Value) -> list[AnswerWrite]:
    """Every write of an answer, the latest first (1 query)."""
    rows = value.changes.select_related("actor").order_by("-pk")
    return [
        AnswerWrite(
            at=row.at,
            by=str(row.actor) if row.actor else "le calcul",
            differences=differences(value.indicator, row.before, row.after),
        )
        for row in rows
    ]


@dataclass(frozen=True, kw_only=True)
class ReturnedForm:
    """Returned form: the reason, the answers that differ from the last submission; `is_sent` once it is sent again."""

    reason: str
    changes: tuple[Since, ...]
    is_sent: bool


def since_submission(collection: Collection, lines: Iterable[AnswerLine]) -> ReturnedForm | None:
    """The differences of a form that was returned; None for one that never was (1 query at most).

    Sent again: from the submission before the last. Returned: from the last submission.
    """
    if collection.submitted_at is None:
        return None
    sent = list(collection.submissions.order_by("-rank")[:2])
    is_sent = collection.state not in (CollectionState.RETURNED, CollectionState.FILLED)
    base = sent[1:2] if is_sent else sent[:1]
    if not base:
        return None
    reason = sent[0].frozen.get("return_reason", "") if is_sent else collection.return_reason
    frozen = base[0].frozen["values"]
    rows = (
        Since(
            line=line,
            differences=differences(
                line.value.indicator, _centre(frozen.get(line.code, {})), _centre(answer_snapshot(line.value))
            ),
        )
        for line in lines
    )
    return ReturnedForm(reason=reason, changes=tuple(line for line in rows if line.differences), is_sent=is_sent)


def _centre(snapshot: Mapping[str, Any]) -> dict[str, Any]:
    """The part of a snapshot that the centre writes: without the comment of the State."""
    return {name: part for name, part in snapshot.items() if name != "state_comment"}
