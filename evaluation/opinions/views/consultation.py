"""What the State says to itself before communicating: contributions of the départements, remarks in the margin."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from accounts.acts.edit_conflicts import stored_values
from accounts.acts.form_page import FormPage, form_page
from evaluation.enums import OpinionState
from evaluation.models import MarginComment
from evaluation.opinions.editing import contribute, remark, resolve
from evaluation.opinions.forms import ContributionForm, RemarkForm
from evaluation.opinions.printing.context import print_context
from evaluation.opinions.queries import threads_of
from evaluation.opinions.views.get_objects import contribution_or_404, opened, remarked, section_or_404


def consultation(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    """Who was consulted, when, and what they answered (R-58): read by the State's agents of the centre."""
    found = opened(request, year, slug)
    if not found.rights.is_state:
        raise Http404
    rows = found.opinion.contributions.visible_to(request.user).select_related("department", "answered_by")
    is_open = found.opinion.state == OpinionState.CONSULTED
    context = {
        "found": found,
        "opinion": found.opinion,
        "rows": [(row, is_open and found.rights.contributes_to(row)) for row in rows],
        "breadcrumb": [*found.crumbs, ("Consultation", "")],
    }
    return render(request, "evaluation/opinions/consultation.html", context)


def write_contribution(request: HttpRequest, year: int, slug: str, code: str) -> HttpResponse:
    """The contribution of one département."""
    found = remarked(request, year, slug)
    row = contribution_or_404(request, found, code)
    initial = {"authority": row.authority, "text": row.text}
    form = ContributionForm(request.POST if request.method == "POST" else None, initial=initial)
    page = FormPage(
        title=f"Contribution : {row.department.name}",
        submit="Enregistrer la contribution",
        done="La contribution est enregistrée.",
        to=found.url("consultation"),
        crumbs=[*found.crumbs, ("Consultation", found.url("consultation"))],
        stored=lambda: stored_values(row, form.fields),
    )
    return form_page(request, form, lambda typed: contribute(row, actor=request.user, **typed), page)


def remarks(request: HttpRequest, year: int, slug: str, key: str) -> HttpResponse:
    """The margin of one section: its text as it stands, the threads, a new remark."""
    found, section = remarked(request, year, slug), section_or_404(key)
    form = RemarkForm(request.POST if request.method == "POST" else None)
    rows = MarginComment.objects.visible_to(request.user).filter(opinion=found.opinion, section=section)
    rows = rows.select_related("author", "resolved_by")
    if request.method == "POST" and form.is_valid():
        first = form.cleaned_data["answers"]
        answers = get_object_or_404(rows, pk=first) if first else None
        remark(found.opinion, section, form.cleaned_data["text"], actor=request.user, answers=answers)
        return redirect(found.url("remarks", key))
    told = print_context(found.opinion)
    context = {
        "found": found,
        "opinion": found.opinion,
        "section": next(one for one in told["sections"] if one["key"] == key),
        "key": key,
        "remark": form,
        "threads": threads_of(rows),
        "breadcrumb": [*found.crumbs, (f"En marge : {section.label}", "")],
    }
    return render(request, "evaluation/opinions/remarks.html", context)


def resolve_remark(request: HttpRequest, year: int, slug: str, key: str, pk: int) -> HttpResponse:
    """Close a thread, or open it again."""
    found = remarked(request, year, slug)
    rows = MarginComment.objects.visible_to(request.user).filter(opinion=found.opinion, section=section_or_404(key))
    comment = get_object_or_404(rows.select_related("opinion"), pk=pk, answers=None)
    if request.method == "POST":
        resolve(comment, actor=request.user, is_resolved=comment.resolved_at is None)
    return redirect(found.url("remarks", key))
