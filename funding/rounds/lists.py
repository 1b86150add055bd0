"""Which rows of the funding table, in which order: what the filters and the column headings ask."""

from __future__ import annotations

from django import forms

from centres.enums import Zone
from documents.forms.dsfr import DsfrForm
from documents.forms.sorting import Key, SortColumn
from documents.text import unaccented
from funding.rounds.queries import Row


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


class Selection(DsfrForm):
    """The filters above the table; an unknown value is ignored rather than refused, since it comes from an address."""

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

    def wanted(self, name: str) -> str:
        """The value asked for `name`, empty when absent or unknown."""
        return self.cleaned_data.get(name, "") if self.is_valid() or hasattr(self, "cleaned_data") else ""

    def keeps(self, row: Row) -> bool:
        """Whether `row` answers every filter."""
        sought, zone, alerts = (self.wanted(name) for name in ("recherche", "zone", "alertes"))
        return (
            (not sought or unaccented(sought) in unaccented(row.line.name))
            and (not zone or row.line.zone == zone)
            and (not alerts or bool(row.badges) == (alerts == "oui"))
        )

    @property
    def is_narrow(self) -> bool:
        """Whether some filter is set."""
        return any(self.wanted(name) for name in self.fields)


def columns_for(*, with_money: bool) -> list[SortColumn]:
    """The columns shown to this reader: decided and paid amounts only when some may be read."""
    return [column for column in COLUMNS if with_money or column.code not in MONEY_COLUMNS]
