"""The workbook of a form: taken away, completed without a connection, sent back with a preview."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from documents.downloads import attachment
from documents.french import counted
from documents.spreadsheets.import_table import FileForm, forget_waiting, keep_waiting, kind_of, take_waiting
from documents.spreadsheets.read import UnreadableError
from evaluation.collection.permissions import may_fill
from evaluation.collection.queries import form_of
from evaluation.collection.services import ClosedError
from evaluation.collection.views.get_objects import collection_or_404, crumbs_of, own_collection_or_404
from evaluation.collection.workbook.read import Intake, read_workbook, write_workbook_in
from evaluation.collection.workbook.write import form_workbook
from evaluation.models import Collection

SHOWN_FAULTS = 50


def workbook_file(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    """The form as a workbook, with everything that is known already."""
    content = form_workbook(form_of(collection_or_404(request, year, slug), request.user))
    return attachment(content, f"indicateurs-{year}-{slug}.xlsx")


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """Where a deposit stands: the file to choose, what it would do, the seal that confirms it, what is wrong."""

    form: FileForm = field(default_factory=FileForm)
    intake: Intake | None = None
    sealed: str = ""
    faults: Sequence[str] = ()


def workbook_import(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    """Send the workbook back: preview, faults by line and column, conflicts; then what is sound is written."""
    collection = own_collection_or_404(request, year, slug)
    if not may_fill(request.user, collection):
        raise Http404
    outcome: Outcome | None = Outcome()
    if "sealed" in request.POST:
        outcome = _confirmed(request, collection)
    elif request.method == "POST":
        outcome = _sent(request, collection)
    if outcome is None:
        return redirect(collection)
    context = {
        "collection": collection,
        "form": outcome.form,
        "intake": outcome.intake,
        "sealed": outcome.sealed,
        "faults": outcome.faults[:SHOWN_FAULTS],
        "other_faults": max(0, len(outcome.faults) - SHOWN_FAULTS),
        "breadcrumb": crumbs_of(collection, ("Déposer le classeur rempli", "")),
    }
    return render(request, "evaluation/collection/workbook/import.html", context)


def _purpose(request: HttpRequest, collection: Collection) -> str:
    return f"collection/{collection.pk}/{request.user.pk}"


def _sent(request: HttpRequest, collection: Collection) -> Outcome:
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return Outcome(form=form)
    data, kind = form.cleaned_data["file"].read(), kind_of(form.cleaned_data["file"].name)
    try:
        intake = read_workbook(data, kind, collection)
    except UnreadableError as refusal:
        return Outcome(faults=[str(refusal)])
    if intake.faults:
        return Outcome(intake=intake, faults=intake.faults)
    return Outcome(intake=intake, sealed=keep_waiting(data, kind, _purpose(request, collection)))


def _confirmed(request: HttpRequest, collection: Collection) -> Outcome | None:
    """Write the workbook that was previewed, read again as things stand now; None once it is written."""
    sealed = request.POST["sealed"]
    try:
        intake = read_workbook(*take_waiting(sealed, _purpose(request, collection)), collection)
        if intake.faults:
            return Outcome(intake=intake, faults=intake.faults)
        outcomes = write_workbook_in(intake, collection, actor=request.user)
    except (UnreadableError, ClosedError) as refusal:
        return Outcome(faults=[str(refusal)])
    written = sum(one.kind == "saved" for one in outcomes)
    messages.success(request, f"Classeur déposé : {counted(written, 'réponse écrite', 'réponses écrites')}.")
    left = [one.value.indicator.code for one in outcomes if one.kind == "conflict"]
    if left:
        messages.warning(
            request, f"Modifiées par quelqu’un d’autre entre-temps, laissées telles quelles : {', '.join(left)}."
        )
    forget_waiting(sealed)
    return None
