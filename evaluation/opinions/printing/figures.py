"""The figures of an opinion as its print shows them, and as a table that spreadsheets open, attached to it."""

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

Line = Mapping[str, Any]
NOT_APPLICABLE, BLANK = "sans objet", "non renseigné"


def section_label(key: str) -> str:
    """The name of a section of the referential; a key of a later referential stays as it is."""
    return Section(key).label if key in Section.values else key


def figure_groups(told: Mapping[str, Any]) -> list[tuple[str, list[dict[str, Any]]]]:
    """The lines of the table, by section, each blank said in words."""
    lines = [dict(line) | {"told": told_of(line), "placed": placed(line)} for line in told.get("figures", [])]
    return [(section_label(key), list(group)) for key, group in groupby(lines, key=lambda line: line["section"])]


def told_of(line: Line) -> str:
    """The figure as it is read: a blank is never a zero."""
    if line["is_not_applicable"]:
        return NOT_APPLICABLE
    return line["shown"] or BLANK


def place_of(line: Line) -> str:
    """Where it stands among comparable centres; what was frozen with a rank says its rank still."""
    if line.get("rank"):
        return f"rang {line['rank']}"
    return str(line.get("place", ""))


def placed(line: Line) -> str:
    """Its place, and among how many; empty when it is not compared."""
    place = place_of(line)
    return f"{place} ({counted(line['answered'], 'centre')})" if place else ""


def _number(name: str) -> Any:
    """The figure for a spreadsheet: a number, or « oui », « non » as it is read."""

    def get(line: Line) -> Decimal | str | None:
        if line[name] is None:
            return None
        return line["shown" if name == "value" else "last_shown"] if _is_yes_or_no(line) else Decimal(line[name])

    return get


def _is_yes_or_no(line: Line) -> bool:
    return bool(line["kind"] == ValueKind.BOOLEAN)


COLUMNS = (
    Column("Code", lambda line: line["code"]),
    Column("Rubrique", lambda line: section_label(line["section"])),
    Column("Indicateur", lambda line: line["label"]),
    Column("Année", lambda line: line["year"], Kind.YEAR),
    Column("Valeur", _number("value"), Kind.DECIMAL),
    Column("Valeur de l’année précédente", _number("last"), Kind.DECIMAL),
    Column("Type", lambda line: line["kind"]),
    Column("Sans objet", lambda line: line["is_not_applicable"], Kind.BOOLEAN),
    Column("Médiane des centres comparables", lambda line: line["median_shown"]),
    Column("Place parmi les comparables", place_of),
    Column("Centres comparables ayant répondu", lambda line: line["answered"], Kind.INTEGER),
    Column("Seuil respecté", lambda line: line["is_met"], Kind.BOOLEAN),
    Column("Règle", lambda line: line["rule"]),
    Column("Écart avec l’application", lambda line: line.get("apart", "")),
)


def figures_csv(name: str, told: Mapping[str, Any]) -> Attachment:
    """The figures that the opinion leans on, one a line."""
    text = csv_text(COLUMNS, told.get("figures", []))
    return csv_attachment(name, text, "Les chiffres sur lesquels l’avis s’appuie")
