"""The register of obligations: who owes what, since when and by when; and of the meetings listed with them.

Home, dates, calendar, lists, reminders read these rows. A source takes a window and makes as many queries whatever the
number of centres. Each app adds its own to `SOURCES` in its `registrations`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from accounts.enums import NETWORK_ROLES, Role
from accounts.models import User
from accounts.registry import Registry
from centres.models.mandate import active_mandates, holds
from documents.french import typeset
from governance.registers.rules import PageLink

PAST, AHEAD = dt.timedelta(days=730), dt.timedelta(days=365)


class Sort(StrEnum):
    """The subject of a date."""

    CONVENTION = "convention"
    REVIEW = "bilan"
    PROGRAMME = "programme"
    MEETING = "réunion"
    MONEY = "financement"
    EVALUATION = "évaluation"


class Status(StrEnum):
    """What an obligation is on a day."""

    DONE = "fait"
    VOID = "sans objet"
    AHEAD = "à venir"
    OPEN = "à faire"
    LATE = "en retard"


SCOPES = {Role.DIRECTOR: "centre_id", Role.REGIONAL: "region_id", Role.DEPARTMENTAL: "department_id"}
WHO = {
    Role.DIRECTOR: "le centre",
    Role.REGIONAL: "l’État en région",
    Role.DEPARTMENTAL: "le département",
    Role.NATIONAL: "l’administration nationale",
}


@dataclass(frozen=True)
class Debtor:
    """Who owes: those who act as `role` for the centre, région or département of key `scope`; the network has none."""

    role: Role
    scope: int | None = None

    def includes(self, user: User) -> bool:
        """Whether it is the turn of `user` (no query once the mandates are read)."""
        if self.role == Role.NATIONAL:
            return holds(user, *NETWORK_ROLES)
        mandates = (mandate for mandate in active_mandates(user) if mandate.role == self.role)
        return any(getattr(mandate, SCOPES[self.role]) == self.scope for mandate in mandates)

    def __str__(self) -> str:
        return WHO[self.role]


NETWORK = Debtor(Role.NATIONAL)


@dataclass(frozen=True, kw_only=True)
class Event:
    """A meeting on its day. `key` never changes: it identifies the event in calendars."""

    key: str
    on: dt.date
    what: str
    link: PageLink
    centre: str = ""
    slug: str = ""
    starts_at: dt.time | None = None
    place: str = ""
    rule: str = ""
    sort: Sort = Sort.MEETING
    debtor: Debtor | None = None
    together: PageLink | None = None


@dataclass(frozen=True, kw_only=True)
class Obligation:
    """Something that `debtor` owes. `key` never changes: calendars know the date by it.

    `opens_on`: from when it may be done. `due_on`: None when nothing sets a day. `done_on` may be unknown of what is
    done. `is_void`: nothing is owed any more. `sentence`: what it waits for. `together`: the page of all the alike.
    """

    key: str
    debtor: Debtor
    what: str
    link: PageLink
    sort: Sort
    rule: str = ""
    opens_on: dt.date = dt.date.min
    due_on: dt.date | None = None
    is_done: bool = False
    done_on: dt.date | None = None
    is_void: bool = False
    sentence: str = ""
    centre: str = ""
    slug: str = ""
    together: PageLink | None = None
    starts_at: None = None
    place: str = ""

    @property
    def on(self) -> dt.date | None:
        return self.due_on

    @property
    def title(self) -> str:
        """« Ici : avis 2025 à transmettre »."""
        title = f"{self.centre} : {self.what}" if self.centre else self.what
        return typeset(title[:1].upper() + title[1:])

    def status(self, today: dt.date) -> Status:
        """Late only when it could have been done before: after its day, and after the day from which it may be done."""
        if self.is_done or self.is_void:
            return Status.DONE if self.is_done else Status.VOID
        if today < self.opens_on:
            return Status.AHEAD
        return Status.LATE if self.due_on and today > max(self.due_on, self.opens_on) else Status.OPEN

    def is_owed(self, today: dt.date) -> bool:
        """Whether it waits for its debtor on `today`, late or not."""
        return self.status(today) in (Status.OPEN, Status.LATE)

    def is_late(self, today: dt.date) -> bool:
        return self.status(today) is Status.LATE


Item = Obligation | Event


@dataclass(frozen=True)
class Window:
    """The dates that `user` may read from `start` to `end`, both included; `today` says what is void or open."""

    user: User
    start: dt.date
    end: dt.date
    today: dt.date

    def contains(self, day: dt.date | None) -> bool:
        """Whether the day is in the window; what has no day always is."""
        return day is None or self.start <= day <= self.end


Source = Callable[[Window], Iterable[Item]]
SOURCES: Registry[Source] = Registry()


def items_in(window: Window, sources: Iterable[Source] = SOURCES) -> list[Item]:
    """The obligations and the meetings of every source in the window, the earliest first, those without a day last.

    What is late stays, even from before the window.
    """
    items = (
        item for source in sources for item in source(window) if window.contains(item.on) or _is_late(item, window)
    )
    return sorted(items, key=lambda item: (item.on or dt.date.max, item.what, item.centre))


def _is_late(item: Item, window: Window) -> bool:
    return isinstance(item, Obligation) and item.is_late(window.today)


def items_around(user: User, today: dt.date) -> list[Item]:
    """The same from two years ago to a year ahead."""
    return items_in(Window(user, today - PAST, today + AHEAD, today))


def owed_by(user: User, items: Iterable[Item], today: dt.date) -> list[Obligation]:
    """The obligations among `items` whose turn is `user`'s on `today`."""
    owed = (item for item in items if isinstance(item, Obligation) and item.is_owed(today))
    return [obligation for obligation in owed if obligation.debtor.includes(user)]


@dataclass(frozen=True)
class Group:
    """Alike items of several centres: the same thing, the same day."""

    items: tuple[Item, ...]

    @property
    def first(self) -> Item:
        return self.items[0]

    @property
    def centres(self) -> list[str]:
        return [item.centre for item in self.items]

    @property
    def link(self) -> PageLink | None:
        """The page of the only one, or of all of them when there is one."""
        return self.first.link if len(self.items) == 1 else self.first.together


def grouped(items: Iterable[Item]) -> list[Group]:
    """Alike items together, in the order of the first of each; a meeting stays alone."""
    groups: dict[object, list[Item]] = {}
    for item in items:
        alike = (item.what, item.on, item.debtor and item.debtor.role)
        groups.setdefault(item.key if isinstance(item, Event) else alike, []).append(item)
    return [Group(tuple(alike)) for alike in groups.values()]
