"""The form of a production."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.utils.timezone import localdate

from centres.models import Centre
from centres.models.centre import by_name
from documents.forms.dsfr import DsfrForm
from documents.forms.fields import choices, day_field
from governance.enums import ProductionKind, Theme
from governance.models import Worksite
from governance.productions.services import LARGEST, TOO_LARGE, Upload


class CoSignatureForm(DsfrForm):
    """Whether a centre made a production with others."""

    answer = forms.ChoiceField(
        label="Votre centre a-t-il fait cette production avec les autres ?", widget=forms.RadioSelect,
        choices=[("oui", "Oui, je confirme la co-signature"), ("non", "Non, je la refuse")],
    )  # fmt: skip


class ProductionForm(DsfrForm):
    """A production, a draft until its date of publication is given."""

    title = forms.CharField(label="Titre", max_length=200)
    kind = forms.ChoiceField(label="Type", choices=choices("Choisir", ProductionKind.choices))
    theme = forms.ChoiceField(label="Thème", choices=choices("Choisir", Theme.choices))
    summary = forms.CharField(label="Résumé", required=False, max_length=3000, widget=forms.Textarea(attrs={"rows": 5}))
    published_on = day_field(
        "Publiée le", required=False, help_text="Vide : brouillon. Publiée, elle se lit dans tout le réseau (R-25)."
    )
    link = forms.URLField(
        label="Adresse", required=False, assume_scheme="https", max_length=200,
        validators=[URLValidator(schemes=["http", "https"])],
    )  # fmt: skip
    file = forms.FileField(
        label="Fichier", required=False, widget=forms.FileInput(attrs={"class": "fr-upload"}),
        help_text="PDF, PNG, JPEG, DOCX ou ODT, 10 Mo au plus.",
        error_messages={"empty": "Ce fichier est vide : choisissez-en un autre."},
    )  # fmt: skip
    drops_file = forms.BooleanField(label="Retirer le fichier joint", required=False)
    agreed_in_advance = forms.BooleanField(
        label="Forme convenue à l’avance avec la gouvernance (R-123)", required=False
    )
    in_national_format = forms.BooleanField(label="Au format national de fiche d’expérience (R-113)", required=False)
    shared_on_common_tool = forms.BooleanField(label="Versée à l’outil commun de diffusion (R-124)", required=False)
    worksite = forms.ModelChoiceField(
        label="Chantier national", queryset=Worksite.objects.none(), required=False, empty_label="Aucun",
        help_text="Quand elle répond à une commande nationale (R-31).",
    )  # fmt: skip
    centres = forms.ModelMultipleChoiceField(
        label="Centres qui l’ont faite", queryset=Centre.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple, help_text="Faite à plusieurs, elle ne compte qu’une fois (R-32)."
        " Les autres centres sont invités à confirmer.",
    )  # fmt: skip

    def __init__(self, *args: Any, has_file: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        years = (localdate().year - 2, localdate().year + 1)
        centres = self.fields["centres"]
        centres.queryset = Centre.objects.begun_by(localdate())  # closed since: a past production may be theirs
        centres.choices = [(centre.pk, centre.usual_name) for centre in by_name(centres.queryset)]
        self.fields["worksite"].queryset = Worksite.objects.filter(year__range=years)
        if not has_file:
            del self.fields["drops_file"]

    def clean_file(self) -> Any:
        sent = self.cleaned_data["file"]
        if sent and sent.size > LARGEST:
            raise forms.ValidationError(TOO_LARGE)
        return sent

    def production_values(self) -> dict[str, Any]:
        """The arguments of `services.save_production`, once the form is valid."""
        values = dict(self.cleaned_data)
        sent = values.pop("file")
        return values | {"upload": Upload(sent.name, sent.read()) if sent else None}
