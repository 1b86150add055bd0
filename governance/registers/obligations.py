"""The register of dates: what is due and what meets, within one's perimeter.

Governance owns the shape. Each room adds its dates in its own `deadlines.py`, by `register(source)`: a source takes a
window (who reads, from when to when) and gives its dates in a number of queries that does not grow with the network.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from accounts.models import User
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


Source = Callable[[Window], Iterable[Deadline]]
_SOURCES: list[Source] = []


def register_deadlines(*sources: Source) -> None:
    """Add `sources` to the register, each once."""
    _SOURCES.extend(source for source in sources if source not in _SOURCES)


def deadlines_in(window: Window) -> list[Deadline]:
    """Every date of every room in the window, the earliest first."""
    found = [one for source in _SOURCES for one in source(window) if window.holds(one.on)]
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
_DUTY_SOURCES: list[DutySource] = []


def register_duties(*sources: DutySource) -> None:
    """Add `sources` to the register, each once."""
    _DUTY_SOURCES.extend(source for source in sources if source not in _DUTY_SOURCES)


def duties_of(user: User, today: dt.date) -> list[Duty]:
    """Every duty of every room, the oldest first."""
    found = [one for source in _DUTY_SOURCES for one in source(user, today)]
    return sorted(found, key=lambda one: (one.on, one.title))
