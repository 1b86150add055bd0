"""Forms of the national programme: orientations, worksites, their validation, contributions."""

from __future__ import annotations

from typing import Any

from django import forms

from documents import french
from documents.forms.dsfr import DsfrForm
from documents.forms.fields import day_field
from governance.enums import BodyKind
from governance.models import Meeting


class OrientationForm(DsfrForm):
    """A national orientation."""

    title = forms.CharField(label="Intitulé", max_length=200)
    text = forms.CharField(label="Texte", required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 5}))


class WorksiteForm(DsfrForm):
    """A national worksite."""

    title = forms.CharField(label="Intitulé", max_length=200)
    description = forms.CharField(
        label="Description", required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 5})
    )
    is_open = forms.BooleanField(
        label="Ouvert à contribution", required=False, initial=True,
        help_text="Chaque centre s’investit dans au moins deux des chantiers ouverts (R-112).",
    )  # fmt: skip


class MeetingChoice(forms.ModelChoiceField):
    """A choice of meetings, labelled by their date."""

    def label_from_instance(self, meeting: Meeting) -> str:
        return french.date(meeting.on)


class ValidationForm(DsfrForm):
    """The meeting that validated a worksite, among those of the technical committee the year before (R-110)."""

    meeting = MeetingChoice(label="Séance du comité technique", queryset=Meeting.objects.none(), empty_label="Choisir")

    def __init__(self, *args: Any, year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        meetings = Meeting.objects.filter(body__kind=BodyKind.TECHNICAL, on__year=year - 1).select_related("body")
        self.fields["meeting"].queryset = meetings


class ContributionForm(DsfrForm):
    """What a centre brings to a worksite, and its day of delivery."""

    text = forms.CharField(
        label="Contribution", max_length=5000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Ce que le centre fait pour ce chantier.",
    )  # fmt: skip
    delivered_on = day_field("Remise le", required=False, help_text="Vide : en cours.")
