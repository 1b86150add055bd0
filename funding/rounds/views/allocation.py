"""Pages of one centre's calculation, figure by figure, article by article."""

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
from funding.rounds.queries import allocation_context
from funding.rounds.views.get_objects import FINANCEMENT, Versions, line_or_404, versions_or_404


def allocation_page(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    """The calculation of a centre; amounts notified and paid, for those who may open its file."""
    versions = versions_or_404(request, year)
    line = line_or_404(request, versions.exercise, slug)
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
            "breadcrumb": [FINANCEMENT, (f"Exercice {year}", versions.exercise.get_absolute_url()), (line.name, "")],
        },
    )


def explained(line: Allocation, versions: Versions) -> dict[str, object]:
    """Template context of one line, for the page and the PDF."""
    context = allocation_context(line, versions.rounds)
    return {
        "line": line,
        "exercise": line.round,
        "previous": context.previous,
        "evolution": context.evolution,
        "round_ids": context.rounds,
        "anomalies": anomalies_of(line, context.previous),
        "chart": scale_chart_of(line, context.other_indices),
    }


def allocation_file(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    """The same calculation as a PDF."""
    versions = versions_or_404(request, year)
    line = line_or_404(request, versions.exercise, slug)
    return attachment(print_allocation(line, explained(line, versions)), f"financement-{slug}-{year}.pdf")
