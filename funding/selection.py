"""Which rows of the funding table, in which order: what the filters and the column headings ask."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms

from centres.enums import Zone
from documents.dsfr import DsfrForm
from documents.text import unaccented
from funding.figures import Row

Key = Callable[[Row], Any]


@dataclass(frozen=True, kw_only=True)
class SortColumn:
    """One column of the table: its heading, and what orders it (None: not sortable)."""

    code: str
    title: str
    key: Key | None
    is_figure: bool = True


COLUMNS = (
    SortColumn(code="centre", title="Centre", key=lambda row: unaccented(row.line.name), is_figure=False),
    SortColumn(code="qpv", title="Quartiers", key=lambda row: row.line.qpv),
    SortColumn(code="km", title="Distance (km)", key=lambda row: row.line.km),
    SortColumn(code="indice", title="Indice", key=lambda row: row.line.weighted_index),
    SortColumn(code="etp", title="ETP", key=lambda row: row.line.fte),
    SortColumn(code="fixe", title="Part fixe", key=lambda row: row.line.fixed_part),
    SortColumn(code="variable", title="Part variable", key=lambda row: row.line.variable_part),
    SortColumn(code="budget", title="Budget socle", key=lambda row: row.line.budget),
    SortColumn(code="plancher", title="Plancher de l’État", key=lambda row: row.line.state_floor),
    SortColumn(code="evolution", title="Évolution", key=lambda row: row.floor_change),
    SortColumn(code="reste", title="À trouver ailleurs", key=lambda row: row.line.remainder),
    SortColumn(code="notifie", title="Notifié", key=lambda row: row.notified),
    SortColumn(code="verse", title="Versé", key=lambda row: row.paid),
)
_KEYS = {column.code: column.key for column in COLUMNS if column.key}


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


def ordered(rows: list[Row], code: str, *, descending: bool) -> list[Row]:
    """`rows` by the column `code`; what is unknown comes last whatever the direction."""
    key = _KEYS.get(code, _KEYS["centre"])
    known = [row for row in rows if key(row) is not None]
    unknown = [row for row in rows if key(row) is None]
    return sorted(known, key=key, reverse=descending) + unknown
