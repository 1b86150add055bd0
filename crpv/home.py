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
from funding.models import Round
from funding.models.round import NATIONAL_STAFF
from governance.registers.obligations import Event, Group, Item, Obligation, grouped, items_around, owed_by

MOST_TASKS, NAMED_CENTRES = 12, 4


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
    meeting: Event | None


def home_of(user: User, *, today: dt.date | None = None) -> Home:
    """The home page of `user`; the number of queries does not depend on the number of centres."""
    centres = _centres_with_allocation(user)
    is_keeper, day = holds(user, *NATIONAL_STAFF), today or localdate()
    items = items_around(user, day)
    owed = owed_by(user, items, day)
    watched = [item for item in items if is_keeper and _is_watched(item, user, day)]
    tasks = (*(_task(group, day) for group in _alike(owed)), *(_task(group, day) for group in grouped(watched)))
    meeting = next((item for item in items if isinstance(item, Event) and item.on >= day and item.slug), None)
    return Home(
        meeting=None if is_keeper else meeting,
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


def _is_watched(item: Item, user: User, day: dt.date) -> bool:
    """Whether national staff reads at home what others owe: what is late, and what no day is set for."""
    if not isinstance(item, Obligation) or item.debtor.includes(user):
        return False
    return item.is_late(day) or (item.due_on is None and item.is_owed(day))


def _alike(owed: list[Obligation]) -> Iterator[Group]:
    """What the person owes for several centres, together when a page does it for all and each says the same."""
    for group in grouped(owed):
        if group.link and len({obligation.sentence for obligation in group.items}) == 1:
            yield group
        else:
            yield from (Group((obligation,)) for obligation in group.items)


def _task(group: Group, day: dt.date) -> Task:
    """One line of the home page: a thing to do, or the same for several centres, named in its sentence."""
    first, is_late = group.first, any(item.is_late(day) for item in group.items)
    if len(group.items) == 1:
        return Task(title=first.title, sentence=first.sentence, url=first.link.url, is_late=is_late)
    names = french.listed(group.centres[:NAMED_CENTRES])
    more = len(group.centres) - NAMED_CENTRES
    others = f" et {french.counted(more, 'autre')}" if more > 0 else ""
    return Task(
        title=french.typeset(f"{french.counted(len(group.items), 'centre')} : {first.what}"),
        sentence=f"{names}{others}.",
        url=group.link.url if group.link else reverse("governance:deadlines"),
        is_late=is_late,
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
