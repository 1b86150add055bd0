"""What is told of one centre, year after year: its figures, the opinion on them, its place among its like."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from centres.models import Centre
from evaluation.collecting.rights import label_for
from evaluation.collecting.years import years_of
from evaluation.views.collection_scope import INDICATORS


def centre_years(request: HttpRequest, slug: str) -> HttpResponse:
    """The years of one centre that the reader may open, the last first."""
    centre = get_object_or_404(Centre.objects.visible_to(request.user), slug=slug)
    rows = [
        (one, label_for(request.user, one.form.state) if one.form else "") for one in years_of(request.user, centre)
    ]
    context = {"centre": centre, "rows": rows, "breadcrumb": [INDICATORS, (centre.usual_name, "")]}
    return render(request, "evaluation/collecting/centre.html", context)
