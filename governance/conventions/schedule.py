"""What a convention owes, and when (R-75, R-81 to R-83): one list of items, read by its page, the lists, the dates, the
home page and the rules."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery

from documents import french
from governance.conventions.kinds import has_amendments
from governance.enums import AmendmentState, ConventionState
from governance.law.legal_calendar import (
    AMENDMENT_DUE,
    FINAL_REVIEW_DUE,
    FINAL_REVIEW_FIRST_REMINDER,
    FINAL_REVIEW_LAST_REMINDER,
    INTERIM_REVIEW_DUE,
    last_quarter,
)
from governance.models import Amendment, Convention, Extension, FinalReview, InterimReview
from governance.models.convention import CLOSED, LIVE

RANKS = (2, 3)
ENDED = CLOSED | {ConventionState.EXPIRED}
UNFINISHED = LIVE | {ConventionState.EXPIRED}
RANKS_OF_STATE = {ConventionState.AMENDED_2: frozenset({2}), ConventionState.AMENDED_3: frozenset({2, 3})}
TERM, PREPARATION, FINAL_REVIEW = "terme", "preparation", "bilan-final"


# The items: pure --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class ConventionFacts:
    """A convention as its dates depend on it. `amended_on`: rank of each signed amendment → its day, None when nobody
    knows it; `reviewed_years`: the exercises whose interim review is written."""

    kind: str
    state: str
    starts_on: dt.date
    ends_on: dt.date
    current_end: dt.date
    is_recorded: bool
    amended_on: Mapping[int, dt.date | None]
    reviewed_years: frozenset[int]
    review_validated_on: dt.date | None


@dataclass(frozen=True, kw_only=True)
class DueItem:
    """Something that a convention owes. `code` never changes: calendars know the date by it. `number`: the rank of an
    amendment, the year of an interim review. `done_on` is None though `is_done` when nobody knows the day. `is_void`:
    the convention ended without it, and nothing is owed any more."""

    code: str
    opens_on: dt.date
    due_on: dt.date
    rule: str
    number: int = 0
    is_done: bool = False
    done_on: dt.date | None = None
    is_void: bool = False

    @property
    def is_owed(self) -> bool:
        return not (self.is_done or self.is_void)

    @property
    def is_amendment(self) -> bool:
        return self.rule == AMENDMENT_DUE.rule and self.number > 0

    @property
    def is_interim_review(self) -> bool:
        return self.rule == INTERIM_REVIEW_DUE.rule

    @property
    def was_late(self) -> bool:
        """Whether it was done after its day."""
        return self.done_on is not None and self.done_on > self.due_on

    @property
    def label(self) -> str:
        if self.is_amendment:
            return f"Avenant de la {self.number}e année"
        if self.is_interim_review:
            return f"Bilan intermédiaire {self.number}"
        return {TERM: "Terme", PREPARATION: "Préparation du bilan final", FINAL_REVIEW: "Bilan final"}[self.code]

    def __str__(self) -> str:
        return f"{self.label} : {french.date(self.due_on)}"


def due_items(facts: ConventionFacts) -> tuple[DueItem, ...]:
    """What the convention owes: amendments, interim reviews, then its end, each in date order."""
    dues = []
    for rank in RANKS if has_amendments(facts.kind) else ():
        year, is_done = facts.starts_on.year + rank - 1, rank in facts.amended_on
        dues.append(DueItem(
            code=f"avenant-{rank}", number=rank, rule=AMENDMENT_DUE.rule, opens_on=dt.date(year, 1, 1),
            due_on=AMENDMENT_DUE.on(year), is_done=is_done, done_on=facts.amended_on.get(rank),
            is_void=not is_done and facts.state in ENDED,
        ))  # fmt: skip
    for year in range(facts.starts_on.year, facts.current_end.year + 1):
        is_done = year in facts.reviewed_years
        dues.append(DueItem(
            code=f"bilan-{year}", number=year, rule=INTERIM_REVIEW_DUE.rule, opens_on=dt.date(year, 1, 1),
            due_on=INTERIM_REVIEW_DUE.on(year), is_done=is_done, is_void=not is_done and facts.state in CLOSED,
        ))  # fmt: skip
    return (*dues, *_ending(facts))


def due_item(facts: ConventionFacts, code: str) -> DueItem | None:
    """The item of that code, None when the convention never owes it."""
    return next((due for due in due_items(facts) if due.code == code), None)


def final_review_item(facts: ConventionFacts) -> DueItem:
    """The final review, that every convention owes."""
    return next(due for due in due_items(facts) if due.code == FINAL_REVIEW)


def _ending(facts: ConventionFacts) -> Iterator[DueItem]:
    end, is_reviewed = facts.current_end, facts.review_validated_on is not None or facts.state in CLOSED
    has_ended, quarter = facts.state in ENDED, last_quarter(end)
    yield DueItem(
        code=PREPARATION, rule="R-83", opens_on=quarter, due_on=quarter, is_done=is_reviewed,
        is_void=has_ended and not is_reviewed,
    )  # fmt: skip
    yield DueItem(code=TERM, rule="R-75", opens_on=quarter, due_on=end, is_done=has_ended)
    yield DueItem(
        code=FINAL_REVIEW, rule=FINAL_REVIEW_DUE.rule, opens_on=FINAL_REVIEW_FIRST_REMINDER.on(end),
        due_on=FINAL_REVIEW_DUE.on(end), is_done=is_reviewed, done_on=facts.review_validated_on,
    )  # fmt: skip


# Loading ----------------------------------------------------------------------------------------------------------


def with_schedule(rows: QuerySet[Convention]) -> QuerySet[Convention]:
    """The conventions with all that their dates depend on (3 queries)."""
    extensions = Extension.objects.filter(convention=OuterRef("pk")).order_by("-until")
    reviews = Prefetch("interim_reviews", InterimReview.objects.defer("text"))
    rows = rows.select_related("centre", "final_review")
    rows = rows.annotate(extended_until=Subquery(extensions.values("until")[:1]))
    return rows.prefetch_related("amendments", reviews)


def facts_of(convention: Convention) -> ConventionFacts:
    """The facts of a convention that `with_schedule` loaded: no query."""
    return ConventionFacts(**schedule_fields(convention))


def schedule_fields(convention: Convention) -> dict:
    """The fields of `ConventionFacts`, by name."""
    signed = (amendment for amendment in convention.amendments.all() if amendment.state == AmendmentState.SIGNED)
    review = final_review_of(convention)
    return {
        "kind": convention.kind,
        "state": convention.state,
        "starts_on": convention.starts_on,
        "ends_on": convention.ends_on,
        "current_end": convention.current_end,
        "is_recorded": convention.is_recorded,
        "amended_on": amendment_days(convention.state, {amendment.rank: amendment.signed_on for amendment in signed}),
        "reviewed_years": frozenset(amendment.year for amendment in convention.interim_reviews.all()),
        "review_validated_on": review.validated_on if review else None,
    }


def final_review_of(convention: Convention) -> FinalReview | None:
    """The final review of `convention`, None when nobody began it."""
    return getattr(convention, "final_review", None)


def is_recorded_late(signed_on: dt.date, in_use_on: dt.date) -> bool:
    """Whether an act that is recorded rather than signed here was signed once the application was put to use."""
    return signed_on > in_use_on


def amendment_of(convention: Convention, rank: int) -> Amendment | None:
    """The amendment of that year, draft or signed."""
    return next((amendment for amendment in convention.amendments.all() if amendment.rank == rank), None)


def is_amended(convention: Convention, rank: int) -> bool:
    """Whether the amendment of that year is signed, in the tool or before it."""
    return rank in facts_of(convention).amended_on


def amendment_days(state: str, signed: Mapping[int, dt.date | None]) -> dict[int, dt.date | None]:
    """The day of each signed amendment, by rank; None where the state alone implies it, recorded as it was."""
    return {**dict.fromkeys(RANKS_OF_STATE.get(ConventionState(state), ())), **signed}


def year_of(convention: Convention, rank: int) -> int:
    """The exercise of the nth year of a convention."""
    return convention.starts_on.year + rank - 1


def years_of(convention: Convention) -> range:
    """The exercises that the convention touches, extensions included."""
    return range(convention.starts_on.year, convention.current_end.year + 1)


def dated_items(convention: Convention) -> Iterator[DueItem]:
    """What is dated for everybody: nothing of what is void, and of the founding convention of a GIP its term (R-76)."""
    for due in due_items(facts_of(convention)):
        if not due.is_void and (due.code == TERM or has_amendments(convention.kind)):
            yield due


def next_due(convention: Convention) -> DueItem | None:
    """The amendment, term or final review that comes first among those owed, late or not; None when nothing is."""
    if convention.state == ConventionState.DRAFT:
        return None
    owed = (due for due in dated_items(convention) if due.is_owed)
    return min(
        (due for due in owed if not due.is_interim_review and due.code != PREPARATION),
        key=lambda due: due.due_on,
        default=None,
    )


# Alerts -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Alert:
    """One sentence, its rule, and whether a date is already past."""

    code: str
    badge: str
    sentence: str
    reference: str
    is_late: bool


def alerts_of(convention: Convention, today: dt.date) -> list[Alert]:
    """What needs attention on `today`, the late ones first; no query."""
    if convention.state == ConventionState.DRAFT:
        return consultation(convention)
    owed = [due for due in dated_items(convention) if due.is_owed]
    alerts = []
    for due in owed:
        if due.is_amendment and today > due.due_on:
            alerts.append(_amendment_alert(convention, due))
        if due.code == TERM and today > due.due_on:
            sentence = f"Le terme est passé depuis le {french.date(due.due_on)} : constatez l’échéance."
            alerts.append(
                Alert(code="term_passed", badge="terme passé", sentence=sentence, reference=due.rule, is_late=True)
            )
        if due.code == FINAL_REVIEW and today >= due.opens_on:
            alerts.append(_final_review_alert(convention, due, today))
    if missing := [str(due.number) for due in owed if due.is_interim_review and today > due.due_on]:
        sentence = f"Il manque le bilan intermédiaire de {french.listed(missing)}."
        alerts.append(Alert(
            code="interim_missing", badge="bilan intermédiaire manquant", sentence=sentence,
            reference=INTERIM_REVIEW_DUE.rule, is_late=True,
        ))  # fmt: skip
    return sorted(alerts, key=lambda alert: not alert.is_late)


def _amendment_alert(convention: Convention, due: DueItem) -> Alert:
    year, prepared = year_of(convention, due.number), amendment_of(convention, due.number)
    return Alert(
        code="amendment_late",
        badge=f"avenant {year} en retard",
        sentence=(
            f"L’avenant de la {due.number}e année (exercice {year}) devait être signé avant le "
            f"{french.date(due.due_on)} : il est {'préparé mais pas signé' if prepared else 'pas préparé'}."
        ),
        reference=due.rule,
        is_late=True,
    )


def _final_review_alert(convention: Convention, due: DueItem, today: dt.date) -> Alert:
    """The sentence changes at the term, at term + 5 months, and after term + 6 months (R-82)."""
    is_late, day = today > due.due_on, french.date(due.due_on)
    if is_late:
        sentence = f"Le bilan final devait être validé avant le {day}."
    elif today >= FINAL_REVIEW_LAST_REMINDER.on(convention.current_end):
        days = (due.due_on - today).days
        left = f"il reste {french.counted(days, 'jour')}" if days else "c’est aujourd’hui"
        sentence = f"Le bilan final est dû le {day}\u00a0: {left}."
    elif today > convention.current_end:
        sentence = f"Le terme est passé : le bilan final est dû le {day}."
    else:
        sentence = (
            f"Le terme approche ({french.date(convention.current_end)}) : préparez le bilan final, dû le {day} (R-83)."
        )
    return Alert(
        code="final_review",
        badge="bilan final en retard" if is_late else "bilan final à faire",
        sentence=sentence,
        reference=due.rule,
        is_late=is_late,
    )


def consultation(convention: Convention) -> list[Alert]:
    """The alert of a draft that does not say which services of the State were consulted; it refuses nothing (R-58)."""
    if convention.state != ConventionState.DRAFT or convention.consulted.strip():
        return []
    sentence = (
        "Les services de l’État consultés ne sont pas renseignés : préfets délégués à l’égalité des chances, "
        "sous-préfets ville et services départementaux le sont avant la convention."
    )
    badge = "consultation à renseigner"
    return [Alert(code="consultation", badge=badge, sentence=sentence, reference="R-58", is_late=False)]


def review_lateness(convention: Convention) -> str:
    """« validé en retard » when the final review came after term + 6 months, empty otherwise (R-82)."""
    return "validé en retard" if final_review_item(facts_of(convention)).was_late else ""
