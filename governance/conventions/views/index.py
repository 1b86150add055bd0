"""The list of conventions, those of one centre, and the file of one convention."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from documents.forms.sorting import Order, page_of
from governance.conventions.kinds import kinds_for, why_no_kind
from governance.conventions.lists import COLUMNS, CONVENTION_EXPORT, Selection
from governance.conventions.queries import Row, conventions_seen_by, file_of, openings_of, rows_of, unbound_centres
from governance.conventions.views.get_objects import CONVENTIONS, open_centre, open_convention
from governance.models import Cartography


def convention_list(request: HttpRequest) -> HttpResponse:
    """The conventions of one's perimeter: dates, state, what is due, what is late."""
    today = timezone.localdate()
    rows = rows_of(conventions_seen_by(request.user), today)
    selection = Selection(request.GET)
    order = Order.from_query(COLUMNS, request.GET)
    kept = order.of([row for row in rows if selection.keeps(row)])
    context = {
        "selection": selection,
        "page": page_of(kept, request.GET),
        "headings": order.headings(COLUMNS, request.GET),
        "alerted": sum(bool(row.alerts) for row in rows),
        "unbound": unbound_centres(request.user, rows, today),
        "query": request.GET.urlencode(),
        "breadcrumb": [(CONVENTIONS[0], "")],
    }
    return render(request, "governance/conventions/list.html", context)


def convention_list_file(request: HttpRequest, kind: str) -> HttpResponse:
    """The same list as a file, without pages: `csv` or `xlsx`."""
    selection, order = Selection(request.GET), Order.from_query(COLUMNS, request.GET)
    rows = rows_of(conventions_seen_by(request.user), timezone.localdate())
    kept = order.of([row for row in rows if selection.keeps(row)])
    return CONVENTION_EXPORT.response(kept, kind, "conventions-crpv")


def centre_conventions(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything that binds or bound one centre, its cartographies, and what its legal form allows (R-74)."""
    opened = open_centre(request, slug)
    form = opened.centre.legal_form or ""
    cartographies = Cartography.objects.visible_to(request.user).filter(centre=opened.centre)
    rows = _rows_of_centre(request, slug)
    context = {
        "centre": opened.centre,
        "rights": opened.rights,
        "openings": openings_of(rows, kinds_for(form)),
        "refusal": why_no_kind(form),
        "rows": rows,
        "cartographies": cartographies,
        "breadcrumb": [CONVENTIONS, (opened.centre.usual_name, "")],
    }
    return render(request, "governance/conventions/centre.html", context)


def _rows_of_centre(request: HttpRequest, slug: str) -> list[Row]:
    conventions = conventions_seen_by(request.user).filter(centre__slug=slug).order_by("-starts_on", "kind")
    return rows_of(conventions, timezone.localdate())


def convention_page(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The file of one convention: its line of time, what comes next, what it lacks, its reviews and its papers."""
    opened = open_convention(request, slug, pk)
    context = {
        "file": file_of(opened.convention, opened.rights, timezone.localdate()),
        "convention": opened.convention,
        "centre": opened.centre,
        "rights": opened.rights,
        "breadcrumb": [*opened.crumbs[:-1], (opened.crumbs[-1][0], "")],
    }
    return render(request, "governance/conventions/convention.html", context)
