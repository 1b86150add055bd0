"""The funding table of an exercise: its columns and their order, its filters."""

from __future__ import annotations

from typing import ClassVar

from django import forms

from centres.enums import Zone
from documents.forms.filters import FilterForm, contains, yes_or_no
from documents.forms.sorting import Key, SortColumn
from documents.french import unaccented


def _figure(code: str, title: str, key: Key) -> SortColumn:
    return SortColumn(code=code, title=title, key=key, is_figure=True)


COLUMNS = (
    SortColumn(code="centre", title="Centre", key=lambda row: unaccented(row.line.name), is_figure=False),
    _figure("qpv", "Quartiers", lambda row: row.line.qpv),
    _figure("km", "Distance (km)", lambda row: row.line.km),
    _figure("indice", "Indice", lambda row: row.line.weighted_index),
    _figure("etp", "ETP", lambda row: row.line.fte),
    _figure("fixe", "Part fixe", lambda row: row.line.fixed_part),
    _figure("variable", "Part variable", lambda row: row.line.variable_part),
    _figure("budget", "Budget socle", lambda row: row.line.budget),
    _figure("plancher", "Plancher de l’État", lambda row: row.line.state_floor),
    _figure("evolution", "Évolution", lambda row: row.floor_change),
    _figure("reste", "À trouver ailleurs", lambda row: row.line.remainder),
    _figure("notifie", "Notifié", lambda row: row.notified),
    _figure("verse", "Versé", lambda row: row.paid),
)
MONEY_COLUMNS = frozenset({"notifie", "verse"})


class Selection(FilterForm):
    """The filters above the table."""

    recherche = forms.CharField(label="Nom du centre", required=False, max_length=80)
    zone = forms.ChoiceField(
        label="Zone",
        required=False,
        choices=[("", "Toutes les zones"), *((z.value, z.label.capitalize()) for z in Zone)],
    )
    alertes = forms.ChoiceField(
        label="Points d’attention",
        required=False,
        choices=[("", "Tous les centres"), ("oui", "Avec un point d’attention"), ("non", "Sans point d’attention")],
    )
    tests: ClassVar = {
        "recherche": contains(lambda row: row.line.name),
        "zone": lambda row, zone: row.line.zone == zone,
        "alertes": yes_or_no(lambda row: row.badges),
    }


def columns_for(*, with_money: bool) -> list[SortColumn]:
    """The columns shown to this reader: decided and paid amounts only when some may be read."""
    return [column for column in COLUMNS if with_money or column.code not in MONEY_COLUMNS]
