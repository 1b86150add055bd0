"""The list of opinions of a year: its columns and their order, its filters, its file."""

from __future__ import annotations

from typing import ClassVar

from django import forms
from django.utils import timezone

from documents.forms.filters import FilterForm, contains, yes_or_no
from documents.forms.sorting import Key, SortColumn
from documents.french import unaccented
from documents.spreadsheets.columns import Column, Kind
from documents.spreadsheets.list_export import ListExport
from evaluation.enums import OpinionState
from evaluation.opinions.queries import OpinionOfCentre
from governance.law.legal_calendar import OPINION_DUE

STATES = ["", *OpinionState.values]


def _date_key(name: str) -> Key:
    """The sort key of a date of the opinion; a centre without opinion comes last."""
    return lambda row: row.opinion and getattr(row.opinion, name)


COLUMNS = (
    SortColumn(code="centre", title="Centre", key=lambda row: unaccented(row.centre.usual_name)),
    SortColumn(code="etat", title="État", key=lambda row: STATES.index(row.state)),
    SortColumn(code="communique", title="Communiqué le", key=_date_key("communicated_at")),
    SortColumn(code="reponse", title="Réponse avant le", key=_date_key("reply_due_on")),
    SortColumn(code="transmis", title="Transmis le", key=lambda row: row.transmitted_on),
    SortColumn(code="retard", title="Retard", key=lambda row: row.days_late),
)


class OpinionFilters(FilterForm):
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
        "centre": contains(lambda row: row.centre.usual_name),
        "etat": lambda row, state: (row.state or "aucun") == state,
        "retard": yes_or_no(lambda row: row.is_late),
    }


def _communicated_on(row: OpinionOfCentre) -> object:
    at = row.opinion.communicated_at if row.opinion and row.opinion.is_communicated else None
    return timezone.localdate(at) if at else None


EXPORT_COLUMNS = (
    Column("Centre", "centre.usual_name"),
    Column("Exercice", "year", Kind.YEAR),
    Column("Référence", lambda row: row.opinion.reference if row.opinion else "", width=34),
    Column("Version", lambda row: row.opinion.version if row.opinion else None, Kind.INTEGER),
    Column("État", "state_label", width=34),
    Column("Mis en consultation le", lambda row: row.opinion and row.opinion.consulted_on, Kind.DATE),
    Column("Communiqué le", _communicated_on, Kind.DATE),
    Column("Réponse attendue avant le", lambda row: row.opinion and row.opinion.reply_due_on, Kind.DATE),
    Column("Transmis le", "transmitted_on", Kind.DATE),
    Column(f"En retard sur le {OPINION_DUE.text}", "is_late", Kind.BOOLEAN),
    Column("Jours de retard", "days_late", Kind.INTEGER),
    Column("Empreinte SHA-256", lambda row: row.opinion.seal if row.opinion else "", width=66),
)
OPINION_EXPORT = ListExport(columns=EXPORT_COLUMNS, title="Avis évaluatifs des centres de ressources", sheet="Avis")
