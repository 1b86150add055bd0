"""A programme as a PDF and as a workbook."""

from __future__ import annotations

from io import BytesIO

from documents.pdf.render import render_pdf
from documents.spreadsheets.xlsx import fill, open_book
from governance.enums import Destination
from governance.programmes.actions.spreadsheet import action_columns, exported_rows
from governance.programmes.budget.comparison import Comparison
from governance.programmes.budget.spreadsheet import COLUMNS as BUDGET_COLUMNS
from governance.programmes.checks import Readiness
from governance.programmes.queries import ProgrammeContents


def programme_pdf(contents: ProgrammeContents, comparison: Comparison, readiness: Readiness) -> bytes:
    """The programme to print: priorities, actions by nature with the reason of their class, budget."""
    return render_pdf(
        "governance/programmes/print.html",
        {
            "programme": contents.programme,
            "contents": contents,
            "comparison": comparison,
            "readiness": readiness,
            "destinations": Destination.labels,
        },
    )


def programme_workbook(contents: ProgrammeContents) -> bytes:
    """The programme as an Excel file: a sheet of actions, then a sheet for each stage of the budget."""
    programme, target = contents.programme, BytesIO()
    title = f"Programme {programme.year}, {programme.centre.usual_name}"
    with open_book(target, title=title) as book:
        fill(book, action_columns(programme), exported_rows(list(contents.actions)), "Actions", title, "body")
        fill(book, BUDGET_COLUMNS, contents.planned.rows, "Budget prévisionnel", title, "body")
        fill(book, BUDGET_COLUMNS, contents.actual.rows, "Budget réalisé", title, "body")
    return target.getvalue()
