"""One action as data: where, what was held, what came of it, and what the framework says of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.db.models import OuterRef, QuerySet, Subquery, Value

from governance.enums import CartographyState, Public
from governance.law.classification import Classification
from governance.models import Action, Attendance, Cartography, Production, Session
from governance.programmes.actions.classify import Course, classified
from governance.programmes.budget.queries import ZERO


@dataclass(frozen=True, kw_only=True)
class SessionRow:
    """One session and who came (people)."""

    session: Session
    counts: tuple[Attendance, ...]

    @property
    def on_site(self) -> int:
        return sum(one.on_site for one in self.counts)

    @property
    def remote(self) -> int:
        return sum(one.remote for one in self.counts)

    @property
    def mainstream(self) -> int:
        return sum(one.mainstream for one in self.counts)

    @property
    def people(self) -> int:
        return self.on_site + self.remote


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """Everything that the page of an action shows."""

    action: Action
    sessions: tuple[SessionRow, ...]
    places: tuple[str, ...]
    productions: tuple[Production, ...]

    @property
    def held(self) -> list[SessionRow]:
        return [row for row in self.sessions if row.session.is_held]

    @property
    def half_days(self) -> Decimal:
        return sum((row.session.half_days for row in self.held), ZERO)

    @property
    def on_site(self) -> int:
        return sum(row.on_site for row in self.held)

    @property
    def remote(self) -> int:
        return sum(row.remote for row in self.held)

    @property
    def mainstream(self) -> int:
        return sum(row.mainstream for row in self.held)

    @property
    def people(self) -> int:
        return self.on_site + self.remote

    @property
    def publics(self) -> list[str]:
        """The publics that the action is meant for, in words."""
        return [Public(code).label for code in self.action.publics if code in Public.values]

    @cached_property
    def answer(self) -> Classification:
        """What the framework says of the action today, its course known."""
        course = Course(
            cartography_on=self.action.cartography_on,
            sessions=len(self.held) or None,
            attended=frozenset(one.public for row in self.held for one in row.counts),
            has_production=any(one.published_on for one in self.productions),
        )
        return classified(self.action, course)


def with_cartography(actions: QuerySet[Action]) -> QuerySet[Action]:
    """The actions with all that their page reads of their surroundings."""
    validated = Cartography.objects.filter(centre=OuterRef("programme__centre"), state=CartographyState.VALIDATED)
    return actions.select_related("programme__centre", "service", "decided_by", "cartography_line").annotate(
        cartography_on=Subquery(validated.order_by("-dated").values("dated")[:1])
    )


def sheet_of(action: Action) -> Sheet:
    """The page of an action that `with_cartography` gave (4 queries)."""
    return Sheet(
        action=action,
        sessions=tuple(session_rows(action.sessions.order_by("on", "pk"))),
        places=tuple(_places(action)),
        productions=tuple(action.productions.all()),
    )


def session_rows(sessions: QuerySet[Session]) -> Iterable[SessionRow]:
    """The sessions and who came (2 queries)."""
    for one in sessions.prefetch_related("attendances"):
        yield SessionRow(session=one, counts=tuple(one.attendances.all()))


def _places(action: Action) -> list[str]:
    """The départements and districts that are named, then the city contracts and other territories (1 query)."""
    departments = action.departments.order_by().values_list(Value(1), "name")
    districts = action.districts.order_by().values_list(Value(2), "name")
    named = [name for _, name in sorted(departments.union(districts, all=True))]
    contracts = ["tous les contrats de ville du périmètre"] if action.all_contracts else []
    typed = [line.strip() for line in action.city_contracts.splitlines() if line.strip()]
    others = [action.outside_districts] if action.outside_districts else []
    return named + contracts + typed + others
