"""Programmes as data: the list of a year, and the page of one programme, in a number of queries that does not grow."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from accounts.models import User
from governance.budget_figures import ZERO, Budget, budget_of, lines_of
from governance.enums import ActionState, Destination, Mission, Nature, Stage
from governance.models import Action, Cartography, Priority, Programme, Session

CORE_MISSIONS = (Mission.M1, Mission.M2, Mission.M3)


@dataclass(frozen=True, kw_only=True)
class ListRow:
    """One programme of the list; amounts are those of the planned budget (euros)."""

    programme: Programme
    core: int
    complementary: int
    budget: Decimal | None


@dataclass(frozen=True, kw_only=True)
class ActionRow:
    """One action of a programme, with what was held so far."""

    action: Action
    sessions: int
    half_days: Decimal
    participations: int


@dataclass(frozen=True, kw_only=True)
class Group:
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
class Contents:
    """What a programme holds: priorities, actions by nature, budgets."""

    programme: Programme
    priorities: tuple[Priority, ...]
    actions: tuple[ActionRow, ...]
    planned: Budget
    actual: Budget

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """Core first, then complementary (R-41, R-80)."""
        return tuple(
            Group(title=title, rows=tuple(row for row in self.actions if row.action.nature == nature))
            for nature, title in ((Nature.CORE, "Missions socle"), (Nature.COMPLEMENTARY, "Missions complémentaires"))
        )

    @property
    def core(self) -> Group:
        return self.groups[0]

    @property
    def half_days(self) -> Decimal:
        return sum((group.half_days for group in self.groups), ZERO)

    @property
    def participations(self) -> int:
        return sum(group.participations for group in self.groups)

    @property
    def shares(self) -> list[tuple[str, Decimal | None, Decimal | None]]:
        """Each destination: its label, its planned expenses, its actual ones; None before any line is typed."""
        return [
            (Destination(code).label, _spent(self.planned, code), _spent(self.actual, code))
            for code in Destination.values
        ]


def _spent(budget: Budget, destination: str) -> Decimal | None:
    return None if budget.is_empty else budget.expenses_of(destination)


def years_of(user: User) -> list[int]:
    """The years of the programmes that `user` may read, the latest first (1 query)."""
    return list(
        Programme.objects.visible_to(user).order_by("-year").values_list("year", flat=True).distinct()
    )


def list_of(user: User, year: int) -> list[ListRow]:
    """The programmes of a year that `user` may read, by centre (2 queries)."""
    alive = ~Q(actions__state=ActionState.CANCELLED)
    programmes = list(
        Programme.objects.visible_to(user)
        .filter(year=year)
        .select_related("centre", "decided_by")
        .annotate(
            core=Count("actions", filter=alive & Q(actions__nature=Nature.CORE)),
            complementary=Count("actions", filter=alive & Q(actions__nature=Nature.COMPLEMENTARY)),
        )
        .order_by("centre__usual_name")
    )
    expenses = _planned_expenses(programmes)
    return [
        ListRow(programme=one, core=one.core, complementary=one.complementary, budget=expenses.get(one.pk))
        for one in programmes
    ]


def _planned_expenses(programmes: Iterable[Programme]) -> dict[int, Decimal]:
    """Exact sums: the database of the workstations adds decimals as floats."""
    totals: dict[int, Decimal] = defaultdict(Decimal)
    for line in lines_of([one.pk for one in programmes]):
        if line.stage == Stage.PLANNED and not line.is_income:
            totals[line.programme] += line.amount
    return totals


def programmes_with_facts(user: User) -> QuerySet[Programme]:
    """The programmes that `user` may read, with what a page says of each besides its contents."""
    validated = Cartography.objects.filter(centre=OuterRef("centre"), dated__isnull=False)
    previous = Programme.objects.filter(centre=OuterRef("centre"), year=OuterRef("year") - 1)
    return (
        Programme.objects.visible_to(user)
        .select_related("centre", "decided_by")
        .annotate(has_cartography=Exists(validated), has_previous=Exists(previous))
    )


def contents_of(programme: Programme) -> Contents:
    """Everything that the programme's page shows (4 queries)."""
    lines = lines_of([programme.pk])
    return Contents(
        programme=programme,
        priorities=tuple(programme.priorities.select_related("orientation")),
        actions=tuple(action_rows(programme)),
        planned=budget_of(lines, Stage.PLANNED),
        actual=budget_of(lines, Stage.ACTUAL),
    )


def action_rows(programme: Programme) -> list[ActionRow]:
    """The actions by mission, with what was held (2 queries)."""
    held = Session.objects.filter(action__programme=programme, is_held=True).annotate(
        people=Coalesce(Sum("attendances__on_site"), 0) + Coalesce(Sum("attendances__remote"), 0)
    )
    by_action = defaultdict(list)
    for one in held.order_by():
        by_action[one.action_id].append(one)
    return [_row(action, by_action[action.pk]) for action in programme.actions.order_by("mission", "pk")]


def _row(action: Action, sessions: list[Session]) -> ActionRow:
    return ActionRow(
        action=action,
        sessions=len(sessions),
        half_days=sum((one.half_days for one in sessions), ZERO),
        participations=sum(one.people for one in sessions),
    )
