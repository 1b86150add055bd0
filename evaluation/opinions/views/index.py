"""The list of opinions, and one opinion as it is read."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from documents.downloads import MEDIA_TYPES, deposited
from documents.forms.sorting import Order, page_of
from evaluation.models import Opinion, Reply
from evaluation.opinions.lists import COLUMNS, OPINION_EXPORT, Selection
from evaluation.opinions.printing.charts import drawings_of
from evaluation.opinions.printing.context import is_empty, print_context
from evaluation.opinions.queries import Line, counts_of, lines_of, years_of
from evaluation.opinions.views.get_objects import OPINIONS, Opened, opened
from evaluation.opinions.workflow import missing_parts, steps_of, waits_for_reply
from governance.law.legal_calendar import OPINION_DUE


def opinions_index(request: HttpRequest) -> HttpResponse:
    """The opinions on the last year that is over."""
    query = request.GET.urlencode()
    address = reverse("evaluation:opinions", args=[timezone.localdate().year - 1])
    return redirect(f"{address}?{query}" if query else address)


def opinion_list(request: HttpRequest, year: int) -> HttpResponse:
    """The opinions of one year: where each stands, what is late, what is to be opened."""
    today = timezone.localdate()
    if year not in years_of(today):
        raise Http404
    lines = lines_of(request.user, year, today)
    selection, order = Selection(request.GET), Order.from_query(COLUMNS, request.GET)
    context = {
        "year": year,
        "years": years_of(today),
        "selection": selection,
        "counts": counts_of(lines),
        "late": sum(line.is_late for line in lines),
        "due_on": OPINION_DUE.on(year),
        "page": page_of(_kept(lines, selection, order), request.GET),
        "headings": order.headings(COLUMNS, request.GET),
        "query": request.GET.urlencode(),
        "breadcrumb": [OPINIONS, (str(year), "")],
    }
    return render(request, "evaluation/opinions/list.html", context)


def opinion_list_file(request: HttpRequest, year: int, kind: str) -> HttpResponse:
    """The same list as a file, without pages: `csv` or `xlsx`."""
    today = timezone.localdate()
    if year not in years_of(today):
        raise Http404
    lines = lines_of(request.user, year, today)
    kept = _kept(lines, Selection(request.GET), Order.from_query(COLUMNS, request.GET))
    return OPINION_EXPORT.response(kept, kind, f"avis-{year}")


def _kept(lines: list[Line], selection: Selection, order: Order) -> list[Line]:
    return order.of([line for line in lines if selection.keeps(line)])


def opinion_page(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    """The last version that the reader may open."""
    return _page(request, opened(request, year, slug))


def opinion_version(request: HttpRequest, year: int, slug: str, version: int) -> HttpResponse:
    """One version: the one that was corrected stays readable as it was."""
    return _page(request, opened(request, year, slug, version))


def _page(request: HttpRequest, found: Opened) -> HttpResponse:
    told = print_context(found.opinion)
    context = {
        "found": found,
        "opinion": found.opinion,
        "told": told,
        "sections": [section for section in told["sections"] if not is_empty(section)],
        "missing": missing_parts(told["sections"]) if found.may_write else [],
        "charts": drawings_of(told),
        "waits_until": waits_for_reply(found.opinion, timezone.localdate()),
        "steps": steps_of(found.opinion, found.rights, timezone.localdate()),
        "breadcrumb": [*found.crumbs[:-1], (found.opinion.centre.usual_name, "")],
    }
    return render(request, "evaluation/opinions/opinion.html", context)


def opinion_versions(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    """Every version that the reader may open, the latest first."""
    found = opened(request, year, slug)
    versions = Opinion.objects.visible_to(request.user).filter(year=year, centre=found.opinion.centre)
    context = {
        "found": found,
        "opinion": found.opinion,
        "versions": versions.defer("frozen", "facts").select_related("centre").order_by("-version"),
        "breadcrumb": [*found.crumbs, ("Versions", "")],
    }
    return render(request, "evaluation/opinions/versions.html", context)


def reply_file(request: HttpRequest, year: int, slug: str, version: int) -> HttpResponse:
    """The PDF that the centre attached to its reply: never shown in the page."""
    found = opened(request, year, slug, version)
    reply = get_object_or_404(Reply.objects.visible_to(request.user).exclude(file_name=""), opinion=found.opinion)
    return deposited(bytes(reply.content or b""), reply.file_name, of_type=MEDIA_TYPES["pdf"])
