"""The dates of this room: terms, amendments and reviews of conventions, and meetings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import Exists, F, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import ExtractYear

from documents.french import typeset
from governance.conventions.schedule import told_by_state
from governance.enums import AmendmentState, ConventionKind, ConventionState
from governance.law.legal_calendar import AMENDMENT_DUE, FINAL_REVIEW_DUE, INTERIM_REVIEW_DUE, last_quarter
from governance.models import Amendment, Convention, Extension, InterimReview, Meeting
from governance.models.convention import CLOSED, LIVE
from governance.registers.obligations import Deadline, Sort, Window
from governance.registers.rules import Place

RANKS = (1, 2, 3)
AMENDED = (2, 3)


def of_conventions(window: Window) -> Iterator[Deadline]:
    """What each signed convention owes, and when (R-75, R-81 to R-83): 1 query."""
    signed = Convention.objects.visible_to(window.user).exclude(state=ConventionState.DRAFT)
    for convention in with_acts(signed):
        yield from dues_of(convention)


def dues_of(convention: Convention) -> Iterator[Deadline]:
    """The dates of one signed convention that `with_acts` gave."""
    yield _term(convention)
    if convention.kind != ConventionKind.CONSTITUTIVE:
        yield from _amendments(convention)
        yield from _interim_reviews(convention)
        yield from _final_review(convention)


def with_acts(rows: QuerySet[Convention]) -> QuerySet[Convention]:
    """The conventions with what was signed, reviewed and extended of them."""
    later = Extension.objects.filter(convention=OuterRef("pk")).order_by().values("convention")
    signed = Amendment.objects.filter(convention=OuterRef("pk"), state=AmendmentState.SIGNED)
    reviews = InterimReview.objects.filter(convention=OuterRef("pk"))
    year = ExtractYear(OuterRef("starts_on"))
    return rows.select_related("centre").annotate(
        extended=Subquery(later.annotate(last=Max("until")).values("last")),
        reviewed_on=F("final_review__validated_on"),
        **{f"amended_{rank}": Exists(signed.filter(rank=rank)) for rank in AMENDED},
        **{f"looked_at_{rank}": Exists(reviews.filter(year=year + (rank - 1))) for rank in RANKS},
    )


def _end(convention: Convention) -> dt.date:
    return max(convention.ends_on, convention.extended or convention.ends_on)


def _due(
    convention: Convention, about: str, on: dt.date, sort: Sort, title: str, reference: str, *, done: bool
) -> Deadline:
    centre = convention.centre
    return Deadline(
        key=f"convention-{convention.pk}-{about}",
        on=on,
        sort=sort,
        title=typeset(title),
        reference=reference,
        place=Place("governance:convention", (centre.slug, convention.pk)),
        centre=centre.usual_name,
        slug=centre.slug,
        is_done=done,
    )


def _term(convention: Convention) -> Deadline:
    title = f"Terme de la {convention.get_kind_display()}"
    return _due(convention, "terme", _end(convention), Sort.CONVENTION, title, "R-75", done=convention.state in CLOSED)


def _amendments(convention: Convention) -> Iterator[Deadline]:
    for rank in AMENDED:
        on = AMENDMENT_DUE.on(convention.starts_on.year + rank - 1)
        done = _is_amended(convention, rank)
        title = f"Avenant de la {rank}e année à signer"
        yield _due(convention, f"avenant-{rank}", on, Sort.CONVENTION, title, AMENDMENT_DUE.rule, done=done)


def _is_amended(convention: Convention, rank: int) -> bool:
    """Signed; or told by the state of a convention recorded as it was, whose amendments are in a paper file."""
    kept = {rank for rank in AMENDED if getattr(convention, f"amended_{rank}")}
    elsewhere = convention.is_recorded and convention.state not in LIVE and not kept
    return elsewhere or rank in kept | told_by_state(convention.state)


def _is_kept_elsewhere(convention: Convention) -> bool:
    """Recorded as already closed: its reviews are in a paper file."""
    return convention.is_recorded and convention.state in CLOSED and convention.reviewed_on is None


def _interim_reviews(convention: Convention) -> Iterator[Deadline]:
    for rank in RANKS:
        year = convention.starts_on.year + rank - 1
        done = getattr(convention, f"looked_at_{rank}") or _is_kept_elsewhere(convention)
        title = f"Bilan intermédiaire {year} de la convention"
        yield _due(convention, f"bilan-{year}", INTERIM_REVIEW_DUE.on(year), Sort.REVIEW, title, "R-81", done=done)


def _final_review(convention: Convention) -> Iterator[Deadline]:
    end, done = _end(convention), convention.reviewed_on is not None or _is_kept_elsewhere(convention)
    yield _due(
        convention,
        "preparation",
        last_quarter(end),
        Sort.REVIEW,
        "Commencer la préparation du bilan final",
        "R-83",
        done=done,
    )
    yield _due(
        convention, "bilan-final", FINAL_REVIEW_DUE.on(end), Sort.REVIEW,
        "Bilan final de la convention à valider", FINAL_REVIEW_DUE.rule, done=done,
    )  # fmt: skip


def of_meetings(window: Window) -> Iterator[Deadline]:
    """The meetings of the bodies that the reader sees: 1 query."""
    meetings = Meeting.objects.visible_to(window.user).filter(on__range=(window.start, window.end))
    for meeting in meetings.select_related("body__centre"):
        centre = meeting.body.centre
        yield Deadline(
            key=f"reunion-{meeting.pk}",
            on=meeting.on,
            sort=Sort.MEETING,
            title=meeting.title or meeting.body.name,
            reference="",
            place=Place("governance:meeting", (meeting.pk,)),
            centre=centre.usual_name if centre else "réseau",
            slug=centre.slug if centre else "",
            is_done=meeting.is_held,
            starts_at=meeting.starts_at,
            location=meeting.place,
        )
