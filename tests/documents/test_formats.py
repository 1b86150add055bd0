from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template
from hypothesis import given, settings
from hypothesis import strategies as st

from documents import formats

decimals = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15, places=4)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1234567, "1\u202f234\u202f567\u00a0€"),
        (288000, "288\u202f000\u00a0€"),
        (0, "0\u00a0€"),
        (Decimal("-72000"), "\u221272\u202f000\u00a0€"),
        (Decimal("0.5"), "1\u00a0€"),
        (Decimal("2.5"), "3\u00a0€"),
        (Decimal("-2.5"), "\u22123\u00a0€"),
        (Decimal("-0.4"), "0\u00a0€"),
        (None, ""),
    ],
)
def test_an_amount_is_written_to_the_euro(value, text):
    assert formats.euros(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("288000.00"), "288\u202f000\u00a0€"),
        (Decimal("200123.45"), "200\u202f123,45\u00a0€"),
        (Decimal("0.10"), "0,10\u00a0€"),
        (0, "0\u00a0€"),
        (None, ""),
    ],
)
def test_the_cents_of_an_amount_are_never_rounded_away(value, text):
    assert formats.exact_euros(value) == text


def test_cents_are_written_when_asked():
    assert formats.euros(Decimal("1234.5"), 2) == "1\u202f234,50\u00a0€"


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
    assert formats.number(value, places) == text


def test_a_very_long_figure_loses_no_digit():
    text = formats.number(Decimal("12345678901234567890123456789012345"), 2)
    assert text.replace("\u202f", "") == "12345678901234567890123456789012345,00"


@pytest.mark.parametrize("value", [Decimal("NaN"), Decimal("Infinity"), "beaucoup", ""])
def test_what_is_not_a_number_is_never_written_as_one(value):
    with pytest.raises(ValueError, match="n’est pas un nombre"):
        formats.number(value)


@settings(deadline=None)
@given(decimals)
def test_a_written_figure_reads_back_as_the_same_figure(value):
    text = formats.number(value)
    read = text.replace("\u202f", "").replace(",", ".").replace("\u2212", "-")
    assert Decimal(read) == value


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
    assert formats.percent(share, places) == text


def test_a_distance_carries_its_unit():
    assert [formats.kilometres(v) for v in (41, Decimal("12.50"), None)] == ["41\u00a0km", "12,5\u00a0km", ""]


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
    assert formats.signed(value) == text


def test_a_difference_without_unit():
    assert formats.signed(Decimal("1.25"), 1, unit="") == "+1,3"


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
    assert formats.date_fr(value) == text


def test_an_hour_is_written_as_the_french_do():
    assert formats.datetime_fr(datetime(2025, 3, 3, 14, 32)) == "3 mars 2025 à 14\u00a0h\u00a032"  # noqa: DTZ001
    assert formats.datetime_fr(datetime(2025, 3, 1, 9, 5)) == "1er mars 2025 à 9\u00a0h\u00a005"  # noqa: DTZ001
    assert formats.datetime_fr(None) == ""


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
    assert formats.counted(count, "centre") == text


def test_an_irregular_plural_is_given():
    assert [formats.plural(n, "bilan régional", "bilans régionaux") for n in (1, 2)] == [
        "bilan régional",
        "bilans régionaux",
    ]


@pytest.mark.parametrize(
    ("words", "text"), [([], ""), (["a"], "a"), (["a", "b"], "a et b"), (["a", "b", "c"], "a, b et c")]
)
def test_words_are_listed_in_a_sentence(words, text):
    assert formats.listed(words) == text


def test_a_blank_is_said_and_a_zero_is_not_a_blank():
    assert [formats.or_blank(v) for v in (None, "", 0, Decimal(0), "x")] == [
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
        ("{{ amount|euros:2 }}", "288\u202f000,00\u00a0€"),
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
    assert formats.exact_amount(value) == text
