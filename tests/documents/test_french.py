"""How figures, amounts, shares, dates, lists and sentences are written; properties on sign, rounding and spaces."""

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from math import floor
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from documents import french

decimals = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15, places=4)
counts = st.integers(min_value=-(10**12), max_value=10**12)


def read(text, unit=""):
    """The number that a person reads in a figure of ours; its spaces are no-break ones."""
    assert set(text) & set(" \t-.") == set()
    digits = text.removesuffix(f"\u00a0{unit}") if unit else text
    return Decimal(digits.replace("\u202f", "").replace(",", ".").replace("\u2212", "-"))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1234567, "1\u202f234\u202f567\u00a0€"),
        (None, ""),
        (Decimal("288000.00"), "288\u202f000\u00a0€"),
        (Decimal("200123.45"), "200\u202f123,45\u00a0€"),
        (Decimal("0.10"), "0,10\u00a0€"),
        (Decimal("0.5"), "0,50\u00a0€"),
        (Decimal("-12.30"), "\u221212,30\u00a0€"),
        (Decimal("1234.567"), "1\u202f234,567\u00a0€"),
        (0, "0\u00a0€"),
    ],
)
def test_the_cents_of_an_amount_are_never_rounded_away(value, text):
    assert french.euros(value) == text


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (Decimal("2.0417"), None, "2,0417"),
        (Decimal("2.50"), None, "2,5"),
        (Decimal("100"), None, "100"),
        (Decimal("1E+3"), None, "1\u202f000"),
        (Decimal("2.05"), 1, "2,1"),
        (Decimal("2.049999"), 1, "2,0"),
        (Decimal("2.012"), 4, "2,0120"),
        (Decimal("-0.00"), 1, "0,0"),
        (2.5, 0, "3"),
        (None, 1, ""),
    ],
)
def test_a_figure_keeps_the_decimals_asked_rounded_half_up(value, places, text):
    assert french.number(value, places) == text


def test_a_very_long_figure_loses_no_digit():
    text = french.number(Decimal("12345678901234567890123456789012345"), 2)
    assert text.replace("\u202f", "") == "12345678901234567890123456789012345,00"


@pytest.mark.parametrize("value", [Decimal("NaN"), Decimal("Infinity"), "beaucoup", ""])
def test_what_is_not_a_number_is_never_written_as_one(value):
    with pytest.raises(ValueError, match="n’est pas un nombre"):
        french.number(value)


@given(decimals)
def test_a_written_figure_reads_back_as_the_same_figure(value):
    assert read(french.number(value)) == value
    assert read(french.euros(value), "€") == value
    assert read(french.exact_percent(value), "%") == value * 100


@given(decimals)
def test_a_figure_below_zero_never_loses_its_sign(value):
    """« 0,5 » for −0,5 is the fault that one module for all was written against."""
    for text in (french.number(value), french.euros(value), french.exact_percent(value), french.signed(value)):
        assert text.startswith("\u2212") == (value < 0)
    assert french.signed(value).startswith("+") == (value > 0)


@given(decimals, st.integers(min_value=0, max_value=3))
def test_rounding_is_half_away_from_zero(value, places):
    unit = Fraction(1, 10**places)
    nearest = floor(abs(Fraction(value)) / unit + Fraction(1, 2)) * unit

    text = french.number(value, places)

    assert Fraction(read(text)) == (nearest if value >= 0 else -nearest)
    assert len(text.partition(",")[2]) == places
    assert text.startswith("\u2212") == (value < 0 and nearest > 0)


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=0, max_value=100, places=9))
def test_a_share_rounded_up_is_never_under_the_share(share):
    written = read(french.percent_rounded_up(share), "%")

    assert 0 <= written - share * 100 < Decimal("0.01")


