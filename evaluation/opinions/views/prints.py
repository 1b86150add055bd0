"""The prints of the opinions on one centre for one year: which there are, asking for those that lack, taking them."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from documents.downloads import attachment
from documents.models import PublishedDocument
from evaluation.models import Opinion
from evaluation.opinions.printing.publish import Print, prints_of
from evaluation.opinions.printing.tasks import print_opinion


def opinion_prints(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    """The prints of every communicated version; asking again for those that are awaited (idempotent)."""
    found = _prints_or_404(request, year, slug)
    awaited = {one.opinion.pk for one in found if not one.is_ready}
    if request.method == "POST":
        for pk in sorted(awaited):
            print_opinion.enqueue(pk)
        messages.success(request, "L’impression est demandée : le document sera ici dans quelques instants.")
        return redirect("evaluation:opinion_prints", year, slug)
    opinion = found[0].opinion
    context = {
        "opinion": opinion,
        "prints": found,
        "is_awaited": bool(awaited),
        "breadcrumb": [(f"Avis {year} : {opinion.centre}", opinion.get_absolute_url()), ("Documents publiés", None)],
    }
    return render(request, "evaluation/opinions/printing/prints.html", context)


def opinion_file(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    """The last print of the opinion in force; while it is awaited, the page that says so."""
    last = _prints_or_404(request, year, slug)[-1]
    if not last.is_ready:
        return redirect("evaluation:opinion_prints", year, slug)
    return redirect("evaluation:opinion_print", year, slug, last.reference)


def opinion_print(request: HttpRequest, year: int, slug: str, reference: str) -> HttpResponse:
    """The bytes of one print, as they were published."""
    found = {one.reference: one for one in _prints_or_404(request, year, slug)}
    if reference not in found or not found[reference].is_ready:
        raise Http404
    document = PublishedDocument.objects.get(reference=reference)
    return attachment(bytes(document.content), f"{reference}.pdf")


def _prints_or_404(request: HttpRequest, year: int, slug: str) -> list[Print]:
    """The prints that the person may read, the oldest first; 404 when there are none, as for what does not exist."""
    told = Opinion.objects.visible_to(request.user).communicated().filter(year=year, centre__slug=slug)
    found = prints_of(told.select_related("centre", "reply").defer("frozen", "facts").order_by("version"))
    if not found:
        raise Http404
    return found
