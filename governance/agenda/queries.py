"""The dates as their page shows them: what is late, then what comes, month by month."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import ClassVar

from django import forms
from django.http import QueryDict
from django.utils.timezone import localdate

from accounts.models import User
from documents.forms.fields import choices
from documents.forms.filters import FilterForm
from documents.french import MONTHS
from documents.text import unaccented
from governance.registers.obligations import Deadline, Sort, Window, deadlines_in

LATE_SINCE, AHEAD = dt.timedelta(days=730), dt.timedelta(days=365)
MOST_SHOWN = 50


class DeadlineForm(FilterForm):
    """The filters above the dates."""

    centre = forms.ChoiceField(label="Centre", required=False)
    sorte = forms.ChoiceField(
        label="Sorte", required=False, choices=choices("Toutes", [(sort.value, sort.value) for sort in Sort])
    )

    tests: ClassVar = {"centre": lambda one, slug: one.slug == slug, "sorte": lambda one, sort: one.sort == sort}

    def __init__(self, query: QueryDict, dates: Iterable[Deadline]) -> None:
        super().__init__(query)
        named = {one.slug: one.centre for one in dates if one.slug}
        self.fields["centre"].choices = choices("Tous", sorted(named.items(), key=lambda one: unaccented(one[1])))


@dataclass(frozen=True)
class Month:
    """The dates of one month."""

    title: str
    deadlines: tuple[Deadline, ...]


@dataclass(frozen=True)
class Agenda:
    """What the page shows: `more` says how many dates were left out of each list."""

    late: tuple[Deadline, ...]
    months: tuple[Month, ...]
    more_late: int
    more_ahead: int


def dates_of(user: User, *, today: dt.date | None = None) -> list[Deadline]:
    """The dates of two years past and of the year to come."""
    today = today or localdate()
    return deadlines_in(Window(user, today - LATE_SINCE, today + AHEAD, today))


def agenda_of(dates: Iterable[Deadline], form: DeadlineForm, *, today: dt.date | None = None) -> Agenda:
    """Of `dates`, those that the form keeps: the late ones, then those to come."""
    today = today or localdate()
    kept = [one for one in dates if form.keeps(one)]
    late = [one for one in kept if one.is_late_on(today)]
    ahead = [one for one in kept if one.on >= today and not (one.is_due and one.is_done)]
    return Agenda(
        late=tuple(late[:MOST_SHOWN]),
        months=tuple(_months(ahead[:MOST_SHOWN])),
        more_late=max(0, len(late) - MOST_SHOWN),
        more_ahead=max(0, len(ahead) - MOST_SHOWN),
    )


def _months(deadlines: list[Deadline]) -> list[Month]:
    groups = groupby(deadlines, key=lambda one: (one.on.year, one.on.month))
    return [Month(f"{MONTHS[month - 1].capitalize()} {year}", tuple(ones)) for (year, month), ones in groups]
