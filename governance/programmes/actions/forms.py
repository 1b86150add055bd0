"""Forms of an action, its satisfaction and its sessions: they validate, the services act."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from dsfr.widgets import InlineRadioSelect

from centres.models import Centre
from documents.forms.dsfr import DsfrForm
from documents.forms.fields import FrenchDecimalField, FrenchIntegerField, day_field, day_input, text_field
from documents.french import number
from governance.enums import Mode, Public
from governance.models import Action, Production, Programme
from governance.models.programme import IN_FORCE
from governance.programmes.actions.fields import CELL_FIELDS, FORM_SECTIONS, SET_NAMES, RowCell, section_names
from governance.programmes.sessions.services import PublicCount, SessionInput

MOST_PEOPLE = 100_000


class ActionForm(DsfrForm, forms.ModelForm):
    """The form of an action, in sections; its classification is computed, never typed."""

    publics = forms.MultipleChoiceField(
        label="Publics visés", choices=Public.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    reason = text_field(
        "Motif",
        rows=3,
        help_text="Le programme est validé : dites pourquoi l’action est ajoutée ou modifiée en cours d’année (R-20).",
    )

    class Meta:
        model = Action
        fields = section_names(*FORM_SECTIONS)
        widgets = {
            "description": forms.Textarea(attrs={"rows": 4}),
            "learning_goals": forms.Textarea(attrs={"rows": 3}),
            "city_contracts": forms.Textarea(attrs={"rows": 3}),
            "overseas_reason": forms.Textarea(attrs={"rows": 2}),
            "justification": forms.Textarea(attrs={"rows": 2}),
            "decided_on": day_input(),
            "departments": forms.CheckboxSelectMultiple,
        }
        help_texts = {
            "mission": "Trois missions socle (M1 à M3) et six cas de missions complémentaires (C1 à C6).",
            "publics": "",
        }

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.programme = programme
        for field in CELL_FIELDS:
            if isinstance(field.cell, RowCell):
                self.fields[field.name].queryset = field.cell.rows(programme)
        if not self.fields["districts"].queryset.exists():
            del self.fields["districts"]  # the list of districts is not loaded everywhere
        if programme.state not in IN_FORCE:
            del self.fields["reason"]
        elif "preview" in self.data:
            self.fields["reason"].required = False  # nothing is written: nothing is to be explained

    @property
    def sections(self) -> list[tuple[str, str, list[forms.BoundField]]]:
        """(title, hint, bound fields) of each section; the reason comes last when one is due."""
        sections = [
            (section.title, section.hint, [self[name] for name in section_names(section) if name in self.fields])
            for section in FORM_SECTIONS
        ]
        reason = [("Pourquoi en cours d’année", "", [self["reason"]])] if "reason" in self.fields else []
        return sections + reason

    @property
    def sets(self) -> dict[str, Any]:
        """The districts and départements chosen."""
        return {name: self.cleaned_data[name] for name in SET_NAMES if name in self.cleaned_data}


class SatisfactionForm(DsfrForm):
    """What the participants answered; a blank is None, unknown."""

    answered = FrenchIntegerField(label="Réponses reçues", min_value=0, max_value=MOST_PEOPLE, required=False)
    satisfied = FrenchIntegerField(
        label="Dont réponses satisfaites", min_value=0, max_value=MOST_PEOPLE, required=False
    )


class ProductionsForm(DsfrForm):
    """Which productions of the centre come from the action."""

    productions = forms.ModelMultipleChoiceField(
        label="Productions issues de l’action", queryset=Production.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    def __init__(self, *args: Any, centre: Centre, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Production.objects.filter(centres=centre).prefetch_related("centres").order_by("title", "pk")
        field = self.fields["productions"]
        field.queryset = rows
        field.choices = [
            (row.pk, f"{row.title} ({'publiée' if row.published_on else 'pas encore publiée'})") for row in rows
        ]


COUNTS = {"on_site": "sur place", "remote": "à distance", "mainstream": "dont droit commun"}


COUNT_FIELDS = {
    f"{public.value}-{name}": FrenchIntegerField(
        label=f"{public.label}, {words}", min_value=0, max_value=MOST_PEOPLE, required=False
    )
    for public in Public
    for name, words in COUNTS.items()
}
CountsForm: type[DsfrForm] = type("CountsForm", (DsfrForm,), COUNT_FIELDS)


@dataclass(frozen=True, kw_only=True)
class PublicFields:
    """The three figures of one public, and whether the page shows them at once."""

    label: str
    fields: list[tuple[str, forms.BoundField]]
    is_open: bool


class SessionForm(CountsForm):
    """A session: when, how long, how, where, and who came, public by public."""

    on = day_field("Date")
    half_days = FrenchDecimalField(
        label="Demi-journées",
        unit="demi-journées",
        min_value=Decimal("0.5"),
        max_value=Decimal(60),
        max_digits=4,
        decimal_places=1,
        initial=Decimal(1),
        help_text="Une journée : 2 ; une soirée : 1.",
    )
    mode = forms.ChoiceField(label="Modalité", choices=Mode.choices, initial=Mode.ON_SITE, widget=InlineRadioSelect)
    place = forms.CharField(label="Lieu", max_length=120, required=False)
    is_held = forms.BooleanField(
        label="La séance s’est tenue", required=False, initial=True, help_text="Décochez pour une séance à venir."
    )

    def __init__(self, *args: Any, usual: Collection[str] = (), **kwargs: Any) -> None:
        """`usual`: the publics whose figures are shown at once, such as those of the session before."""
        super().__init__(*args, **kwargs)
        self.usual = usual
        self.fields["on"].initial = timezone.localdate

    def clean(self) -> dict[str, Any]:
        """Refuse more people from mainstream services than people."""
        for public in Public:
            on_site, remote, mainstream = (self.cleaned_data.get(f"{public}-{name}") or 0 for name in COUNTS)
            if mainstream > on_site + remote:
                self.add_error(
                    f"{public}-mainstream",
                    f"Le droit commun ne peut pas dépasser le public entier ({number(on_site + remote)}).",
                )
        if not self.errors and self.cleaned_data.get("is_held", True) and not self._says_who_came():
            planned = ", ou décochez « La séance s’est tenue »" if "is_held" in self.fields else ""
            self.add_error(None, f"Aucun participant n’est saisi : écrivez au moins un nombre, zéro compris{planned}.")
        return self.cleaned_data

    def _says_who_came(self) -> bool:
        return any(self.cleaned_data.get(f"{public}-{name}") is not None for public in Public for name in COUNTS)

    @property
    def publics(self) -> list[PublicFields]:
        """The figures, public by public."""
        return [self._of(public) for public in Public]

    def _of(self, public: Public) -> PublicFields:
        fields = [(words, self[f"{public.value}-{name}"]) for name, words in COUNTS.items()]
        is_filled = any(field.value() not in (None, "") or field.errors for _, field in fields)
        return PublicFields(label=public.label, fields=fields, is_open=is_filled or public.value in self.usual)

    @property
    def entry(self) -> SessionInput:
        """The session as typed; a public of whom nothing is typed is not there."""
        data = self.cleaned_data
        counts = []
        for public in Public:
            figures = {name: data[f"{public.value}-{name}"] for name in COUNTS}
            if any(value is not None for value in figures.values()):
                counts.append(PublicCount(public=public.value, **{name: value or 0 for name, value in figures.items()}))
        return SessionInput(
            on=data["on"], half_days=data["half_days"], mode=data["mode"], place=data["place"],
            is_held=data["is_held"], counts=tuple(counts),
        )  # fmt: skip


class QuickForm(SessionForm):
    """A session entered on a telephone: held, today most of the time."""

    is_held = None
    is_last = forms.BooleanField(label="C’était la dernière séance : l’action est réalisée", required=False)

    @property
    def entry(self) -> SessionInput:
        """The session as typed, held."""
        self.cleaned_data["is_held"] = True
        return super().entry
