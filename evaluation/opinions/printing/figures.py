"""The figures of an opinion as its print shows them, and as the CSV attached to it; from the frozen content alone."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from itertools import groupby
from typing import Any

from documents.french import counted
from documents.pdf.attachments import Attachment, csv_attachment
from documents.spreadsheets.columns import Column, Kind
from documents.spreadsheets.csv_files import csv_text
from evaluation.enums import Section, ValueKind

FigureRow = Mapping[str, Any]
NOT_APPLICABLE, BLANK = "sans objet", "non renseigné"


def section_label(key: str) -> str:
    """The name of a section of the referential; a key of a later referential stays as it is."""
    return Section(key).label if key in Section.values else key


def figure_groups(content: Mapping[str, Any]) -> list[tuple[str, list[dict[str, Any]]]]:
    """The rows of the table by label of section, each with its `text` and its `placed`."""
    rows = [dict(row) | {"text": figure_or_blank(row), "placed": placed(row)} for row in content.get("figures", [])]
    return [(section_label(key), list(group)) for key, group in groupby(rows, key=lambda row: row["section"])]


def figure_or_blank(row: FigureRow) -> str:
    """The text of the figure, « sans objet » or « non renseigné »: a blank is never a zero."""
    if row["is_not_applicable"]:
        return NOT_APPLICABLE
    return row["shown"] or BLANK


def place_of(row: FigureRow) -> str:
    """Its place among comparable centres, in words; its rank in a content of schema 1."""
    if row.get("rank"):
        return f"rang {row['rank']}"
    return str(row.get("place", ""))


def placed(row: FigureRow) -> str:
    """Its place, and the number of centres compared; empty when it is not compared."""
    place = place_of(row)
    return f"{place} ({counted(row['answered'], 'centre')})" if place else ""


def _number(name: str) -> Any:
    """The figure for a spreadsheet: a number, or « oui », « non » as it is read."""

    def get(row: FigureRow) -> Decimal | str | None:
        if row[name] is None:
            return None
        is_boolean = row["kind"] == ValueKind.BOOLEAN
        return row["shown" if name == "value" else "last_shown"] if is_boolean else Decimal(row[name])

    return get


COLUMNS = (
    Column("Code", lambda row: row["code"]),
    Column("Rubrique", lambda row: section_label(row["section"])),
    Column("Indicateur", lambda row: row["label"]),
    Column("Année", lambda row: row["year"], Kind.YEAR),
    Column("Valeur", _number("value"), Kind.DECIMAL),
    Column("Valeur de l’année précédente", _number("last"), Kind.DECIMAL),
    Column("Type", lambda row: row["kind"]),
    Column("Sans objet", lambda row: row["is_not_applicable"], Kind.BOOLEAN),
    Column("Médiane des centres comparables", lambda row: row["median_shown"]),
    Column("Place parmi les comparables", place_of),
    Column("Centres comparables ayant répondu", lambda row: row["answered"], Kind.INTEGER),
    Column("Seuil respecté", lambda row: row["is_met"], Kind.BOOLEAN),
    Column("Règle", lambda row: row["rule"]),
    Column("Écart avec l’application", lambda row: row.get("apart", "")),
)


def figures_csv(name: str, content: Mapping[str, Any]) -> Attachment:
    """The figures of the opinion as a CSV attachment, a row each."""
    text = csv_text(COLUMNS, content.get("figures", []))
    return csv_attachment(name, text, "Les chiffres sur lesquels l’avis s’appuie")
