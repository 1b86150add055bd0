"""The workbook of a form: its download, its import with a preview."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse

from accounts.acts.spreadsheet_import import Import, spreadsheet_import
from documents.downloads import attachment
from documents.french import counted
from documents.spreadsheets.unreadable import UnreadableError
from evaluation.collection.permissions import may_fill
from evaluation.collection.queries import form_of
from evaluation.collection.services import ClosedError
from evaluation.collection.views.get_objects import collection_or_404, crumbs_of, own_collection_or_404
from evaluation.collection.workbook.read import Intake, read_workbook, write_workbook_in
from evaluation.collection.workbook.write import form_workbook


def workbook_file(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    """The form as a workbook, with its stored answers."""
    content = form_workbook(form_of(collection_or_404(request, year, slug), request.user))
    return attachment(content, f"indicateurs-{year}-{slug}.xlsx")


def workbook_import(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    """Send the workbook back: preview, faults by line and column, conflicts; then what is sound is written."""
    collection = own_collection_or_404(request, year, slug)
    if not may_fill(request.user, collection):
        raise Http404

    def write(intake: Intake) -> None:
        try:
            outcomes = write_workbook_in(intake, collection, actor=request.user)
        except ClosedError as refusal:  # nothing more can be confirmed
            raise UnreadableError(str(refusal)) from refusal
        count = sum(outcome.kind == "saved" for outcome in outcomes)
        messages.success(request, f"Classeur déposé : {counted(count, 'réponse écrite', 'réponses écrites')}.")
        conflicts = [outcome.value.indicator.code for outcome in outcomes if outcome.kind == "conflict"]
        if conflicts:
            messages.warning(
                request,
                f"Modifiées par quelqu’un d’autre entre-temps, laissées telles quelles : {', '.join(conflicts)}.",
            )

    return spreadsheet_import(
        request,
        Import(
            purpose=f"collection/{collection.pk}",
            read=lambda data, kind: read_workbook(data, kind, collection, reader=request.user),
            write=write,
            template="evaluation/collection/workbook/import.html",
            back=collection.get_absolute_url(),
            context={
                "collection": collection,
                "breadcrumb": crumbs_of(collection, ("Déposer le classeur rempli", "")),
            },
        ),
    )
