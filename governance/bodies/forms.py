"""Forms of bodies, seats, meetings and attendance; they validate, `services` and `meetings` write."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.timezone import localdate

from centres.models import Centre, Department
from documents.forms.dsfr import DsfrForm
from documents.forms.fields import choices, day_field
from governance.enums import LOCAL_BODIES, BodyKind, College
from governance.models import Body


class BodyForm(DsfrForm):
    """A local body."""

    kind = forms.ChoiceField(
        label="Nature",
        choices=choices("Choisir", [(kind, label) for kind, label in BodyKind.choices if kind in LOCAL_BODIES]),
    )
    name = forms.CharField(label="Nom", max_length=160)
    department = forms.ModelChoiceField(
        label="Département",
        queryset=Department.objects.none(),
        required=False,
        help_text="Pour une instance départementale.",
    )
    decides_programme = forms.BooleanField(
        label="Valide le programme annuel", required=False, help_text="L’instance décisionnelle du centre (R-03, R-79)."
    )

    def __init__(self, *args: Any, centre: Centre, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        departments = Department.objects.filter(perimeters__in=centre.perimeters.on(localdate()))
        self.fields["department"].queryset = departments.distinct()

    def clean(self) -> dict[str, Any]:
        """A département belongs to a departmental body, and to no other (R-54)."""
        values = super().clean()
        is_departmental = values.get("kind") == BodyKind.DEPARTMENTAL
        if is_departmental and not values.get("department"):
            self.add_error("department", "Dites de quel département est cette instance.")
        if not is_departmental:
            values["department"] = None
        return values


class NationalBodyForm(DsfrForm):
    """A national body: one of each nature."""

    kind = forms.ChoiceField(label="Nature")
    name = forms.CharField(label="Nom", max_length=160)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        existing = set(Body.objects.filter(centre=None).values_list("kind", flat=True))
        self.fields["kind"].choices = choices(
            "Choisir",
            [(kind, label) for kind, label in BodyKind.choices if kind not in LOCAL_BODIES and kind not in existing],
        )


class NameForm(DsfrForm):
    """The name of a national body already open."""

    name = forms.CharField(label="Nom", max_length=160)


class SeatForm(DsfrForm):
    """Who sits, for which college, elected or not (R-62)."""

    college = forms.ChoiceField(label="Collège", choices=choices("Choisir", College.choices))
    organisation = forms.CharField(label="Organisme", max_length=160)
    person = forms.CharField(
        label="Représenté par", max_length=120, required=False, help_text="Une fonction suffit : « vice-présidente »."
    )
    is_elected = forms.BooleanField(label="Tenu par un élu ou une élue", required=False)
    is_voting = forms.BooleanField(label="Avec voix délibérative", required=False, initial=True)
    valid_from = day_field("Depuis le")
    valid_to = day_field("Jusqu’au", required=False, help_text="Dernier jour ; vide : siège encore.")

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if values.get("valid_to") and values.get("valid_from") and values["valid_to"] < values["valid_from"]:
            self.add_error("valid_to", "La fin précède le début : corrigez l’une des deux dates.")
        return values


class MeetingForm(DsfrForm):
    """A meeting, planned or held."""

    on = day_field("Date")
    starts_at = forms.TimeField(
        label="Heure", required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    place = forms.CharField(label="Lieu", max_length=160, required=False)
    title = forms.CharField(label="Titre", max_length=160, required=False)
    agenda = forms.CharField(
        label="Ordre du jour", required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 5})
    )
    is_held = forms.BooleanField(label="S’est tenue", required=False)
    minutes = forms.CharField(
        label="Compte rendu", required=False, max_length=20000, widget=forms.Textarea(attrs={"rows": 8})
    )


class AttendanceForm(DsfrForm):
    """Which centres came to a national meeting."""

    present = forms.ModelMultipleChoiceField(
        label="Centres présents",
        queryset=Centre.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Un centre non coché est compté absent.",
    )

    def __init__(self, *args: Any, expected: list[Centre], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["present"]
        field.queryset = Centre.objects.filter(pk__in=[centre.pk for centre in expected])
        field.choices = [(centre.pk, centre.usual_name) for centre in expected]
