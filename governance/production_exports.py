"""The library as a file: the same productions as on the page, all of them."""

from __future__ import annotations

from collections.abc import Iterable

from documents.columns import Column, Kind
from documents.delimited import csv_bytes
from documents.workbook import workbook
from governance.models import Production

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
COLUMNS = (
    Column("Titre", "title", width=44),
    Column("Type", lambda row: row.get_kind_display(), width=20),
    Column("Thème", lambda row: row.get_theme_display(), width=28),
    Column("Centres", lambda row: ", ".join(centre.usual_name for centre in row.centres.all()), width=36),
    Column("Publiée le", "published_on", Kind.DATE),
    Column("Adresse", "link", width=36),
    Column("Fichier", "file_name"),
    Column("Convenue à l’avance", "agreed_in_advance", Kind.BOOLEAN),
    Column("Format national", "in_national_format", Kind.BOOLEAN),
    Column("Versée à l’outil commun", "shared_on_common_tool", Kind.BOOLEAN),
    Column("Chantier national", lambda row: row.worksite.title if row.worksite else None),
    Column("Résumé", "summary", width=60),
)


def library_csv(productions: Iterable[Production]) -> tuple[bytes, str]:
    """The productions for a spreadsheet or a script, with the content type; each once, whoever made it (R-32)."""
    return csv_bytes(COLUMNS, productions), "text/csv; charset=utf-8"


def library_workbook(productions: Iterable[Production]) -> tuple[bytes, str]:
    """The productions as an Excel file, with its content type."""
    title = "Productions des centres de ressources politique de la ville"
    return workbook(COLUMNS, productions, sheet="Productions", title=title), XLSX


FACES = {"csv": library_csv, "xlsx": library_workbook}
