"""Forms on the indicators: national ones, and complements of a region."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.db.models import QuerySet

from centres.models import Region
from documents.forms.dsfr import DsfrForm
from documents.forms.fields import FrenchDecimalField, FrenchIntegerField, choices, text_field
from evaluation.enums import Aggregation, Breakdown, IndicatorOrigin, Section, ValueKind
from evaluation.referential.queries import DERIVED_LIKE, FROM_CENTRE

CODE = RegexValidator(
    r"^[A-Z][A-Z0-9]{1,4}-[0-9]{2}$", "Un code s’écrit comme M1-01 : lettres capitales, tiret, deux chiffres."
)
NATIONAL_ORIGINS = [choice for choice in IndicatorOrigin.choices if choice[0] != IndicatorOrigin.REGIONAL]


class NewVersionForm(DsfrForm):
    """The name of a version to prepare."""

    name = forms.CharField(label="Nom de la version", max_length=20, help_text="Par exemple l’année : 2026.")


class ConfirmForm(DsfrForm):
    """A confirmation without any field."""


class ComplementForm(DsfrForm):
    """The columns of a complement of a region, common to every indicator."""

    section = forms.ChoiceField(label="Rubrique", choices=choices("Choisir", Section.choices))
    label = forms.CharField(label="Libellé", max_length=120)
    definition = text_field("Définition")
    perimeter = forms.CharField(label="Périmètre", required=False, max_length=200)
    kind = forms.ChoiceField(label="Type", choices=choices("Choisir", ValueKind.choices))
    unit = forms.CharField(label="Unité", required=False, max_length=30)
    numerator = forms.CharField(
        label="Numérateur", required=False, max_length=120, help_text="Pour un pourcentage ou un ratio."
    )
    denominator = forms.CharField(label="Dénominateur", required=False, max_length=120)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if bool(data.get("numerator")) != bool(data.get("denominator")):
            self.add_error("denominator", "Dites le numérateur et le dénominateur, ou aucun des deux.")
        return data


class RegionalForm(ComplementForm):
    """A new complement, of one of the regions of the reader; the application gives its code."""

    region = forms.ModelChoiceField(label="Région", queryset=Region.objects.none(), empty_label="Choisir")
    field_order = ("region",)

    def __init__(self, *args: Any, regions: QuerySet[Region], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].queryset = regions
        if regions.count() == 1:
            self.initial.setdefault("region", regions.get())


class IndicatorForm(ComplementForm):
    """A national indicator, all its columns."""

    code = forms.CharField(label="Code", max_length=8, validators=[CODE], help_text="Par exemple M1-06.")
    rank = FrenchIntegerField(
        label="Ordre dans le formulaire", required=False, min_value=1, max_value=999, help_text="Vide : à la fin."
    )
    breakdown = forms.ChoiceField(label="Détail", choices=Breakdown.choices, required=False)
    aggregation = forms.ChoiceField(label="Consolidation nationale", choices=choices("Choisir", Aggregation.choices))
    derivation = forms.ChoiceField(
        label="Origine du chiffre", required=False, choices=[("", FROM_CENTRE), *DERIVED_LIKE.items()],
        help_text="Compté par l’application à partir du travail enregistré, ou saisi.",
    )  # fmt: skip
    rule = forms.CharField(label="Règle du cadre", required=False, max_length=40, help_text="Par exemple R-17.")
    standing = forms.ChoiceField(label="Statut", choices=choices("Choisir", NATIONAL_ORIGINS))
    at_least = FrenchDecimalField(label="Conforme à partir de", required=False, max_digits=14, decimal_places=4)
    at_most = FrenchDecimalField(label="Conforme jusqu’à", required=False, max_digits=14, decimal_places=4)
    is_critical = forms.BooleanField(label="Critique : signalé en rouge au tableau de bord", required=False)
    is_financial = forms.BooleanField(label="Financier : sans objet pour un centre non financé (R-56)", required=False)
    field_order = ("code", "rank", "section")
