"""Reads of programmes: the list of a year, the contents of one programme. Amounts in euros; queries do not grow."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from accounts.models import User
from centres.models import Centre
from governance.enums import ActionState, CartographyState, Destination, Nature, ServiceRegime, Stage
from governance.law.classification import Classification
from governance.models import Action, Cartography, Priority, Production, Programme, Session
from governance.programmes.actions.classify import Course, classification_of
from governance.programmes.budget.queries import ZERO, Budget, budget_amounts, budget_of, totals_of


@dataclass(kw_only=True)
class HeldSessions:
    """The sessions of an action that were held: half-days by session, people by public."""

    sessions: dict[int, Decimal] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)

    def add(self, session: int, half_days: Decimal, public: str | None, people: int) -> None:
        """Count one public of one session; a session without any public still counts its half-days."""
        self.sessions[session] = half_days
        if public is not None:
            self.people[public] = self.people.get(public, 0) + people


@dataclass(frozen=True, kw_only=True)
class ProgrammeRow:
    """One programme of the list; amounts are those of the planned budget (euros)."""

    programme: Programme
    core: int
    complementary: int
    budget: Decimal | None


@dataclass(frozen=True, kw_only=True)
class ActionRow:
    """One action of a programme, with the sums of its sessions held so far."""

    action: Action
    sessions: int
    half_days: Decimal
    participations: int
    answer: Classification


@dataclass(frozen=True, kw_only=True)
class ActionGroup:
    """The actions of one nature, and their sums; cancelled actions are listed, not counted."""

    title: str
    rows: tuple[ActionRow, ...]

    @property
    def counted(self) -> list[ActionRow]:
        return [row for row in self.rows if row.action.state != ActionState.CANCELLED]

    @property
    def half_days(self) -> Decimal:
        return sum((row.half_days for row in self.counted), ZERO)

    @property
    def participations(self) -> int:
        return sum(row.participations for row in self.counted)


@dataclass(frozen=True, kw_only=True)
class ProgrammeContents:
    """The contents of a programme: priorities, actions by nature, budgets."""

    programme: Programme
    priorities: tuple[Priority, ...]
    actions: tuple[ActionRow, ...]
    planned: Budget
    actual: Budget

    @cached_property
    def groups(self) -> tuple[ActionGroup, ...]:
        """Core first, then complementary (R-41, R-80)."""
        return tuple(
            ActionGroup(title=title, rows=tuple(row for row in self.actions if row.action.nature == nature))
            for nature, title in ((Nature.CORE, "Missions socle"), (Nature.COMPLEMENTARY, "Missions complémentaires"))
        )

    @property
    def core(self) -> ActionGroup:
        return self.groups[0]

    @property
    def complementary(self) -> ActionGroup:
        return self.groups[1]

    @property
    def services_sold(self) -> Decimal:
        """The recorded services to non-members, cancelled actions left out (R-71, R-72)."""
        services = [
            row.action.service
            for row in self.actions
            if row.action.state != ActionState.CANCELLED and hasattr(row.action, "service")
        ]
        return sum((service.price for service in services if service.regime == ServiceRegime.COMPETITIVE), ZERO)

    @property
    def planned_total(self) -> Decimal | None:
        return None if self.planned.is_empty else self.planned.total_expenses

    @property
    def half_days(self) -> Decimal:
        return sum((group.half_days for group in self.groups), ZERO)

    @property
    def participations(self) -> int:
        return sum(group.participations for group in self.groups)

    @property
    def shares(self) -> list[tuple[str, Decimal | None, Decimal | None]]:
        """Each destination, then the whole: planned expenses, actual ones; None where nothing is typed."""
        planned, actual = totals_of(self.planned.expenses), totals_of(self.actual.expenses)
        return list(zip([*Destination.labels, "Total"], planned, actual, strict=True))


def years_of(user: User) -> list[int]:
    """The years of the programmes that `user` may read, the latest first (1 query)."""
    return list(Programme.objects.visible_to(user).order_by("-year").values_list("year", flat=True).distinct())


def programme_rows(user: User, year: int) -> list[ProgrammeRow]:
    """The programmes of a year that `user` may read, by centre (2 queries)."""
    return _listed(Programme.objects.visible_to(user).filter(year=year).order_by("centre__usual_name"))


def centre_programme_rows(user: User, centre: Centre) -> list[ProgrammeRow]:
    """The programmes of a centre that `user` may read, the latest first (2 queries)."""
    return _listed(Programme.objects.visible_to(user).filter(centre=centre).order_by("-year"))


def _listed(rows: QuerySet[Programme]) -> list[ProgrammeRow]:
    active = ~Q(actions__state=ActionState.CANCELLED)
    programmes = list(
        rows.select_related("centre", "decided_by").annotate(
            core=Count("actions", filter=active & Q(actions__nature=Nature.CORE)),
            complementary=Count("actions", filter=active & Q(actions__nature=Nature.COMPLEMENTARY)),
        )
    )
    # Summed here: SQLite adds decimals as floats.
    expenses: dict[int, Decimal] = defaultdict(Decimal)
    for line in budget_amounts([programme.pk for programme in programmes]):
        if line.stage == Stage.PLANNED and not line.is_income:
            expenses[line.programme] += line.amount
    return [
        ProgrammeRow(
            programme=programme,
            core=programme.core,
            complementary=programme.complementary,
            budget=expenses.get(programme.pk),
        )
        for programme in programmes
    ]


def with_facts(programmes: QuerySet[Programme]) -> QuerySet[Programme]:
    """The programmes with what their pages read besides their contents; `cartography_on`, `has_previous`."""
    validated = Cartography.objects.filter(centre=OuterRef("centre"), state=CartographyState.VALIDATED)
    previous = Programme.objects.filter(centre=OuterRef("centre"), year=OuterRef("year") - 1)
    return programmes.select_related("centre", "decided_by").annotate(
        cartography_on=Subquery(validated.order_by("-dated").values("dated")[:1]),
        has_previous=Exists(previous),
    )


def contents_of(programme: Programme) -> ProgrammeContents:
    """Everything that the page of a programme shows, for one that `with_facts` gave (4 queries)."""
    lines = budget_amounts([programme.pk])
    return ProgrammeContents(
        programme=programme,
        priorities=tuple(programme.priorities.select_related("orientation")),
        actions=tuple(action_rows(programme)),
        planned=budget_of(lines, Stage.PLANNED),
        actual=budget_of(lines, Stage.ACTUAL),
    )


def action_rows(programme: Programme) -> list[ActionRow]:
    """The actions by mission, with the sums of their sessions (2 queries)."""
    published = Production.objects.filter(actions=OuterRef("pk"), published_on__isnull=False)
    actions = programme.actions.select_related("service", "decided_by", "cartography_line")
    by_action = held_by_action(Session.objects.filter(action__programme=programme))
    rows = []
    for action in actions.annotate(has_production=Exists(published)).order_by("mission", "pk"):
        action.programme = programme
        held = by_action.get(action.pk, HeldSessions())
        course = Course(
            cartography_on=programme.cartography_on,
            sessions=len(held.sessions) or None,
            attended=frozenset(held.people),
            has_production=action.has_production,
        )
        row = ActionRow(
            action=action,
            sessions=len(held.sessions),
            half_days=sum(held.sessions.values(), ZERO),
            participations=sum(held.people.values()),
            answer=classification_of(action, course),
        )
        rows.append(row)
    return rows


def held_by_action(sessions: QuerySet[Session]) -> dict[int, HeldSessions]:
    """The sessions held of each action, by its key (1 query)."""
    rows = (
        sessions.filter(is_held=True)
        .order_by("pk")
        .values_list(
            "action_id", "pk", "half_days", "attendances__public", "attendances__on_site", "attendances__remote"
        )
    )
    by_action: dict[int, HeldSessions] = defaultdict(HeldSessions)
    for action, session, half_days, public, on_site, remote in rows:
        by_action[action].add(session, half_days, public, (on_site or 0) + (remote or 0))
    return by_action
