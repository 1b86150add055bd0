"""The headings of the funding table: each a link that sorts, keeping the filters."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import QueryDict

from funding.selection import COLUMNS

MONEY_COLUMNS = ("notifie", "verse")


@dataclass(frozen=True, kw_only=True)
class Heading:
    """One column heading: its title, the address that sorts by it, and the direction now (for `aria-sort`)."""

    title: str
    url: str
    direction: str
    is_figure: bool


def headings(asked: QueryDict, sort: str, *, descending: bool, with_money: bool) -> list[Heading]:
    """The headings shown to this reader."""
    return [
        Heading(
            title=column.title,
            url=_url(asked, column.code, descending=column.code == sort and not descending),
            direction=("descending" if descending else "ascending") if column.code == sort else "",
            is_figure=column.is_figure,
        )
        for column in COLUMNS
        if with_money or column.code not in MONEY_COLUMNS
    ]


def _url(asked: QueryDict, code: str, *, descending: bool) -> str:
    query = asked.copy()
    for name in ("tri", "sens", "page"):
        query.pop(name, None)
    query["tri"] = code
    if descending:
        query["sens"] = "desc"
    return f"?{query.urlencode()}"
