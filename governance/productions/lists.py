"""The library of productions: filters (words without accents, type, theme, centre, year) and columns of its export."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.timezone import localdate

from accounts.models import User
from centres.models import Centre
from centres.models.centre import by_name
from documents.forms.fields import choices
from documents.forms.filters import FIRST_YEAR, FilterForm
from documents.french import unaccented
from documents.spreadsheets.columns import Column, Kind
from documents.spreadsheets.list_export import ListExport
from governance.enums import ProductionKind, Theme
from governance.models import Production


class LibraryForm(FilterForm):
    """The filters above the library."""

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
            *((centre.slug, centre.usual_name) for centre in by_name(Centre.objects.all())),
        ]
        years = range(localdate().year, FIRST_YEAR - 1, -1)
        self.fields["annee"].choices = [("", "Toutes"), *((year, str(year)) for year in years)]


FIELDS = {"type": "kind", "theme": "theme", "annee": "published_on__year"}


def library_of(user: User, filters: dict[str, Any]) -> QuerySet[Production]:
    """The productions that `user` may read and that pass `filters`, the latest first, `file_content` deferred."""
    productions = Production.objects.visible_to(user).filter(
        **{lookup: filters[name] for name, lookup in FIELDS.items() if name in filters}
    )
    if "format" in filters:
        productions = productions.filter(in_national_format=True)
    for word in unaccented(filters.get("recherche", "")).split():
        productions = productions.filter(searchable__contains=word)
    if slug := filters.get("centre"):
        productions = productions.filter(pk__in=Production.objects.filter(centres__slug=slug).values("pk"))
    return productions.defer("file_content", "searchable").select_related("worksite").prefetch_related("centres")


COLUMNS = (
    Column("Titre", "title", width=44),
    Column("Type", lambda row: row.get_kind_display(), width=20),
    Column("Thème", lambda row: row.get_theme_display(), width=28),
    Column("Centres", lambda row: ", ".join(centre.usual_name for centre in row.centres.all()), width=36),
    Column("Publiée le", "published_on", Kind.DATE),
    Column("Adresse", "link", width=36),
    Column("Fichier", "file_name"),
    Column("Convenue à l’avance", "agreed_in_advance", Kind.BOOLEAN),
    Column("Format national", "in_national_format", Kind.BOOLEAN),
    Column("Versée à l’outil commun", "shared_on_common_tool", Kind.BOOLEAN),
    Column("Chantier national", lambda row: row.worksite.title if row.worksite else None),
    Column("Résumé", "summary", width=60),
)
LIBRARY_EXPORT = ListExport(
    columns=COLUMNS, title="Productions des centres de ressources politique de la ville", sheet="Productions"
)
