"""The printed documents of the opinions on a centre for a year: their list, their printing, their download."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from documents.downloads import attachment
from documents.models import PublishedDocument
from evaluation.models import Opinion
from evaluation.opinions.printing.publish import OpinionPrint, prints_of, render_draft
from evaluation.opinions.printing.tasks import print_opinion
from evaluation.opinions.views.get_objects import get_draft


def opinion_prints(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    """The prints of every communicated version; a POST enqueues those that are not printed yet (idempotent)."""
    prints = _prints_or_404(request, year, slug)
    awaited = {row.opinion.pk for row in prints if not row.is_ready}
    if request.method == "POST":
        for pk in sorted(awaited):
            print_opinion.enqueue(pk)
        messages.success(request, "L’impression est demandée : le document sera ici dans quelques instants.")
        return redirect("evaluation:opinion_prints", year, slug)
    opinion = prints[0].opinion
    context = {
        "opinion": opinion,
        "prints": prints,
        "is_awaited": bool(awaited),
        "breadcrumb": [(f"Avis {year} : {opinion.centre}", opinion.get_absolute_url()), ("Documents publiés", None)],
    }
    return render(request, "evaluation/opinions/printing/prints.html", context)


def opinion_file(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    """Redirect to the last print of the opinion in force, or to the list while it is not printed yet."""
    last = _prints_or_404(request, year, slug)[-1]
    if not last.is_ready:
        return redirect("evaluation:opinion_prints", year, slug)
    return redirect("evaluation:opinion_print", year, slug, last.reference)


def opinion_print(request: HttpRequest, year: int, slug: str, reference: str) -> HttpResponse:
    """The published bytes of a print."""
    prints = {row.reference: row for row in _prints_or_404(request, year, slug)}
    if reference not in prints or not prints[reference].is_ready:
        raise Http404
    document = PublishedDocument.objects.get(reference=reference)
    return attachment(bytes(document.content), f"{reference}.pdf")


def opinion_draft(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    """What would be sealed today, printed for the services of the State before they communicate it."""
    opinion = get_draft(request, year, slug).opinion
    return attachment(render_draft(opinion, timezone.localdate()), f"projet-{opinion.reference}.pdf")


def _prints_or_404(request: HttpRequest, year: int, slug: str) -> list[OpinionPrint]:
    """The prints that the person may read, the oldest first; 404 when there are none."""
    communicated = Opinion.objects.visible_to(request.user).communicated().filter(year=year, centre__slug=slug)
    prints = prints_of(communicated.select_related("centre", "reply").defer("frozen", "facts").order_by("version"))
    if not prints:
        raise Http404
    return prints
