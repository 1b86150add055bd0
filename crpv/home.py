"""Data of the home page: the tasks of the person, by role, and their centres."""

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

MOST_TASKS = 12


@dataclass(frozen=True, kw_only=True)
class Task:
    """One thing to do, and the page where it is done."""

    title: str
    sentence: str
    url: str
    is_late: bool = False


@dataclass(frozen=True, kw_only=True)
class AdoptedRound:
    """The latest adopted exercise; amounts are the sums of its centres, in euros."""

    year: int
    on: dt.date
    centres: int
    budget: Decimal
    state_floor: Decimal
    url: str


@dataclass(frozen=True, kw_only=True)
class HomeCentre:
    """One centre that the person follows; `state_floor` in euros, None when the exercise has none for it."""

    name: str
    url: str
    state_floor: Decimal | None
    calculation_url: str


@dataclass(frozen=True, kw_only=True)
class Home:
    """The home page; `centres` is empty for those who see the whole network, `more` counts the tasks left out."""

    tasks: tuple[Task, ...]
    more: int
    adopted: AdoptedRound | None
    centres: tuple[HomeCentre, ...]
    sees_network: bool
    has_mandate: bool


def home_of(user: User, *, today: dt.date | None = None) -> Home:
    """The home page of `user`; the number of queries does not depend on the number of centres."""
    centres = _centres_with_allocation(user)
    is_keeper = holds(user, *NATIONAL_STAFF)
    day = today or localdate()
    duties = (
        Task(title=duty.title, sentence=duty.sentence, url=duty.url, is_late=duty.is_late_on(day))
        for duty in duties_of(user, day)
    )
    tasks = (*(_round_tasks(user) if is_keeper else ()), *duties)
    return Home(
        tasks=tasks[:MOST_TASKS],
        more=max(0, len(tasks) - MOST_TASKS),
        adopted=_adopted_round([centre for centre in centres if centre.line_key]),
        centres=()
        if is_keeper
        else tuple(
            HomeCentre(
                name=centre.usual_name,
                url=centre.get_absolute_url(),
                state_floor=centre.state_floor,
                calculation_url=reverse("funding:allocation", args=[centre.year, centre.slug])
                if centre.line_key
                else "",
            )
            for centre in centres
            if centre.is_own
        ),
        sees_network=is_keeper,
        has_mandate=user.is_superuser or bool(active_mandates(user)),
    )


def _centres_with_allocation(user: User) -> list[Any]:
    """Every centre with its line of the latest adopted exercise, and whether `user` opens its file (1 query)."""
    latest = Round.objects.visible_to(user).adopted().order_by("-year")
    round_columns = {name: Subquery(latest.values(name)[:1]) for name in ("pk", "year", "adopted_at")}
    rows = Centre.objects.annotate(
        line=FilteredRelation("allocations", condition=Q(allocations__round=round_columns["pk"])),
        line_key=F("line__pk"),
        budget=F("line__budget"),
        state_floor=F("line__state_floor"),
        year=round_columns["year"],
        adopted_at=round_columns["adopted_at"],
        is_own=Exists(Centre.objects.visible_to(user).alive_on(localdate(), planned=True).filter(pk=OuterRef("pk"))),
    )
    return list(rows)


def _round_tasks(user: User) -> Iterator[Task]:
    """The exercises being prepared (1 query)."""
    for exercise in Round.objects.visible_to(user).filter(state=RoundState.OPEN).defer("frozen").order_by("year"):
        version = f"\u00a0: version {exercise.version}" if exercise.version > 1 else ""
        sentence = "Le calcul attend des données\u00a0: voyez lesquelles."
        if exercise.calculated_at:
            day = french.date(localdate(exercise.calculated_at))
            sentence = f"Calculé le {day}. Relisez les points d’attention avant de l’adopter."
        yield Task(
            title=f"Exercice {exercise.year}{version} en préparation",
            sentence=sentence,
            url=reverse("funding:exercise", args=[exercise.year]),
        )


def _adopted_round(lines: list[Any]) -> AdoptedRound | None:
    """Sums in Python rather than in SQL: SQLite adds decimals as floats."""
    if not lines:
        return None
    counted = [line for line in lines if line.budget is not None]
    return AdoptedRound(
        year=lines[0].year,
        on=localdate(lines[0].adopted_at),
        centres=len(counted),
        budget=sum((line.budget for line in counted), Decimal(0)),
        state_floor=sum((line.state_floor for line in counted), Decimal(0)),
        url=reverse("funding:round", args=[lines[0].year]),
    )
