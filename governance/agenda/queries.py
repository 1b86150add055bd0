"""Dates of a perimeter for their page: the late ones, then those to come, by month."""

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
from documents.french import MONTHS, unaccented
from governance.registers.obligations import Deadline, Sort, Window, deadlines_in

LATE_SINCE, AHEAD = dt.timedelta(days=730), dt.timedelta(days=365)
LONGEST_LIST = 50


class DeadlineForm(FilterForm):
    """The filters above the dates."""

    centre = forms.ChoiceField(label="Centre", required=False)
    sorte = forms.ChoiceField(
        label="Sorte", required=False, choices=choices("Toutes", [(sort.value, sort.value) for sort in Sort])
    )

    tests: ClassVar = {"centre": lambda date, slug: date.slug == slug, "sorte": lambda date, sort: date.sort == sort}

    def __init__(self, query: QueryDict, dates: Iterable[Deadline]) -> None:
        super().__init__(query)
        names = {date.slug: date.centre for date in dates if date.slug}
        self.fields["centre"].choices = choices("Tous", sorted(names.items(), key=lambda item: unaccented(item[1])))


@dataclass(frozen=True)
class Month:
    """The dates of one month."""

    title: str
    deadlines: tuple[Deadline, ...]


@dataclass(frozen=True)
class Agenda:
    """At most `LONGEST_LIST` late dates, and as many to come; `more_…`: how many each list leaves out."""

    late: tuple[Deadline, ...]
    months: tuple[Month, ...]
    more_late: int
    more_ahead: int


def dates_of(user: User, *, today: dt.date | None = None) -> list[Deadline]:
    """The dates that `user` may read, from two years ago to a year ahead."""
    today = today or localdate()
    return deadlines_in(Window(user, today - LATE_SINCE, today + AHEAD, today))


def agenda_of(dates: Iterable[Deadline], form: DeadlineForm, *, today: dt.date | None = None) -> Agenda:
    """The late dates and those to come, among those that pass the filters of `form`; no query."""
    today = today or localdate()
    filtered = [date for date in dates if form.keeps(date)]
    late = [date for date in filtered if date.is_late_on(today)]
    ahead = [date for date in filtered if date.on >= today and not (date.is_due and date.is_done)]
    by_month = groupby(ahead[:LONGEST_LIST], key=lambda date: (date.on.year, date.on.month))
    return Agenda(
        late=tuple(late[:LONGEST_LIST]),
        months=tuple(
            Month(f"{MONTHS[month - 1].capitalize()} {year}", tuple(dates)) for (year, month), dates in by_month
        ),
        more_late=max(0, len(late) - LONGEST_LIST),
        more_ahead=max(0, len(ahead) - LONGEST_LIST),
    )
