"""Dates of a perimeter for their page: the late ones, then those to come, by month; alike ones together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import compress
from typing import ClassVar

from django import forms
from django.http import QueryDict

from documents.forms.fields import choices
from documents.forms.filters import FilterForm
from documents.french import MONTHS, unaccented
from governance.registers.obligations import Event, Group, Item, Obligation, Sort, Status, grouped

LATE = "En retard"


class DeadlineForm(FilterForm):
    """The filters above the dates."""

    centre = forms.ChoiceField(label="Centre", required=False)
    sorte = forms.ChoiceField(
        label="Sorte", required=False, choices=choices("Toutes", [(sort.value, sort.value) for sort in Sort])
    )

    tests: ClassVar = {"centre": lambda item, slug: item.slug == slug, "sorte": lambda item, sort: item.sort == sort}

    def __init__(self, query: QueryDict, items: Iterable[Item]) -> None:
        super().__init__(query)
        names = {item.slug: item.centre for item in items if item.slug}
        self.fields["centre"].choices = choices("Tous", sorted(names.items(), key=lambda entry: unaccented(entry[1])))


@dataclass(frozen=True)
class DateRow:
    """One row of the page, under the heading `section`: « En retard », or a month."""

    section: str
    group: Group


def rows_of(items: Iterable[Item], today: dt.date) -> list[DateRow]:
    """The late obligations, then what is to come and the meetings of a month, alike ones in one row; no query."""
    items = [item for item in items if item.on is not None]
    late = [isinstance(item, Obligation) and item.is_late(today) for item in items]
    rows = [DateRow(LATE, group) for group in grouped(compress(items, late))]
    for group in grouped(
        item for item, is_late in zip(items, late, strict=True) if not is_late and is_ahead(item, today)
    ):
        day = group.first.on
        rows.append(DateRow(f"{MONTHS[day.month - 1].capitalize()} {day.year}", group))
    return rows


def is_ahead(item: Item, today: dt.date) -> bool:
    """Whether `item` is to come: a meeting until its day, an obligation until it is done or void."""
    if isinstance(item, Event):
        return item.on >= today
    return item.status(today) not in (Status.DONE, Status.VOID)
