"""The form of a centre: its summary, its sections, one answer at a time."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from centres.models.centre import directs, leads
from documents.french import counted
from evaluation.collection.history import history_of, since_submission
from evaluation.collection.obligations import with_due
from evaluation.collection.permissions import REVIEWING, is_open, label_for, may_certify
from evaluation.collection.queries import form_of, values_of
from evaluation.collection.services import (
    AnswerOutcome,
    ClosedError,
    ConflictError,
    comment_on,
    enter,
    save_section_comment,
    was_sent,
)
from evaluation.collection.views.autosave import last_year_of, reply_to, with_last_year
from evaluation.collection.views.get_objects import (
    collection_or_404,
    crumbs_of,
    drafted_collection_or_404,
    section_or_404,
)
from evaluation.collection.workflow import COLLECTION_WORKFLOW
from evaluation.enums import CollectionState, Section
from evaluation.models import Collection, SectionComment, Value

STATE_OF_SECTION = "rubrique--etat"


def collection(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    """Where the form stands: progress by section, points to settle, what changed since it was sent, next step."""
    form = collection_or_404(request, year, slug)
    dated = with_due(Collection.objects.filter(pk=form.pk), timezone.localdate()).get()
    answer_form = form_of(form, request.user)
    context = {
        "form": answer_form,
        "collection": form,
        "due_on": dated.due_on,
        "is_late": dated.is_late,
        "label": label_for(request.user, form.state),
        "steps": COLLECTION_WORKFLOW.offered(request.user, form)
        if answer_form.may_fill or _may_still_move(form)
        else [],
        "may_certify": answer_form.may_fill and may_certify(request.user, form),
        "first_to_do": next((section for section in answer_form.sections if not section.is_complete), None),
        "again": since_submission(form, answer_form.lines),
        "breadcrumb": crumbs_of(form),
    }
    return render(request, "evaluation/collection/collection.html", context)


def _may_still_move(form: Collection) -> bool:
    """Whether whoever leads may verify the form or send it back: a verified one, until the end of the corrections."""
    if not is_open(form):
        return False
    is_checked = form.state == CollectionState.VERIFIED and timezone.localdate() <= form.campaign.corrections_until
    return form.state in REVIEWING or is_checked


def section(request: HttpRequest, year: int, slug: str, section: str) -> HttpResponse:
    """One section: fill it, comment it or read it, by role and by state."""
    form, code = collection_or_404(request, year, slug), section_or_404(section)
    outcomes: Mapping[str, AnswerOutcome] = {}
    if request.method == "POST":
        # Whether the person writes in such forms at all; the state then says whether this one is open to them.
        if not (directs(request.user, form.centre) or leads(request.user, form.centre)):
            return HttpResponseNotAllowed(["GET"])
        try:
            outcomes = _enter_section(request, form, code)
        except ClosedError as refusal:
            messages.error(request, str(refusal))
            return redirect(form)
        if not any(row.faults or row.kind == "conflict" for row in outcomes.values()):
            messages.success(request, _saved(outcomes))
            return redirect(_after(request, form, code))
    answer_form = form_of(form, request.user, outcomes)
    lines = answer_form.in_section(code)
    if not lines:
        raise Http404
    rank = [row.section for row in answer_form.sections].index(code)
    context = {
        "form": answer_form,
        "collection": form,
        "lines": lines,
        "section": answer_form.sections[rank],
        "before": answer_form.sections[rank - 1] if rank else None,
        "after": answer_form.sections[rank + 1] if rank + 1 < len(answer_form.sections) else None,
        "rank": rank + 1,
        "section_comment": SectionComment.objects.filter(collection=form, section=code).first(),
        "label": label_for(request.user, form.state),
        "refused": [row for row in lines if row.faults or row.theirs],
        "breadcrumb": crumbs_of(form, (Section(code).label, "")),
    }
    return render(request, "evaluation/collection/section.html", context)


def _enter_section(request: HttpRequest, form: Collection, code: str) -> dict[str, AnswerOutcome]:
    """Write what was sent, answer by answer: one that is refused does not hold back the others."""
    reviews = form.state in REVIEWING and leads(request.user, form.centre)
    if not reviews and not directs(request.user, form.centre):
        raise ClosedError("Ce formulaire n’est pas à vérifier : rien n’a été enregistré.")
    write = comment_on if reviews else enter
    values = [value for value in values_of(form) if value.indicator.section == code and was_sent(value, request.POST)]
    outcomes = {value.indicator.code: write(value, request.POST, actor=request.user) for value in values}
    if reviews and STATE_OF_SECTION in request.POST:
        _comment_section(request, form, code)
    return outcomes


def _comment_section(request: HttpRequest, form: Collection, code: str) -> None:
    text = request.POST[STATE_OF_SECTION].strip()
    comment = SectionComment.objects.filter(collection=form, section=code).first()
    if text == (comment.text if comment else ""):
        return
    sent_version = request.POST.get("rubrique--version", "")
    try:
        version = (
            int(sent_version) if sent_version.isascii() and sent_version.isdigit() and len(sent_version) < 10 else -1
        )
        save_section_comment(form, code, text, base_version=version, actor=request.user)
    except ConflictError as conflict:
        messages.error(
            request,
            "Quelqu’un d’autre a commenté cette rubrique entre-temps : votre texte n’a pas remplacé le sien. "
            f"Le vôtre était : {text} Le sien : {conflict.stored.text}",
        )


def _saved(outcomes: Mapping[str, AnswerOutcome]) -> str:
    count = sum(outcome.kind == "saved" for outcome in outcomes.values())
    if not count:
        return "Rien n’avait changé : tout est déjà enregistré."
    return f"{counted(count, 'réponse enregistrée', 'réponses enregistrées')}."


def _after(request: HttpRequest, form: Collection, code: str) -> str:
    """The page to open once all is written: the next section when it is asked."""
    base = form.get_absolute_url()
    onward = request.POST.get("suite", "")
    return f"{base}{section_or_404(onward).lower()}/" if onward else f"{base}{code.lower()}/"


@require_http_methods(["GET", "POST"])
def value(request: HttpRequest, year: int, slug: str, code: str) -> HttpResponse:
    """One answer: its history to read; to write, what the page sends while somebody types (8 queries at most)."""
    if request.method == "POST":
        return _save_answer(request, year, slug, code)
    form = drafted_collection_or_404(request, year, slug)
    answer = get_object_or_404(values_of(form), indicator__code=code)
    context = {
        "collection": form,
        "value": answer,
        "history": history_of(answer),
        "breadcrumb": crumbs_of(form, (f"{code} : historique", "")),
    }
    return render(request, "evaluation/collection/history.html", context)


def _save_answer(request: HttpRequest, year: int, slug: str, code: str) -> HttpResponse:
    visible = with_last_year(Value.objects.visible_to(request.user))
    rows = visible.select_related("indicator", "changed_by", "collection__campaign", "collection__centre")
    answer = get_object_or_404(
        rows, collection__campaign__year=year, collection__centre__slug=slug, indicator__code=code
    )
    form = answer.collection
    reviews = form.state in REVIEWING and leads(request.user, form.centre)
    if not reviews and not directs(request.user, form.centre):
        return HttpResponseNotAllowed(["GET"])
    write = comment_on if reviews else enter
    try:
        outcome = write(answer, request.POST, actor=request.user)
    except ClosedError as refusal:
        return JsonResponse({"kind": "closed", "sentence": str(refusal)}, status=409)
    reply = reply_to(outcome, review=reviews, previous=last_year_of(answer))
    return JsonResponse(reply, status=409 if outcome.kind == "conflict" else 200)
