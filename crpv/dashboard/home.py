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
from funding.enums import RoundState
from funding.models import Allocation, Round
from funding.models.round import KEEPERS
from governance.duties import duties_of

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
    lines = _latest_adopted(user)
    keeper = holds(user, *KEEPERS)
    tasks = (*(_rounds_open(user) if keeper else ()), *_duties(user, today or localdate()))
    return Home(
        tasks=tasks[:MOST_SHOWN],
        more=max(0, len(tasks) - MOST_SHOWN),
        adopted=_adopted(lines) if lines else None,
        centres=() if keeper else _centres(user, lines),
        sees_network=keeper,
        has_mandate=user.is_superuser or bool(active_mandates(user)),
    )


def _latest_adopted(user: User) -> list[Allocation]:
    """The lines of the latest adopted exercise, without its frozen content (1 query)."""
    latest = Round.objects.visible_to(user).adopted().order_by("-year").values("pk")[:1]
    lines = Allocation.objects.filter(round__in=latest).select_related("centre", "round")
    return list(lines.defer("steps", "alerts", "round__frozen"))


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
            f"Calculé le {date_fr(day)}. Relisez les points d’attention avant de l’adopter."
            if day
            else "Le calcul attend des données\u00a0: voyez lesquelles."
        ),
        url=reverse("funding:exercise", args=[exercise.year]),
    )


def _adopted(lines: list[Allocation]) -> Adopted:
    """Sums made here rather than in SQL: SQLite adds decimals as floats."""
    exercise = lines[0].round
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
