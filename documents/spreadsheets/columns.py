"""Columns of the exported tables, declared once for the workbook and the CSV."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from operator import attrgetter, itemgetter
from typing import Any


class Kind(StrEnum):
    """The kind of value of a column, which decides its format and its width."""

    TEXT = "text"
    INTEGER = "integer"
    YEAR = "year"
    DECIMAL = "decimal"
    EUROS = "euros"
    PERCENT = "percent"
    KM = "km"
    DATE = "date"
    DATETIME = "datetime"
    BOOLEAN = "boolean"


NUMERIC = frozenset({Kind.INTEGER, Kind.YEAR, Kind.DECIMAL, Kind.EUROS, Kind.PERCENT, Kind.KM})
DECIMALS = {Kind.DECIMAL: 2, Kind.KM: 1}
WIDTHS = {Kind.TEXT: 28, Kind.EUROS: 15, Kind.DATETIME: 17, Kind.YEAR: 9}


@dataclass(frozen=True)
class Column:
    """One column: its title, where its value is (attribute path, index or function of the row), its kind.

    `decimals` are those shown (the value itself stays exact); `width` is in characters.
    """

    title: str
    value: str | int | Callable[[Any], Any]
    kind: Kind = Kind.TEXT
    width: float | None = None
    decimals: int | None = None

    @property
    def getter(self) -> Callable[[Any], Any]:
        """The function that takes a row and gives this column's value."""
        if isinstance(self.value, str):
            return attrgetter(self.value)
        return itemgetter(self.value) if isinstance(self.value, int) else self.value

    @property
    def places(self) -> int:
        """How many decimals are shown."""
        return DECIMALS.get(self.kind, 0) if self.decimals is None else self.decimals

    @property
    def characters(self) -> float:
        """The width in characters: `width`, or one that suits the kind and the title."""
        return self.width or max(WIDTHS.get(self.kind, 12), min(len(self.title) + 3, 22))
