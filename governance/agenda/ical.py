"""Dates as an iCalendar file (RFC 5545)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from governance.registers.obligations import Deadline

PARIS = ZoneInfo("Europe/Paris")
NAME = "Réseau des centres de ressources"
REFRESH = dt.timedelta(hours=12)
PAST, AHEAD = dt.timedelta(days=365), dt.timedelta(days=730)


def calendar_of(deadlines: Iterable[Deadline], *, host: str, address: Callable[[str], str], now: dt.datetime) -> bytes:
    """The file of meetings and of what is still due; `address` makes a path absolute, `host` ends each event's UID."""
    calendar = Calendar()
    calendar.add("prodid", f"-//{host}//CRPV//FR")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", NAME)
    calendar.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", "PT12H")
    for deadline in deadlines:
        if not (deadline.is_due and deadline.is_done):
            calendar.add_component(_event(deadline, host, address, now))
    return calendar.to_ical()


def _event(deadline: Deadline, host: str, address: Callable[[str], str], now: dt.datetime) -> Event:
    """The event of one date: a whole day, or its hour when it has one."""
    event = Event()
    event.add("uid", f"{deadline.key}@{host}")
    event.add("dtstamp", now.astimezone(dt.UTC))
    start: dt.date | dt.datetime = deadline.on
    if deadline.starts_at:
        # In universal time, which every calendar application reads alike.
        start = dt.datetime.combine(deadline.on, deadline.starts_at, PARIS).astimezone(dt.UTC)
    event.add("dtstart", start)
    event.add("summary", ", ".join(filter(None, (deadline.title, deadline.centre))))
    event.add("categories", [deadline.sort.value])
    event.add("transp", "TRANSPARENT" if deadline.is_due else "OPAQUE")
    if deadline.location:
        event.add("location", deadline.location)
    if deadline.reference:
        event.add("description", f"Règle {deadline.reference} du cadre de référence.")
    if deadline.url:
        event.add("url", address(deadline.url))
    return event
