"""The forms of the acts on a campaign and on a form of indicators, and the filters of the follow-up."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

from django import forms

from centres.models import Centre
from documents.forms.dsfr import DsfrForm
from documents.forms.fields import day_field, text_field
from documents.forms.filters import FilterForm
from evaluation.collection.queries import AnswerLine
from evaluation.enums import CollectionState, ReferentialState
from evaluation.models import Campaign, Referential
from evaluation.models.collection import default_dates
from governance.law.legal_calendar import FIGURES_DUE

CERTIFY = (
    "Je certifie que ces chiffres sont exacts à ma connaissance et qu’ils peuvent être transmis à l’État régional."
)


_text = partial(text_field, max_length=4_000)


class CampaignForm(DsfrForm):
    """The dates of a campaign, with the usual ones proposed."""

    year = forms.IntegerField(label="Exercice (année des actions)", min_value=2015, max_value=2100)
    referential = forms.ModelChoiceField(
        label="Version des indicateurs",
        queryset=Referential.objects.filter(state=ReferentialState.PUBLISHED),
        empty_label=None,
    )
    opens_on = day_field("Ouverture")
    centres_due_on = day_field("Échéance des centres", help_text=f"D’ordinaire le {FIGURES_DUE.text}.")
    review_due_on = day_field("Échéance de la vérification par l’État régional")
    corrections_until = day_field(
        "Corrections acceptées jusqu’au", help_text="Après ce jour, un formulaire vérifié ne bouge plus."
    )
    note = _text("Note de l’exercice", required=False, help_text="Affichée près des graphiques, par exemple pour 2020.")

    def __init__(self, *args: Any, campaign: Campaign | None = None, year: int = 0, **kwargs: Any) -> None:
        initial = {name: getattr(campaign, name) for name in self.base_fields} if campaign else default_dates(year)
        super().__init__(*args, initial={"year": year, **initial}, **kwargs)
        if campaign:
            self.fields["year"].disabled = True


class PostponementForm(DsfrForm):
    """More time for one centre."""

    centre = forms.ModelChoiceField(label="Centre", queryset=Centre.objects.none())
    until = day_field("Nouvelle échéance")
    reason = _text("Motif")

    def __init__(self, *args: Any, campaign: Campaign, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["centre"].queryset = Centre.objects.filter(collections__campaign=campaign)


class CertifyForm(DsfrForm):
    """The sentence that the direction ticks before sending."""

    certified = forms.BooleanField(label=CERTIFY, error_messages={"required": "Cochez la phrase pour certifier."})


class ReturnForm(DsfrForm):
    """What the centre has to correct, and why."""

    reason = _text("Ce qui est à corriger", help_text="Le centre lit ce texte en tête de son formulaire.")
    codes = forms.MultipleChoiceField(
        label="Indicateurs à corriger", required=False, widget=forms.CheckboxSelectMultiple,
        help_text="Ils seront signalés un à un dans le formulaire.",
    )  # fmt: skip

    def __init__(self, *args: Any, lines: Iterable[AnswerLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["codes"].choices = [(line.code, f"{line.code} {line.value.indicator.label}") for line in lines]


class CopyForm(DsfrForm):
    """Which of last year's comments to take again."""

    codes = forms.MultipleChoiceField(label="Commentaires à reprendre", widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, proposals: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = list(proposals)
        self.fields["codes"].choices = choices
        self.fields["codes"].initial = [code for code, _ in choices]


class FollowUpForm(FilterForm):
    """The filters above the follow-up."""

    etat = forms.ChoiceField(label="État", required=False)
    retard = forms.ChoiceField(
        label="Retard", required=False, choices=[("", "Tous"), ("oui", "En retard"), ("non", "Dans les temps")]
    )
    centre = forms.CharField(label="Centre", required=False, max_length=60)

    def __init__(self, *args: Any, labels: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["etat"].choices = [("", "Tous"), *((state.value, labels[state]) for state in CollectionState)]
