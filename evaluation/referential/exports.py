"""The referential as a file: PDF, workbook and CSV of the same list."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from documents.pdf.render import render_pdf
from documents.spreadsheets.columns import Column, Kind
from documents.spreadsheets.list_export import ListExport
from evaluation.referential.queries import ReferentialChapters, source_of

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


def version_writers(version: ReferentialChapters) -> Mapping[str, Callable[[], bytes]]:
    """The writer of each kind of file: list as csv and xlsx, printed version as pdf."""
    title = f"Référentiel d’indicateurs, version {version.referential.name}"
    export = ListExport(columns=COLUMNS, title=title, sheet="Indicateurs")
    rows = [*version.national, *version.complements]
    return {
        "csv": lambda: export.csv(rows),
        "xlsx": lambda: export.xlsx(rows),
        "pdf": lambda: render_pdf("evaluation/referential/print.html", {"version": version}),
    }
