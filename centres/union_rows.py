"""Facts of many tables in one query: a union of narrow rows, each a NamedTuple or a dataclass."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any, TypeVar, get_type_hints

from django.db.models import (
    Aggregate,
    BigIntegerField,
    BooleanField,
    CharField,
    DateField,
    DecimalField,
    QuerySet,
    Value,
)
from django.db.models.functions import Cast, Coalesce

_FIELDS = {
    str: CharField(),
    int | None: BigIntegerField(),
    int: BigIntegerField(),
    bool: BooleanField(),
    dt.date: DateField(),
    dt.date | None: DateField(),
    Decimal | None: DecimalField(max_digits=16, decimal_places=2),
}
Row = TypeVar("Row")


def union_rows(row: type[Row], branches: Iterable[QuerySet]) -> Iterator[Row]:
    """The rows of every branch, in no order (1 query)."""
    first, *others = branches
    return (row(*values) for values in first.union(*others, all=True))


def branch_of(row: type[Row], rows: QuerySet, **expressions: Any) -> QuerySet:
    """One table in the columns of `row`: each field from its expression, or empty (an empty text, None).

    Every branch gets the types of the fields: PostgreSQL wants them the same. A count or a sum is taken by all the
    other columns.
    """
    types = get_type_hints(row)
    if unknown := expressions.keys() - types.keys():
        raise TypeError(f"{row.__name__} has no {sorted(unknown)}")
    columns = {f"column_{name}": _cast(kind, expressions.get(name)) for name, kind in types.items()}
    counted = {f"column_{name}" for name, expression in expressions.items() if isinstance(expression, Aggregate)}
    plain = {name: expression for name, expression in columns.items() if name not in counted}
    rows = rows.order_by().annotate(**plain)
    if counted:
        rows = rows.values(*plain).annotate(**{name: columns[name] for name in counted})
    return rows.values_list(*columns)


def _cast(kind: Any, expression: Any) -> Any:
    field = _FIELDS[kind]
    if kind is not str:
        return Cast(Value(None) if expression is None else expression, field)
    blank = Cast(Value(""), field)
    return blank if expression is None else Coalesce(Cast(expression, field), blank)
