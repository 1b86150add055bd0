"""The list of centres: its columns and their order, its filters (day, zone, region, legal form), its file."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone

from centres.centre_list.queries import CentreCriteria
from centres.enums import LegalForm, Zone
from centres.models import Region
from documents import french
from documents.forms.fields import choices, day_input
from documents.forms.filters import FilterForm
from documents.forms.sorting import SortColumn
from documents.french import unaccented
from documents.spreadsheets.columns import Column, Kind
from documents.spreadsheets.list_export import ListExport

COLUMNS = (
    SortColumn(code="centre", title="Centre", key=lambda row: unaccented(row.name)),
    SortColumn(code="forme", title="Forme juridique", key=lambda row: unaccented(row.legal_form)),
    SortColumn(code="zone", title="Zone", key=lambda row: row.zone),
    SortColumn(code="echelon", title="Échelon", key=lambda row: unaccented(row.echelon)),
    SortColumn(code="siege", title="Siège", key=lambda row: unaccented(row.seat)),
    SortColumn(code="perimetre", title="Périmètre", key=None),
    SortColumn(code="qpv", title="Quartiers", key=lambda row: row.qpv, is_figure=True),
    SortColumn(code="km", title="Distance", key=lambda row: row.km, is_figure=True),
    SortColumn(code="doutes", title="À confirmer", key=None),
)


class RegistryDayForm(FilterForm):
    """The day at which the registry is read."""

    au = forms.DateField(
        label="Situation au",
        required=False,
        widget=day_input(),
        error_messages={"invalid": "Cette date n’existe pas : écrivez-la ainsi, 2018-01-31."},
    )

    @property
    def day(self) -> dt.date:
        """The day of `?au=`, today when it is absent or not a date."""
        return self.filters.get("au") or timezone.localdate()


class CentreFilterForm(RegistryDayForm):
    """The filters above the list."""

    zone = forms.ChoiceField(label="Zone", required=False, choices=choices("Toutes les zones", Zone.choices))
    region = forms.ChoiceField(label="Région", required=False)
    forme = forms.ChoiceField(
        label="Forme juridique", required=False, choices=choices("Toutes les formes", LegalForm.choices)
    )
    field_order = ["zone", "region", "forme", "au"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].choices = choices("Toutes les régions", Region.objects.values_list("code", "name"))

    @property
    def criteria(self) -> CentreCriteria:
        """The valid filters."""
        zone, region, legal_form = (self.filters.get(name, "") for name in ("zone", "region", "forme"))
        return CentreCriteria(day=self.day, zone=zone, region=region, legal_form=legal_form)


EXPORT_COLUMNS = (
    Column("Centre", "name", width=36),
    Column("Identifiant", "slug"),
    Column("Forme juridique", "legal_form", width=32),
    Column("Structure porteuse", "carrier"),
    Column("Zone", "zone", width=12),
    Column("Échelon", "echelon", width=15),
    Column("Siège", "seat", width=22),
    Column("Régions", lambda row: ", ".join(row.regions)),
    Column("Départements", "codes", width=36),
    Column("Quartiers prioritaires", "qpv", Kind.INTEGER),
    Column("Liste", "vintage", width=24),
    Column("Distance médiane (km)", "km", Kind.DECIMAL, decimals=1),
    Column("Méthode", "method", width=32),
    Column("Financé par l’État", "is_state_funded", Kind.BOOLEAN),
    Column("À confirmer", lambda row: ", ".join(row.doubts), width=36),
)


def centre_export(day: dt.date) -> ListExport:
    """The list as a file, on `day`."""
    title = f"Centres de ressources politique de la ville au {french.date(day)}"
    return ListExport(columns=EXPORT_COLUMNS, title=title, sheet="Centres")
