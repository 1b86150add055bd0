"""CSV for a French spreadsheet: semicolons, decimal commas, UTF-8 with its byte order mark.

What a person typed never becomes a formula; a negative number in a numeric column stays a number.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import StringIO
from typing import Any

from documents.spreadsheets.cells import NOT_IN_XML, naive
from documents.spreadsheets.columns import NUMERIC, Column, Kind

MARK = "\ufeff"
LIVE = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def harmless(text: str) -> str:
    """The text, with an apostrophe before it when a spreadsheet could take it for a formula."""
    clean = NOT_IN_XML.sub("", text)
    return f"'{clean}" if clean.startswith(LIVE) or clean.lstrip().startswith(LIVE) else clean


def figure(value: int | float | Decimal) -> str:
    """« 1234,5 »: no thousands apart, so that a spreadsheet reads it as a number."""
    return format(Decimal(str(value)), "f").replace(".", ",")


def moment(value: date) -> str:
    """« 2025-03-01 » or « 2025-03-01 14:32 », which every spreadsheet reads the same way."""
    return naive(value).isoformat(" ", "minutes") if isinstance(value, datetime) else value.isoformat()


def csv_cell(value: Any, column: Column) -> str:
    """The text of a cell, empty for a missing value."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if column.kind in NUMERIC and isinstance(value, int | float | Decimal):
        return figure(value)
    if column.kind in (Kind.DATE, Kind.DATETIME) and isinstance(value, date):
        return moment(value)
    return harmless(str(value))


def csv_lines(columns: Sequence[Column], rows: Iterable[Any]) -> Iterator[str]:
    """The file line by line, header first, to be streamed."""
    buffer = StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    getters = [column.getter for column in columns]

    def line(cells: list[str]) -> str:
        buffer.seek(0)
        buffer.truncate()
        writer.writerow(cells)
        return buffer.getvalue()

    yield MARK + line([harmless(column.title) for column in columns])
    for row in rows:
        yield line([csv_cell(get(row), column) for get, column in zip(getters, columns, strict=True)])


def csv_text(columns: Sequence[Column], rows: Iterable[Any]) -> str:
    """The whole file as a text, its mark first."""
    return "".join(csv_lines(columns, rows))


def csv_bytes(columns: Sequence[Column], rows: Iterable[Any]) -> bytes:
    """The whole file as bytes, in UTF-8."""
    return csv_text(columns, rows).encode("utf-8")
