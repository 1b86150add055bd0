"""Dates and duties of conventions: amendments, reviews, terms; and the dates of the meetings of bodies."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import Exists, OuterRef, Q

from accounts.enums import Role
from accounts.models import User
from centres.models import Centre
from centres.models.mandate import active_mandates
from documents import french
from governance.conventions.checks import papers_missing
from governance.conventions.kinds import has_amendments
from governance.conventions.schedule import (
    FINAL_REVIEW,
    PREPARATION,
    TERM,
    DueItem,
    due_items,
    facts_of,
    with_schedule,
)
from governance.enums import ConventionState, ReviewState
from governance.models import Convention, Meeting
from governance.models.convention import LIVE
from governance.registers.obligations import Deadline, Duty, Sort, Window
from governance.registers.rules import PageLink

SOON = dt.timedelta(days=60)
OPEN = (*LIVE, ConventionState.DRAFT, ConventionState.EXPIRED)


def of_conventions(window: Window) -> Iterator[Deadline]:
    """What each signed convention owes, and when (3 queries)."""
    signed = Convention.objects.visible_to(window.user).exclude(state=ConventionState.DRAFT)
    for convention in with_schedule(signed):
        for due in dated_items(convention):
            centre = convention.centre
            yield Deadline(
                key=f"convention-{convention.pk}-{due.code}",
                on=due.due_on,
                sort=Sort.CONVENTION if due.code == TERM or due.is_amendment else Sort.REVIEW,
                title=french.typeset(title_of(convention, due)),
                reference=due.rule,
                link=PageLink("governance:convention", (centre.slug, convention.pk)),
                centre=centre.usual_name,
                slug=centre.slug,
                is_done=due.is_done,
            )


def dated_items(convention: Convention) -> Iterator[DueItem]:
    """What is dated for everybody: nothing of what is void, and of the founding convention of a GIP its term (R-76)."""
    for due in due_items(facts_of(convention)):
        if not due.is_void and (due.code == TERM or has_amendments(convention.kind)):
            yield due


def title_of(convention: Convention, due: DueItem) -> str:
    """The act to do: « Avenant de la 2e année à signer »."""
    if due.is_amendment:
        return f"{due.label} à signer"
    if due.is_interim_review:
        return f"{due.label} de la convention"
    return {
        TERM: f"Terme de la {convention.get_kind_display()}",
        PREPARATION: "Commencer la préparation du bilan final",
        FINAL_REVIEW: "Bilan final de la convention à valider",
    }[due.code]


def duties_of_conventions(user: User, today: dt.date) -> Iterator[Duty]:
    """What the lead region must sign, review or close, and the final reviews that a team must agree on (3 queries)."""
    mine = [mandate.centre_id for mandate in active_mandates(user) if mandate.role == Role.DIRECTOR]
    if not mine and not any(mandate.role == Role.REGIONAL for mandate in active_mandates(user)):
        return
    led = Centre.objects.led_by(user)
    rows = Convention.objects.filter(Q(centre__in=led) | Q(centre__in=mine, final_review__state=ReviewState.DRAFT))
    rows = rows.filter(state__in=OPEN).annotate(is_led=Exists(led.filter(pk=OuterRef("centre"))))
    for convention in with_schedule(rows).select_related("cartography"):
        if convention.is_led:
            yield from _duties_of_the_region(convention, today)
        elif convention.final_review.agreed_by_centre_on is None:
            yield _convention_duty(
                convention, convention.final_review_due, "accord à donner sur le bilan final",
                "L’État et le centre l’établissent ensemble : relisez-le, puis donnez votre accord (R-82).",
            )  # fmt: skip


def _duties_of_the_region(convention: Convention, today: dt.date) -> Iterator[Duty]:
    if convention.state == ConventionState.DRAFT:
        missing = papers_missing(convention)  # the amount is on its page: one query less a draft
        sentence = missing[0] if missing else "Ses pièces sont réunies : la signature est la prochaine étape."
        what = f"{convention.get_kind_display()} à signer"
        yield _convention_duty(convention, convention.starts_on, what, sentence)
        return
    for due in dated_items(convention):
        if due.is_done or due.due_on > today + SOON:
            continue
        day = french.date(due.due_on)
        if due.code != TERM:
            title = title_of(convention, due)
            when = "attendu depuis le" if due.due_on < today else "pour le"
            yield _convention_duty(convention, due.due_on, title[0].lower() + title[1:], f"{when} {day}")
        elif due.due_on < today:
            yield _convention_duty(convention, due.due_on, "échéance à constater", f"Terme passé le {day}.")


def _convention_duty(convention: Convention, on: dt.date, what: str, sentence: str) -> Duty:
    centre, sentence = convention.centre, f"{sentence[0].upper()}{sentence[1:].rstrip('.')}."
    return Duty.of(
        on, centre.usual_name, what, sentence, PageLink("governance:convention", (centre.slug, convention.pk))
    )


def of_meetings(window: Window) -> Iterator[Deadline]:
    """The meetings of the bodies that the reader may read (1 query)."""
    meetings = Meeting.objects.visible_to(window.user).filter(on__range=(window.start, window.end))
    for meeting in meetings.select_related("body__centre"):
        centre = meeting.body.centre
        yield Deadline(
            key=f"reunion-{meeting.pk}",
            on=meeting.on,
            sort=Sort.MEETING,
            title=meeting.title or meeting.body.name,
            reference="",
            link=PageLink("governance:meeting", (meeting.pk,)),
            centre=centre.usual_name if centre else "réseau",
            slug=centre.slug if centre else "",
            is_done=meeting.is_held,
            starts_at=meeting.starts_at,
            location=meeting.place,
        )
