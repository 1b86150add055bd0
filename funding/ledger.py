"""What the adopted exercise of a year gives, and what is notified and paid, for many centres in one query."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from django.db.models import Case, CharField, DateField, DecimalField, F, QuerySet, Value, When
from django.db.models.functions import Cast

from funding.enums import RoundState
from funding.models import Allocation, Notification, Payment

EUROS = DecimalField(max_digits=12, decimal_places=2)


class Kind(StrEnum):
    """What a row tells."""

    LINE = "line"
    NOTIFIED = "notified"
    PAID = "paid"


class Row(NamedTuple):
    """A line of the exercise (its floor), or an amount (its day, its reason)."""

    kind: str
    centre: int
    day: dt.date | None
    amount: Decimal | None
    text: str


def rows_of(year: int, centres: Collection[int]) -> Iterator[Row]:
    """The money of `year` for the keys of `centres`, in one query."""
    lines = Allocation.objects.filter(round__year=year, round__state=RoundState.ADOPTED, centre__in=list(centres))
    granted = Case(When(is_planned=True, then=Value(None)), default=F("state_floor"))  # nothing for what is not there
    branches = [_branch(Kind.LINE, lines, amount=granted, text=F("zone"))]
    for kind, model, text in ((Kind.NOTIFIED, Notification, "reason"), (Kind.PAID, Payment, "basis")):
        rows = model.objects.standing().filter(year=year, centre__in=list(centres))
        branches.append(_branch(kind, rows, day=F("on"), amount=F("amount"), text=F(text)))
    first, *others = branches
    return (Row(*values) for values in first.union(*others, all=True))


def _branch(kind: Kind, rows: QuerySet, **told: Case | F) -> QuerySet:
    empty = Value(None)
    return (
        rows.order_by()
        .annotate(
            told_kind=Cast(Value(str(kind)), CharField()),
            told_day=Cast(told.get("day", empty), DateField()),
            told_amount=Cast(told["amount"], EUROS),
            told_text=Cast(told["text"], CharField()),
        )
        .values_list("told_kind", "centre_id", "told_day", "told_amount", "told_text")
    )
