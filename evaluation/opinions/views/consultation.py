"""Pages of the State's agents before the communication: contributions of the départements, remarks on the sections."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from accounts.acts.drafts import acknowledge
from accounts.acts.edit_conflicts import stored_values
from accounts.acts.form_page import FormPage, form_page
from accounts.acts.submission_keys import new_key, once
from accounts.acts.workflow import RefusedError
from documents.downloads import UNKNOWN_TYPE, deposited
from evaluation.enums import OpinionState
from evaluation.models import Contribution, ContributionVersion, MarginComment
from evaluation.opinions import editing
from evaluation.opinions.editing import contribute, remark, resolve
from evaluation.opinions.forms import ContestForm, ContributionForm, RecordedContributionForm, RemarkForm
from evaluation.opinions.printing.context import print_context
from evaluation.opinions.queries import ContributionRow, contributions_of, remark_threads
from evaluation.opinions.views.get_objects import (
    OpinionAccess,
    contribution_of,
    contribution_or_404,
    get_draft,
    get_opinion,
    get_writable_opinion,
    section_or_404,
)
from governance.conventions.contract.signing import MAX_BYTES, file_type


def consultation(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    """Who was consulted, when, what they answered and how it came (R-58): read by the State's agents of the centre.

    The answers to the earlier versions stay below, with the version that they answered.
    """
    access = get_opinion(request, year, slug)
    if not access.rights.is_state:
        raise Http404
    rows = contributions_of(request.user, access.opinion)
    is_open = access.opinion.state == OpinionState.CONSULTED
    current = [row for row in rows if row.opinion_id == access.opinion.pk]
    context = {
        "access": access,
        "opinion": access.opinion,
        "rows": [ContributionRow(row=row, rights=access.rights, is_open=is_open) for row in current],
        "earlier": [row for row in rows if row.opinion_id != access.opinion.pk and row.answered_at],
        "breadcrumb": [*access.crumbs, ("Consultation", "")],
    }
    return render(request, "evaluation/opinions/consultation.html", context)


def write_contribution(request: HttpRequest, year: int, slug: str, code: str) -> HttpResponse:
    """The contribution of one département, by its agents."""
    access = get_draft(request, year, slug)
    contribution = contribution_or_404(request, access, code)
    initial = {"authority": contribution.authority, "text": contribution.text}
    form = ContributionForm(request.POST if request.method == "POST" else None, initial=initial)
    page = _contribution_page(access, contribution, f"Contribution : {contribution.department.name}")
    return form_page(request, form, lambda values: contribute(contribution, actor=request.user, **values), page)


def record_contribution(request: HttpRequest, year: int, slug: str, code: str) -> HttpResponse:
    """What a département sent by post, recorded with its paper by the lead region."""
    access = get_writable_opinion(request, year, slug)
    contribution = contribution_of(request, access, code)
    initial = {"authority": contribution.authority, "text": contribution.text}
    is_sent = request.method == "POST"
    form = RecordedContributionForm(
        request.POST if is_sent else None, request.FILES if is_sent else None, initial=initial
    )
    lead = (
        "Le département écrit lui-même sa contribution. Celle qu’il a envoyée par courrier s’enregistre avec ce "
        "courrier, à votre nom : il la voit, et peut la contester ou la remplacer par la sienne."
    )
    page = _contribution_page(access, contribution, f"Courrier reçu : {contribution.department.name}", lead)

    def act(values: dict[str, Any]) -> Contribution:
        sent = values.pop("paper")
        content = sent.read(MAX_BYTES + 1)
        return editing.record_contribution(contribution, name=sent.name, content=content, actor=request.user, **values)

    return form_page(request, form, act, page)


def contest_contribution(request: HttpRequest, year: int, slug: str, code: str) -> HttpResponse:
    """A département contests what the region recorded for it."""
    access = get_draft(request, year, slug)
    contribution = contribution_or_404(request, access, code)
    page = FormPage(
        title="Contester la contribution enregistrée",
        creates=True,
        lead="La région le voit, et l’avis le dira. Pour la remplacer par la vôtre, déposez votre contribution.",
        submit="Contester",
        done="La contestation est notée : la région en est prévenue.",
        to=access.url("consultation"),
        crumbs=[*access.crumbs, ("Consultation", access.url("consultation"))],
    )
    form = ContestForm(request.POST if request.method == "POST" else None)
    return form_page(
        request, form, lambda values: editing.contest_contribution(contribution, actor=request.user, **values), page
    )


def contribution_paper(request: HttpRequest, year: int, slug: str, code: str, pk: int) -> HttpResponse:
    """Download the paper of a contribution that the region recorded."""
    papers = ContributionVersion.objects.visible_to(request.user).exclude(content=None)
    opinion = {"contribution__opinion__year": year, "contribution__opinion__centre__slug": slug}
    paper = get_object_or_404(papers, contribution__department__code=code, pk=pk, **opinion)
    content = bytes(paper.content)
    type_ = file_type(content)
    return deposited(content, paper.file_name, of_type=type_[1] if type_ else UNKNOWN_TYPE)


def _contribution_page(access: OpinionAccess, contribution: Contribution, title: str, lead: str = "") -> FormPage:
    return FormPage(
        title=title,
        lead=lead,
        submit="Enregistrer la contribution",
        done="La contribution est enregistrée.",
        to=access.url("consultation"),
        crumbs=[*access.crumbs, ("Consultation", access.url("consultation"))],
        stored=lambda: stored_values(contribution, ("authority", "text")),
    )


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
