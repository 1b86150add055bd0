"""Page on the sources of a figure of a form."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from evaluation.counting.queries import form_address, source_of_figure
from evaluation.models import Collection


def sources_page(request: HttpRequest, year: int, slug: str, code: str) -> HttpResponse:
    """The source lines of one figure, each with the address of its record."""
    forms = Collection.objects.visible_to(request.user).select_related("campaign", "centre")
    form = get_object_or_404(forms, campaign__year=year, centre__slug=slug)
    indicator = get_object_or_404(form.campaign.referential.indicators.all(), code=code)
    address = form_address(year, slug)
    page = {
        "form": form,
        "indicator": indicator,
        "figure": source_of_figure(form, indicator),
        "form_address": address,
        "breadcrumb": [
            *([(f"Indicateurs {year}, {form.centre}", address)] if address else []),
            (f"D’où vient {indicator.code}", ""),
        ],
    }
    return render(request, "evaluation/counting/figure.html", page)
