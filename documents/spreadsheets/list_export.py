"""Export the rows of a list as a CSV file or a workbook."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import Any

from django.http import Http404, HttpResponse, StreamingHttpResponse

from documents.downloads import attachment_in, streamed
from documents.spreadsheets.columns import Column
from documents.spreadsheets.csv_files import csv_bytes, csv_lines
from documents.spreadsheets.xlsx import workbook, write_workbook


@dataclass(frozen=True, kw_only=True)
class ListExport:
    """The export of a list: its columns, the title of the workbook, the name of its only sheet.

    Others read these files by their columns: tests check them.
    """

    columns: Sequence[Column]
    title: str
    sheet: str

    def csv(self, rows: Iterable[Any]) -> bytes:
        """The rows as CSV for a French spreadsheet: semicolons, decimal commas, UTF-8 with its mark."""
        return csv_bytes(self.columns, rows)

    def xlsx(self, rows: Iterable[Any]) -> bytes:
        """The rows as an Excel file, every figure a number."""
        return workbook(self.columns, rows, sheet=self.sheet, title=self.title)

    def response(self, rows: Iterable[Any], kind: str, stem: str) -> HttpResponse:
        """The file `stem.kind` to save, `kind` being csv or xlsx; Http404 for any other."""
        return attachment_in(kind, stem, {"csv": lambda: self.csv(rows), "xlsx": lambda: self.xlsx(rows)})

    def streamed_response(self, rows: Iterable[Any], kind: str, stem: str) -> StreamingHttpResponse:
        """The same at constant memory: for tables of a hundred thousand rows."""
        if kind == "csv":
            return streamed(csv_lines(self.columns, rows), f"{stem}.csv")
        if kind != "xlsx":
            raise Http404
        target = TemporaryFile()  # noqa: SIM115  the response closes it
        write_workbook(target, self.columns, rows, sheet=self.sheet, title=self.title)
        target.seek(0)
        return streamed(target, f"{stem}.xlsx")
