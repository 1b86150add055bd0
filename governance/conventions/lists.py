"""The list of conventions: its columns and their order, its filters, its file."""

from __future__ import annotations

from typing import ClassVar

from django import forms

from documents.forms.fields import choices
from documents.forms.filters import FilterForm, contains, yes_or_no
from documents.forms.sorting import SortColumn
from documents.french import unaccented
from documents.spreadsheets.columns import Column, Kind
from documents.spreadsheets.list_export import ListExport
from governance.enums import ConventionKind, ConventionState

COLUMNS = (
    SortColumn(code="centre", title="Centre", key=lambda row: unaccented(row.convention.centre.usual_name)),
    SortColumn(code="nature", title="Nature", key=lambda row: row.convention.kind),
    SortColumn(code="etat", title="État", key=lambda row: list(ConventionState).index(row.convention.state)),
    SortColumn(code="debut", title="Début", key=lambda row: row.convention.starts_on),
    SortColumn(code="terme", title="Terme", key=lambda row: row.convention.current_end),
    SortColumn(code="echeance", title="Prochaine échéance", key=lambda row: row.deadline and row.deadline.due_on),
    SortColumn(code="alertes", title="Points d’attention", key=None),
)


class Selection(FilterForm):
    """The filters above the list."""

    centre = forms.CharField(label="Nom du centre", required=False, max_length=80)
    nature = forms.ChoiceField(
        label="Nature", required=False, choices=choices("Toutes les natures", ConventionKind.choices)
    )
    etat = forms.ChoiceField(label="État", required=False, choices=choices("Tous les états", ConventionState.choices))
    alertes = forms.ChoiceField(
        label="Points d’attention",
        required=False,
        choices=[("", "Toutes les conventions"), ("oui", "Avec un point d’attention"), ("non", "Sans")],
    )
    tests: ClassVar = {
        "centre": contains(lambda row: row.convention.centre.usual_name),
        "nature": lambda row, kind: row.convention.kind == kind,
        "etat": lambda row, state: row.convention.state == state,
        "alertes": yes_or_no(lambda row: row.alerts),
    }


EXPORT_COLUMNS = (
    Column("Centre", "convention.centre.usual_name"),
    Column("Nature", lambda row: row.convention.get_kind_display(), width=34),
    Column("État", lambda row: row.convention.get_state_display()),
    Column("Signée le", "convention.signed_on", Kind.DATE),
    Column("Service signataire", "convention.authority"),
    Column("Début", "convention.starts_on", Kind.DATE),
    Column("Terme", "convention.ends_on", Kind.DATE),
    Column("Terme, prorogations comprises", "convention.current_end", Kind.DATE),
    Column("Avenant de la 2e année, signé le", lambda row: row.amended_on(2), Kind.DATE),
    Column("Avenant de la 3e année, signé le", lambda row: row.amended_on(3), Kind.DATE),
    Column("Bilan final dû le", "convention.final_review_due", Kind.DATE),
    Column("Bilan final validé le", "validated_on", Kind.DATE),
    Column("Contrat d’engagement républicain", "convention.has_republican_contract", Kind.BOOLEAN),
    Column(
        "Contrat de plan État-région",
        lambda row: row.convention.regional_plan or ("oui" if row.convention.in_regional_plan else "non"),
    ),
    Column("Signée avant l’outil", "convention.is_recorded", Kind.BOOLEAN),
    Column("Prochaine échéance", lambda row: row.deadline and row.deadline.due_on, Kind.DATE),
    Column("Ce qui est dû", lambda row: row.deadline and row.deadline.label),
    Column("Points d’attention", lambda row: " | ".join(alert.sentence for alert in row.alerts), width=60),
)
CONVENTION_EXPORT = ListExport(
    columns=EXPORT_COLUMNS, title="Conventions des centres de ressources", sheet="Conventions"
)