@given(counts)
def test_thousands_are_apart_by_narrow_no_break_spaces(count):
    text = french.number(count).removeprefix("\u2212")

    assert [len(group) for group in text.split("\u202f")][1:] == [3] * ((len(str(abs(count))) - 1) // 3)


@given(decimals)
def test_a_unit_holds_to_its_figure(value):
    figure = french.number(value)

    assert french.kilometres(value) == f"{figure}\u00a0km"
    assert french.counted(value, "jour") == f"{figure}\u00a0{french.plural(value, 'jour')}"
    assert french.euros(value).removesuffix("\u00a0€") == french.exact_amount(value)


@pytest.mark.parametrize(
    ("value", "text"),
    [("41.50", "41.5"), ("1E+3", "1000"), ("-0.0", "0"), ("-0.50", "-0.5"), ("100", "100"), ("0.000001", "0.000001")],
)
def test_a_stored_figure_has_a_point_and_no_useless_zero(value, text):
    assert french.plain(Decimal(value)) == text


@pytest.mark.parametrize(
    ("share", "places", "text"),
    [
        (Decimal("0.5"), 0, "50\u00a0%"),
        (Decimal("0.733945"), 1, "73,4\u00a0%"),
        (1, 0, "100\u00a0%"),
        (None, 0, ""),
    ],
)
def test_a_share_is_written_in_hundredths(share, places, text):
    assert french.percent(share, places) == text


@pytest.mark.parametrize(
    ("share", "text"), [("0.7", "70\u00a0%"), ("0.12345", "12,345\u00a0%"), ("-0.005", "\u22120,5\u00a0%")]
)
def test_an_exact_share_keeps_its_decimals(share, text):
    assert french.exact_percent(Decimal(share)) == text


@pytest.mark.parametrize(
    ("share", "text"),
    [
        ("0", "0,00"),
        ("0.2", "20,00"),
        ("0.20001", "20,01"),
        ("0.15", "15,00"),
        ("1.2", "120,00"),
        ("0.3334", "33,34"),
        ("12.5", "1\u202f250,00"),
    ],
)
def test_a_share_is_rounded_up(share, text):
    """R-72: 20,001 % never reads 20,00 %."""
    assert french.percent_rounded_up(Decimal(share)) == f"{text}\u00a0%"


def test_a_distance_carries_its_unit():
    assert [french.kilometres(v) for v in (41, Decimal("12.50"), None)] == ["41\u00a0km", "12,5\u00a0km", ""]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (36000, "+36\u202f000\u00a0€"),
        (-72000, "\u221272\u202f000\u00a0€"),
        (0, "0\u00a0€"),
        (Decimal("0.4"), "0\u00a0€"),
        (None, ""),
    ],
)
def test_a_difference_carries_its_sign(value, text):
    assert french.signed(value, "€", 0) == text


def test_a_difference_without_unit():
    assert french.signed(Decimal("1.25"), decimals=1) == "+1,3"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (date(2025, 1, 1), "1er janvier 2025"),
        (date(2017, 3, 21), "21 mars 2017"),
        (date(2026, 8, 31), "31 août 2026"),
        (datetime(2025, 12, 2, 8, 5), "2 décembre 2025"),  # noqa: DTZ001
        (None, ""),
    ],
)
def test_a_date_is_written_in_words(value, text):
    assert french.date(value) == text


def test_a_short_date_is_written_in_figures():
    assert [french.short_date(value) for value in (date(2024, 3, 5), None)] == ["05/03/2024", ""]


def test_an_hour_is_written_as_the_french_do():
    assert french.date_and_time(datetime(2025, 3, 3, 14, 32)) == "3 mars 2025 à 14\u00a0h\u00a032"  # noqa: DTZ001
    assert french.date_and_time(datetime(2025, 3, 1, 9, 5)) == "1er mars 2025 à 9\u00a0h\u00a005"  # noqa: DTZ001
    assert french.date_and_time(None) == ""


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (0, "0\u00a0centre"),
        (1, "1\u00a0centre"),
        (Decimal("1.5"), "1,5\u00a0centre"),
        (2, "2\u00a0centres"),
        (1200, "1\u202f200\u00a0centres"),
        (None, ""),
    ],
)
def test_a_count_agrees_with_its_word(count, text):
    assert french.counted(count, "centre") == text


