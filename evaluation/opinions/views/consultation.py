"""Pages of the State's agents before the communication: contributions of the départements, remarks on the sections."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from accounts.acts.drafts import acknowledge
from accounts.acts.edit_conflicts import stored_values
from accounts.acts.form_page import FormPage, form_page
from accounts.acts.submission_keys import new_key, once
from accounts.acts.workflow import RefusedError
from evaluation.enums import OpinionState
from evaluation.models import MarginComment
from evaluation.opinions.editing import contribute, remark, resolve
from evaluation.opinions.forms import ContributionForm, RemarkForm
from evaluation.opinions.printing.context import print_context
from evaluation.opinions.queries import remark_threads
from evaluation.opinions.views.get_objects import contribution_or_404, get_draft, get_opinion, section_or_404


def consultation(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    """Who was consulted, when, and what they answered (R-58): read by the State's agents of the centre."""
    access = get_opinion(request, year, slug)
    if not access.rights.is_state:
        raise Http404
    rows = access.opinion.contributions.visible_to(request.user).select_related("department", "answered_by")
    is_open = access.opinion.state == OpinionState.CONSULTED
    context = {
        "access": access,
        "opinion": access.opinion,
        "rows": [(row, is_open and access.rights.contributes_to(row)) for row in rows],
        "breadcrumb": [*access.crumbs, ("Consultation", "")],
    }
    return render(request, "evaluation/opinions/consultation.html", context)


def write_contribution(request: HttpRequest, year: int, slug: str, code: str) -> HttpResponse:
    """The contribution of one département."""
    access = get_draft(request, year, slug)
    contribution = contribution_or_404(request, access, code)
    initial = {"authority": contribution.authority, "text": contribution.text}
    form = ContributionForm(request.POST if request.method == "POST" else None, initial=initial)
    page = FormPage(
        title=f"Contribution : {contribution.department.name}",
        submit="Enregistrer la contribution",
        done="La contribution est enregistrée.",
        to=access.url("consultation"),
        crumbs=[*access.crumbs, ("Consultation", access.url("consultation"))],
        stored=lambda: stored_values(contribution, form.fields),
    )
    return form_page(request, form, lambda values: contribute(contribution, actor=request.user, **values), page)


def remarks(request: HttpRequest, year: int, slug: str, key: str) -> HttpResponse:
    """The remarks on a section, beside its text, and the form of a new one."""
    access, section = get_draft(request, year, slug), section_or_404(key)
    form = RemarkForm(request.POST if request.method == "POST" else None)
    rows = MarginComment.objects.visible_to(request.user).filter(opinion=access.opinion, section=section)
    rows = rows.select_related("author", "resolved_by")
    if request.method == "POST" and form.is_valid():
        first = form.cleaned_data["answers"]
        answers = get_object_or_404(rows, pk=first) if first else None

        def write() -> str:
            remark(access.opinion, section, form.cleaned_data["text"], actor=request.user, answers=answers)
            return access.url("remarks", key)

        try:
            address = once(request, write)
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            acknowledge(request)
            return redirect(address)
    content = print_context(access.opinion)
    context = {
        "access": access,
        "opinion": access.opinion,
        "section": next(section for section in content["sections"] if section["key"] == key),
        "key": key,
        "remark": form,
        "new_key": new_key,
        "threads": remark_threads(rows),
        "breadcrumb": [*access.crumbs, (f"En marge : {section.label}", "")],
    }
    return render(request, "evaluation/opinions/remarks.html", context)


def resolve_remark(request: HttpRequest, year: int, slug: str, key: str, pk: int) -> HttpResponse:
    """Mark a first remark as resolved, or as open again."""
    access = get_draft(request, year, slug)
    rows = MarginComment.objects.visible_to(request.user).filter(opinion=access.opinion, section=section_or_404(key))
    comment = get_object_or_404(rows.select_related("opinion"), pk=pk, answers=None)
    if request.method == "POST":
        resolve(comment, actor=request.user, is_resolved=comment.resolved_at is None)
    return redirect(access.url("remarks", key))
