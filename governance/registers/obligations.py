"""The registers of dates (what is due and what meets) and of duties (what awaits a person, by role).

A source of dates takes a window (who reads, from when to when), a source of duties a person and a day; each answers
in a number of queries that does not grow with the network. Each app adds its own to `DEADLINE_SOURCES` and
`DUTY_SOURCES` in its `registrations`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from accounts.models import User
from accounts.registry import Registry
from governance.registers.rules import Place


class Sort(StrEnum):
    """What a date is about."""

    CONVENTION = "convention"
    REVIEW = "bilan"
    MEETING = "réunion"
    MONEY = "financement"
    EVALUATION = "évaluation"


@dataclass(frozen=True)
class Window:
    """Which dates are asked: those that `user` may read, from one day to another, both included."""

    user: User
    start: dt.date
    end: dt.date
    today: dt.date

    def holds(self, day: dt.date) -> bool:
        return self.start <= day <= self.end


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """One date: something due that day, or a meeting. `key` never changes: calendars know the date by it."""

    key: str
    on: dt.date
    sort: Sort
    title: str
    reference: str
    place: Place
    centre: str = ""
    slug: str = ""
    is_done: bool = False
    starts_at: dt.time | None = None
    location: str = ""

    @property
    def url(self) -> str:
        return self.place.url

    @property
    def is_due(self) -> bool:
        """Whether something is owed that day, rather than a meeting held."""
        return self.sort is not Sort.MEETING

    def is_late_on(self, day: dt.date) -> bool:
        return self.is_due and not self.is_done and self.on < day


DeadlineSource = Callable[[Window], Iterable[Deadline]]
DEADLINE_SOURCES: Registry[DeadlineSource] = Registry()


def deadlines_in(window: Window, sources: Iterable[DeadlineSource] = DEADLINE_SOURCES) -> list[Deadline]:
    """Every date of every source in the window, the earliest first."""
    found = [one for source in sources for one in source(window) if window.holds(one.on)]
    return sorted(found, key=lambda one: (one.on, one.centre, one.title))


@dataclass(frozen=True, kw_only=True)
class Duty:
    """One act that awaits: since or for when, what, why, and where it is done."""

    on: dt.date
    title: str
    sentence: str
    place: Place

    @property
    def url(self) -> str:
        return self.place.url

    def is_late_on(self, day: dt.date) -> bool:
        return self.on < day


DutySource = Callable[[User, dt.date], Iterable[Duty]]
DUTY_SOURCES: Registry[DutySource] = Registry()


def duties_of(user: User, today: dt.date) -> list[Duty]:
    """Every duty of every source, the oldest first."""
    found = [one for source in DUTY_SOURCES for one in source(user, today)]
    return sorted(found, key=lambda one: (one.on, one.title))
