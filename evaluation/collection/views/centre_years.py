"""The page of a centre, year after year: its figures, the opinion on them, its comparable centres."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from accounts.models import User
from centres.models import Centre
from evaluation.collection.permissions import label_for
from evaluation.collection.views.get_objects import INDICATORS
from evaluation.models import Collection, Opinion
from evaluation.models.collection import CHECKED


@dataclass(frozen=True, kw_only=True)
class CentreYear:
    """A year of a centre: its form and the last version of its opinion, None where the reader has no right."""

    year: int
    form: Collection | None = None
    opinion: Opinion | None = None

    @property
    def is_comparable(self) -> bool:
        """Whether the figures are verified, in a centre that the State funds (R-56), hence comparable with others."""
        return self.form is not None and self.form.state in CHECKED and self.form.centre.is_state_funded


def years_of(user: User, centre: Centre) -> list[CentreYear]:
    """Each year that has something to open, the last first (2 queries)."""
    visible = Collection.objects.visible_to(user).filter(centre=centre).select_related("campaign", "centre")
    forms = {form.campaign.year: form for form in visible}
    versions = Opinion.objects.visible_to(user).filter(centre=centre).select_related("centre")
    opinions = {opinion.year: opinion for opinion in versions.defer("frozen", "facts").order_by("version")}
    years = sorted({*forms, *opinions}, reverse=True)
    return [CentreYear(year=year, form=forms.get(year), opinion=opinions.get(year)) for year in years]


def centre_years(request: HttpRequest, slug: str) -> HttpResponse:
    """The years of one centre that the reader may open, the last first."""
    centre = get_object_or_404(Centre.objects.visible_to(request.user), slug=slug)
    rows = [
        (row, label_for(request.user, row.form.state) if row.form else "") for row in years_of(request.user, centre)
    ]
    context = {"centre": centre, "rows": rows, "breadcrumb": [INDICATORS, (centre.usual_name, "")]}
    return render(request, "evaluation/collection/centre.html", context)
