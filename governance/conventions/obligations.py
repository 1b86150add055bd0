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
    final_review_of,
    with_schedule,
)
from governance.enums import AgreementKind, ConventionState, ReviewState
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
    """What the lead region must sign, review or close, and the final reviews that a team must agree on (3 queries).

    An agreement that the region recorded stays a duty of the team until it confirms or contests it, validated or not.
    """
    mine = [mandate.centre_id for mandate in active_mandates(user) if mandate.role == Role.DIRECTOR]
    if not mine and not any(mandate.role == Role.REGIONAL for mandate in active_mandates(user)):
        return
    led = Centre.objects.led_by(user)
    recorded = Q(final_review__agreement=AgreementKind.RECORDED, state__in=(*OPEN, ConventionState.REVIEWED))
    of_team = Q(centre__in=mine) & (Q(final_review__state=ReviewState.DRAFT, state__in=OPEN) | recorded)
    rows = Convention.objects.filter(Q(centre__in=led, state__in=OPEN) | of_team)
    rows = rows.annotate(is_led=Exists(led.filter(pk=OuterRef("centre"))))
    for convention in with_schedule(rows).select_related("cartography"):
        if convention.is_led:
            yield from _duties_of_the_region(convention, today)
        elif duty := _agreement_duty(convention):
            yield duty


TO_AGREE = {
    "": "L’État et le centre l’établissent ensemble : relisez-le, puis donnez votre accord (R-82).",
    AgreementKind.CHANGES: "Vous avez demandé des modifications : la région répond, puis vous donnez votre accord.",
    AgreementKind.CONTESTED: "Vous avez contesté l’accord enregistré : la région répond, puis vous donnez le vôtre.",
    AgreementKind.REWRITTEN: "La région a modifié le texte : relisez-le, puis donnez votre accord (R-82).",
}
OBJECTIONS = {
    AgreementKind.CHANGES: "le centre demande des modifications du bilan final",
    AgreementKind.CONTESTED: "le centre conteste l’accord enregistré sur le bilan final",
}


def _agreement_duty(convention: Convention) -> Duty | None:
    """What the team owes on a final review: its agreement, or the reading of what was recorded in its name."""
    review = convention.final_review
    if review.agreement == AgreementKind.RECORDED:
        day = french.date(review.agreed_by_centre_on)
        sentence = f"La région l’a enregistré d’après un papier du {day} : confirmez-le, ou contestez-le (R-82)."
        what = "accord enregistré en votre nom sur le bilan final"
    elif review.agreed_by_centre_on is None:
        what, sentence = "accord à donner sur le bilan final", TO_AGREE[review.agreement]
    else:
        return None
    return _convention_duty(convention, convention.final_review_due, what, sentence, "governance:final_review")


def _duties_of_the_region(convention: Convention, today: dt.date) -> Iterator[Duty]:
    if convention.state == ConventionState.DRAFT:
        missing = papers_missing(convention)  # the amount is on its page: one query less a draft
        sentence = missing[0] if missing else "Ses pièces sont réunies : la signature est la prochaine étape."
        what = f"{convention.get_kind_display()} à signer"
        yield _convention_duty(convention, convention.starts_on, what, sentence)
        return
    review = final_review_of(convention)
    if review is not None and review.agreement in OBJECTIONS:
        sentence = "Lisez ce qu’il écrit : modifiez le bilan, ou répondez-lui (R-82)."
        what = OBJECTIONS[AgreementKind(review.agreement)]
        yield _convention_duty(convention, convention.final_review_due, what, sentence, "governance:final_review")
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


def _convention_duty(
    convention: Convention, on: dt.date, what: str, sentence: str, route: str = "governance:convention"
) -> Duty:
    centre, sentence = convention.centre, f"{sentence[0].upper()}{sentence[1:].rstrip('.')}."
    return Duty.of(on, centre.usual_name, what, sentence, PageLink(route, (centre.slug, convention.pk)))


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
