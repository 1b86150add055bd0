"""What the list of conventions may be asked, and in which order."""

from __future__ import annotations

from django import forms

from documents.dsfr import DsfrForm
from documents.sorting import SortColumn
from documents.text import unaccented
from governance.conventions.figures import Row
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
