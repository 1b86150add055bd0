"""One centre's calculation, figure by figure, article by article."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from funding.anomalies import anomalies_of
from funding.charts import scale_chart_of
from funding.figures import may_read_money, previous_lines
from funding.models import Allocation, Notification, Payment
from funding.money import may_record_money
from funding.printing import print_allocation
from funding.views.scope import FINANCEMENT, line_or_404, versions_or_404


def allocation_page(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    """Why a centre gets its euros; what was granted and paid, for those who may open its file."""
    versions = versions_or_404(request, year)
    line = line_or_404(request, versions.shown, slug)
    reads_money = may_read_money(request.user, line)
    return render(
        request,
        "funding/allocation.html",
        {
            **explained(line),
            "versions": versions,
            "reads_money": reads_money,
            "notifications": _money(Notification, request, line) if reads_money else [],
            "payments": _money(Payment, request, line) if reads_money else [],
            "may_record": versions.is_in_force and may_record_money(request.user, line.centre),
            "breadcrumb": [FINANCEMENT, (f"Exercice {year}", versions.shown.get_absolute_url()), (line.name, "")],
        },
    )


def explained(line: Allocation) -> dict[str, object]:
    """What the screen and the paper both show of one line."""
    previous = previous_lines(line.round).get(line.centre_id)
    return {
        "line": line,
        "exercise": line.round,
        "previous": previous,
        "anomalies": anomalies_of(line, previous),
        "chart": scale_chart_of(line),
    }


def _money(model: type[Notification] | type[Payment], request: HttpRequest, line: Allocation) -> list:
    return list(model.objects.visible_to(request.user).filter(centre=line.centre, year=line.round.year))


def allocation_file(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    """The same calculation as a PDF."""
    versions = versions_or_404(request, year)
    line = line_or_404(request, versions.shown, slug)
    return HttpResponse(
        print_allocation(line, explained(line)),
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="financement-{slug}-{year}.pdf"'},
    )
