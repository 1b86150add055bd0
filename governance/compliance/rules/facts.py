"""What the rules read, as plain data: one `CentreFacts` per centre, one `NetworkFacts` for all; no query."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from centres.enums import LegalForm
from centres.models import Centre
from governance.conventions.schedule import ConventionFacts
from governance.enums import BodyKind, College, ConventionKind, Mission
from governance.models.body import is_state_service
from governance.registers.rules import PageLink, Question

CORE_MISSIONS = (Mission.M1, Mission.M2, Mission.M3)


@dataclass(frozen=True, kw_only=True)
class ConventionRuleFacts(ConventionFacts):
    """One signed convention: what its dates depend on, and what it rests on."""

    pk: int
    referential_version: str
    cartography_on: dt.date | None
    follows: bool
    followed_is_reviewed: bool
    followed_is_recorded: bool = False  # closed before the tool, its papers elsewhere
    recorded_late: frozenset[int] = frozenset()  # the years (1 to 3) whose act was signed outside the tool in use

    @property
    def is_triennial(self) -> bool:
        """R-75, R-76: every convention lasts three years, but the founding one of a GIP."""
        return self.kind != ConventionKind.CONSTITUTIVE

    def is_in_force_in(self, year: int) -> bool:
        """Whether the convention binds on at least one day of `year`."""
        return self.starts_on.year <= year <= self.current_end.year


@dataclass(frozen=True, kw_only=True)
class BudgetFacts:
    """The incomes of one stage of the year's budget (euros)."""

    total: Decimal = Decimal(0)
    competitive: Decimal = Decimal(0)
    core_region: Decimal = Decimal(0)


@dataclass(frozen=True, kw_only=True)
class CentreFacts:
    """What the rules of this app read of one centre for one year."""

    centre: Centre
    question: Question
    legal_form: str = ""
    cartography_on: dt.date | None = None
    conventions: tuple[ConventionRuleFacts, ...] = ()
    programme_state: str = ""
    actions: Mapping[str, int] = field(default_factory=Counter)  # by mission, cancelled ones left out
    complementary: int = 0
    budgets: Mapping[str, BudgetFacts] = field(default_factory=dict)  # by stage
    services_sold: Decimal = Decimal(0)  # recorded, to non-members
    bodies: frozenset[str] = frozenset()
    seats: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)  # (college, organisation), by body
    meetings: Mapping[str, int] = field(default_factory=Counter)  # held in the year, by body
    contributions: int = 0
    open_worksites: int = 0
    attended: int = 0
    convened: int = 0
    agreed_productions: int = 0
    shared_productions: int = 0
    elected_sessions: int = 0

    @property
    def year(self) -> int:
        return self.question.year

    @property
    def has_year(self) -> bool:
        """Whether the centre recorded a programme that year: without one, what lacks is unknown, not missing."""
        return bool(self.programme_state)

    @property
    def is_bound(self) -> bool:
        """R-56: a centre without a structure of its own, or not created yet, has neither convention nor grant."""
        return self.centre.is_state_funded and self.legal_form not in (LegalForm.NONE, LegalForm.PLANNED)

    @property
    def is_association(self) -> bool:
        return self.legal_form == LegalForm.ASSOCIATION

    @property
    def conventions_in_force(self) -> list[ConventionRuleFacts]:
        return [convention for convention in self.conventions if convention.is_in_force_in(self.year)]

    def state_seats(self, body: BodyKind) -> list[str]:
        """The organisations of the State that sit on a body of the centre."""
        seats = self.seats.get(body, ())
        return [name for college, name in seats if college == College.STATE or is_state_service(name)]

    @property
    def programme_link(self) -> PageLink:
        return PageLink("governance:programme", (self.centre.slug, self.year))

    @property
    def bodies_link(self) -> PageLink:
        return PageLink("governance:bodies_of", (self.centre.slug,))

    def convention_link(self, convention: ConventionRuleFacts) -> PageLink:
        return PageLink("governance:convention", (self.centre.slug, convention.pk))


@dataclass(frozen=True, kw_only=True)
class WorksiteFacts:
    """A national worksite, and the day of the meeting that validated it."""

    title: str
    is_open: bool
    validated_on: dt.date | None


@dataclass(frozen=True, kw_only=True)
class NetworkFacts:
    """What the rules of this app read of the network for one year."""

    question: Question
    meetings: Mapping[str, int] = field(default_factory=Counter)  # meetings of the year, by national body
    planned: Mapping[str, int] = field(default_factory=Counter)
    worksites: tuple[WorksiteFacts, ...] = ()
    last_technical_before: dt.date | None = None  # the last technical committee of the year before

    @property
    def year(self) -> int:
        return self.question.year

    @property
    def has_year(self) -> bool:
        """Whether anything of the network is recorded that year."""
        return bool(self.meetings or self.planned or self.worksites)
