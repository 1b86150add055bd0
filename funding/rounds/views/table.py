"""The funding table of a year, and its files."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from centres.models.mandate import holds
from documents.downloads import attachment_in
from documents.forms.sorting import Order, page_of
from funding.formula.allocate import FormulaError
from funding.models import Round
from funding.models.round import NATIONAL_STAFF
from funding.rounds.calculation import IncompleteError
from funding.rounds.charts import index_chart_of
from funding.rounds.exports import table_csv, table_pdf, table_workbook
from funding.rounds.lists import Selection, columns_for
from funding.rounds.queries import round_table, totals_of
from funding.rounds.views.get_objects import FINANCEMENT, versions_or_404


def index(request: HttpRequest) -> HttpResponse:
    """Redirects to the latest exercise in force; a page of its own before the first adoption."""
    rounds = Round.objects.visible_to(request.user).order_by("-year").defer("frozen")
    latest = rounds.adopted().first() or rounds.first()
    if latest:
        return redirect(latest)
    return render(
        request,
        "funding/rounds/none.html",
        {"may_prepare": holds(request.user, *NATIONAL_STAFF), "breadcrumb": [FINANCEMENT]},
    )


def round_page(request: HttpRequest, year: int) -> HttpResponse:
    """The table of one exercise: who gets what, what changed, what deserves attention."""
    versions = versions_or_404(request, year)
    table = round_table(versions.exercise, request.user)
    selection = Selection(request.GET)
    rows = [row for row in table.rows if selection.keeps(row)]
    columns = columns_for(with_money=table.shows_money)
    order = Order.from_query(columns, request.GET)
    page = page_of(order.of(rows), request.GET)
    return render(
        request,
        "funding/rounds/round.html",
        {
            "versions": versions,
            "exercise": versions.exercise,
            "table": table,
            "page": page,
            "totals": totals_of(rows),
            "selection": selection,
            "headings": order.headings(columns, request.GET),
            "chart": index_chart_of(versions.exercise, page),
            "may_prepare": holds(request.user, *NATIONAL_STAFF),
            "breadcrumb": [FINANCEMENT, (f"Exercice {year}", "")],
        },
    )


def round_file(request: HttpRequest, year: str, kind: str) -> HttpResponse:
    """The whole table as a file: `csv`, `xlsx` or `pdf`; a workbook recalculates, so it waits for every figure."""
    versions = versions_or_404(request, int(year))
    table = round_table(versions.exercise, request.user)
    stem = f"financement-crpv-{year}" + (f"-v{versions.exercise.version}" if versions.exercise.version > 1 else "")
    writers = {
        "csv": lambda: table_csv(table),
        "xlsx": lambda: table_workbook(table),
        "pdf": lambda: table_pdf(table),
    }
    try:
        return attachment_in(kind, stem, writers)
    except (IncompleteError, FormulaError) as refusal:  # a draft that waits for its figures has no workbook
        messages.error(request, f"Le classeur attend un calcul complet. {refusal}")
        return redirect("funding:exercise", versions.exercise.year)
