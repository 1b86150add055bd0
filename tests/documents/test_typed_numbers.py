import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.french import number
from documents.typed_numbers import UnreadableNumberError, read_number

CASES = json.loads(Path(__file__).with_name("typed_numbers.json").read_text("utf-8"))


def reading_of(text, places, unit):
    """The number read, or the sentence that refuses it."""
    try:
        return read_number(text, places=places, unit=unit)
    except UnreadableNumberError as refusal:
        return refusal.sentence


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['text']!a}-{case['places']}-{case['unit']}")
def test_a_typed_text_is_a_number_or_a_sentence(case):
    expected = Decimal(case["number"]) if "number" in case else case["sentence"]
    assert reading_of(case["text"], case["places"], case["unit"]) == expected


@pytest.mark.parametrize(
    ("cell", "places", "expected"),
    [(12.0, 0, "12"), (0.1 + 0.2, 1, "0.3"), (12.345, 3, "12.345"), (Decimal("12.500"), 4, "12.5"), (7, 2, "7")],
)
def test_a_number_of_a_spreadsheet_is_itself(cell, places, expected):
    assert read_number(cell, places=places) == Decimal(expected)


@pytest.mark.parametrize("cell", [float("nan"), float("inf"), Decimal("1E+99"), True])
def test_what_a_spreadsheet_cannot_count_is_refused(cell):
    with pytest.raises(UnreadableNumberError, match="n’est pas un nombre"):
        read_number(cell, places=2)


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=4, allow_nan=False))
def test_every_number_written_in_french_is_read_back(value):
    assert read_number(number(value), places=4) == value


@given(st.text(max_size=60), st.integers(min_value=0, max_value=4), st.sampled_from(["", "€", "%"]))
def test_any_text_is_a_number_or_one_sentence(text, places, unit):
    reading = reading_of(text, places, unit)
    assert reading.is_finite() if isinstance(reading, Decimal) else reading.endswith(".")
