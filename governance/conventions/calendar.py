"""The dates that a convention carries. Reads it with its loaded relations; asks the database nothing."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from documents.formats import date_fr
from governance.conventions.kinds import has_amendments
from governance.enums import AmendmentState, ConventionState
from governance.law.legal_calendar import AMENDMENT_DUE
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
        return f"{self.label} : {date_fr(self.on)}"


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
