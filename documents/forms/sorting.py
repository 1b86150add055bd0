"""Sort and paginate the tables of the pages: columns, headings that sort, rows in order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import QueryDict

ROWS_PER_PAGE = 50
Key = Callable[[Any], Any]


@dataclass(frozen=True, kw_only=True)
class SortColumn:
    """One column of a table: its heading, and the sort key of a row (None: not sortable)."""

    code: str
    title: str
    key: Key | None
    is_figure: bool = False


@dataclass(frozen=True, kw_only=True)
class Heading:
    """One column heading: its title, the address that sorts by it, and the direction now (for `aria-sort`)."""

    title: str
    url: str
    direction: str
    is_figure: bool


@dataclass(frozen=True)
class Order:
    """The order of a table, from its address: `?tri=qpv&sens=desc`; an unknown column falls back on the first one."""

    column: SortColumn
    descending: bool

    @classmethod
    def from_query(cls, columns: Sequence[SortColumn], query: QueryDict) -> Order:
        """The order in the query string."""
        sortable = [column for column in columns if column.key]
        column = next((column for column in sortable if column.code == query.get("tri")), sortable[0])
        return cls(column, query.get("sens") == "desc")

    def of(self, rows: Iterable[Any]) -> list[Any]:
        """The rows in that order; those without a value come last in both directions."""
        rows, key = list(rows), self.column.key
        with_value = [row for row in rows if key(row) not in (None, "")]
        without = [row for row in rows if key(row) in (None, "")]
        return sorted(with_value, key=key, reverse=self.descending) + without

    def headings(self, columns: Sequence[SortColumn], query: QueryDict) -> list[Heading]:
        """The headings of the table: each sorts by its column, or reverses the present order; filters stay."""
        return [self._heading(column, query) for column in columns]

    def _heading(self, column: SortColumn, query: QueryDict) -> Heading:
        is_current = column == self.column
        direction = ("descending" if self.descending else "ascending") if is_current else ""
        query = query.copy()
        for name in ("tri", "sens", "page"):
            query.pop(name, None)
        query["tri"] = column.code
        if is_current and not self.descending:
            query["sens"] = "desc"
        url = f"?{query.urlencode()}" if column.key else ""
        return Heading(title=column.title, url=url, direction=direction, is_figure=column.is_figure)


def page_of(rows: Any, query: QueryDict, *, by: int = ROWS_PER_PAGE) -> Page:
    """The page of `rows` (a list or a query) numbered `?page=`, the first or the last one when it does not exist."""
    return Paginator(rows, by).get_page(query.get("page"))
