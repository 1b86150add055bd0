"""Sources of dates: amendments, reviews and terms of conventions; meetings of bodies."""

from __future__ import annotations

from collections.abc import Iterator

from documents.french import typeset
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
from governance.enums import ConventionState
from governance.models import Convention, Meeting
from governance.registers.obligations import Deadline, Sort, Window
from governance.registers.rules import PageLink


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
                title=typeset(title_of(convention, due)),
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
