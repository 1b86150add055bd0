"""The dates that a convention carries. Reads it with its loaded relations; asks the database nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from documents import french
from governance.conventions.kinds import has_amendments
from governance.enums import AmendmentState, ConventionState, ReviewState
from governance.law.legal_calendar import AMENDMENT_DUE, FINAL_REVIEW_FIRST_REMINDER, FINAL_REVIEW_LAST_REMINDER
from governance.models import Amendment, Convention, FinalReview
from governance.models.convention import LIVE

RANKS = (2, 3)
_RANKS_OF_STATE = {ConventionState.AMENDED_2: frozenset({2}), ConventionState.AMENDED_3: frozenset({2, 3})}


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """Something that is due on a day."""

    on: dt.date
    label: str
    reference: str

    def __str__(self) -> str:
        return f"{self.label} : {french.date(self.on)}"


def final_review_of(convention: Convention) -> FinalReview | None:
    """The final review of `convention`, None when nobody began it."""
    return getattr(convention, "final_review", None)


def amendment_of(convention: Convention, rank: int) -> Amendment | None:
    """The amendment of that year, draft or signed."""
    return next((one for one in convention.amendments.all() if one.rank == rank), None)


def is_amended(convention: Convention, rank: int) -> bool:
    """Whether the amendment of that year is signed, in the tool or before it."""
    amendment = amendment_of(convention, rank)
    signed = amendment is not None and amendment.state == AmendmentState.SIGNED
    return signed or rank in told_by_state(convention.state)


def told_by_state(state: str) -> frozenset[int]:
    """The amendments that the state itself tells to be signed: those of a convention recorded as it was."""
    return _RANKS_OF_STATE.get(ConventionState(state), frozenset())


def amendment_due(convention: Convention, rank: int) -> dt.date:
    """The last day to sign the amendment, in the year that it sets."""
    return AMENDMENT_DUE.on(year_of(convention, rank))


def year_of(convention: Convention, rank: int) -> int:
    """The exercise of the nth year of a convention."""
    return convention.starts_on.year + rank - 1


def years_of(convention: Convention) -> range:
    """The exercises that the convention touches, extensions included."""
    return range(convention.starts_on.year, convention.current_end.year + 1)


def unreviewed_years(convention: Convention, today: dt.date) -> list[int]:
    """The past exercises of its life without the interim review of the State (R-81)."""
    reviewed = {one.year for one in convention.interim_reviews.all()}
    return [year for year in years_of(convention) if year < today.year and year not in reviewed]


def next_deadline(convention: Convention) -> Deadline | None:
    """The first thing due and not done, late or not; None when nothing is."""
    if convention.state in LIVE:
        return min([*_amendment_deadlines(convention), _term(convention)], key=lambda one: one.on)
    if convention.state == ConventionState.EXPIRED:
        return Deadline(on=convention.final_review_due, label="Bilan final", reference="R-82")
    return None


def _amendment_deadlines(convention: Convention) -> list[Deadline]:
    if not has_amendments(convention.kind):
        return []
    return [
        Deadline(on=amendment_due(convention, rank), label=f"Avenant de la {rank}e année", reference="R-75")
        for rank in RANKS
        if not is_amended(convention, rank)
    ]


def _term(convention: Convention) -> Deadline:
    return Deadline(on=convention.current_end, label="Terme", reference="R-75")


UNFINISHED = LIVE | {ConventionState.EXPIRED}


@dataclass(frozen=True, kw_only=True)
class Alert:
    """One sentence, its rule, and whether a date is already past."""

    code: str
    badge: str
    sentence: str
    reference: str
    is_late: bool


def alerts_of(convention: Convention, today: dt.date) -> list[Alert]:
    """What deserves attention on `today`, the late things first."""
    found = [*_amendments(convention, today), *_term_alert(convention, today), *_final_review(convention, today)]
    found += [*_interim_reviews(convention, today), *consultation(convention)]
    return sorted(found, key=lambda alert: not alert.is_late)


def _amendments(convention: Convention, today: dt.date) -> Iterator[Alert]:
    if convention.state not in LIVE or not has_amendments(convention.kind):
        return
    for rank in RANKS:
        due = amendment_due(convention, rank)
        if today > due and not is_amended(convention, rank):
            prepared = "préparé mais pas signé" if amendment_of(convention, rank) else "pas préparé"
            yield Alert(
                code="amendment_late",
                badge=f"avenant {year_of(convention, rank)} en retard",
                sentence=(
                    f"L’avenant de la {rank}e année (exercice {year_of(convention, rank)}) devait être signé avant le "
                    f"{french.date(due)} : il est {prepared}."
                ),
                reference="R-75",
                is_late=True,
            )


def _term_alert(convention: Convention, today: dt.date) -> Iterator[Alert]:
    if convention.state in LIVE and today > convention.current_end:
        yield Alert(
            code="term_passed",
            badge="terme passé",
            sentence=f"Le terme est passé depuis le {french.date(convention.current_end)} : constatez l’échéance.",
            reference="R-75",
            is_late=True,
        )


def _final_review(convention: Convention, today: dt.date) -> Iterator[Alert]:
    """From term − 3 months; the tone changes at the term, at term + 5 months, and after term + 6 months (R-82)."""
    if convention.state not in UNFINISHED or today < FINAL_REVIEW_FIRST_REMINDER.on(convention.current_end):
        return
    due = convention.final_review_due
    yield Alert(
        code="final_review",
        badge="bilan final en retard" if today > due else "bilan final à faire",
        sentence=_final_review_sentence(convention, today),
        reference="R-82",
        is_late=today > due,
    )


def _final_review_sentence(convention: Convention, today: dt.date) -> str:
    due = convention.final_review_due
    if today > due:
        return f"Le bilan final devait être validé avant le {french.date(due)}."
    if today >= FINAL_REVIEW_LAST_REMINDER.on(convention.current_end):
        left = (due - today).days
        return f"Le bilan final est dû le {french.date(due)} : il reste {left} jour{'s' if left > 1 else ''}."
    if today > convention.current_end:
        return f"Le terme est passé : le bilan final est dû le {french.date(due)}."
    return (
        f"Le terme approche ({french.date(convention.current_end)}) : préparez le bilan final, dû le "
        f"{french.date(due)} (R-83)."
    )


def _interim_reviews(convention: Convention, today: dt.date) -> Iterator[Alert]:
    missing = unreviewed_years(convention, today) if convention.state in UNFINISHED else []
    if missing:
        years = french.listed([str(year) for year in missing])
        yield Alert(
            code="interim_missing",
            badge="bilan intermédiaire manquant",
            sentence=f"Il manque le bilan intermédiaire de {years}.",
            reference="R-81",
            is_late=True,
        )


def consultation(convention: Convention) -> list[Alert]:
    """R-58: the State's own services are consulted before the convention; nobody is stopped, everybody is told."""
    if convention.state != ConventionState.DRAFT or convention.consulted.strip():
        return []
    told = (
        "Les services de l’État consultés ne sont pas renseignés : préfets délégués à l’égalité des chances, "
        "sous-préfets ville et services départementaux le sont avant la convention."
    )
    badge = "consultation à renseigner"
    return [Alert(code="consultation", badge=badge, sentence=told, reference="R-58", is_late=False)]


def amendment_lateness(convention: Convention, rank: int, signed_on: dt.date | None) -> str:
    """« signé en retard » when the amendment came after 30 June of its year, empty otherwise."""
    late = signed_on is not None and signed_on > amendment_due(convention, rank)
    return "signé en retard" if late else ""


def review_lateness(convention: Convention) -> str:
    """« validé en retard » when the final review came after term + 6 months, empty otherwise (R-82)."""
    review = final_review_of(convention)
    if review is None or review.state != ReviewState.VALIDATED:
        return ""
    return "validé en retard" if review.validated_on > convention.final_review_due else ""
