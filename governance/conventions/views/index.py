"""Pages of conventions: the list, those of one centre, one convention."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from documents.forms.sorting import Order, page_of
from governance.conventions.kinds import kinds_for, why_no_kind
from governance.conventions.lists import COLUMNS, CONVENTION_EXPORT, Selection
from governance.conventions.queries import (
    convention_rows,
    file_of,
    openings_of,
    unbound_centres,
    visible_conventions,
)
from governance.conventions.views.get_objects import CONVENTIONS, open_centre, open_convention
from governance.models import Cartography


def convention_list(request: HttpRequest) -> HttpResponse:
    """The conventions of the reader's perimeter, filtered and sorted: dates, state, what is due, what is late."""
    today = timezone.localdate()
    rows = convention_rows(visible_conventions(request.user), today)
    selection = Selection(request.GET)
    order = Order.from_query(COLUMNS, request.GET)
    filtered = order.of([row for row in rows if selection.keeps(row)])
    context = {
        "selection": selection,
        "page": page_of(filtered, request.GET),
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
    rows = convention_rows(visible_conventions(request.user), timezone.localdate())
    filtered = order.of([row for row in rows if selection.keeps(row)])
    return CONVENTION_EXPORT.response(filtered, kind, "conventions-crpv")


def centre_conventions(request: HttpRequest, slug: str) -> HttpResponse:
    """The conventions and cartographies of one centre, and the kinds that its legal form allows (R-74)."""
    opened = open_centre(request, slug)
    form = opened.centre.legal_form or ""
    cartographies = Cartography.objects.visible_to(request.user).filter(centre=opened.centre)
    conventions = visible_conventions(request.user).filter(centre=opened.centre).order_by("-starts_on", "kind")
    rows = convention_rows(conventions, timezone.localdate())
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


def convention_page(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One convention: its timeline, the next act and what it lacks, its reviews and its papers."""
    opened = open_convention(request, slug, pk)
    context = {
        "file": file_of(opened.convention, opened.rights, timezone.localdate()),
        "convention": opened.convention,
        "centre": opened.centre,
        "rights": opened.rights,
        "breadcrumb": [*opened.crumbs[:-1], (opened.crumbs[-1][0], "")],
    }
    return render(request, "governance/conventions/convention.html", context)
