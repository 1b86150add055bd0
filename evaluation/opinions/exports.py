"""The list of opinions to take away. Columns are a contract: tests check them."""

from __future__ import annotations

from django.utils import timezone

from documents.columns import Column, Kind
from documents.spreadsheets.list_export import ListExport
from evaluation.opinions.listing import Line
from governance.law.legal_calendar import OPINION_DUE


def _communicated(line: Line) -> object:
    at = line.opinion.communicated_at if line.opinion and line.opinion.is_communicated else None
    return timezone.localdate(at) if at else None


COLUMNS = (
    Column("Centre", "centre.usual_name"),
    Column("Exercice", "year", Kind.YEAR),
    Column("Référence", lambda line: line.opinion.reference if line.opinion else "", width=34),
    Column("Version", lambda line: line.opinion.version if line.opinion else None, Kind.INTEGER),
    Column("État", "state_label", width=34),
    Column("Mis en consultation le", lambda line: line.opinion and line.opinion.consulted_on, Kind.DATE),
    Column("Communiqué le", _communicated, Kind.DATE),
    Column("Réponse attendue avant le", lambda line: line.opinion and line.opinion.reply_due_on, Kind.DATE),
    Column("Transmis le", "transmitted_on", Kind.DATE),
    Column(f"En retard sur le {OPINION_DUE.text}", "is_late", Kind.BOOLEAN),
    Column("Jours de retard", "days_late", Kind.INTEGER),
    Column("Empreinte SHA-256", lambda line: line.opinion.seal if line.opinion else "", width=66),
)
OPINION_EXPORT = ListExport(columns=COLUMNS, title="Avis évaluatifs des centres de ressources", sheet="Avis")
