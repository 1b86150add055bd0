"""Cells of imported tables: what is understood, and what is refused with a word on how to write it."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from centres.enums import Vintage, Zone
from centres.models import Department
from documents.spreadsheets.import_cells import (
    BooleanCell,
    ChoiceCell,
    DateCell,
    DecimalCell,
    IntegerCell,
    ReferenceCell,
    ReferencesCell,
    TextCell,
)
from tests.factories import DepartmentFactory

KM = DecimalCell(digits=7, places=1)
ZONE = ChoiceCell(Zone, "une zone")
LIST = ChoiceCell(Vintage, "une liste")
ANYTHING = st.one_of(
    st.none(),
    st.text(max_size=80),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.decimals(),
    st.dates(),
    st.datetimes(),
)


NOT_A_NUMBER = "n’est pas un nombre\u00a0: écrivez des chiffres, par exemple 1\u202f234."


def q(text):
    return f"«\u00a0{text}\u00a0»"


@pytest.mark.parametrize(
    "cell",
    [TextCell(), IntegerCell(), KM, DateCell(), BooleanCell(), ZONE, LIST, ReferencesCell(Department, "code", "x")],
)
@pytest.mark.parametrize("blank", [None, ""])
def test_a_blank_is_never_a_zero(cell, blank):
    assert cell.clean(blank) in (None, "", ())
    assert cell.clean(blank) is not False


@pytest.mark.parametrize(
    ("cell", "typed", "value"),
    [
        (TextCell(), "Île", "Île"),
        (TextCell(), 93, "93"),
        (TextCell(), 93.0, "93"),
        (TextCell(), Decimal("1.5"), "1.5"),
        (IntegerCell(), "1\u202f234", 1234),
        (IntegerCell(), 12.0, 12),
        (IntegerCell(), "0", 0),
        (KM, "52,5", Decimal("52.5")),
        (KM, "52.5", Decimal("52.5")),
        (KM, "1 234,0", Decimal("1234.0")),
        (KM, 52.5, Decimal("52.5")),
        (KM, 52, Decimal("52.0")),
        (KM, Decimal("5E+1"), Decimal("50.0")),
        (DateCell(), "2018-01-31", dt.date(2018, 1, 31)),
        (DateCell(), "31/01/2018", dt.date(2018, 1, 31)),
        (DateCell(), dt.datetime(2018, 1, 31, tzinfo=dt.UTC), dt.date(2018, 1, 31)),
        (DateCell(), dt.date(2018, 1, 31), dt.date(2018, 1, 31)),
        (BooleanCell(), "Oui", True),
        (BooleanCell(), "NON", False),
        (BooleanCell(), True, True),
        (BooleanCell(), 0, False),
        (ZONE, "Métropole", "metropole"),
        (ZONE, "outre-mer", "outre-mer"),
        (LIST, 2024, 2024),
        (LIST, "2015", 2015),
        (LIST, 2015.0, 2015),
    ],
)
def test_what_people_write_is_understood(cell, typed, value):
    found = cell.clean(typed)
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    ("cell", "typed", "sentence"),
    [
        (TextCell(required=True), None, "la case est vide\u202f; remplissez-la."),
        (TextCell(), "a\x07", "le texte contient un caractère invisible\u202f; retapez-le."),
        (ZONE, "lune", f"{q('lune')} n’est pas une zone\u202f; écrivez {q('metropole')} ou {q('outre-mer')}."),
        (IntegerCell(), "douze", f"{q('douze')} {NOT_A_NUMBER}"),
        (IntegerCell(), True, f"{q('True')} {NOT_A_NUMBER}"),
        (IntegerCell(), "1,5", "«\u00a01,5\u00a0» n’est pas un nombre entier\u00a0: écrivez-le sans virgule."),
        (IntegerCell(), "-1", "«\u00a0-1\u00a0» est hors limites\u202f; allez de 0 à 2\u202f147\u202f483\u202f647."),
        (KM, "-0,1", "«\u00a0-0,1\u00a0» est hors limites\u202f; allez de 0 à 1\u202f000\u202f000."),
        (KM, "1,25", "«\u00a01,25\u00a0» a trop de décimales\u00a0: gardez-en 1 au plus."),
        (DateCell(), "31/02/2018", f"{q('31/02/2018')} n’est pas une date\u202f; écrivez par exemple 2018-01-31."),
        (DateCell(), "1789-07-14", "«\u00a01789-07-14\u00a0» est hors limites\u202f; l’année va de 1900 à 2100."),
        (BooleanCell(), "peut-être", f"{q('peut-être')} ne se lit pas\u202f; écrivez {q('oui')} ou {q('non')}."),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_in_a_sentence(cell, typed, sentence):
    with pytest.raises(ValueError) as refusal:  # noqa: PT011  the whole sentence is compared
        cell.clean(typed)
    assert str(refusal.value) == sentence


def test_a_long_word_is_shortened_in_the_sentence():
    with pytest.raises(ValueError, match=f"^«\u00a0{'x' * 60}…\u00a0» n’est pas une zone") as refusal:
        ZONE.clean("x" * 10_000)
    assert len(str(refusal.value)) < 160


def test_a_reference_is_found_by_its_key_in_one_query(db, django_assert_num_queries):
    departments = [DepartmentFactory(code=code) for code in ("29", "35")]
    cell = ReferenceCell(Department, "code", "un code de département")
    with django_assert_num_queries(1):
        assert [cell.clean("29"), cell.clean(35.0)] == departments


@pytest.mark.parametrize(
    ("codes", "hint"),
    [
        ([], "le référentiel n’en connaît aucun."),
        (["29", "35"], "écrivez «\u00a029\u00a0» ou «\u00a035\u00a0»."),
        (["29", "35", "44", "49", "53", "56", "72"], "le référentiel en connaît 7, par exemple «\u00a029\u00a0»."),
    ],
)
def test_an_unknown_reference_says_what_may_be_written(db, codes, hint):
    for code in codes:
        DepartmentFactory(code=code)
    with pytest.raises(ValueError, match=f"^{q('99')} n’est pas un code") as refusal:
        ReferenceCell(Department, "code", "un code").clean("99")
    assert str(refusal.value).endswith(hint)


def test_several_references_are_read_whatever_is_between_them(db):
    departments = [DepartmentFactory(code=code) for code in ("22", "29")]
    cell = ReferencesCell(Department, "code", "un code")
    assert cell.clean("29, 22;29") == tuple(departments)
    assert cell.render(departments) == "22 29"


@given(ANYTHING, st.sampled_from([TextCell(), IntegerCell(), KM, DateCell(), BooleanCell(), ZONE, LIST]))
def test_any_cell_is_read_or_refused_in_french(value, cell):
    try:
        found = cell.clean(value)
    except ValueError as refusal:
        sentence = str(refusal)
    else:
        sentence = "."
        assert found is None or not isinstance(found, float)
    assert sentence.endswith(".")
