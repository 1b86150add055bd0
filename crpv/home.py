"""The home page as data: what awaits the person, by role, and where their centres stand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.timezone import localdate

from accounts.models import User
from centres.models import Centre
from centres.models.mandate import active_mandates, holds
from documents import french
from funding.enums import RoundState
from funding.models import Round
from funding.models.round import NATIONAL_STAFF
from governance.registers.obligations import duties_of

MOST_SHOWN = 12


@dataclass(frozen=True, kw_only=True)
class Task:
    """One thing to do, and the page where it is done."""

    title: str
    sentence: str
    url: str
    is_late: bool = False


@dataclass(frozen=True, kw_only=True)
class Adopted:
    """The latest adopted exercise, in sums of its centres (euros)."""

    year: int
    on: dt.date
    centres: int
    budget: Decimal
    state_floor: Decimal
    url: str


@dataclass(frozen=True, kw_only=True)
class Line:
    """One centre of the person's perimeter; `state_floor` is None when the exercise gives it nothing."""

    name: str
    url: str
    state_floor: Decimal | None
    calculation_url: str


@dataclass(frozen=True, kw_only=True)
class Home:
    """Everything that the home page shows; `centres` stays empty for those who see the whole network.

    `more` says how many tasks are not listed.
    """

    tasks: tuple[Task, ...]
    more: int
    adopted: Adopted | None
    centres: tuple[Line, ...]
    sees_network: bool
    has_mandate: bool


def home_of(user: User, *, today: dt.date | None = None) -> Home:
    """What `user` finds on arriving, in a number of queries that does not depend on the number of centres."""
    places = _places(user)
    keeper = holds(user, *NATIONAL_STAFF)
    tasks = (*(_rounds_open(user) if keeper else ()), *_duties(user, today or localdate()))
    return Home(
        tasks=tasks[:MOST_SHOWN],
        more=max(0, len(tasks) - MOST_SHOWN),
        adopted=_adopted([one for one in places if one.line_key]),
        centres=() if keeper else tuple(_line(one) for one in places if one.is_own),
        sees_network=keeper,
        has_mandate=user.is_superuser or bool(active_mandates(user)),
    )


def _places(user: User) -> list[Any]:
    """Every centre with its line of the latest adopted exercise, and whether `user` opens its file (1 query)."""
    latest = Round.objects.visible_to(user).adopted().order_by("-year")
    told = {name: Subquery(latest.values(name)[:1]) for name in ("pk", "year", "adopted_at")}
    rows = Centre.objects.annotate(
        line=FilteredRelation("allocations", condition=Q(allocations__round=told["pk"])),
        line_key=F("line__pk"),
        budget=F("line__budget"),
        state_floor=F("line__state_floor"),
        year=told["year"],
        adopted_at=told["adopted_at"],
        is_own=Exists(Centre.objects.visible_to(user).filter(pk=OuterRef("pk"))),
    )
    return list(rows)


def _duties(user: User, today: dt.date) -> Iterator[Task]:
    """What each room says that this person alone can do, the oldest first."""
    for duty in duties_of(user, today):
        yield Task(title=duty.title, sentence=duty.sentence, url=duty.url, is_late=duty.is_late_on(today))


def _rounds_open(user: User) -> tuple[Task, ...]:
    rounds = Round.objects.visible_to(user).filter(state=RoundState.OPEN).defer("frozen").order_by("year")
    return tuple(_task(one) for one in rounds)


def _task(exercise: Round) -> Task:
    title = f"Exercice {exercise.year} en préparation"
    if exercise.version > 1:
        title = f"Exercice {exercise.year} : version {exercise.version} en préparation"
    day = localdate(exercise.calculated_at) if exercise.calculated_at else None
    return Task(
        title=title,
        sentence=(
            f"Calculé le {french.date(day)}. Relisez les points d’attention avant de l’adopter."
            if day
            else "Le calcul attend des données\u00a0: voyez lesquelles."
        ),
        url=reverse("funding:exercise", args=[exercise.year]),
    )


def _adopted(lines: list[Any]) -> Adopted | None:
    """Sums made here rather than in SQL: SQLite adds decimals as floats."""
    if not lines:
        return None
    counted = [line for line in lines if line.budget is not None]
    return Adopted(
        year=lines[0].year,
        on=localdate(lines[0].adopted_at),
        centres=len(counted),
        budget=sum((line.budget for line in counted), Decimal(0)),
        state_floor=sum((line.state_floor for line in counted), Decimal(0)),
        url=reverse("funding:round", args=[lines[0].year]),
    )


def _line(centre: Any) -> Line:
    return Line(
        name=centre.usual_name,
        url=centre.get_absolute_url(),
        state_floor=centre.state_floor,
        calculation_url=reverse("funding:allocation", args=[centre.year, centre.slug]) if centre.line_key else "",
    )
