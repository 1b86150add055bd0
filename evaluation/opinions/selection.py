"""What the list of opinions may be asked, and in which order."""

from __future__ import annotations

from django import forms

from documents.dsfr import DsfrForm
from documents.sorting import Key, SortColumn
from documents.text import unaccented
from evaluation.opinion_enums import OpinionState
from evaluation.opinions.listing import Line
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


class Selection(DsfrForm):
    """The filters above the list; an unknown value is as good as none, since it comes from an address."""

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

    def wanted(self, name: str) -> str:
        """The value asked for `name`, empty when absent or unknown."""
        self.is_valid()
        return self.cleaned_data.get(name, "")

    def keeps(self, line: Line) -> bool:
        """Whether `line` answers every filter."""
        name, state, late = (self.wanted(field) for field in ("centre", "etat", "retard"))
        return (
            unaccented(name) in unaccented(line.centre.usual_name)
            and (not state or (line.state or "aucun") == state)
            and (not late or line.is_late == (late == "oui"))
        )

    @property
    def is_narrow(self) -> bool:
        """Whether some filter is set."""
        return any(self.wanted(name) for name in self.fields)
