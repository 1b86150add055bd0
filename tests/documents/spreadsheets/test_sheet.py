from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook

from documents.spreadsheets.columns import Kind
from documents.spreadsheets.xlsx import Formats, Sheet, Style, address, frozen, letters, open_book, places_of, span


@pytest.mark.parametrize(
    ("column", "text"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16383, "XFD")]
)
def test_columns_are_named_as_a_spreadsheet_does(column, text):
    assert letters(column) == text


def test_places_are_written_as_a_spreadsheet_does():
    assert (address(4, 0), frozen(4, 27), span(4, 0, 8, 2)) == ("A5", "$AB$5", "A5:C9")


@pytest.mark.parametrize(
    ("values", "places"),
    [([], 0), ([Decimal(2), 3], 0), ([Decimal("2.50"), 3], 1), ([Decimal("1E+3")], 0), ([Decimal("0.123456")], 4)],
)
def test_figures_show_the_decimals_they_need(values, places):
    assert places_of(values) == places


def page_of(write, name="Feuille d’essai"):
    """The sheet that `write` fills, read back."""
    target = BytesIO()
    with open_book(target, title="Essai") as book:
        write(Sheet(book, Formats(book), name, "Essai"))
    return load_workbook(BytesIO(target.getvalue()))


def test_a_formula_carries_the_value_it_gives():
    def write(page):
        page.put(0, 0, Decimal("2.5"), Style("input", Kind.DECIMAL, 1))
        page.formula(0, 1, "A1*2", Decimal(5), Style(kind=Kind.EUROS))

    target = BytesIO()
    with open_book(target, title="Essai") as book:
        write(Sheet(book, Formats(book), "F", "Essai"))
    live, given = (load_workbook(BytesIO(target.getvalue()), data_only=only).active for only in (False, True))
    assert (live["B1"].value, given["B1"].value, given["A1"].value) == ("=A1*2", 5, 2.5)


def test_a_name_points_to_its_cells_whatever_the_sheet_is_called():
    def write(page):
        page.named("un", 3, 1)
        page.named("plusieurs", 3, 1, 9)

    names = page_of(write, "L'été").defined_names
    assert (names["un"].attr_text, names["plusieurs"].attr_text) == ("'L''été'!$B$4", "'L''été'!$B$4:$B$10")


def test_a_group_is_named_once_over_its_columns():
    book = page_of(lambda page: page.groups(2, ["Indice", "Indice", "Budget", "Indice"]))
    assert [str(merged) for merged in book.active.merged_cells.ranges] == ["A3:B3"]
    assert [cell.value for cell in book.active[3]] == ["Indice", None, "Budget", "Indice"]


def test_a_long_text_takes_the_lines_it_needs():
    def write(page):
        page.widths(20, 20)
        page.wide(0, 0, 1, "mot " * 40, Style("plain"))
        page.wide(1, 0, 1, "=mot", Style("plain"))

    sheet = page_of(write).active
    assert (sheet.row_dimensions[1].height, sheet.row_dimensions[2].height) == (57, 18)
    assert (sheet["A2"].value, sheet["A2"].data_type) == ("=mot", "s")
