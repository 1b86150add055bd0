"""The library as a file: the same productions as on the page, all of them."""

from __future__ import annotations

from documents.columns import Column, Kind
from documents.spreadsheets.list_export import ListExport

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
LIBRARY_EXPORT = ListExport(
    columns=COLUMNS, title="Productions des centres de ressources politique de la ville", sheet="Productions"
)
