"""The timeline of a convention: what is done, what comes next, what is late; no query."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from documents import french
from governance.conventions.schedule import (
    FINAL_REVIEW,
    PREPARATION,
    TERM,
    DueItem,
    due_items,
    facts_of,
    year_of,
)
from governance.enums import ConventionState
from governance.law.legal_calendar import FINAL_REVIEW_DUE, FINAL_REVIEW_LAST_REMINDER
from governance.models import Convention

S = ConventionState


@dataclass(frozen=True, kw_only=True)
class Milestone:
    """One step of the timeline: the day it happened or is due, and its status (done, late, next, coming)."""

    code: str
    label: str
    on: dt.date | None
    sentence: str
    reference: str
    status: str = "coming"

    @property
    def status_label(self) -> str:
        """The status in French, as colour alone may not say it."""
        return {"done": "c’est fait", "late": "en retard", "next": "prochaine étape", "coming": "à venir"}[self.status]


def storyline_of(convention: Convention, today: dt.date) -> list[Milestone]:
    """Every step from the draft to the renewal, dates computed (R-75, R-82, R-83); the first one open is « next »."""
    items = due_items(facts_of(convention))
    steps = [
        *_beginning(convention),
        *_amendments(convention, items),
        *_ending(convention, items),
        _renewal(convention),
    ]
    milestones, has_next = [], False
    for step in steps:
        status = step.status
        if status == "open":
            late = step.on is not None and today > step.on
            status = "late" if late else "coming" if has_next else "next"
            has_next = True
        elif status == "coming" and step.on and today >= step.on:
            status = "next"  # under way: no day of it is missed
        milestones.append(replace(step, status=status))
    return milestones


def _status(is_done: bool) -> str:  # noqa: FBT001 - the answer itself
    return "done" if is_done else "open"


def _beginning(convention: Convention) -> Iterator[Milestone]:
    is_signed = convention.state != S.DRAFT
    if not convention.is_recorded:
        yield Milestone(
            code="draft", label="Projet", on=None, sentence="Le projet est ouvert.", reference="R-74", status="done"
        )
    sentence = "Signée avant l’outil, enregistrée telle quelle." if convention.is_recorded else ""
    yield Milestone(
        code="signed",
        label="Signature",
        on=convention.signed_on if is_signed else None,
        sentence=sentence or ("" if is_signed else "Elle suppose la cartographie datée et la version du référentiel."),
        reference="R-51, R-78",
        status=_status(is_signed),
    )


def _amendments(convention: Convention, items: Sequence[DueItem]) -> Iterator[Milestone]:
    """The amendments signed or still owed."""
    for due in items:
        if due.is_amendment and not due.is_void:
            if not due.is_done:
                sentence = f"À signer avant le {french.date(due.due_on)}."
            elif due.done_on is None:
                sentence = "Signé avant l’outil."
            else:
                sentence = "Signé en retard." if due.was_late else ""
            yield Milestone(
                code=f"amended_{due.number}",
                label=f"{due.label}, exercice {year_of(convention, due.number)}",
                on=due.done_on if due.is_done else due.due_on,
                sentence=sentence,
                reference=due.rule,
                status=_status(due.is_done),
            )


def _ending(convention: Convention, items: Sequence[DueItem]) -> Iterator[Milestone]:
    by_code = {due.code: due for due in items}
    preparation, term, review = by_code[PREPARATION], by_code[TERM], by_code[FINAL_REVIEW]
    is_extended = convention.current_end != convention.ends_on
    if preparation.is_owed:
        yield Milestone(
            code="last_quarter",
            label="Dernier trimestre",
            on=preparation.due_on,
            sentence=f"Préparer le bilan final ; premier rappel le {french.date(review.opens_on)}.",
            reference=preparation.rule,
        )
    yield Milestone(
        code="expired",
        label="Terme",
        on=term.due_on,
        sentence=f"Prorogée : le terme initial était le {french.date(convention.ends_on)}." if is_extended else "",
        reference="R-76" if is_extended else term.rule,
        status=_status(term.is_done),
    )
    yield Milestone(
        code="reviewed",
        label="Bilan final validé",
        on=review.done_on or review.due_on,
        sentence=_review_sentence(convention, review),
        reference="R-82, R-84",
        status=_status(review.is_done),
    )


def _review_sentence(convention: Convention, review: DueItem) -> str:
    due = french.date(review.due_on)
    if not review.is_done:
        last = french.date(FINAL_REVIEW_LAST_REMINDER.on(convention.current_end))
        return f"Au plus tard le {due}, {FINAL_REVIEW_DUE.text} après le terme ; dernier rappel le {last}."
    if review.done_on is None:
        return "Validé avant l’outil."
    return f"Validé en retard : il était dû le {due}." if review.was_late else f"Dû le {due}."


def _renewal(convention: Convention) -> Milestone:
    label = {S.RENEWED: "Renouvelée", S.NOT_RENEWED: "Non renouvelée"}.get(convention.state, "Renouvellement")
    is_done = convention.state in (S.RENEWED, S.NOT_RENEWED)
    return Milestone(
        code="renewed",
        label=label,
        on=None,
        sentence="" if is_done else "Une nouvelle convention dépend du bilan final validé.",
        reference="R-85",
        status=_status(is_done),
    )
