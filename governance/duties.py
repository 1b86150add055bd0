"""What awaits a person when they arrive, by role: the acts that only they can do, with the page where each is done.

Governance owns the shape. Each room adds its duties by `register(source)`, in its own `duties.py` or beside; a source
gives its duties in a number of queries that does not grow with the network.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from accounts.models import User
from governance.compliance import Place


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


Source = Callable[[User, dt.date], Iterable[Duty]]
_SOURCES: list[Source] = []


def register(*sources: Source) -> None:
    """Add `sources` to the register, each once."""
    _SOURCES.extend(source for source in sources if source not in _SOURCES)


def duties_of(user: User, today: dt.date) -> list[Duty]:
    """Every duty of every room, the oldest first."""
    found = [one for source in _SOURCES for one in source(user, today)]
    return sorted(found, key=lambda one: (one.on, one.title))
