"""The list of centres as a file: the same rows as on the page, all of them, every figure a number."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from centres.registry import CentreRow
from documents.columns import Column, Kind
from documents.delimited import csv_bytes
from documents.formats import date_fr
from documents.workbook import workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
COLUMNS = (
    Column("Centre", "name", width=36),
    Column("Identifiant", "slug"),
    Column("Forme juridique", "legal_form", width=32),
    Column("Structure porteuse", "carrier"),
    Column("Zone", "zone", width=12),
    Column("Échelon", "echelon", width=15),
    Column("Siège", "seat", width=22),
    Column("Régions", lambda row: ", ".join(row.regions)),
    Column("Départements", "codes", width=36),
    Column("Quartiers prioritaires", "qpv", Kind.INTEGER),
    Column("Liste", "vintage", width=24),
    Column("Distance médiane (km)", "km", Kind.DECIMAL, decimals=1),
    Column("Méthode", "method", width=32),
    Column("Financé par l’État", "is_state_funded", Kind.BOOLEAN),
    Column("À confirmer", lambda row: ", ".join(row.doubts), width=36),
)


def list_csv(rows: Sequence[CentreRow], day: dt.date) -> tuple[bytes, str]:
    """The list for a spreadsheet or a script, with its content type."""
    return csv_bytes(COLUMNS, rows), "text/csv; charset=utf-8"


def list_workbook(rows: Sequence[CentreRow], day: dt.date) -> tuple[bytes, str]:
    """The list as an Excel file, with its content type."""
    title = f"Centres de ressources politique de la ville au {date_fr(day)}"
    return workbook(COLUMNS, rows, sheet="Centres", title=title), XLSX
