"""What the list of conventions may be asked, and in which order."""

from __future__ import annotations

from django import forms

from documents.forms.dsfr import DsfrForm
from documents.forms.sorting import SortColumn
from documents.spreadsheets.columns import Column, Kind
from documents.spreadsheets.list_export import ListExport
from documents.text import unaccented
from governance.conventions.queries import Row
from governance.enums import ConventionKind, ConventionState

COLUMNS = (
    SortColumn(code="centre", title="Centre", key=lambda row: unaccented(row.convention.centre.usual_name)),
    SortColumn(code="nature", title="Nature", key=lambda row: row.convention.kind),
    SortColumn(code="etat", title="État", key=lambda row: list(ConventionState).index(row.convention.state)),
    SortColumn(code="debut", title="Début", key=lambda row: row.convention.starts_on),
    SortColumn(code="terme", title="Terme", key=lambda row: row.convention.current_end),
    SortColumn(code="echeance", title="Prochaine échéance", key=lambda row: row.deadline and row.deadline.on),
    SortColumn(code="alertes", title="Points d’attention", key=None),
)


def _choices(empty: str, options: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [("", empty), *((value, f"{label[0].upper()}{label[1:]}") for value, label in options)]


class Selection(DsfrForm):
    """The filters above the list; an unknown value is as good as none, since it comes from an address."""

    centre = forms.CharField(label="Nom du centre", required=False, max_length=80)
    nature = forms.ChoiceField(
        label="Nature", required=False, choices=_choices("Toutes les natures", ConventionKind.choices)
    )
    etat = forms.ChoiceField(label="État", required=False, choices=_choices("Tous les états", ConventionState.choices))
    alertes = forms.ChoiceField(
        label="Points d’attention",
        required=False,
        choices=[("", "Toutes les conventions"), ("oui", "Avec un point d’attention"), ("non", "Sans")],
    )

    def wanted(self, name: str) -> str:
        """The value asked for `name`, empty when absent or unknown."""
        self.is_valid()
        return self.cleaned_data.get(name, "")

    def keeps(self, row: Row) -> bool:
        """Whether `row` answers every filter."""
        name, kind, state, alerts = (self.wanted(field) for field in ("centre", "nature", "etat", "alertes"))
        return (
            unaccented(name) in unaccented(row.convention.centre.usual_name)
            and kind in ("", row.convention.kind)
            and state in ("", row.convention.state)
            and (not alerts or bool(row.alerts) == (alerts == "oui"))
        )

    @property
    def is_narrow(self) -> bool:
        """Whether some filter is set."""
        return any(self.wanted(name) for name in self.fields)


def _plan(row: Row) -> str:
    return "oui" if row.convention.in_regional_plan else "non"


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
    Column("Contrat de plan État-région", lambda row: row.convention.regional_plan or _plan(row)),
    Column("Signée avant l’outil", "convention.is_recorded", Kind.BOOLEAN),
    Column("Prochaine échéance", lambda row: row.deadline and row.deadline.on, Kind.DATE),
    Column("Ce qui est dû", lambda row: row.deadline and row.deadline.label),
    Column("Points d’attention", lambda row: " | ".join(alert.sentence for alert in row.alerts), width=60),
)
CONVENTION_EXPORT = ListExport(
    columns=EXPORT_COLUMNS, title="Conventions des centres de ressources", sheet="Conventions"
)
