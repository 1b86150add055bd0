"""Forms on exercises, of national staff; they validate, services act."""

from __future__ import annotations

from decimal import Decimal

from django import forms
from django.db.models import Max
from django.utils import timezone

from documents.forms.dsfr import DsfrForm
from documents.forms.fields import FrenchDecimalField, FrenchIntegerField, text_field
from funding.formula.scale import MAX_KM, MAX_QPV
from funding.models import Round, Scale
from funding.rounds.services import Correction


class PrepareForm(DsfrForm):
    """Which year to prepare, by which scale."""

    year = forms.IntegerField(label="Exercice", min_value=2015, max_value=2100, help_text="Par exemple 2026.")
    scale = forms.ModelChoiceField(label="Barème", queryset=Scale.objects.all(), empty_label=None)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        last = Round.objects.aggregate(Max("year"))["year__max"] or timezone.localdate().year
        self.fields["year"].initial = last + 1


class CorrectionForm(DsfrForm):
    """Why an adopted exercise is corrected, and by which scale."""

    reason = text_field("Motif de la correction", rows=3, help_text="Publié avec la nouvelle version.")
    scale = forms.ModelChoiceField(
        label="Barème",
        queryset=Scale.objects.all(),
        empty_label=None,
        help_text="Celui de la version adoptée, sauf si c’est lui que vous corrigez.",
    )


class FigureForm(DsfrForm):
    """One centre's figures for one exercise; a field left empty stays unknown."""

    qpv = FrenchIntegerField(
        label="Nombre de quartiers prioritaires",
        min_value=0,
        max_value=MAX_QPV,
        required=False,
        help_text="Laissez vide ce que vous ignorez\u00a0: le calcul de tout le réseau l’attendra.",
    )
    km = FrenchDecimalField(
        label="Médiane des distances (km)",
        min_value=Decimal(0),
        max_value=Decimal(MAX_KM),
        max_digits=7,
        decimal_places=1,
        required=False,
    )
    in_formula = forms.BooleanField(
        label="Compté dans le calcul et dans les bornes",
        required=False,
        help_text="Paris, qui n’est pas financé par l’État, reste hors calcul (R-56).",
    )
    reason = text_field(
        "Motif de la correction", rows=3,
        help_text="D’où vient la nouvelle valeur, et pourquoi elle remplace celle du référentiel.",
    )  # fmt: skip

    def correction(self) -> Correction:
        """The correction, for `services.correct_figure`."""
        return Correction(**{name: self.cleaned_data[name] for name in ("qpv", "km", "in_formula", "reason")})
