"""One centre's calculation, figure by figure, article by article."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from documents.downloads import attachment
from funding.models import Allocation
from funding.payments.queries import amounts_of
from funding.payments.services import rights_on_money
from funding.rounds.anomalies import anomalies_of
from funding.rounds.charts import scale_chart_of
from funding.rounds.exports import print_allocation
from funding.rounds.queries import surroundings_of
from funding.rounds.views.get_objects import FINANCEMENT, Versions, line_or_404, versions_or_404


def allocation_page(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    """Why a centre gets its euros; what was granted and paid, for those who may open its file."""
    versions = versions_or_404(request, year)
    line = line_or_404(request, versions.shown, slug)
    rights = rights_on_money(request.user, line.centre)
    return render(
        request,
        "funding/rounds/allocation.html",
        {
            **explained(line, versions),
            "versions": versions,
            "rights": rights,
            "amounts": amounts_of(line, request.user) if rights.may_read else [],
            "may_record": versions.is_in_force and rights.may_write,
            "breadcrumb": [FINANCEMENT, (f"Exercice {year}", versions.shown.get_absolute_url()), (line.name, "")],
        },
    )


def explained(line: Allocation, versions: Versions) -> dict[str, object]:
    """What the screen and the paper both show of one line."""
    around = surroundings_of(line, versions.rounds)
    return {
        "line": line,
        "exercise": line.round,
        "previous": around.previous,
        "evolution": around.evolution,
        "told_in": around.rounds,
        "anomalies": anomalies_of(line, around.previous),
        "chart": scale_chart_of(line, around.other_indices),
    }


def allocation_file(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    """The same calculation as a PDF."""
    versions = versions_or_404(request, year)
    line = line_or_404(request, versions.shown, slug)
    return attachment(print_allocation(line, explained(line, versions)), f"financement-{slug}-{year}.pdf")
