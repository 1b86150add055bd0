"""What conventions owe: signature, amendments, reviews, term; meetings of the bodies, and their minutes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import Q

from accounts.enums import NETWORK_ROLES, Role
from centres.models.history import lead_region
from centres.models.mandate import holds
from documents.french import date, typeset
from governance.conventions.checks import papers_missing
from governance.conventions.schedule import PREPARATION, TERM, DueItem, dated_items, final_review_of, with_schedule
from governance.enums import AgreementKind, ConventionState
from governance.models import Convention, FinalReview, Meeting
from governance.models.convention import CLOSED
from governance.registers.obligations import NETWORK, Debtor, Event, Item, Obligation, Sort, Window
from governance.registers.rules import PageLink

SOON = dt.timedelta(days=60)
MINUTES_WITHIN = dt.timedelta(days=365)


def of_conventions(window: Window) -> Iterator[Obligation]:
    """What each convention owes, and when (3 queries)."""
    conventions = Convention.objects.visible_to(window.user).annotate(lead=lead_region("centre_id"))
    if not holds(window.user, *NETWORK_ROLES, Role.REGIONAL):
        conventions = conventions.exclude(state=ConventionState.DRAFT)
    for convention in with_schedule(conventions).select_related("cartography"):
        if convention.state == ConventionState.DRAFT:
            missing = papers_missing(convention)
            amount = f"signez-la dès que le montant de l’exercice {convention.starts_on.year} est connu"
            yield _of(
                convention, "signature", f"{convention.get_kind_display()} à signer", rule="R-77",
                due_on=convention.starts_on,
                sentence=missing[0] if missing else f"Ses pièces sont réunies : {amount} (R-75).",
            )  # fmt: skip
            continue
        for due in dated_items(convention):
            yield _of_due_item(convention, due, window.today)
        if review := final_review_of(convention):
            yield from _agreement(convention, review)


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


def _agreement(convention: Convention, review: FinalReview) -> Iterator[Obligation]:
    """The agreement of the team on a final review, or its reading of what was recorded in its name; then its objection.

    A recorded agreement is owed a reading until the team confirms or contests it, the review validated or not.
    """
    is_recorded, agreed_on = review.agreement == AgreementKind.RECORDED, review.agreed_by_centre_on
    sentence = TO_AGREE.get(AgreementKind(review.agreement) if review.agreement else "", "")
    if is_recorded and agreed_on:
        sentence = f"La région l’a enregistré d’après un papier du {date(agreed_on)} : confirmez-le, ou contestez-le."
    link = PageLink("governance:final_review", (convention.centre.slug, convention.pk))
    yield _of(
        convention, "accord", rule="R-82", debtor=Debtor(Role.DIRECTOR, convention.centre_id), link=link,
        what="accord enregistré en votre nom sur le bilan final" if is_recorded
        else "accord à donner sur le bilan final",
        due_on=None if is_recorded else convention.final_review_due,
        is_done=agreed_on is not None and not is_recorded, done_on=agreed_on,
        is_void=convention.state in (CLOSED - {ConventionState.REVIEWED} if is_recorded else CLOSED), sentence=sentence,
    )  # fmt: skip
    if review.agreement in OBJECTIONS and convention.state not in CLOSED:
        yield _of(
            convention, "objection", OBJECTIONS[AgreementKind(review.agreement)], rule="R-82", link=link,
            due_on=convention.final_review_due,
            sentence="Lisez ce qu’il écrit : modifiez le bilan, ou répondez-lui (R-82).",
        )  # fmt: skip


def _of_due_item(convention: Convention, due: DueItem, today: dt.date) -> Obligation:
    """An amendment, a review, the term. Asked sixty days before; the term, once it is past."""
    closed_on, is_past_term = convention.centre.closed_on, today > convention.current_end
    has_closed = closed_on is not None and due.due_on >= closed_on and (due.is_amendment or due.is_interim_review)
    is_term, verb = due.code == TERM, "attendu depuis le" if today > due.due_on else "pour le"
    return _of(
        convention, due.code, title_of(convention, due), rule=due.rule, due_on=due.due_on,
        sort=Sort.CONVENTION if is_term or due.is_amendment else Sort.REVIEW,
        opens_on=due.due_on + dt.timedelta(days=1) if is_term else max(due.opens_on, due.due_on - SOON),
        is_done=due.is_done or (due.code == PREPARATION and final_review_of(convention) is not None),
        done_on=due.done_on,
        is_void=due.is_void or has_closed or (due.code == PREPARATION and is_past_term),
        sentence=f"Terme passé le {date(due.due_on)} : constatez l’échéance." if is_term and is_past_term
        else f"{verb[0].upper()}{verb[1:]} {date(due.due_on)}.",
    )  # fmt: skip


def _of(convention: Convention, code: str, what: str, *, sentence: str, **fields: Any) -> Obligation:
    centre = convention.centre
    return Obligation(
        key=f"convention-{convention.pk}-{code}",
        what=typeset(what[0].lower() + what[1:]),
        centre=centre.usual_name,
        slug=centre.slug,
        sentence=typeset(sentence),
        **{
            "debtor": Debtor(Role.REGIONAL, convention.lead),
            "link": PageLink("governance:convention", (centre.slug, convention.pk)),
            "sort": Sort.CONVENTION,
        }
        | fields,
    )


def title_of(convention: Convention, due: DueItem) -> str:
    """The act to do: « Avenant de la 2e année à signer »."""
    if due.is_amendment:
        return f"{due.label} à signer"
    if due.is_interim_review:
        return f"{due.label} de la convention"
    return {
        TERM: f"Terme de la {convention.get_kind_display()}",
        PREPARATION: "Commencer la préparation du bilan final",
    }.get(due.code, "Bilan final de la convention à valider")


def of_meetings(window: Window) -> Iterator[Item]:
    """The meetings of the bodies that the reader may read, and the minutes to write of those of a year (1 query)."""
    meetings = Meeting.objects.visible_to(window.user).filter(on__range=(window.start, window.end))
    for meeting in meetings.annotate(lacks_minutes=Q(minutes="")).defer("minutes").select_related("body__centre"):
        centre, body, link = meeting.body.centre, meeting.body, PageLink("governance:meeting", (meeting.pk,))
        place = {
            "centre": centre.usual_name if centre else "réseau",
            "slug": centre.slug if centre else "",
            "link": link,
        }
        yield Event(
            key=f"reunion-{meeting.pk}", on=meeting.on, what=meeting.title or body.name,
            starts_at=meeting.starts_at, place=meeting.place, **place,
        )  # fmt: skip
        if window.today - MINUTES_WITHIN <= meeting.on < window.today:
            yield Obligation(
                key=f"compte-rendu-{meeting.pk}",
                debtor=Debtor(Role.DIRECTOR, centre.pk) if centre else NETWORK,
                what="compte rendu à écrire",
                sort=Sort.MEETING,
                opens_on=meeting.on + dt.timedelta(days=1),
                due_on=meeting.on,
                is_done=meeting.is_held and not meeting.lacks_minutes,
                sentence=typeset(
                    f"{body.name}, réunion du {date(meeting.on)} : dites si elle s’est tenue, et ce qui en sort."
                ),
                **place,
            )
