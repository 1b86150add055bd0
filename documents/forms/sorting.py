"""Tables that are read in an order, a page at a time: the columns, the heading that sorts by each, the rows."""

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
    """One column of a table: its heading, and what orders it (None: not sortable)."""

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
    """The order that the address asks: `?tri=qpv&sens=desc`; an unknown column falls back on the first one."""

    column: SortColumn
    descending: bool

    @classmethod
    def asked(cls, columns: Sequence[SortColumn], query: QueryDict) -> Order:
        """The order that `query` asks for."""
        sortable = [column for column in columns if column.key]
        column = next((column for column in sortable if column.code == query.get("tri")), sortable[0])
        return cls(column, query.get("sens") == "desc")

    def of(self, rows: Iterable[Any]) -> list[Any]:
        """The rows in that order; what is unknown comes last whatever the direction."""
        rows, key = list(rows), self.column.key
        known = [row for row in rows if key(row) not in (None, "")]
        unknown = [row for row in rows if key(row) in (None, "")]
        return sorted(known, key=key, reverse=self.descending) + unknown

    def headings(self, columns: Sequence[SortColumn], query: QueryDict) -> list[Heading]:
        """The headings of the table: each sorts, keeps the filters, and turns the order round when asked again."""
        return [self._heading(column, query) for column in columns]

    def _heading(self, column: SortColumn, query: QueryDict) -> Heading:
        is_ours = column == self.column
        direction = ("descending" if self.descending else "ascending") if is_ours else ""
        url = _url(query, column.code, descending=is_ours and not self.descending) if column.key else ""
        return Heading(title=column.title, url=url, direction=direction, is_figure=column.is_figure)


def _url(asked: QueryDict, code: str, *, descending: bool) -> str:
    query = asked.copy()
    for name in ("tri", "sens", "page"):
        query.pop(name, None)
    query["tri"] = code
    if descending:
        query["sens"] = "desc"
    return f"?{query.urlencode()}"


def page_of(rows: Any, query: QueryDict, *, by: int = ROWS_PER_PAGE) -> Page:
    """The page of `rows` (a list or a query) that `?page=` asks, the first or the last one when it does not exist."""
    return Paginator(rows, by).get_page(query.get("page"))
