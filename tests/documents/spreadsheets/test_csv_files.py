import csv
from datetime import UTC, date, datetime
from decimal import Decimal
from io import StringIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from documents.spreadsheets.columns import Column, Kind
from documents.spreadsheets.csv_files import csv_bytes, csv_lines, csv_text

COLUMNS = [
    Column("Centre", 0),
    Column("Écart", 1, Kind.EUROS),
    Column("Indice", 2, Kind.DECIMAL),
    Column("Adopté le", 3, Kind.DATE),
    Column("Socle", 4, Kind.BOOLEAN),
]


def test_a_table_opens_in_a_french_excel():
    rows = [
        ("Guadeloupe–Saint-Martin", Decimal("-72000.00"), Decimal("0.8769"), date(2017, 3, 1), True),
        ("L’« îlot »; suite", 0, None, None, False),
    ]
    assert csv_text(COLUMNS, rows) == (
        "\ufeffCentre;Écart;Indice;Adopté le;Socle\r\n"
        "Guadeloupe–Saint-Martin;-72000,00;0,8769;2017-03-01;oui\r\n"
        '"L’« îlot »; suite";0;;;non\r\n'
    )


def test_the_mark_of_utf_8_comes_first():
    assert csv_bytes(COLUMNS[:2], []) == b"\xef\xbb\xbfCentre;\xc3\x89cart\r\n"


def test_a_moment_is_written_at_our_clock():
    column = Column("Quand", 0, Kind.DATETIME)
    rows = [(datetime(2025, 1, 1, 13, 5, tzinfo=UTC),)]
    assert list(csv_lines([column], rows))[1] == "2025-01-01 14:05\r\n"


@pytest.mark.parametrize(
    "typed",
    [
        "=1+1", "==1+1", "+33 1", "-5", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1+1", "\u00a0=1", "\x00=1",
        "＝1+1",
    ],
)  # fmt: skip
@pytest.mark.parametrize("kind", list(Kind))
def test_what_a_person_typed_is_never_a_formula(kind, typed):
    line = list(csv_lines([Column("=Titre", 0, kind)], [(typed,)]))
    assert line[0] == "\ufeff'=Titre\r\n"
    (read,) = next(csv.reader([line[1]], delimiter=";"))
    assert read == "'" + typed.replace("\x00", "")


def test_a_negative_number_stays_a_number():
    line = list(csv_lines([Column("Écart", 0, Kind.DECIMAL)], [(Decimal("-1.5"),)]))[1]
    assert line == "-1,5\r\n"


def test_an_exponent_never_shows():
    assert list(csv_lines([Column("n", 0, Kind.INTEGER)], [(Decimal("1E+6"),)]))[1] == "1000000\r\n"


@settings(deadline=None)
@given(st.lists(st.tuples(st.text(), st.text()), max_size=5))
def test_any_text_stays_in_its_cell_and_is_never_a_formula(rows):
    text = "".join(csv_lines([Column("a", 0), Column("b", 1)], rows))
    read = list(csv.reader(StringIO(text, newline=""), delimiter=";"))[1:]
    assert [len(row) for row in read] == [2] * len(rows)
    assert not any(cell.lstrip().startswith(("=", "+", "-", "@")) for row in read for cell in row)
