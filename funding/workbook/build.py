"""The workbook of the calculation: five sheets, live formulas from parameters and data to euros (R-89 to R-98).

Every formula carries the value it gives; a control column compares it with what the application calculated.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO

from documents.spreadsheets.sheet import Page
from documents.spreadsheets.xlsx import Formats, open_book
from funding.formula.allocate import Result
from funding.workbook.calculation import write_calculation
from funding.workbook.data import Sources, write_data
from funding.workbook.parameters import write_parameters
from funding.workbook.readme import write_readme
from funding.workbook.summary import alerts_of, write_summary

SHEETS = ("Lisez-moi", "Paramètres", "Données", "Calcul", "Synthèse")


def funding_workbook(
    result: Result,
    *,
    title: str,
    year: int | None,
    notes: Sequence[tuple[str, str]] = (),
    sources: Mapping[str, Sources] | None = None,
    findings: Sequence[tuple[str, str]] | None = None,
) -> bytes:
    """The table of a network as an Excel workbook that recalculates itself; the same bytes for the same result.

    `notes` are lines (label, text) for the first sheet; `sources` says, by the key of a centre, where its
    number of districts and its distance come from; `findings` are lines (label, sentence) of what deserves a
    second look, by default the alerts of the formula.
    """
    target = BytesIO()
    full_title = title if year is None or str(year) in title else f"{title}, {year}"
    with open_book(target, title=full_title) as book:
        formats = Formats(book)
        readme, parameters, data, calculation, summary = (Page(book, formats, name, full_title) for name in SHEETS)
        data_rows = write_data(data, result, sources or {})
        write_parameters(parameters, result)
        table = write_calculation(calculation, result, data, data_rows)
        write_summary(summary, result, table, alerts_of(result) if findings is None else findings)
        write_readme(readme, result, full_title, notes, table)
    return target.getvalue()
