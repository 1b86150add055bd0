"""Input and result of the derivations, as frozen dataclasses: the recorded work of a centre; a figure computed from it,
with the records it comes from and a French sentence. No database, no clock, no float."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from documents.french import typeset
from evaluation.law.aggregation import Measure, ratio, share
from governance.law.codes import ActionState, Nature

DONE_STATES: Final = frozenset({ActionState.DONE, ActionState.CAPITALISED})


@dataclass(frozen=True, kw_only=True)
class AttendanceFact:
    """How many people of one public came to a session, and how many of them from mainstream services."""

    public: str
    people: int
    mainstream: int = 0


@dataclass(frozen=True, kw_only=True)
class SessionFact:
    """One dated session, in half-days."""

    pk: int
    on: dt.date
    half_days: Decimal
    mode: str = "presentiel"
    is_held: bool = True
    attendances: tuple[AttendanceFact, ...] = ()

    @property
    def people(self) -> int:
        return sum(attendance.people for attendance in self.attendances)


@dataclass(frozen=True, kw_only=True)
class ActionFact:
    """One action: its classification, where it acts, how it went, its sessions and productions."""

    pk: int
    title: str
    year: int
    mission: str
    nature: str = Nature.CORE
    format: str = ""
    state: str = "planned"
    theme: str = ""
    network_type: str = ""
    network_name: str = ""
    all_contracts: bool = False
    contracts: tuple[str, ...] = ()
    departments: frozenset[str] = frozenset()
    targets_a_place: bool = False
    on_underequipped_sites: bool = False
    is_for_elected: bool = False
    satisfied: int | None = None
    answered: int | None = None
    sessions: tuple[SessionFact, ...] = ()
    productions: frozenset[int] = frozenset()

    def sessions_in(self, year: int) -> list[SessionFact]:
        """The sessions that took place in the civil year."""
        return [session for session in self.sessions if session.is_held and session.on.year == year]

    def is_done(self, year: int) -> bool:
        """Whether it was carried out that year: a session took place, or it was declared done."""
        return bool(self.sessions_in(year)) or self.is_closed(year)

    def is_closed(self, year: int) -> bool:
        """Whether it belongs to that year's programme and was declared done."""
        return self.year == year and self.state in DONE_STATES


@dataclass(frozen=True, kw_only=True)
class ProductionFact:
    """A published production and the centres that sign it."""

    pk: int
    title: str
    kind: str
    published_on: dt.date
    centres: frozenset[int]
    agreed_in_advance: bool = False
    in_national_format: bool = False
    shared_on_common_tool: bool = False

    @property
    def is_joint(self) -> bool:
        return len(self.centres) > 1


@dataclass(frozen=True, kw_only=True)
class BudgetFact:
    """An actual income, in euros."""

    pk: int
    funder: str
    destination: str
    amount: Decimal
    label: str = ""


@dataclass(frozen=True, kw_only=True)
class MeetingFact:
    """A meeting that took place: of a body of the centre (`body`), or national with whether the centre came."""

    pk: int
    label: str
    on: dt.date
    body: str
    is_present: bool = True


@dataclass(frozen=True, kw_only=True)
class ContributionFact:
    """A national worksite that the centre contributes to."""

    pk: int
    worksite: str


@dataclass(frozen=True, kw_only=True)
class YearFacts:
    """All that is recorded of one centre for one civil year.

    `has_programme`: whether the year has a programme in the application; without it figures are blank, not zero.
    `contracts`: how many city contracts its perimeter counts, as last answered; `core_budget`: what the formula
    gave (euros).
    """

    centre: int
    year: int
    has_programme: bool = False
    is_state_funded: bool = True
    actions: tuple[ActionFact, ...] = ()
    productions: tuple[ProductionFact, ...] = ()
    budget: tuple[BudgetFact, ...] = ()
    meetings: tuple[MeetingFact, ...] = ()
    national_meetings: tuple[MeetingFact, ...] = ()
    contributions: tuple[ContributionFact, ...] = ()
    worksites_open: int = 0
    has_bodies: bool = False
    seats: int = 0
    elected_seats: int = 0
    perimeter: frozenset[str] = frozenset()
    contracts: int | None = None
    core_budget: Decimal | None = None


ZERO: Final = Decimal(0)
ONE: Final = Decimal(1)


@dataclass(frozen=True, kw_only=True)
class SourceRecord:
    """One record that the figure comes from; `kind` is action, production, budget, meeting or contribution.

    `year` is that of the programme of an action, which may not be the year counted;
    `amount` is what it brings to the figure (to its numerator for a share), 0 when it only counts below; `url` is empty
    here: `evaluation.counting` fills it.
    """

    kind: str
    pk: int
    label: str
    amount: Decimal
    detail: str = ""
    year: int = 0
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class Computed:
    """A computed answer, its source records, and a French sentence on the calculation."""

    measure: Measure
    lines: tuple[SourceRecord, ...] = ()
    sentence: str = ""


def total(
    amount: Decimal, lines: Iterable[SourceRecord], sentence: str, parts: Mapping[str, Decimal] | None = None
) -> Computed:
    """A figure that adds up, with its parts if any."""
    return Computed(
        measure=Measure(value=amount, parts=parts or {}), lines=tuple(lines), sentence=typeset(sentence)
    )  # fmt: skip


def portion(top: Decimal, bottom: Decimal, lines: Iterable[SourceRecord], sentence: str) -> Computed:
    """A percentage: no value over nothing, yet an answer (0 of 0)."""
    measure = Measure(value=share(top, bottom), numerator=top, denominator=bottom)
    return Computed(measure=measure, lines=tuple(lines), sentence=typeset(sentence))


def quotient(top: Decimal, bottom: Decimal, lines: Iterable[SourceRecord], sentence: str) -> Computed:
    """A ratio, to one decimal."""
    measure = Measure(value=ratio(top, bottom), numerator=top, denominator=bottom)
    return Computed(measure=measure, lines=tuple(lines), sentence=typeset(sentence))


def by_key(pairs: Iterable[tuple[str, Decimal]]) -> dict[str, Decimal]:
    """Amounts added key by key, in alphabetical order; what is worth nothing is left out."""
    parts: dict[str, Decimal] = {}
    for key, amount in pairs:
        parts[key] = parts.get(key, ZERO) + amount
    return {key: amount for key, amount in sorted(parts.items()) if amount}
