"""The pages of a centre: its years, then the form of one year: summary, sections, one answer at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.models import User
from centres.models import Centre
from centres.models.centre import directs, leads
from documents.french import NBSP, counted, date_and_time
from evaluation.collection.answers import answer_token, slot_texts
from evaluation.collection.findings import Beside, findings_of
from evaluation.collection.history import history_of, since_submission
from evaluation.collection.obligations import with_due
from evaluation.collection.permissions import REVIEWING, is_open, label_for, may_certify
from evaluation.collection.queries import author_text, form_of, measure_text, stored_text, values_of
from evaluation.collection.services import (
    STATE_SLOT,
    AnswerOutcome,
    ClosedError,
    ConflictError,
    comment_on,
    enter,
    save_section_comment,
    was_sent,
)
from evaluation.collection.views.get_objects import (
    INDICATORS,
    collection_or_404,
    crumbs_of,
    drafted_collection_or_404,
    section_or_404,
)
from evaluation.collection.workflow import COLLECTION_WORKFLOW
from evaluation.enums import CollectionState, Section
from evaluation.law.aggregation import Measure
from evaluation.models import Collection, Opinion, SectionComment, Value
from evaluation.models.collection import CHECKED, SENT
from evaluation.queries import measure_of

# Years --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class CentreYear:
    """A year of a centre: its form and the last version of its opinion, None where the reader has no right."""

    year: int
    form: Collection | None = None
    opinion: Opinion | None = None

    @property
    def is_comparable(self) -> bool:
        """Whether the figures are verified, in a centre that the State funds (R-56), hence comparable with others."""
        return self.form is not None and self.form.state in CHECKED and self.form.centre.is_state_funded


def years_of(user: User, centre: Centre) -> list[CentreYear]:
    """Each year that has something to open, the last first (2 queries)."""
    visible = Collection.objects.visible_to(user).filter(centre=centre).select_related("campaign", "centre")
    forms = {form.campaign.year: form for form in visible}
    versions = Opinion.objects.visible_to(user).filter(centre=centre).select_related("centre")
    opinions = {opinion.year: opinion for opinion in versions.defer("frozen", "facts").order_by("version")}
    years = sorted({*forms, *opinions}, reverse=True)
    return [CentreYear(year=year, form=forms.get(year), opinion=opinions.get(year)) for year in years]


def centre_years(request: HttpRequest, slug: str) -> HttpResponse:
    """The years of one centre that the reader may open, the last first."""
    centre = get_object_or_404(Centre.objects.visible_to(request.user), slug=slug)
    rows = [
        (row, label_for(request.user, row.form.state) if row.form else "") for row in years_of(request.user, centre)
    ]
    context = {"centre": centre, "rows": rows, "breadcrumb": [INDICATORS, (centre.usual_name, "")]}
    return render(request, "evaluation/collection/centre.html", context)


# Form of a year -----------------------------------------------------------------------------------------------------


STATE_OF_SECTION = "rubrique--etat"


def collection(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    """Where the form stands: progress by section, points to settle, what changed since it was sent, next step."""
    form = collection_or_404(request, year, slug)
    dated = with_due(Collection.objects.filter(pk=form.pk), timezone.localdate()).get()
    answer_form = form_of(form, request.user)
    # Whoever leads may verify the form or send it back; a verified one, until the end of the corrections.
    is_corrigible = form.state == CollectionState.VERIFIED and timezone.localdate() <= form.campaign.corrections_until
    may_move = answer_form.may_fill or (is_open(form) and (form.state in REVIEWING or is_corrigible))
    context = {
        "form": answer_form,
        "collection": form,
        "due_on": dated.due_on,
        "is_late": dated.is_late,
        "label": label_for(request.user, form.state),
        "steps": COLLECTION_WORKFLOW.offered(request.user, form) if may_move else [],
        "may_certify": answer_form.may_fill and may_certify(request.user, form),
        "first_to_do": next((section for section in answer_form.sections if not section.is_complete), None),
        "again": since_submission(form, answer_form.lines),
        "breadcrumb": crumbs_of(form),
    }
    return render(request, "evaluation/collection/collection.html", context)


def section(request: HttpRequest, year: int, slug: str, section: str) -> HttpResponse:
    """One section: fill it, comment it or read it, by role and by state."""
    form, code = collection_or_404(request, year, slug), section_or_404(section)
    if request.method != "POST":
        return _section_page(request, form, code, {})
    # Whether the person writes in such forms at all; the state then says whether this one is open to them.
    if not (directs(request.user, form.centre) or leads(request.user, form.centre)):
        return HttpResponseNotAllowed(["GET"])
    try:
        outcomes = _enter_section(request, form, code)
    except ClosedError as refusal:
        messages.error(request, str(refusal))
        return redirect(form)
    if any(row.faults or row.kind == "conflict" for row in outcomes.values()):
        return _section_page(request, form, code, outcomes)
    count = sum(outcome.kind == "saved" for outcome in outcomes.values())
    entered = f"{counted(count, 'réponse enregistrée', 'réponses enregistrées')}."
    messages.success(request, entered if count else "Rien n’avait changé : tout est déjà enregistré.")
    following = section_or_404(request.POST["suite"]) if request.POST.get("suite") else code
    return redirect(f"{form.get_absolute_url()}{following.lower()}/")


def _section_page(
    request: HttpRequest, form: Collection, code: str, outcomes: Mapping[str, AnswerOutcome]
) -> HttpResponse:
    """The section, with the results of what was just sent and refused."""
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
    reply = reply_to(outcome, request.user, review=reviews, previous=last_year_of(answer))
    return JsonResponse(reply, status=409 if outcome.kind == "conflict" else 200)


# Reply to the autosave, in JSON -------------------------------------------------------------------------------------


def with_last_year(values: QuerySet[Value]) -> QuerySet[Value]:
    """Annotate the figure of the year before, once its form was sent; no query more."""
    before = Value.objects.filter(
        collection__centre=OuterRef("collection__centre"),
        collection__campaign__year=OuterRef("collection__campaign__year") - 1,
        collection__state__in=sorted(SENT),
        indicator__code=OuterRef("indicator__code"),
    )
    return values.annotate(
        last_value=Subquery(before.values("value")[:1]), last_denominator=Subquery(before.values("denominator")[:1])
    )


def last_year_of(value: Value) -> Measure:
    """The answer of the year before that `with_last_year` annotated."""
    return Measure(value=value.last_value, denominator=value.last_denominator)


def reply_to(outcome: AnswerOutcome, reader: User, *, review: bool, previous: Measure | None = None) -> dict[str, Any]:
    """The result of the write, in texts that the page displays as they are."""
    value = outcome.value
    texts = {STATE_SLOT: value.state_comment} if review else slot_texts(value)
    comparison = Beside({value.indicator.code: previous} if previous else {})
    points = [] if review else findings_of([value], comparison, is_optional=True)
    reply = {
        "kind": outcome.kind,
        "version": value.version,
        "seal": answer_token(texts),
        "at": hour(value),
        "shown": measure_text(value, measure_of(value)),
        "faults": dict(outcome.faults),
        "findings": [point.sentence for point in points if point.blocks],
    }
    if outcome.kind == "conflict":
        at = timezone.localtime(value.changed_at) if value.changed_at else None
        reply |= {"theirs": texts, "stored": stored_text(value, review=review), "by": author_text(value, reader)}
        reply["when"] = date_and_time(at)
    return reply


def hour(value: Value) -> str:
    """« 14 h 32 »: when the answer was last written; now, when it never was."""
    moment = timezone.localtime(value.changed_at) if value.changed_at else timezone.localtime()
    return f"{moment.hour}{NBSP}h{NBSP}{moment.minute:02d}"
