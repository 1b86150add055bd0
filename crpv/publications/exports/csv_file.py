"""The dashboard as one CSV file: every figure and every table, one cell a line.

One file rather than a zip of twenty: its reader filters on « Rubrique » and « Tableau » in a spreadsheet.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from crpv.dashboard.schema import Dashboard
from documents.spreadsheets.columns import Column, Kind
from documents.spreadsheets.csv_files import csv_bytes

FIGURES = "Chiffres"


class CsvCell(NamedTuple):
    """One cell of the dashboard."""

    section: str
    table: str
    row: str
    column: str
    value: Decimal | None
    text: str


COLUMNS = (
    Column("Rubrique", "section"),
    Column("Tableau", "table"),
    Column("Ligne", "row"),
    Column("Colonne", "column"),
    Column("Valeur", "value", Kind.DECIMAL),
    Column("Texte", "text"),
)


def dashboard_csv(dashboard: Dashboard) -> bytes:
    """Every figure, then every table, section by section (semicolons, decimal commas: what a French Excel opens)."""
    return csv_bytes(COLUMNS, cells_of(dashboard))


def cells_of(dashboard: Dashboard) -> Iterator[CsvCell]:
    """The cells, in the order of the page."""
    for section in dashboard.sections:
        for figure in section.figures:
            row = f"{figure.code} {figure.label}".strip()
            yield CsvCell(
                section.title, FIGURES, row, f"Valeur ({figure.unit})" if figure.unit else "Valeur", figure.value, ""
            )
            counts = {
                "Numérateur": figure.numerator,
                "Dénominateur": figure.denominator,
                "Centres qui ont répondu": Decimal(figure.answered),
                "Sans objet": Decimal(figure.not_applicable),
                "Sans réponse": Decimal(figure.missing),
                "Dans le seuil": None if figure.conforming is None else Decimal(figure.conforming),
            }
            for column, value in counts.items():
                if value is not None:
                    yield CsvCell(section.title, FIGURES, row, column, value, "")
        for table in section.tables:
            for row in table.rows:
                for column, cell in zip(table.columns[1:], row[1:], strict=True):
                    value, text = (cell, "") if column.is_numeric else (None, cell or "")
                    yield CsvCell(section.title, table.caption, str(row[0] or ""), column.title, value, text)