def test_an_irregular_plural_is_given():
    assert [french.plural(n, "bilan régional", "bilans régionaux") for n in (1, 2)] == [
        "bilan régional",
        "bilans régionaux",
    ]


@pytest.mark.parametrize(
    ("words", "text"), [([], ""), (["a"], "a"), (["a", "b"], "a et b"), (["a", "b", "c"], "a, b et c")]
)
def test_words_are_listed_in_a_sentence(words, text):
    assert french.listed(words) == text


def test_words_are_quoted_on_one_line():
    assert french.quoted(" Pays\n rural ") == "«\u00a0Pays rural\u00a0»"


def test_signs_and_units_hold_to_their_words():
    assert french.typeset("« Oui » : 3 % ; 4 € ? Non ! 5 km, 6 ETP") == (
        "«\u00a0Oui\u00a0»\u00a0: 3\u00a0%\u202f; 4\u00a0€\u202f? Non\u202f! 5\u00a0km, 6\u00a0ETP"
    )


@given(st.text(alphabet="akmETP :;?!«»€%"))
def test_a_sentence_set_twice_is_set_once(text):
    assert french.typeset(french.typeset(text)) == french.typeset(text)


@given(st.text(alphabet="akmETP :;?!«»€%"))
def test_only_the_spaces_of_a_sentence_change(text):
    assert french.typeset(text).replace("\u202f", " ").replace("\u00a0", " ") == text


def test_a_blank_is_said_and_a_zero_is_not_a_blank():
    assert [french.or_blank(v) for v in (None, "", 0, Decimal(0), "x")] == [
        "non renseigné",
        "non renseigné",
        0,
        Decimal(0),
        "x",
    ]


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ("{{ amount|euros }}", "288\u202f000\u00a0€"),
        ("{{ cents|signed_euros }}", "\u22120,50\u00a0€"),
        ("{{ missing|euros }}", ""),
        ("{{ missing|euros|or_blank }}", "non renseigné"),
        ("{{ index|number:1 }}", "2,1"),
        ("{{ index|number }}", "2,05"),
        ("{{ share|percent }}", "50\u00a0%"),
        ("{{ index|km }}", "2,05\u00a0km"),
        ("{{ amount|signed_euros }}", "+288\u202f000\u00a0€"),
        ("{{ index|signed_number:1 }}", "+2,1"),
        ("{{ day|date_fr }}", "1er janvier 2025"),
        ("{{ moment|datetime_fr }}", "1er janvier 2025 à 0\u00a0h\u00a030"),
        ("{{ moment|date_fr }}", "1er janvier 2025"),
        ('{{ two|counted:"avis,avis" }}', "2\u00a0avis"),
        ('{{ two|counted:"centre" }}', "2\u00a0centres"),
        ('{{ two|plural:"retenu,retenus" }}', "retenus"),
        ("{{ names|listed }}", "a et b"),
    ],
)
def test_templates_write_as_the_rest_of_the_house(expression, text):
    context = Context(
        {
            "amount": 288000,
            "cents": Decimal("-0.5"),
            "missing": None,
            "index": Decimal("2.05"),
            "share": Decimal("0.5"),
            "day": date(2025, 1, 1),
            "moment": datetime(2024, 12, 31, 23, 30, tzinfo=ZoneInfo("UTC")),
            "two": 2,
            "names": ["a", "b"],
        }
    )
    assert Template("{% load french %}" + expression).render(context) == text


def test_the_names_listed_in_a_template_stay_escaped():
    template = Template("{% load french %}{{ names|listed }}")
    assert template.render(Context({"names": ["<b>", "c"]})) == "&lt;b&gt; et c"


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, ""), (Decimal("288000.00"), "288\u202f000"), (Decimal("200123.45"), "200\u202f123,45"), (0, "0")],
)
def test_an_amount_under_its_heading_keeps_its_cents(value, text):
    assert french.exact_amount(value) == text
