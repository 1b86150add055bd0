"""Searching the productions of the network: words without accents, and filters that an address can carry."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.timezone import localdate

from accounts.models import User
from centres.models import Centre
from centres.selection import choices
from documents.dsfr import DsfrForm
from documents.text import unaccented
from governance.enums import ProductionKind, Theme
from governance.models import Production
from governance.ordering import by_name
from governance.years import FIRST_YEAR


class LibraryForm(DsfrForm):
    """The filters above the library; an unknown value is as good as none, since it comes from an address."""

    recherche = forms.CharField(label="Mots cherchés", required=False, max_length=120)
    type = forms.ChoiceField(label="Type", required=False, choices=choices("Tous", ProductionKind.choices))
    theme = forms.ChoiceField(label="Thème", required=False, choices=choices("Tous", Theme.choices))
    centre = forms.ChoiceField(label="Centre", required=False)
    annee = forms.TypedChoiceField(label="Année", required=False, coerce=int, empty_value=None)
    format = forms.ChoiceField(
        label="Format national", required=False, choices=[("", "Tous"), ("oui", "Fiches au format national")]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["centre"].choices = [
            ("", "Tous"),
            *((one.slug, one.usual_name) for one in by_name(Centre.objects.all())),
        ]
        years = range(localdate().year, FIRST_YEAR - 1, -1)
        self.fields["annee"].choices = [("", "Toutes"), *((year, str(year)) for year in years)]

    @property
    def asked(self) -> dict[str, Any]:
        """What is asked and known."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def is_narrow(self) -> bool:
        """Whether some filter is set."""
        return bool(self.asked)


def library_of(user: User, asked: dict[str, Any]) -> QuerySet[Production]:
    """The productions that `user` may read and that answer `asked`, the latest first, without their files."""
    found = Production.objects.visible_to(user).filter(**_conditions(asked))
    for word in unaccented(asked.get("recherche", "")).split():
        found = found.filter(searchable__contains=word)
    if slug := asked.get("centre"):
        found = found.filter(pk__in=Production.objects.filter(centres__slug=slug).values("pk"))
    return found.defer("file_content", "searchable").select_related("worksite").prefetch_related("centres")


FIELDS = {"type": "kind", "theme": "theme", "annee": "published_on__year"}


def _conditions(asked: dict[str, Any]) -> dict[str, Any]:
    told = {path: asked[name] for name, path in FIELDS.items() if name in asked}
    return told | ({"in_national_format": True} if "format" in asked else {})
