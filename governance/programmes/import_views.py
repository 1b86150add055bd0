"""Downloads of a programme, its actions and its budget; imports of actions and of a budget, previewed first."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse

from accounts.acts.already_done import already_done
from accounts.acts.edit_conflicts import form_token
from accounts.acts.spreadsheet_import import Import, spreadsheet_import
from accounts.acts.workflow import RefusedError
from documents.downloads import attachment_in
from documents.forms.dsfr import ReasonForm
from documents.french import counted
from governance.enums import Destination, Stage
from governance.models import Programme
from governance.programmes.actions.spreadsheet import (
    action_export,
    exported_rows,
    needs_reason,
    read_actions,
    write_actions,
)
from governance.programmes.budget.comparison import comparison_of
from governance.programmes.budget.queries import budget_amounts, budget_of
from governance.programmes.budget.services import may_write, save_budget
from governance.programmes.budget.spreadsheet import budget_export, read_budget
from governance.programmes.checks import readiness_of
from governance.programmes.exports import programme_pdf, programme_workbook
from governance.programmes.get_objects import crumbs_of, own_programme_or_404, programme_or_404
from governance.programmes.queries import action_rows, contents_of
from governance.programmes.workflow import ACTIONS_ADDABLE


def programme_file(request: HttpRequest, slug: str, year: int, kind: str) -> HttpResponse:
    """The programme to print (`pdf`) or as a workbook (`xlsx`)."""
    contents = contents_of(programme_or_404(request, slug, year))
    writers = {
        "pdf": lambda: programme_pdf(contents, comparison_of(contents.programme, request.user), readiness_of(contents)),
        "xlsx": lambda: programme_workbook(contents),
    }
    return attachment_in(kind, f"programme-{slug}-{year}", writers)


def actions_file(request: HttpRequest, slug: str, year: int, kind: str) -> HttpResponse:
    """The actions of the year as a table that `import_actions` reads back: `csv` or `xlsx`."""
    programme = programme_or_404(request, slug, year)
    rows = exported_rows(action_rows(programme))
    return action_export(programme).response(rows, kind, f"actions-{slug}-{year}")


def budget_file(request: HttpRequest, slug: str, year: int, kind: str) -> HttpResponse:
    """One stage of the budget (`?stade=realise`, otherwise planned) as a table that `import_budget` reads back."""
    programme = programme_or_404(request, slug, year)
    stage = Stage.ACTUAL if request.GET.get("stade") == "realise" else Stage.PLANNED
    budget = budget_of(budget_amounts([programme.pk]), stage)
    export = budget_export(f"Budget {stage.label} {year}, {programme.centre}")
    word = "realise" if stage == Stage.ACTUAL else "previsionnel"
    return export.response(budget.rows, kind, f"budget-{slug}-{year}-{word}")


def import_actions(request: HttpRequest, slug: str, year: int) -> HttpResponse:
    """Import a table of actions: preview, faults by line and column, then all or nothing."""
    programme = own_programme_or_404(request, slug, year)
    if programme.state not in ACTIONS_ADDABLE:
        return _not_now(request, programme, "Importer des actions")
    reason = ReasonForm(request.POST if "sealed" in request.POST else None) if needs_reason(programme) else None

    def write(intake: Any) -> None:
        if reason is not None and not reason.is_valid():
            raise RefusedError(
                "Le programme est validé : dites pourquoi les actions sont ajoutées ou modifiées (R-20)."
            )
        sentence = reason.cleaned_data["reason"] if reason is not None else ""
        count = write_actions(intake, actor=request.user, reason=sentence)
        messages.success(request, f"Import terminé : {counted(count, 'action écrite', 'actions écrites')}.")

    return spreadsheet_import(
        request,
        Import(
            purpose=f"actions/{programme.pk}",
            template="governance/programmes/actions/import.html",
            read=lambda data, kind: read_actions(data, kind, programme),
            write=write,
            back=programme.get_absolute_url(),
            context=_context(programme, "Importer des actions") | {"reason": reason},
        ),
    )


def import_budget(request: HttpRequest, slug: str, year: int) -> HttpResponse:
    """Import the stage of the budget that may change: preview, faults by line and column, then all or nothing."""
    programme = own_programme_or_404(request, slug, year)
    stage = next((stage for stage in Stage if may_write(programme, stage)), None)
    if stage is None:
        return _not_now(request, programme, "Importer un budget")
    budget = budget_of(budget_amounts([programme.pk]), stage)

    def write(intake: Any) -> None:
        save_budget(programme, stage, intake.rows, actor=request.user, token=request.POST.get("seen", ""))
        messages.success(
            request, f"Import terminé : le budget {stage.label} compte {counted(len(intake.rows), 'ligne')}."
        )

    return spreadsheet_import(
        request,
        Import(
            purpose=f"budget/{programme.pk}/{stage}",
            template="governance/programmes/budget/import.html",
            read=read_budget,
            write=write,
            back=f"{programme.get_absolute_url()}budget/",
            context=_context(programme, f"Importer le budget {stage.label}")
            | {"stage": stage, "seen": form_token(budget.values), "destinations": Destination.labels},
        ),
    )


def _not_now(request: HttpRequest, programme: Programme, act: str) -> HttpResponse:
    """Answer 409: the programme left the state that the page needs; its last step, and a link to it."""
    crumbs, back = crumbs_of(programme, (act, ""))[:-1], programme.get_absolute_url()
    return already_done(request, programme, act, verb="", back=back, crumbs=crumbs)


def _context(programme: Programme, title: str) -> dict[str, Any]:
    return {"programme": programme, "title": title, "breadcrumb": crumbs_of(programme, (title, ""))}
