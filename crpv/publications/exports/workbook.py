"""The dashboard as a workbook: a summary sheet, then one sheet per section, figures then tables."""

from __future__ import annotations

from io import BytesIO

from crpv.dashboard.schema import Dashboard, Figure, FigureKind, Section, Table
from documents.french import counted
from documents.spreadsheets.columns import Kind
from documents.spreadsheets.xlsx import Formats, Sheet, Style, address, open_book
from evaluation.law.aggregation import share

KINDS = {
    FigureKind.INTEGER: Kind.INTEGER,
    FigureKind.DECIMAL: Kind.DECIMAL,
    FigureKind.PERCENT: Kind.PERCENT,
    FigureKind.AMOUNT: Kind.EUROS,
}
PLACES = {Kind.DECIMAL: 1, Kind.PERCENT: 1, Kind.KM: 1}
WIDTH = 110
READING = (
    "Les centres qui n’ont pas répondu n’entrent dans aucun dénominateur. Une case vide est un chiffre absent, jamais "
    "un zéro. Les pourcentages sont en centièmes\u00a0: 61,2 se lit 61,2\u00a0%."
)
FIGURE_HEADS = ("Code", "Chiffre", "Valeur", "Unité", "Numérateur", "Dénominateur", "Ont répondu", "Sans objet",
                "Sans réponse", "Dans le seuil", "En une phrase")  # fmt: skip
FIGURE_WIDTHS = (10, 44, 14, 16, 14, 14, 12, 11, 13, 13, 70)


def dashboard_workbook(dashboard: Dashboard, *, edition: str, perspectives: str) -> bytes:
    """One sheet per section; constants only, since the figures are frozen: nothing here is calculated again."""
    target = BytesIO()
    with open_book(target, title=dashboard.title) as book:
        formats = Formats(book)
        names: list[str] = []
        for rank, section in enumerate(dashboard.sections, 1):  # cut to what Excel takes, each once whatever its case
            name = f"{rank} {section.title}"[:31].strip()
            is_taken = name.lower() in map(str.lower, names)
            names.append(f"{rank} {section.key}"[:31] if is_taken else name)
        _write_summary(Sheet(book, formats, "Lisez-moi", dashboard.title), dashboard, names, edition, perspectives)
        for name, section in zip(names, dashboard.sections, strict=True):
            _write_section(Sheet(book, formats, name, dashboard.title), section)
    return target.getvalue()


def _write_summary(page: Sheet, dashboard: Dashboard, names: list[str], edition: str, perspectives: str) -> None:
    page.widths(WIDTH)
    page.put(0, 0, dashboard.title, Style("title"))
    texts = [
        edition,
        f"{counted(dashboard.answered, 'centre a', 'centres ont')} des chiffres vérifiés, sur {dashboard.asked}.",
        READING,
        *([dashboard.note] if dashboard.note else []),
    ]
    row = 2
    row = _write_texts(page, row, texts)
    page.put(row + 1, 0, "Sommaire", Style("section"))
    for rank, name in enumerate(names, row + 2):
        page.link(rank, 0, name, Style("link"))
    if perspectives:
        row += len(names) + 3
        page.put(row, 0, f"Perspectives {dashboard.year + 1}", Style("section"))
        _write_texts(page, row + 1, [text for text in perspectives.split("\n") if text.strip()])


def _write_texts(page: Sheet, row: int, texts: list[str]) -> int:
    for rank, text in enumerate(texts, row):
        page.put(rank, 0, text, Style("plain"))
        page.tall(rank, text, WIDTH)
    return row + len(texts)


def _write_section(page: Sheet, section: Section) -> None:
    page.put(0, 0, section.title, Style("title"))
    row = 2
    if section.introduction:
        page.put(1, 0, section.introduction, Style("note"))
    page.widths(*FIGURE_WIDTHS)
    if section.figures:
        page.put(row, 0, "Chiffres consolidés", Style("section"))
        for column, head in enumerate(FIGURE_HEADS):
            page.put(row + 1, column, head, Style("header-right" if 2 <= column <= 9 and column != 3 else "header"))
        for rank, figure in enumerate(section.figures, row + 2):
            _write_figure(page, rank, figure)
        row = row + len(section.figures) + 3
    for table in section.tables:
        row = _write_table(page, row, table)


def _write_figure(page: Sheet, row: int, figure: Figure) -> None:
    kind = KINDS[figure.kind]
    page.put(row, 0, figure.code)
    page.put(row, 1, figure.label)
    shape = Style("body", kind, PLACES.get(kind, 0))
    # A percentage that its two terms give is a live formula: whoever corrects a term sees what it changes.
    top, bottom = figure.numerator, figure.denominator
    if figure.kind is FigureKind.PERCENT and top is not None and bottom and share(top, bottom) == figure.value:
        terms = f"{address(row, 4)}/{address(row, 5)}"
        page.formula(row, 2, f"ROUND({terms}*100,1)", figure.value, shape)
    else:
        page.put(row, 2, figure.value, shape)
    page.put(row, 3, figure.unit)
    counts = (figure.answered, figure.not_applicable, figure.missing, figure.conforming)
    for column, value in enumerate((figure.numerator, figure.denominator), 4):
        page.put(row, column, value, Style("body", Kind.DECIMAL, 0 if value is None or value == int(value) else 1))
    for column, value in enumerate(counts, 6):
        page.put(row, column, value, Style("body", Kind.INTEGER))
    page.put(row, 10, figure.sentence)


def _write_table(page: Sheet, row: int, table: Table) -> int:
    page.put(row, 0, table.caption, Style("section"))
    for place, column in enumerate(table.columns):
        page.put(row + 1, place, column.title, Style("header-right" if column.is_numeric else "header"))
    for rank, cells in enumerate(table.rows, row + 2):
        for place, (column, cell) in enumerate(zip(table.columns, cells, strict=True)):
            page.put(rank, place, cell, Style("body", column.kind, PLACES.get(column.kind, 0)))
    end = row + len(table.rows) + 2
    if table.note:
        page.put(end, 0, table.note, Style("note"))
        end += 1
    return end + 1
