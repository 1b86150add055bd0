"""The registers of dates (what is due, meetings) and of duties (what a person has to do).

A source of dates takes a window, a source of duties a user and a day; neither makes more queries for more centres.
Each app adds its own to `DEADLINE_SOURCES` and `DUTY_SOURCES` in its `registrations`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from accounts.models import User
from accounts.registry import Registry
from documents.french import typeset
from governance.registers.rules import PageLink


class Sort(StrEnum):
    """The subject of a date."""

    CONVENTION = "convention"
    REVIEW = "bilan"
    MEETING = "réunion"
    MONEY = "financement"
    EVALUATION = "évaluation"


@dataclass(frozen=True)
class Window:
    """The dates that `user` may read from `start` to `end`, both included; `today` says what is done or late."""

    user: User
    start: dt.date
    end: dt.date
    today: dt.date

    def contains(self, day: dt.date) -> bool:
        return self.start <= day <= self.end


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """One date: something due that day, or a meeting. `key` never changes: it identifies the event in calendars."""

    key: str
    on: dt.date
    sort: Sort
    title: str
    reference: str
    link: PageLink
    centre: str = ""
    slug: str = ""
    is_done: bool = False
    starts_at: dt.time | None = None
    location: str = ""

    @property
    def url(self) -> str:
        return self.link.url

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
    deadlines = (deadline for source in sources for deadline in source(window) if window.contains(deadline.on))
    return sorted(deadlines, key=lambda deadline: (deadline.on, deadline.centre, deadline.title))


@dataclass(frozen=True, kw_only=True)
class Duty:
    """One act that a person has to do: since or by when, what, why, and the page to do it."""

    on: dt.date
    title: str
    sentence: str
    link: PageLink

    @classmethod
    def of(cls, on: dt.date, debtor: str, what: str, sentence: str, link: PageLink) -> Duty:
        """The duty of `debtor`, « Centre : programme à soumettre », both texts with the spaces of French."""
        return cls(on=on, title=typeset(f"{debtor} : {what}"), sentence=typeset(sentence), link=link)

    @property
    def url(self) -> str:
        return self.link.url

    def is_late_on(self, day: dt.date) -> bool:
        return self.on < day


DutySource = Callable[[User, dt.date], Iterable[Duty]]
DUTY_SOURCES: Registry[DutySource] = Registry()


def duties_of(user: User, today: dt.date) -> list[Duty]:
    """Every duty of every source, the oldest first."""
    duties = (duty for source in DUTY_SOURCES for duty in source(user, today))
    return sorted(duties, key=lambda duty: (duty.on, duty.title))
