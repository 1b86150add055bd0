"""Dates as an iCalendar file (RFC 5545)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from governance.agenda.queries import is_ahead
from governance.registers.obligations import Event as Meeting
from governance.registers.obligations import Item

PARIS = ZoneInfo("Europe/Paris")
NAME = "Réseau des centres de ressources"
REFRESH = dt.timedelta(hours=12)
PAST, AHEAD = dt.timedelta(days=365), dt.timedelta(days=730)
MEETING_LASTS = dt.timedelta(hours=2)  # nobody records when a meeting ends


def calendar_of(items: Iterable[Item], *, host: str, address: Callable[[str], str], now: dt.datetime) -> bytes:
    """The file of meetings and of what is still due; `address` makes a path absolute, `host` ends each event's UID."""
    calendar = Calendar()
    calendar.add("prodid", f"-//{host}//CRPV//FR")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", NAME)
    calendar.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", "PT12H")
    today = now.astimezone(PARIS).date()
    for item in items:
        if item.on and (isinstance(item, Meeting) or is_ahead(item, today)):
            calendar.add_component(_event(item, host, address, now))
    return calendar.to_ical()


def _event(item: Item, host: str, address: Callable[[str], str], now: dt.datetime) -> Event:
    """The event of one date: a whole day, or its hour when it has one."""
    event = Event()
    event.add("uid", f"{item.key}@{host}")
    event.add("dtstamp", now.astimezone(dt.UTC))
    if item.on and item.starts_at:
        # In universal time, which every calendar application reads alike.
        start = dt.datetime.combine(item.on, item.starts_at, PARIS).astimezone(dt.UTC)
        event.add("dtstart", start)
        event.add("dtend", start + MEETING_LASTS)
    else:
        event.add("dtstart", item.on)
    event.add("summary", ", ".join(filter(None, (item.what[:1].upper() + item.what[1:], item.centre))))
    event.add("categories", [item.sort.value])
    event.add("transp", "OPAQUE" if isinstance(item, Meeting) else "TRANSPARENT")
    if item.place:
        event.add("location", item.place)
    if item.rule:
        event.add("description", f"Règle {item.rule} du cadre de référence.")
    if item.link.url:
        event.add("url", address(item.link.url))
    return event
