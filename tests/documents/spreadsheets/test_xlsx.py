import re
import zipfile
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from documents.spreadsheets.cells import LONGEST_TEXT, units
from documents.spreadsheets.xlsx import Column, Formats, Kind, open_book, workbook, write_workbook

HOSTILE = [
    "=1+1", "==1+1", "+1", "-1", "@SUM(1)", "a\tb", "\t=1", "{=1}", "=cmd|'/c calc'!A1", '=HYPERLINK("http://x.invalid")',
    "http://x.invalid", "mailto:a@x.invalid", "internal:Feuil1!A1", "external:c:\\x.xlsx", "ftp://x.invalid",
    "<r><t>x</t></r>", "<r></r>", "</t></is></c>", "_x0041_", "]]>", "&amp;", "'quote", "&L&R",
]  # fmt: skip


@dataclass
class Row:
    name: str
    amount: Decimal | None = None


@dataclass
class Allocation:
    centre: Row
    share: Decimal
    day: date


COLUMNS = [
    Column("Centre", "centre.name"),
    Column("Dotation", lambda allocation: allocation.centre.amount, Kind.EUROS),
    Column("Part", "share", Kind.PERCENT),
    Column("Adoptée le", "day", Kind.DATE),
]
ROWS = [
    Allocation(Row("Labo’Cités", Decimal("288000")), Decimal("0.5"), date(2017, 3, 1)),
    Allocation(Row("RésO Villes"), Decimal("0.25"), date(2017, 3, 2)),
]


def streamed(columns, rows, sheet="Table", title="Un titre"):
    target = BytesIO()
    write_workbook(target, columns, rows, sheet=sheet, title=title)
    return target.getvalue()


def in_memory(columns, rows, sheet="Table", title="Un titre"):
    return workbook(columns, rows, sheet=sheet, title=title)


def read(data):
    return load_workbook(BytesIO(data)).active


def text_of(cell, write):
    """The text as Excel reads it: openpyxl leaves the escapes of inline strings as they are."""
    text = cell.value or ""
    return text.replace("_x005F_", "_") if write is streamed else text


both = pytest.mark.parametrize("write", [in_memory, streamed])


@both
def test_a_column_is_declared_once_and_read_by_path_or_by_function(write):
    sheet = read(write(COLUMNS, ROWS))
    assert [tuple(row) for row in sheet.values] == [
        ("Centre", "Dotation", "Part", "Adoptée le"),
        ("Labo’Cités", 288000, 0.5, datetime(2017, 3, 1)),  # noqa: DTZ001
        ("RésO Villes", None, 0.25, datetime(2017, 3, 2)),  # noqa: DTZ001
    ]


@both
def test_figures_are_shown_in_the_french_way(write):
    sheet = read(write(COLUMNS, ROWS))
    assert [cell.number_format for cell in sheet[2]] == [
        "General",
        '#,##0"\u00a0€"',
        '0"\u00a0"%',
        "dd/mm/yyyy",
    ]


@both
def test_the_header_stays_in_sight_and_on_each_printed_page(write):
    sheet = read(write(COLUMNS, ROWS))
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:D3"
    assert sheet.print_title_rows == "$1:$1"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (None, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage


@both
@pytest.mark.parametrize("typed", HOSTILE)
def test_what_a_person_typed_stays_the_text_that_it_was(write, typed):
    columns = [Column(typed, 0), Column("n", 0, Kind.EUROS), Column("d", 0, Kind.DATE)]
    data = write(columns, [(typed,)])
    sheet = read(data)
    assert [text_of(cell, write).rstrip(" ") for cell in sheet[2]] == [typed] * 3
    assert {cell.data_type for row in sheet for cell in row} == {"s"}
    assert not any(cell.hyperlink for row in sheet for cell in row)
    assert not any("externalLink" in name for name in zipfile.ZipFile(BytesIO(data)).namelist())


@both
def test_a_hostile_title_or_sheet_name_changes_nothing(write):
    data = write(COLUMNS, ROWS, sheet="=[a]:b*c?/\\d'" + "x" * 40, title="&L&R=1+1\x00")
    book = load_workbook(BytesIO(data))
    assert book.sheetnames == ["=abcd'" + "x" * 25]
    assert book.properties.title == "&L&R=1+1"
    raw = zipfile.ZipFile(BytesIO(data)).read("xl/worksheets/sheet1.xml").decode()
    assert "<oddHeader>&amp;L&amp;9&amp;&amp;L&amp;&amp;R=1+1&amp;R&amp;9&amp;A</oddHeader>" in raw


@both
@settings(max_examples=40, deadline=None)
@given(typed=st.text(max_size=80))
def test_any_text_gives_a_file_that_opens(write, typed):
    data = write([Column("t", 0)], [(typed,)])
    for name in zipfile.ZipFile(BytesIO(data)).namelist():
        ElementTree.fromstring(zipfile.ZipFile(BytesIO(data)).read(name))
    lines = typed.replace("\r\n", "\n").replace("\r", "\n")
    kept = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "", lines)
    assert text_of(read(data)["A2"], write) == kept


