"""Formats of django-import-export that write no live formula and refuse hostile files.

Its own setting escapes nothing of `==1+1` nor of « + - @ », and turns numbers into texts (see docs/architecture.md).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import tablib
from import_export.formats.base_formats import Format

from documents.downloads import MEDIA_TYPES
from documents.spreadsheets.columns import Column, Kind
from documents.spreadsheets.csv_files import csv_bytes
from documents.spreadsheets.read import read_table
from documents.spreadsheets.xlsx import workbook


class ExchangeFormat(Format):
    """A format read and written as bytes; `kind` is its extension."""

    kind = ""
    content_type = ""

    def __init__(self, encoding: str | None = None) -> None:
        self.encoding = encoding

    def get_title(self) -> str:
        return self.kind

    def get_extension(self) -> str:
        return self.kind

    def get_content_type(self) -> str:
        return self.content_type

    def can_import(self) -> bool:
        return True

    def can_export(self) -> bool:
        return True

    def create_dataset(self, in_stream: bytes) -> tablib.Dataset:
        """The table of the file; `UnreadableError` with a French sentence when it is not one."""
        return dataset_of(in_stream, self.kind)


class SafeXlsx(ExchangeFormat):
    """Excel: numbers are numbers, dates are dates, texts are never formulas."""

    kind = "xlsx"
    content_type = MEDIA_TYPES["xlsx"]

    def export_data(self, dataset: tablib.Dataset, **kwargs: Any) -> bytes:
        return workbook(columns_of(dataset), list(dataset), sheet=SHEET, title=dataset.title or SHEET)


class SafeCsv(ExchangeFormat):
    """CSV for a French spreadsheet; a text that could be a formula is preceded by an apostrophe."""

    kind = "csv"
    content_type = MEDIA_TYPES["csv"]

    def export_data(self, dataset: tablib.Dataset, **kwargs: Any) -> bytes:
        return csv_bytes(columns_of(dataset), list(dataset))


class SafeJson(ExchangeFormat):
    """JSON: a list of lines; an exact decimal stays exact, a missing value is null."""

    kind = "json"
    content_type = MEDIA_TYPES["json"]

    def export_data(self, dataset: tablib.Dataset, **kwargs: Any) -> bytes:
        lines = ",\n".join(json_line(dataset.headers, row) for row in dataset)
        return f"[\n{lines}\n]\n".encode()


FORMATS = [SafeXlsx, SafeCsv, SafeJson]
SHEET = "Données"


def dataset_of(data: bytes, kind: str, titles: Iterable[str] = ()) -> tablib.Dataset:
    """The table of a file, with the numbers of its lines in `line_numbers`; `UnreadableError` when it is not one."""
    table = read_table(data, kind, titles=titles, sheet=SHEET)
    dataset = tablib.Dataset(*table.rows, headers=table.headers)
    dataset.line_numbers = table.numbers
    return dataset


def columns_of(dataset: tablib.Dataset) -> list[Column]:
    """The columns of a table, each of the kind that all its values have."""
    return [
        Column(str(title), place, *kind_of({type(row[place]) for row in dataset} - {type(None)}))
        for place, title in enumerate(dataset.headers)
    ]


def kind_of(types: set[type]) -> tuple[Kind]:
    """The kind of a column by the types of its values: a mixture is text."""
    if types == {int}:
        return (Kind.YEAR,)  # whole figures without thousands apart: codes and years read as they are
    if types and types <= {int, Decimal}:
        return (Kind.DECIMAL,)
    if types == {date}:
        return (Kind.DATE,)
    return (Kind.DATETIME,) if types == {datetime} else (Kind.TEXT,)


def json_line(headers: list[str], row: tuple[Any, ...]) -> str:
    """One line of the table as a JSON object."""
    pairs = (f"{json_cell(title)}: {json_cell(cell)}" for title, cell in zip(headers, row, strict=True))
    return f"  {{{', '.join(pairs)}}}"


def json_cell(cell: Any) -> str:
    """A value as JSON; a decimal keeps every digit, which a float would not."""
    if isinstance(cell, Decimal):
        return format(cell, "f")
    return json.dumps(cell.isoformat() if isinstance(cell, date) else cell, ensure_ascii=False)
