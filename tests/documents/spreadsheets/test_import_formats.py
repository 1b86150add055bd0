"""What leaves the administration: no live formula in any format, numbers that stay numbers."""

import csv
import datetime as dt
import io
import json
from decimal import Decimal

import openpyxl
import pytest
import tablib

from documents.spreadsheets.import_formats import FORMATS, SafeCsv, SafeJson, SafeXlsx

PREFIXES = ("=", "==", "+", "-", "@", "\t=", "\r=", "\n=", " =", "＝", "=cmd|' /C calc'!A0 ", "'=")
KINDS = [one.kind for one in FORMATS]


def table(*rows, headers=("titre", "valeur")):
    return tablib.Dataset(*rows, headers=list(headers))


def cells_of_csv(data):
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))


def sheet_of(data):
    return openpyxl.load_workbook(io.BytesIO(data)).active


@pytest.mark.parametrize("prefix", PREFIXES)
def test_no_cell_of_a_csv_begins_like_a_formula(prefix):
    text = f"{prefix}1+1"
    for row in cells_of_csv(SafeCsv().export_data(table((text, text), headers=(text, "b")))):
        for cell in row:
            assert not cell.lstrip().startswith(("=", "+", "-", "@", "＝"))


@pytest.mark.parametrize("prefix", PREFIXES)
def test_no_cell_of_a_workbook_is_a_formula(prefix):
    text = f"{prefix}1+1"
    sheet = sheet_of(SafeXlsx().export_data(table((text, text), headers=(text, "b"))))
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} == {"s"}


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize(
    "text", ["=1+1", "-2 km", "+33 1 23", "@moi", "l’été", "«\u00a0été\u00a0»", "'quoted'", "a;b\nc", 'Été "x"']
)
def test_what_goes_out_comes_back_as_it_was(kind, text):
    data = kind().export_data(table(("a", text)))
    assert kind().create_dataset(data)[0][1].replace("\r\n", "\n") == text


@pytest.mark.parametrize("kind", FORMATS)
def test_a_blank_comes_back_blank_and_a_zero_zero(kind):
    data = kind().export_data(table(("a", None), ("b", 0)))
    assert [row[1] in (0, "0") for row in kind().create_dataset(data)] == [False, True]
    assert kind().create_dataset(data)[0][1] is None


def test_numbers_stay_numbers():
    rows = table((2024, Decimal("-41.5"), dt.date(2024, 1, 31), True), headers=("an", "km", "jour", "oui"))
    assert cells_of_csv(SafeCsv().export_data(rows))[1] == ["2024", "-41,5", "2024-01-31", "oui"]
    cells = next(sheet_of(SafeXlsx().export_data(rows)).iter_rows(min_row=2))
    assert [(cell.data_type, cell.value) for cell in cells] == [
        ("n", 2024), ("n", -41.5), ("d", dt.datetime(2024, 1, 31)), ("s", "oui"),  # noqa: DTZ001  Excel knows no zone
    ]  # fmt: skip
    assert SafeJson().export_data(rows).decode() == (
        '[\n  {"an": 2024, "km": -41.5, "jour": "2024-01-31", "oui": true}\n]\n'
    )


def test_a_column_of_texts_and_figures_is_text():
    sheet = sheet_of(SafeXlsx().export_data(table(("a", 1), ("b", "deux"))))
    assert [cell.value for cell in sheet["B"]] == ["valeur", "1", "deux"]


def test_an_exact_amount_loses_no_cent_in_json():
    data = SafeJson().export_data(table(("a", Decimal("123456789012345678.91"))))
    assert json.loads(data, parse_float=Decimal)[0]["valeur"] == Decimal("123456789012345678.91")


@pytest.mark.parametrize("kind", FORMATS)
def test_an_empty_table_still_has_its_titles(kind):
    data = kind().export_data(table())
    assert len(data) > 0
    assert kind().get_extension() == kind().get_title() == kind.kind
