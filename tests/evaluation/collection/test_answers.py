"""What is typed in an answer: read box by box, in French, never lost, never guessed."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.french import number
from documents.typed_numbers import UnreadableNumberError, read_number
from evaluation.collection.answers import (
    BOTH,
    TOO_LARGE,
    TOO_LONG,
    UNKNOWN_CHOICE,
    Box,
    answer_token,
    boxes_of,
    figure_in,
    read,
    slot_texts,
    slots_of,
)
from evaluation.models import Value
from tests.evaluation.collection.factories import a_form, fill, value

BOX = Box("value", "Libellé", unit="", places=4)
pytestmark = pytest.mark.django_db


@pytest.fixture
def form(ici):
    return a_form(ici)


def refused(text, places=4):
    with pytest.raises(UnreadableNumberError) as refusal:
        read_number(text, places=places)
    return refusal.value.sentence


def changes(form, code, **boxes):
    reading = read(value(form, code), {slot.replace("__", "."): text for slot, text in boxes.items()})
    return reading.changes, reading.faults


@pytest.mark.parametrize(
    ("code", "boxes", "expected"),
    [
        ("M1-01", {"value": "40,5"}, {"value": Decimal("40.5")}),
        ("M1-01", {"value": "1 234,5"}, {"value": Decimal("1234.5")}),
        ("M1-01", {"value": "0"}, {"value": Decimal(0)}),
        ("M1-01", {"value": "−3"}, {"value": Decimal(-3)}),
        ("M1-03", {"numerator": "1", "denominator": "3"}, {"numerator": 1, "denominator": 3, "value": Decimal("33.3")}),
        ("M1-03", {"numerator": "5"}, {"numerator": 5}),
        ("M1-03", {"numerator": "0", "denominator": "0"}, {"numerator": 0, "denominator": 0}),
        ("M2-01", {"part__formation": "8", "part__debat": "4,5"},
         {"value": Decimal("12.5"), "parts": {"formation": "8", "debat": "4.5"}}),
        ("MO-01", {"part__structure": "5", "part__socle": "4"},
         {"value": Decimal(5), "parts": {"structure": "5", "socle": "4"}}),
        ("MO-01", {"part__socle": "4"}, {"parts": {"socle": "4"}}),
        ("QC-01", {"choix": "non"}, {"value": Decimal(0)}),
        ("QE-01", {"choix": "en_cours"}, {"choice": "en_cours"}),
        ("M3-05", {"so": "oui"}, {"is_not_applicable": True}),
        ("M3-05", {"commentaire": " Deux\r\nlignes "}, {"comment": "Deux\nlignes"}),
        ("M3-05", {"value": ""}, {}),
    ],
)  # fmt: skip
def test_what_is_typed_is_what_is_kept(form, code, boxes, expected):
    assert changes(form, code, **boxes) == (expected, {})


@pytest.mark.parametrize(
    ("code", "boxes", "fault"),
    [
        ("M1-01", {"value": "douze"}, {"value": refused("douze")}),
        ("M1-01", {"value": "1e9"}, {"value": refused("1e9")}),
        ("M1-01", {"value": "NaN"}, {"value": refused("NaN")}),
        ("M3-05", {"value": "2,5"}, {"value": refused("2,5", places=0)}),
        ("M1-01", {"value": "1" + "0" * 12}, {"value": TOO_LARGE}),
        ("M1-01", {"value": "0,00001"}, {"value": refused("0,00001")}),
        ("QC-01", {"choix": "peut-être"}, {"choix": UNKNOWN_CHOICE}),
        ("QE-01", {"choix": "oui"}, {"choix": UNKNOWN_CHOICE}),
        ("M1-01", {"value": "4", "so": "oui"}, {"so": BOTH}),
        ("M3-05", {"commentaire": "x" * 4001}, {"commentaire": TOO_LONG}),
    ],
)
def test_a_box_of_the_wrong_type_is_refused_alone(form, code, boxes, fault):
    found, faults = changes(form, code, **boxes, justification="Gardée.")
    assert faults == fault
    assert found["justification"] == "Gardée."


def test_a_box_that_cannot_be_read_leaves_what_was_there(form):
    fill(form)
    found, faults = changes(form, "M2-01", part__formation="huit", part__debat="5")
    assert (found, faults) == (
        {"value": Decimal(13), "parts": {"formation": "8", "debat": "5"}},
        {"part.formation": refused("huit")},
    )


def test_without_object_wipes_the_figures_that_were_there_and_only_those(form):
    fill(form)
    unchanged = {"numerator": "3", "denominator": "12", "so": "oui"}
    found, faults = changes(form, "M1-03", **unchanged)
    assert faults == {}
    assert found == {"value": None, "numerator": None, "denominator": None, "is_not_applicable": True}
    assert changes(form, "M1-03", **{**unchanged, "numerator": "4"})[1] == {"so": BOTH}


def test_a_blank_is_not_a_zero(form):
    fill(form)
    assert changes(form, "M1-01", value="")[0] == {"value": None}
    assert changes(form, "M2-01", part__formation="", part__debat="0")[0] == {
        "value": Decimal(0), "parts": {"debat": "0"},
    }  # fmt: skip


@pytest.mark.parametrize("code", ["M1-01", "M1-03", "M2-01", "M3-05", "QC-01", "QE-01", "MO-01", "MO-03"])
def test_what_is_shown_and_comes_back_changes_nothing(form, code):
    fill(form)
    one = value(form, code)
    reading = read(one, slot_texts(one))
    assert (reading.changes, reading.faults) == ({}, {})


@given(st.decimals(min_value=-(10**11), max_value=10**11, places=4, allow_nan=False))
def test_any_figure_written_in_french_is_read_back(figure):
    assert figure_in(number(figure), BOX) == (figure, "")


@given(st.text(max_size=60))
def test_any_text_is_a_figure_or_a_sentence(text):
    figure, fault = figure_in(text, BOX)
    assert figure is None or fault == ""
    assert fault == "" or fault.endswith(".")


@pytest.mark.parametrize(
    ("given_back", "same"),
    [("1234.50", True), ("1\u202f234,5", True), ("1 234,50", True), ("1234,51", False), ("", False)],
)
def test_a_figure_is_touched_when_its_worth_changes(given_back, same):
    assert (answer_token({"value": "1\u202f234,5"}) == answer_token({"value": given_back})) is same


def test_the_boxes_of_an_answer_are_told_once(form):
    one = value(form, "M2-01")
    assert len(boxes_of(one.indicator)) == 14
    assert slots_of(one.indicator)[-4:] == ["so", "commentaire", "motif", "justification"]
    assert Value.objects.filter(collection=form).count() == 8
