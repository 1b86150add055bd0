"""Forms of a programme: its year, presentation, priorities, validation. They validate, `services` acts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils import timezone

from documents.forms.dsfr import DsfrForm
from documents.forms.fields import day_field
from governance.models import Action, Body, Orientation, Programme
from governance.programmes.services import PriorityInput

MOST_PRIORITIES = 12


class ActionsField(forms.ModelMultipleChoiceField):
    """Actions to choose from, each with its mission."""

    def label_from_instance(self, action: Action) -> str:
        return f"{action.title} ({action.retained_mission})"


class NewProgrammeForm(DsfrForm):
    """The year to open, and the actions of the year before to copy."""

    year = forms.IntegerField(label="Exercice", min_value=2015, max_value=2100, help_text="Par exemple 2027.")
    copied = ActionsField(
        label="Actions à reprendre",
        queryset=Action.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Leur intitulé, leur mission, leur format et leur description ; ni dates, ni séances, ni chiffres, "
        "ni décisions.",
    )

    def __init__(self, *args: Any, actions: Iterable[Action], year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["copied"].queryset = actions
        self.fields["copied"].initial = actions
        self.fields["year"].initial = year


class PresentForm(DsfrForm):
    """The introduction of a programme, sent with its `priorities`."""

    introduction = forms.CharField(
        label="Présentation", required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 6})
    )

    def __init__(self, *args: Any, priorities: BaseFormSet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.priorities = priorities

    def is_valid(self) -> bool:
        """The priorities are checked even when the introduction is wrong: both say their faults at once."""
        return all([super().is_valid(), self.priorities.is_valid()])


class PriorityForm(DsfrForm):
    """One priority; emptied, it is deleted."""

    orientation = forms.ModelChoiceField(
        label="Orientation nationale",
        queryset=Orientation.objects.none(),
        required=False,
        empty_label="Priorité locale",
    )
    text = forms.CharField(label="Priorité", max_length=300, required=False)

    def __init__(self, *args: Any, orientations: forms.models.ModelChoiceIterator, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["orientation"].queryset = orientations

    def clean(self) -> dict[str, Any]:
        """An orientation alone says nothing of what the centre makes of it."""
        if self.cleaned_data.get("orientation") and not self.cleaned_data.get("text", "").strip():
            self.add_error("text", "Dites ce que le centre fait de cette orientation.")
        return self.cleaned_data


def priority_formset(programme: Programme, data: Any = None) -> BaseFormSet:
    """The priorities of a programme and three blank ones (R-20)."""
    stored = list(programme.priorities.values("orientation", "text"))
    formset = formset_factory(PriorityForm, extra=3, max_num=MOST_PRIORITIES, validate_max=True)
    orientations = Orientation.objects.filter(year=programme.year)
    return formset(data, initial=stored, prefix="priorites", form_kwargs={"orientations": orientations})


def priority_inputs(formset: BaseFormSet) -> list[PriorityInput]:
    """The priorities as typed, blank ones left out."""
    rows = [form.cleaned_data for form in formset if form.cleaned_data.get("text", "").strip()]
    return [PriorityInput(text=row["text"], orientation=row["orientation"]) for row in rows]


class ValidateForm(DsfrForm):
    """Which body validated the programme, and when."""

    body = forms.ModelChoiceField(label="Instance décisionnelle", queryset=Body.objects.none(), empty_label=None)
    on = day_field("Date de la validation")
    without_meeting = forms.BooleanField(
        label="Décidé sans réunion",
        required=False,
        help_text="Consultation écrite, par exemple. Sinon, la réunion tenue ce jour-là figure dans « Instances ».",
    )

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].queryset = Body.objects.filter(centre=programme.centre_id, decides_programme=True)
        self.fields["on"].initial = timezone.localdate
