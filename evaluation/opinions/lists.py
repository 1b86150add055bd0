"""The list of opinions of a year: its columns and their order, its filters, its file."""

from __future__ import annotations

from typing import ClassVar

from django import forms
from django.utils import timezone

from documents.forms.filters import FilterForm, contains, yes_or_no
from documents.forms.sorting import Key, SortColumn
from documents.spreadsheets.columns import Column, Kind
from documents.spreadsheets.list_export import ListExport
from documents.text import unaccented
from evaluation.enums import OpinionState
from evaluation.opinions.queries import Line
from governance.law.legal_calendar import OPINION_DUE

STATES = ["", *OpinionState.values]


def _of_opinion(name: str) -> Key:
    """What orders by one date of the opinion; a centre without opinion comes last."""
    return lambda line: line.opinion and getattr(line.opinion, name)


COLUMNS = (
    SortColumn(code="centre", title="Centre", key=lambda line: unaccented(line.centre.usual_name)),
    SortColumn(code="etat", title="État", key=lambda line: STATES.index(line.state)),
    SortColumn(code="communique", title="Communiqué le", key=_of_opinion("communicated_at")),
    SortColumn(code="reponse", title="Réponse avant le", key=_of_opinion("reply_due_on")),
    SortColumn(code="transmis", title="Transmis le", key=lambda line: line.transmitted_on),
    SortColumn(code="retard", title="Retard", key=lambda line: line.days_late),
)


class Selection(FilterForm):
    """The filters above the list."""

    centre = forms.CharField(label="Nom du centre", required=False, max_length=80)
    etat = forms.ChoiceField(
        label="État",
        required=False,
        choices=[
            ("", "Tous les états"),
            ("aucun", "Sans avis"),
            *((value, f"{label[0].upper()}{label[1:]}") for value, label in OpinionState.choices),
        ],
    )
    retard = forms.ChoiceField(
        label="Transmission",
        required=False,
        choices=[("", "Toutes"), ("oui", f"En retard sur le {OPINION_DUE.text}"), ("non", "Dans les temps")],
    )
    tests: ClassVar = {
        "centre": contains(lambda line: line.centre.usual_name),
        "etat": lambda line, state: (line.state or "aucun") == state,
        "retard": yes_or_no(lambda line: line.is_late),
    }


def _communicated(line: Line) -> object:
    at = line.opinion.communicated_at if line.opinion and line.opinion.is_communicated else None
    return timezone.localdate(at) if at else None


EXPORT_COLUMNS = (
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
OPINION_EXPORT = ListExport(columns=EXPORT_COLUMNS, title="Avis évaluatifs des centres de ressources", sheet="Avis")
