"""Write a data set as CSV (commas, decimal points, UTF-8) or JSON (a list of objects): same rows, same bytes.

A text typed by a person never becomes a formula in a spreadsheet.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from io import StringIO
from typing import Any

from crpv.opendata.fields import DataSet
from documents.french import plain
from documents.spreadsheets.csv_files import harmless

Row = dict[str, Any]


def csv_file(kind: DataSet, rows: Iterable[Row]) -> bytes:
    """The rows as the Table Schema of `kind` describes them."""
    buffer = StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    names = [field.name for field in kind.fields]
    writer.writerow(names)
    writer.writerows([csv_cell(row[name]) for name in names] for row in rows)
    return buffer.getvalue().encode()


def csv_cell(value: Any) -> str:
    """A value as a CSV cell; empty when it is missing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return plain(value)
    return harmless(value) if isinstance(value, str) else str(value)


def json_file(kind: DataSet, rows: Iterable[Row]) -> bytes:
    """The rows as a list of objects, one a line."""
    lines = (json.dumps({name: json_value(cell) for name, cell in row.items()}, ensure_ascii=False) for row in rows)
    return ("[\n" + ",\n".join(lines) + "\n]\n").encode()


def json_value(value: Any) -> Any:
    """A value as JSON writes it: numbers stay numbers, dates are ISO texts."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value.isoformat() if isinstance(value, date) else value


WRITERS: dict[str, Callable[[DataSet, Iterable[Row]], bytes]] = {"csv": csv_file, "json": json_file}
