"""Reads of conventions: the list, the rights on them, what one page of a convention needs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from accounts.enums import Role
from accounts.models import User
from centres.models import Centre
from centres.models.centre import is_of_team
from centres.models.mandate import holds
from governance.conventions.checks import NextStep, next_step_of, why_not_to_follow
from governance.conventions.kinds import KINDS
from governance.conventions.schedule import (
    UNFINISHED,
    Alert,
    DueItem,
    alerts_of,
    final_review_of,
    next_due,
    with_schedule,
    years_of,
)
from governance.conventions.timeline import Milestone, storyline_of
from governance.enums import ConventionKind, ConventionState
from governance.models import Convention, ConventionDocument, FinalReview, InterimReview
from governance.models.convention import CLOSED, LIVE


@dataclass(frozen=True, kw_only=True)
class Rights:
    """What a person may do with the conventions of one centre: write them, contribute as its team, speak for it.

    Administrators lead and direct; only its own team (`is_team`) agrees on a final review.
    """

    leads: bool
    directs: bool
    is_team: bool
    is_national: bool

    @property
    def records(self) -> bool:
        """What was signed outside the application is recorded by the lead region before its use, by the State after."""
        return self.leads or self.is_national

    @property
    def attaches(self) -> bool:
        """Either party attaches signed copies and contributes to the cartography."""
        return self.leads or self.directs


def rights_on(user: User, centre_id: int, *, is_led: bool) -> Rights:
    """The rights of `user` on a centre; `is_led`: the annotation of `is_led_by`. No query."""
    is_team, is_admin = is_of_team(user, centre_id), holds(user, Role.ADMIN)
    is_national = holds(user, Role.NATIONAL)
    return Rights(leads=is_led or is_admin, directs=is_team or is_admin, is_team=is_team, is_national=is_national)


def is_led_by(user: User, path: str) -> Exists:
    """The annotation that says whether `user` leads the centre at `path`."""
    return Exists(Centre.objects.led_by(user).filter(pk=OuterRef(path)))


@dataclass(frozen=True, kw_only=True)
class ConventionRow:
    """One convention of the list."""

    convention: Convention
    alerts: tuple[Alert, ...]
    deadline: DueItem | None

    @property
    def validated_on(self) -> dt.date | None:
        review = final_review_of(self.convention)
        return review.validated_on if review else None

    def amended_on(self, rank: int) -> dt.date | None:
        """When the amendment of that year was signed, None when it was not or when nobody knows."""
        signed = (each.signed_on for each in self.convention.amendments.all() if each.rank == rank)
        return next(signed, None)


def visible_conventions(user: User) -> QuerySet[Convention]:
    """The conventions that `user` may read, with all that their dates depend on (3 queries)."""
    return with_schedule(Convention.objects.visible_to(user))


def convention_rows(conventions: QuerySet[Convention], today: dt.date) -> list[ConventionRow]:
    """The rows of the list."""
    return [
        ConventionRow(convention=convention, alerts=tuple(alerts_of(convention, today)), deadline=next_due(convention))
        for convention in conventions
    ]


@dataclass(frozen=True, kw_only=True)
class Opening:
    """A kind of convention that a centre may have: its draft, or why none may be created (empty: it may)."""

    kind: ConventionKind
    draft: Convention | None
    refusal: str


def openings_of(rows: list[ConventionRow], kinds: Iterable[ConventionKind]) -> list[Opening]:
    """The openings of a centre whose conventions are `rows`, the latest first (R-74, R-85); no query."""
    openings = []
    for kind in kinds:
        conventions = [row.convention for row in rows if row.convention.kind == kind]
        draft = next((each for each in conventions if each.state == ConventionState.DRAFT), None)
        previous = next((each for each in conventions if each.state != ConventionState.DRAFT), None)
        openings.append(Opening(kind=kind, draft=draft, refusal=why_not_to_follow(previous, dt.date.max)))
    return openings


def unbound_centres(user: User, rows: list[ConventionRow], day: dt.date) -> list[Centre]:
    """The open centres whose form allows a convention and that none binds today (1 query)."""
    bound = {row.convention.centre_id for row in rows if row.convention.state in LIVE}
    bindable = {str(form) for form in KINDS}
    centres = Centre.objects.visible_to(user).alive_on(day).with_identity(day)
    return [centre for centre in centres if centre.pk not in bound and centre.legal_form in bindable]


@dataclass(frozen=True, kw_only=True)
class ReviewOfYear:
    """One exercise of a convention and its interim review, None before it is written (R-81)."""

    year: int
    review: InterimReview | None
    is_missing: bool
    may_write: bool


@dataclass(frozen=True, kw_only=True)
class ConventionFile:
    """What the page of one convention needs."""

    convention: Convention
    rights: Rights
    storyline: list[Milestone]
    next_step: NextStep | None
    alerts: list[Alert]
    reviews: list[ReviewOfYear]
    final_review: FinalReview | None
    documents: list[ConventionDocument]

    @property
    def final_review_is_past(self) -> bool:
        """Whether the review was validated before the tool, which does not store it."""
        return self.final_review is None and self.convention.state in CLOSED


def file_of(convention: Convention, rights: Rights, today: dt.date) -> ConventionFile:
    """The file of a convention read from `visible_conventions` (1 query more, for its papers)."""
    documents = convention.documents.defer("content").select_related("amendment", "added_by")
    by_year = {review.year: review for review in convention.interim_reviews.all()}
    is_begun = convention.state != ConventionState.DRAFT
    is_open = convention.state in UNFINISHED  # nothing is missing once the final review is validated
    reviews = [
        ReviewOfYear(
            year=year,
            review=by_year.get(year),
            is_missing=is_open and year not in by_year and year < today.year,
            may_write=is_open and rights.leads,
        )
        for year in years_of(convention)
        if is_begun and year <= today.year
    ]
    return ConventionFile(
        convention=convention,
        rights=rights,
        storyline=storyline_of(convention, today),
        next_step=next_step_of(convention, today),
        alerts=alerts_of(convention, today),
        reviews=reviews,
        final_review=final_review_of(convention),
        documents=list(documents),
    )
