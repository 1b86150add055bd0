"""Pages of the live dashboards, of one figure, and of a centre compared with its peers."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from centres.models import Centre
from crpv.dashboard.build import provisional_from
from crpv.dashboard.drill_down_queries import comparison_of, indicator_drill_down
from crpv.dashboard.permissions import sees_drill_down, sees_provisional, sees_region
from crpv.dashboard.queries import DashboardSources, sources_of
from crpv.publications.get_objects import DASHBOARDS
from documents.forms.sorting import page_of
from evaluation.collection.views.get_objects import INDICATORS


def live_page(request: HttpRequest, year: int) -> HttpResponse:
    """The national dashboard of a year as the verified forms make it today."""
    if not sees_provisional(request.user):
        raise Http404
    sources = _sources_or_404(year)
    return _page(request, sources, regions=sources.regions)


def region_page(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """The same of one region, for its agents and for national staff."""
    if not sees_region(request.user, code):
        raise Http404
    return _page(request, _sources_or_404(year, code))


def figure_page(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """The answers behind one figure, within the reader's rights."""
    drill_down = indicator_drill_down(request.user, year, code) if sees_drill_down(request.user) else None
    if drill_down is None:
        raise Http404
    return render(
        request,
        "crpv/dashboard/figure.html",
        {
            "year": year,
            "drill_down": drill_down,
            "page": page_of(drill_down.answers.rows, request.GET),
            "breadcrumb": [DASHBOARDS, (f"{drill_down.definition.label}, {year}", "")],
        },
    )


def comparison_page(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    """A centre compared with its peers, which are never named."""
    centre = get_object_or_404(Centre.objects.visible_to(request.user), slug=slug)
    comparison = comparison_of(request.user, centre, year)
    if comparison is None:
        raise Http404
    return render(
        request,
        "crpv/dashboard/comparison.html",
        {
            "year": year,
            "comparison": comparison,
            "breadcrumb": [
                INDICATORS,
                (centre.usual_name, reverse("evaluation:centre_years", args=[centre.slug])),
                (f"Centres comparables, {year}", ""),
            ],
        },
    )


def _sources_or_404(year: int, region: str = "") -> DashboardSources:
    sources = sources_of(year, region)
    if sources is None:
        raise Http404
    return sources


def _page(
    request: HttpRequest, sources: DashboardSources, *, regions: list[tuple[str, str]] | None = None
) -> HttpResponse:
    board = provisional_from(sources)
    return render(
        request,
        "crpv/dashboard/live.html",
        {
            "board": board,
            "is_closed": sources.now.is_closed,
            "regions": regions,
            "figure_base": reverse("dashboard:figure", args=[board.year, "X"]).removesuffix("X/"),
            "breadcrumb": [DASHBOARDS, (board.title, "")],
        },
    )
