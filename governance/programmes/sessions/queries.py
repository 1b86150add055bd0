"""Reads of the quick entry of sessions: open years, actions, usual publics."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Max, Q

from accounts.enums import Role
from accounts.models import User
from centres.models.mandate import active_mandates, holds
from governance.enums import ActionState
from governance.models import Action, Programme, Session
from governance.programmes.workflow import SESSIONS_OPEN


@dataclass(frozen=True, kw_only=True)
class ActionToEnter:
    """One action of the team: how many sessions are in, and when the last one was."""

    action: Action
    sessions: int
    last_on: object


def _own_centres(user: User) -> list[int]:
    return [mandate.centre_id for mandate in active_mandates(user) if mandate.role == Role.DIRECTOR]


def entry_years_of(user: User) -> list[int] | None:
    """The years still open to entry for the teams of `user`, the latest under way first; None for others (1 query)."""
    if not holds(user, Role.DIRECTOR):
        return None
    open_years = Programme.objects.filter(centre__in=_own_centres(user), state__in=SESSIONS_OPEN)
    states = open_years.order_by("-year").values_list("year", "state").distinct()
    by_use = sorted(states, key=lambda pair: (pair[1] != "under_way", -pair[0]))
    return list(dict.fromkeys(year for year, _ in by_use))


def entry_list_of(user: User, year: int) -> list[ActionToEnter]:
    """The actions of the year that may receive a session, those lately used first (1 query)."""
    past = Q(sessions__is_held=True)
    actions = (
        Action.objects.filter(
            programme__centre__in=_own_centres(user), programme__year=year, programme__state__in=SESSIONS_OPEN
        )
        .exclude(state=ActionState.CANCELLED)
        .select_related("programme__centre")
        .annotate(session_count=Count("sessions", filter=past), last_on=Max("sessions__on", filter=past))
    )
    rows = [ActionToEnter(action=action, sessions=action.session_count, last_on=action.last_on) for action in actions]
    # Actions without a session last, then by title: the same order on both databases.
    return sorted(
        rows, key=lambda row: (-row.last_on.toordinal() if row.last_on else 0, row.action.title, row.action.pk)
    )


def usual_publics(action: Action) -> list[str]:
    """The publics of the session before, otherwise those that the action is meant for (1 query)."""
    latest = Session.objects.filter(action=action, is_held=True).order_by("-on", "-pk").values("pk")[:1]
    rows = Session.objects.filter(pk__in=latest).values_list("attendances__public", flat=True)
    return [code for code in rows if code] or list(action.publics)
