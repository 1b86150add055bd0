"""The JSON reply to the autosave of an answer."""

from __future__ import annotations

from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from documents.french import NBSP, date_and_time
from evaluation.collection.answers import answer_token, slot_texts
from evaluation.collection.findings import Beside, findings_of
from evaluation.collection.queries import measure_text
from evaluation.collection.services import STATE_SLOT, AnswerOutcome
from evaluation.law.aggregation import Measure
from evaluation.models import Value
from evaluation.models.collection import SENT
from evaluation.queries import measure_of


def with_last_year(values: QuerySet[Value]) -> QuerySet[Value]:
    """Annotate the figure of the year before, once its form was sent; no query more."""
    before = Value.objects.filter(
        collection__centre=OuterRef("collection__centre"),
        collection__campaign__year=OuterRef("collection__campaign__year") - 1,
        collection__state__in=sorted(SENT),
        indicator__code=OuterRef("indicator__code"),
    )
    return values.annotate(
        last_value=Subquery(before.values("value")[:1]), last_denominator=Subquery(before.values("denominator")[:1])
    )


def last_year_of(value: Value) -> Measure:
    """The answer of the year before that `with_last_year` annotated."""
    return Measure(value=value.last_value, denominator=value.last_denominator)


def reply_to(outcome: AnswerOutcome, *, review: bool, previous: Measure | None = None) -> dict[str, Any]:
    """The result of the write, in texts that the page displays as they are."""
    value = outcome.value
    texts = {STATE_SLOT: value.state_comment} if review else slot_texts(value)
    comparison = Beside({value.indicator.code: previous} if previous else {})
    points = [] if review else findings_of([value], comparison, is_optional=True)
    reply = {
        "kind": outcome.kind,
        "version": value.version,
        "seal": answer_token(texts),
        "at": hour(value),
        "shown": measure_text(value, measure_of(value)),
        "faults": dict(outcome.faults),
        "findings": [point.sentence for point in points if point.blocks],
    }
    if outcome.kind == "conflict":
        at = timezone.localtime(value.changed_at) if value.changed_at else None
        reply |= {"theirs": texts, "by": str(value.changed_by or ""), "when": date_and_time(at)}
    return reply


def hour(value: Value) -> str:
    """« 14 h 32 »: when the answer was last written; now, when it never was."""
    moment = timezone.localtime(value.changed_at) if value.changed_at else timezone.localtime()
    return f"{moment.hour}{NBSP}h{NBSP}{moment.minute:02d}"
