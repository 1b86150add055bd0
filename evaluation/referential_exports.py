"""The referential as a file: PDF, workbook and CSV of the same list."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from documents.columns import Column, Kind
from documents.delimited import csv_bytes
from documents.pdf import render_pdf
from documents.workbook import workbook
from evaluation.referential_figures import Shown, source_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
COLUMNS = (
    Column("Code", "code", width=9),
    Column("Rubrique", lambda row: row.get_section_display(), width=34),
    Column("Libellé", "label", width=42),
    Column("Définition", "definition", width=70),
    Column("Périmètre", "perimeter", width=40),
    Column("Type", lambda row: row.get_kind_display(), width=18),
    Column("Unité", "unit", width=18),
    Column("Numérateur", "numerator", width=34),
    Column("Dénominateur", "denominator", width=34),
    Column("Détail", lambda row: row.get_breakdown_display() if row.breakdown else "", width=22),
    Column("Consolidation", lambda row: row.get_aggregation_display(), width=30),
    Column("Origine", source_of, width=22),
    Column("Calcul", "derivation", width=20),
    Column("Règle", "rule", width=14),
    Column("Statut", lambda row: row.get_standing_display(), width=20),
    Column("Conforme à partir de", "at_least", Kind.DECIMAL, decimals=0),
    Column("Conforme jusqu’à", "at_most", Kind.DECIMAL, decimals=0),
    Column("Critique", "is_critical", Kind.BOOLEAN),
    Column("Financier", "is_financial", Kind.BOOLEAN),
    Column("Région", lambda row: row.region.name if row.region else ""),
)


def as_csv(version: Shown) -> tuple[bytes, str]:
    """The list for a spreadsheet or a script, with its content type."""
    return csv_bytes(COLUMNS, [*version.national, *version.complements]), "text/csv; charset=utf-8"


def as_workbook(version: Shown) -> tuple[bytes, str]:
    """The list as an Excel file."""
    title = f"Référentiel d’indicateurs, version {version.referential.name}"
    return workbook(COLUMNS, [*version.national, *version.complements], sheet="Indicateurs", title=title), XLSX


def as_pdf(version: Shown) -> tuple[bytes, str]:
    """The printed « référentiel »."""
    return render_pdf("evaluation/referential/print.html", {"version": version}), "application/pdf"


FACES: Mapping[str, Callable[[Shown], tuple[bytes, str]]] = {"csv": as_csv, "xlsx": as_workbook, "pdf": as_pdf}
