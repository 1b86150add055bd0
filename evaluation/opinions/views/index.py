"""The list of opinions, and one opinion as it is read."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from documents.downloads import MEDIA_TYPES, deposited
from documents.forms.sorting import Order, page_of
from evaluation.models import Opinion, Reply
from evaluation.opinions.lists import COLUMNS, OPINION_EXPORT, OpinionFilters
from evaluation.opinions.permissions import follows_the_state
from evaluation.opinions.printing.context import is_empty, print_context
from evaluation.opinions.printing.view import index_charts
from evaluation.opinions.queries import counts_by_state, opinion_years, opinions_of_centres
from evaluation.opinions.views.get_objects import OPINIONS, OpinionAccess, get_opinion
from evaluation.opinions.workflow import missing_parts, offered_steps, waits_for_reply
from governance.law.legal_calendar import OPINION_DUE


def opinions_index(request: HttpRequest) -> HttpResponse:
    """The opinions on the last year that is over."""
    query = request.GET.urlencode()
    address = reverse("evaluation:opinions", args=[timezone.localdate().year - 1])
    return redirect(f"{address}?{query}" if query else address)


def opinion_list(request: HttpRequest, year: int) -> HttpResponse:
    """The opinions of a year: state and delay of each centre, filters, order, pages."""
    today = timezone.localdate()
    if year not in opinion_years(today):
        raise Http404
    rows = opinions_of_centres(request.user, year, today)
    filters, order = OpinionFilters(request.GET), Order.from_query(COLUMNS, request.GET)
    context = {
        "year": year,
        "years": opinion_years(today),
        "selection": filters,
        "counts": counts_by_state(rows),
        "late": sum(row.is_late for row in rows),
        "due_on": OPINION_DUE.on(year),
        "page": page_of(order.of([row for row in rows if filters.keeps(row)]), request.GET),
        "headings": order.headings(COLUMNS, request.GET),
        "query": request.GET.urlencode(),
        "breadcrumb": [OPINIONS, (str(year), "")],
    }
    return render(request, "evaluation/opinions/list.html", context)


def opinion_list_file(request: HttpRequest, year: int, kind: str) -> HttpResponse:
    """The same list as a file, without pages: `csv` or `xlsx`."""
    today = timezone.localdate()
    if year not in opinion_years(today):
        raise Http404
    rows = opinions_of_centres(request.user, year, today)
    filters, order = OpinionFilters(request.GET), Order.from_query(COLUMNS, request.GET)
    return OPINION_EXPORT.response(order.of([row for row in rows if filters.keeps(row)]), kind, f"avis-{year}")


def opinion_page(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    """The last version that the reader may open."""
    return _page(request, get_opinion(request, year, slug))


def opinion_version(request: HttpRequest, year: int, slug: str, version: int) -> HttpResponse:
    """A version, even corrected since."""
    return _page(request, get_opinion(request, year, slug, version))


def _page(request: HttpRequest, access: OpinionAccess) -> HttpResponse:
    content = print_context(access.opinion)
    context = {
        "access": access,
        "opinion": access.opinion,
        "content": content,
        "is_late": content["dates"]["is_late"] and follows_the_state(request.user),
        "sections": [section for section in content["sections"] if not is_empty(section)],
        "missing": missing_parts(content["sections"]) if access.may_write else [],
        "charts": index_charts(content),
        "waits_until": waits_for_reply(access.opinion, timezone.localdate()),
        "steps": offered_steps(access.opinion, access.rights, timezone.localdate()),
        "breadcrumb": [*access.crumbs[:-1], (access.opinion.centre.usual_name, "")],
    }
    return render(request, "evaluation/opinions/opinion.html", context)


def opinion_versions(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    """Every version that the reader may open, the latest first."""
    access = get_opinion(request, year, slug)
    versions = Opinion.objects.visible_to(request.user).filter(year=year, centre=access.opinion.centre)
    context = {
        "access": access,
        "opinion": access.opinion,
        "versions": versions.defer("frozen", "facts").select_related("centre").order_by("-version"),
        "breadcrumb": [*access.crumbs, ("Versions", "")],
    }
    return render(request, "evaluation/opinions/versions.html", context)


def reply_file(request: HttpRequest, year: int, slug: str, version: int) -> HttpResponse:
    """The PDF that the centre attached to its reply, always downloaded."""
    access = get_opinion(request, year, slug, version)
    reply = get_object_or_404(Reply.objects.visible_to(request.user).exclude(file_name=""), opinion=access.opinion)
    return deposited(bytes(reply.content or b""), reply.file_name, of_type=MEDIA_TYPES["pdf"])
