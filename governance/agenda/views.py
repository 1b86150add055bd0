"""Dates of the reader's perimeter: a page, a file, and a private address for calendar applications."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from zoneinfo import ZoneInfo

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse, reverse_lazy
from django.utils.timezone import localdate, now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from icalendar import Calendar, Event

from accounts.acts.form_page import FormPage, ask_first
from accounts.models import User
from accounts.tokens.calendar import has_key, person_of, renew, revoke
from documents.downloads import MEDIA_TYPES, saved_as
from documents.forms.sorting import page_of
from governance.agenda.queries import DeadlineForm, is_ahead, rows_of
from governance.registers.obligations import Event as Meeting
from governance.registers.obligations import Item, Window, items_around, items_in

DEADLINES = ("Échéances", reverse_lazy("governance:deadlines"))
PARIS = ZoneInfo("Europe/Paris")
NAME = "Réseau des centres de ressources"
REFRESH = dt.timedelta(hours=12)
PAST, AHEAD = dt.timedelta(days=365), dt.timedelta(days=730)
MEETING_LASTS = dt.timedelta(hours=2)  # nobody records when a meeting ends


def deadline_list(request: HttpRequest) -> HttpResponse:
    """The late dates and those to come, filtered."""
    today = localdate()
    items = items_around(request.user, today)
    form = DeadlineForm(request.GET, items)
    page = page_of(rows_of(filter(form.keeps, items), today), request.GET)
    context = {"form": form, "page": page, "breadcrumb": [(DEADLINES[0], "")]}
    return render(request, "governance/agenda/deadlines.html", context)


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """The dates as an iCalendar file to download."""
    response = _feed(request, request.user)
    response["Content-Disposition"] = saved_as("echeances-crpv.ics")
    return response


@login_not_required
@never_cache
@require_safe
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """The same file at the private address of a person, with the rights that this person has at each request."""
    person = person_of(token)
    if person is None:
        raise Http404
    return _feed(request, person)


def _feed(request: HttpRequest, reader: User) -> HttpResponse:
    today = localdate()
    window = Window(reader, today - PAST, today + AHEAD, today)
    content = calendar_of(
        filter(lambda item: window.contains(item.on), items_in(window)),
        host=request.get_host(),
        address=request.build_absolute_uri,
        now=now(),
    )
    return HttpResponse(content, content_type=MEDIA_TYPES["ics"], headers={"X-Robots-Tag": "noindex"})


def calendar_of(items: Iterable[Item], *, host: str, address: Callable[[str], str], now: dt.datetime) -> bytes:
    """The iCalendar file (RFC 5545) of meetings and of what is still due.

    `address` makes a path absolute; `host` ends the UID of each event.
    """
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


@never_cache
def calendar_key(request: HttpRequest) -> HttpResponse:
    """Create the private address of the reader, displayed only once, or revoke it."""
    if "close" in request.POST:
        page = FormPage(
            title="Fermer l’adresse",
            lead="Les agendas qui s’en servent ne recevront plus rien. Cela ne se défait pas : une nouvelle adresse "
            "sera à leur donner.",
            submit="Fermer l’adresse",
            is_grave=True,
            crumbs=[DEADLINES, ("Dans votre agenda", reverse("governance:calendar_key"))],
            to="governance:calendar_key",
            done="L’adresse est fermée : elle ne donne plus rien à personne.",
        )
        return ask_first(request, "close", lambda: revoke(request.user), page)
    address = ""
    if request.method == "POST":
        address = request.build_absolute_uri(reverse("governance:calendar_feed", args=[renew(request.user)]))
    context = {
        "address": address,
        "is_open": has_key(request.user),
        "breadcrumb": [DEADLINES, ("Dans votre agenda", "")],
    }
    return render(request, "governance/agenda/calendar_key.html", context)
