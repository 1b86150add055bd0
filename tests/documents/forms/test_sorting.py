"""Tables in the order that the address asks."""

import pytest
from django.http import QueryDict

from documents.forms.sorting import Order, SortColumn

COLUMNS = (
    SortColumn(code="nom", title="Nom", key=lambda row: row[0]),
    SortColumn(code="total", title="Total", key=lambda row: row[1], is_figure=True),
    SortColumn(code="note", title="Note", key=None),
)
ROWS = [("b", 2), ("a", None), ("c", 1), ("d", 0)]


def asked(query):
    return Order.from_query(COLUMNS, QueryDict(query))


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", "abcd"),
        ("sens=desc", "dcba"),
        ("tri=total", "dcba"),
        ("tri=total&sens=desc", "bcda"),
        ("tri=note", "abcd"),
        ("tri=inconnu&sens=zut", "abcd"),
    ],
)
def test_rows_come_in_the_order_asked_and_the_unknown_last(query, names):
    assert "".join(row[0] for row in asked(query).of(ROWS)) == names


@pytest.mark.parametrize(
    ("query", "headings"),
    [
        ("", [("?tri=nom&sens=desc", "ascending"), ("?tri=total", ""), ("", "")]),
        (
            "zone=x&tri=total&sens=desc&page=3",
            [("?zone=x&tri=nom", ""), ("?zone=x&tri=total", "descending"), ("", "")],
        ),
    ],
)
def test_a_heading_keeps_the_filters_and_turns_its_own_order_round(query, headings):
    found = asked(query).headings(COLUMNS, QueryDict(query))
    assert [(heading.url, heading.direction) for heading in found] == headings
    assert [heading.is_figure for heading in found] == [False, True, False]