@both
@pytest.mark.parametrize("letter", ["a", "é", "\U0001f3db"])
def test_a_text_too_long_for_a_cell_is_cut_with_a_mark(write, letter):
    kept = read(write([Column("t", 0)], [(letter * 40_000,)]))["A2"].value
    assert kept.endswith("… [texte coupé\u00a0: une cellule Excel tient 32\u202f767 caractères]")
    assert LONGEST_TEXT - 1 <= units(kept) <= LONGEST_TEXT


@both
def test_a_text_that_fits_exactly_is_kept_whole(write):
    assert read(write([Column("t", 0)], [("a" * LONGEST_TEXT,)]))["A2"].value == "a" * LONGEST_TEXT


@both
def test_a_blank_is_never_a_zero_and_a_zero_is_never_a_blank(write):
    sheet = read(write([Column("n", 0, Kind.INTEGER)], [(None,), (0,), ("",), (Decimal(0),)]))
    assert [sheet.cell(row, 1).value for row in range(2, 6)] == [None, 0, None, 0]


@both
@pytest.mark.parametrize("kind", [Kind.TEXT, Kind.BOOLEAN])
def test_a_truth_is_written_in_french(write, kind):
    assert read(write([Column("b", 0, kind)], [(True,)]))["A2"].value == "oui"


@both
def test_a_long_number_keeps_all_its_digits(write):
    sheet = read(write([Column("SIRET", 0, Kind.INTEGER)], [(13002526500013,), (12345678901234567890,)]))
    assert [sheet["A2"].value, sheet["A3"].value] == [13002526500013, "12345678901234567890"]


@both
@pytest.mark.parametrize("value", [Decimal("NaN"), Decimal("Infinity"), float("nan"), float("-inf")])
def test_an_endless_number_is_refused_with_its_column_and_nothing_is_written(write, value):
    target = BytesIO()
    with pytest.raises(ValueError, match="Colonne «\u00a0Indice\u00a0»"):
        write_workbook(target, [Column("Indice", 0, Kind.DECIMAL)], [(value,)], sheet="T", title="T")
    assert target.getvalue() == b""


@both
def test_a_failure_on_the_way_leaves_nothing_half_written(write):
    def rows():
        yield ROWS[0]
        raise RuntimeError

    target = BytesIO()
    with pytest.raises(RuntimeError):
        write_workbook(target, COLUMNS, rows(), sheet="T", title="T")
    assert target.getvalue() == b""


def test_more_rows_than_a_sheet_holds_are_refused(monkeypatch):
    monkeypatch.setattr("documents.spreadsheets.xlsx.LAST_ROW", 2)
    with pytest.raises(ValueError, match="Une feuille Excel tient"):
        in_memory([Column("n", 0, Kind.INTEGER)], [(1,), (2,), (3,)])


@both
def test_a_moment_is_written_at_our_clock(write):
    moment = datetime(2025, 1, 1, 13, 5, tzinfo=UTC)
    written = read(write([Column("t", 0, Kind.DATETIME)], [(moment,)]))["A2"].value
    assert written.isoformat(" ") == "2025-01-01 14:05:00"


@both
def test_the_same_content_gives_the_same_bytes(write):
    assert write(COLUMNS, ROWS) == write(COLUMNS, ROWS)


def test_memory_and_stream_say_the_same():
    assert list(read(in_memory(COLUMNS, ROWS)).values) == list(read(streamed(COLUMNS, ROWS)).values)


def test_a_look_is_made_once_for_a_book():
    with open_book(BytesIO(), title="T") as book:
        formats = Formats(book)
        assert formats("header") is formats("header")
        assert formats("body", Kind.EUROS) is not formats("body", Kind.EUROS, 2)
        book.add_worksheet()


def test_widths_suit_what_the_columns_hold():
    sheet = read(in_memory(COLUMNS, ROWS))
    widths = [round(sheet.column_dimensions[letter].width) for letter in "ABCD"]
    assert widths == [29, 16, 13, 14]
