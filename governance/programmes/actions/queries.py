"""Reads of one action: its places, sessions, productions and classification today."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.db.models import OuterRef, QuerySet, Subquery, Value

from governance.enums import CartographyState, Public
from governance.law.classification import Classification
from governance.models import Action, Attendance, Cartography, Production, Session
from governance.programmes.actions.classify import Course, classification_of
from governance.programmes.budget.queries import ZERO


@dataclass(frozen=True, kw_only=True)
class SessionRow:
    """One session and who came (people)."""

    session: Session
    counts: tuple[Attendance, ...]

    @property
    def on_site(self) -> int:
        return sum(count.on_site for count in self.counts)

    @property
    def remote(self) -> int:
        return sum(count.remote for count in self.counts)

    @property
    def mainstream(self) -> int:
        return sum(count.mainstream for count in self.counts)

    @property
    def people(self) -> int:
        return self.on_site + self.remote


@dataclass(frozen=True, kw_only=True)
class ActionSheet:
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
        return public_labels(self.action)

    @cached_property
    def answer(self) -> Classification:
        """The classification of the action as it stands today."""
        course = Course(
            cartography_on=self.action.cartography_on,
            sessions=len(self.held) or None,
            attended=frozenset(count.public for row in self.held for count in row.counts),
            has_production=any(production.published_on for production in self.productions),
        )
        return classification_of(self.action, course)


def with_cartography(actions: QuerySet[Action]) -> QuerySet[Action]:
    """The actions with what their page reads of other tables, and `cartography_on`."""
    validated = Cartography.objects.filter(centre=OuterRef("programme__centre"), state=CartographyState.VALIDATED)
    return actions.select_related("programme__centre", "service", "decided_by", "cartography_line").annotate(
        cartography_on=Subquery(validated.order_by("-dated").values("dated")[:1])
    )


def action_sheet(action: Action) -> ActionSheet:
    """The page of an action that `with_cartography` gave (4 queries)."""
    departments = action.departments.order_by().values_list(Value(1), "name")
    districts = action.districts.order_by().values_list(Value(2), "name")
    named = [name for _, name in sorted(departments.union(districts, all=True))]  # 1 query
    return ActionSheet(
        action=action,
        sessions=tuple(session_rows(action.sessions.order_by("on", "pk"))),
        places=tuple(territories(action, named)),
        productions=tuple(action.productions.all()),
    )


def public_labels(action: Action) -> list[str]:
    """The publics that the action is meant for, in words."""
    return [Public(code).label for code in action.publics if code in Public.values]


def territories(action: Action, named: Iterable[str]) -> list[str]:
    """The départements and districts `named`, then the city contracts and the other territories of the action."""
    contracts = [line.strip() for line in action.city_contracts.splitlines() if line.strip()]
    everywhere = ["tous les contrats de ville du périmètre"] if action.all_contracts else []
    return [*named, *everywhere, *contracts, *filter(None, [action.outside_districts])]


def session_rows(sessions: QuerySet[Session]) -> Iterable[SessionRow]:
    """The sessions and who came (2 queries)."""
    for session in sessions.prefetch_related("attendances"):
        yield SessionRow(session=session, counts=tuple(session.attendances.all()))
