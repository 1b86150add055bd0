"""The dates as an iCalendar file (RFC 5545), for the calendar applications of the readers."""

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
    """The meetings and what is still due; `address` makes a path absolute, `host` ends each event's identifier."""
    calendar = Calendar()
    calendar.add("prodid", f"-//{host}//CRPV//FR")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", NAME)
    calendar.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", "PT12H")
    for one in deadlines:
        if not (one.is_due and one.is_done):
            calendar.add_component(_event(one, host, address, now))
    return calendar.to_ical()


def _event(one: Deadline, host: str, address: Callable[[str], str], now: dt.datetime) -> Event:
    event = Event()
    event.add("uid", f"{one.key}@{host}")
    event.add("dtstamp", now.astimezone(dt.UTC))
    event.add("dtstart", _start(one))
    event.add("summary", ", ".join(filter(None, (one.title, one.centre))))
    event.add("categories", [one.sort.value])
    event.add("transp", "TRANSPARENT" if one.is_due else "OPAQUE")
    if one.location:
        event.add("location", one.location)
    if one.reference:
        event.add("description", f"Règle {one.reference} du cadre de référence.")
    if one.url:
        event.add("url", address(one.url))
    return event


def _start(one: Deadline) -> dt.date | dt.datetime:
    """The day, or the moment when it is known: told in universal time, which every application reads alike."""
    if one.starts_at is None:
        return one.on
    return dt.datetime.combine(one.on, one.starts_at, PARIS).astimezone(dt.UTC)
