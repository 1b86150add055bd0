"""The life of a convention along a line: what is done, what comes next, what is late. Asks the database nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from documents import french
from governance.conventions.kinds import has_amendments
from governance.conventions.schedule import (
    RANKS,
    amendment_due,
    amendment_lateness,
    amendment_of,
    final_review_of,
    is_amended,
    review_lateness,
    year_of,
)
from governance.enums import ConventionState
from governance.law.legal_calendar import (
    FINAL_REVIEW_DUE,
    FINAL_REVIEW_FIRST_REMINDER,
    FINAL_REVIEW_LAST_REMINDER,
    last_quarter,
)
from governance.models import Convention
from governance.models.convention import LIVE

S = ConventionState
ENDED = frozenset({S.EXPIRED, S.REVIEWED, S.RENEWED, S.NOT_RENEWED})
REVIEWED = frozenset({S.REVIEWED, S.RENEWED, S.NOT_RENEWED})


@dataclass(frozen=True, kw_only=True)
class Milestone:
    """One step of the line: the day it happened or falls due, and how it stands (done, late, next, coming)."""

    code: str
    label: str
    on: dt.date | None
    sentence: str
    reference: str
    status: str = "coming"

    @property
    def told_status(self) -> str:
        """The status in words, so that colour is not alone in saying it."""
        return {"done": "c’est fait", "late": "en retard", "next": "prochaine étape", "coming": "à venir"}[self.status]


def storyline_of(convention: Convention, today: dt.date) -> list[Milestone]:
    """Every step from the draft to the renewal, dates computed (R-75, R-82, R-83); the first one open is « next »."""
    steps = [*_beginning(convention), *_amendments(convention), *_ending(convention), _renewal(convention)]
    told, found_next = [], False
    for step in steps:
        status = step.status
        if status == "open":
            late = step.on is not None and today > step.on
            status = "late" if late else "coming" if found_next else "next"
            found_next = True
        told.append(_with(step, status))
    return told


def _with(step: Milestone, status: str) -> Milestone:
    return Milestone(
        code=step.code, label=step.label, on=step.on, sentence=step.sentence, reference=step.reference, status=status
    )


def _status(is_done: bool) -> str:  # noqa: FBT001 - the answer itself
    return "done" if is_done else "open"


def _beginning(convention: Convention) -> Iterator[Milestone]:
    is_signed = convention.state != S.DRAFT
    if not convention.is_recorded:
        yield Milestone(
            code="draft", label="Projet", on=None, sentence="Le projet est ouvert.", reference="R-74", status="done"
        )
    told = "Signée avant l’outil, enregistrée telle quelle." if convention.is_recorded else ""
    yield Milestone(
        code="signed",
        label="Signature",
        on=convention.signed_on if is_signed else None,
        sentence=told or ("" if is_signed else "Elle suppose la cartographie datée et la version du référentiel."),
        reference="R-51, R-78",
        status=_status(is_signed),
    )


def _amendments(convention: Convention) -> Iterator[Milestone]:
    for rank in RANKS if has_amendments(convention.kind) else ():
        amendment = amendment_of(convention, rank)
        signed_on = amendment.signed_on if amendment else None
        is_done = is_amended(convention, rank)
        if not is_done and convention.state in ENDED:
            continue  # the convention ended: whether that amendment existed is no longer a step
        yield Milestone(
            code=f"amended_{rank}",
            label=f"Avenant de la {rank}e année, exercice {year_of(convention, rank)}",
            on=signed_on if is_done else amendment_due(convention, rank),
            sentence=_amendment_sentence(convention, rank, signed_on),
            reference="R-75",
            status=_status(is_done),
        )


def _amendment_sentence(convention: Convention, rank: int, signed_on: dt.date | None) -> str:
    if not is_amended(convention, rank):
        return f"À signer avant le {french.date(amendment_due(convention, rank))}."
    if signed_on is None:
        return "Signé avant l’outil."
    late = amendment_lateness(convention, rank, signed_on)
    return f"{late.capitalize()}." if late else ""


def _ending(convention: Convention) -> Iterator[Milestone]:
    ended, reviewed = convention.state in ENDED, convention.state in REVIEWED
    if convention.state in LIVE | {S.DRAFT}:
        reminder = FINAL_REVIEW_FIRST_REMINDER.on(convention.current_end)
        yield Milestone(
            code="last_quarter",
            label="Dernier trimestre",
            on=last_quarter(convention.current_end),
            sentence=f"Préparer le bilan final ; premier rappel le {french.date(reminder)}.",
            reference="R-83",
        )
    yield Milestone(
        code="expired",
        label="Terme",
        on=convention.current_end,
        sentence=_term_sentence(convention),
        reference="R-76" if convention.current_end != convention.ends_on else "R-75",
        status=_status(ended),
    )
    review = final_review_of(convention)
    yield Milestone(
        code="reviewed",
        label="Bilan final validé",
        on=review.validated_on if reviewed and review else convention.final_review_due,
        sentence=_review_sentence(convention),
        reference="R-82, R-84",
        status=_status(reviewed),
    )


def _term_sentence(convention: Convention) -> str:
    if convention.current_end != convention.ends_on:
        return f"Prorogée : le terme initial était le {french.date(convention.ends_on)}."
    return ""


def _review_sentence(convention: Convention) -> str:
    due = convention.final_review_due
    if convention.state not in REVIEWED:
        last = french.date(FINAL_REVIEW_LAST_REMINDER.on(convention.current_end))
        return f"Au plus tard le {french.date(due)}, {FINAL_REVIEW_DUE.text} après le terme ; dernier rappel le {last}."
    if final_review_of(convention) is None:
        return "Validé avant l’outil."
    late = review_lateness(convention)
    return f"{late.capitalize()} : il était dû le {french.date(due)}." if late else f"Dû le {french.date(due)}."


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
