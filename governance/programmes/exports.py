"""A programme as a PDF and as a workbook."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

from django.db.models import prefetch_related_objects

from documents.pdf.render import render_pdf
from documents.spreadsheets.xlsx import fill, open_book
from governance.enums import Destination
from governance.models import Action
from governance.programmes.actions.queries import public_labels, territories
from governance.programmes.actions.spreadsheet import action_columns, exported_rows
from governance.programmes.budget.comparison import Comparison
from governance.programmes.budget.spreadsheet import COLUMNS as BUDGET_COLUMNS
from governance.programmes.checks import Readiness
from governance.programmes.queries import ProgrammeContents


@dataclass(frozen=True, kw_only=True)
class DescribedAction:
    """An action as the printed programme describes it."""

    action: Action
    publics: list[str]
    territories: list[str]


def programme_pdf(contents: ProgrammeContents, comparison: Comparison, readiness: Readiness) -> bytes:
    """The programme to print, as a board votes on it: priorities, each action described, budget (2 queries)."""
    return render_pdf(
        "governance/programmes/print.html",
        {
            "programme": contents.programme,
            "contents": contents,
            "comparison": comparison,
            "readiness": readiness,
            "descriptions": described_actions([row.action for row in contents.actions]),
            "destinations": Destination.labels,
        },
    )


def described_actions(actions: list[Action]) -> list[DescribedAction]:
    """What the actions are, for whom and where, in their order (2 queries)."""
    prefetch_related_objects(actions, "departments", "districts")
    return [
        DescribedAction(
            action=action,
            publics=public_labels(action),
            territories=territories(action, [row.name for row in (*action.departments.all(), *action.districts.all())]),
        )
        for action in actions
    ]


def programme_workbook(contents: ProgrammeContents) -> bytes:
    """The programme as an Excel file: a sheet of actions, then a sheet for each stage of the budget."""
    programme, target = contents.programme, BytesIO()
    title = f"Programme {programme.year}, {programme.centre.usual_name}"
    with open_book(target, title=title) as book:
        fill(book, action_columns(programme), exported_rows(list(contents.actions)), "Actions", title, "body")
        fill(book, BUDGET_COLUMNS, contents.planned.rows, "Budget prévisionnel", title, "body")
        fill(book, BUDGET_COLUMNS, contents.actual.rows, "Budget réalisé", title, "body")
    return target.getvalue()
