"""The home page as data: what awaits the person, by role, and where their centres stand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.timezone import localdate

from accounts.models import User
from centres.models import Centre
from centres.models.mandate import active_mandates, holds
from documents.formats import date_fr
from evaluation.collecting.todo import to_do
from funding.enums import RoundState
from funding.models import Allocation, Round
from funding.models.round import KEEPERS


@dataclass(frozen=True, kw_only=True)
class Task:
    """One thing to do, and the page where it is done."""

    title: str
    sentence: str
    url: str


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
    """Everything that the home page shows; `centres` stays empty for those who see the whole network."""

    tasks: tuple[Task, ...]
    adopted: Adopted | None
    centres: tuple[Line, ...]
    sees_network: bool
    has_mandate: bool


def home_of(user: User) -> Home:
    """What `user` finds on arriving, in five queries whatever the number of centres."""
    latest = _latest_adopted(user)
    lines = _lines(latest) if latest else []
    keeper = holds(user, *KEEPERS)
    return Home(
        tasks=(*(_tasks(user) if keeper else ()), *_indicators(user)),
        adopted=_adopted(latest, lines) if latest else None,
        centres=() if keeper else _centres(user, lines),
        sees_network=keeper,
        has_mandate=user.is_superuser or bool(active_mandates(user)),
    )


def _latest_adopted(user: User) -> Round | None:
    return Round.objects.visible_to(user).adopted().defer("frozen").order_by("-year").first()


def _lines(exercise: Round) -> list[Allocation]:
    lines = list(exercise.allocations.select_related("centre").defer("steps", "alerts"))
    for line in lines:
        line.round = exercise  # one object for all: each copy would bring the whole frozen content with it
    return lines


def _tasks(user: User) -> tuple[Task, ...]:
    rounds = Round.objects.visible_to(user).filter(state=RoundState.OPEN).defer("frozen").order_by("year")
    return tuple(_task(one) for one in rounds)


def _indicators(user: User) -> Iterator[Task]:
    return (Task(title=title, sentence=sentence, url=url) for title, sentence, url in to_do(user))


def _task(exercise: Round) -> Task:
    title = f"Exercice {exercise.year} en préparation"
    if exercise.version > 1:
        title = f"Exercice {exercise.year} : version {exercise.version} en préparation"
    day = localdate(exercise.calculated_at) if exercise.calculated_at else None
    return Task(
        title=title,
        sentence=(
            f"Calculé le {date_fr(day)}. Relisez les points d’attention avant de l’adopter."
            if day
            else "Le calcul attend des données\u00a0: voyez lesquelles."
        ),
        url=reverse("funding:exercise", args=[exercise.year]),
    )


def _adopted(exercise: Round, lines: list[Allocation]) -> Adopted:
    """Sums made here rather than in SQL: SQLite adds decimals as floats."""
    counted = [line for line in lines if line.budget is not None]
    return Adopted(
        year=exercise.year,
        on=localdate(exercise.adopted_at),
        centres=len(counted),
        budget=sum((line.budget for line in counted), Decimal(0)),
        state_floor=sum((line.state_floor for line in counted), Decimal(0)),
        url=exercise.get_absolute_url(),
    )


def _centres(user: User, lines: list[Allocation]) -> tuple[Line, ...]:
    by_centre = {line.centre_id: line for line in lines}
    return tuple(_line(centre, by_centre.get(centre.pk)) for centre in Centre.objects.visible_to(user))


def _line(centre: Centre, allocation: Allocation | None) -> Line:
    return Line(
        name=centre.usual_name,
        url=centre.get_absolute_url(),
        state_floor=allocation.state_floor if allocation else None,
        calculation_url=allocation.get_absolute_url() if allocation else "",
    )
