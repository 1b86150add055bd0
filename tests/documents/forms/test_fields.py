from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from documents.forms.dsfr import DsfrForm
from documents.forms.fields import FrenchDecimalField, FrenchIntegerField, refuse_unprintable, text_field
from tests.text import words


class Distances(forms.Form):
    median = FrenchDecimalField(label="médiane", max_digits=7, decimal_places=2, min_value=0)
    districts = FrenchIntegerField(label="quartiers", min_value=0, required=False)


@pytest.mark.parametrize(
    ("typed", "figure"),
    [
        ("2,5", "2.5"),
        ("2.5", "2.5"),
        ("1 234,5", "1234.5"),
        ("1\u202f234,5", "1234.5"),
        ("1\u00a0234\u00a0567", "1234567"),
        ("  12 ", "12"),
        ("+3", "3"),
        ("-3", "-3"),
        ("\u22123,25", "-3.25"),
        ("0", "0"),
        (2, "2"),
    ],
)
def test_a_figure_is_read_as_people_type_it(typed, figure):
    assert FrenchDecimalField().clean(typed) == Decimal(figure)


@pytest.mark.parametrize(
    "typed",
    [
        "abc", "NaN", "sNaN", "Infinity", "-inf", "1e5", "2,5,1", "12 34",
        "2,", ",5", "=1+1", "٣", "1_000", "0x10", "-", "−−2", "9" * 41, "9" * 100_000, "1\n2", True,
    ],
)  # fmt: skip
@pytest.mark.parametrize("field", [FrenchDecimalField, FrenchIntegerField])
def test_what_is_not_a_figure_is_refused_in_a_sentence(field, typed):
    with pytest.raises(ValidationError) as refusal:
        field().clean(typed)
    assert "n’est pas un nombre\u00a0: écrivez des chiffres" in refusal.value.messages[0]


@pytest.mark.parametrize(("label", "unit"), [("Montant (€)", "€"), ("Distance (km)", "km"), ("Durée", "")])
def test_the_unit_that_ends_the_label_may_be_typed(label, unit):
    field = FrenchDecimalField(label=label)
    assert field.unit == unit
    assert field.clean(f"12 {unit}") == 12


def test_an_integer_refuses_decimals():
    assert FrenchIntegerField().clean("12,0") == 12
    with pytest.raises(ValidationError, match="n’est pas un nombre entier"):
        FrenchIntegerField().clean("12,5")


@pytest.mark.parametrize("field", [FrenchDecimalField, FrenchIntegerField])
def test_nothing_typed_is_never_a_zero(field):
    assert field(required=False).clean("") is None
    with pytest.raises(ValidationError):
        field().clean("")


def test_limits_still_hold():
    form = Distances({"median": "1234,567", "districts": "-1"})
    assert form.errors == {
        "median": ["«\u00a01234,567\u00a0» a trop de décimales\u00a0: gardez-en 2 au plus."],
        "districts": ["Assurez-vous que cette valeur est supérieure ou égale à 0."],
    }


def test_a_limit_is_told_with_a_comma():
    with pytest.raises(ValidationError) as refusal:
        FrenchDecimalField(min_value=Decimal("0.5")).clean("0,2")
    assert refusal.value.messages == ["Assurez-vous que cette valeur est supérieure ou égale à 0,5."]
    with pytest.raises(ValidationError) as refusal:
        FrenchIntegerField(max_value=100000).clean("100001")
    assert refusal.value.messages == ["Assurez-vous que cette valeur est inférieure ou égale à 100\u202f000."]


def test_an_initial_value_is_shown_in_french():
    form = Distances(initial={"median": Decimal("1234.50"), "districts": 1514})
    assert form["median"].value() == "1\u202f234,5"
    assert form["districts"].value() == "1\u202f514"


def test_the_keyboard_of_a_telephone_offers_figures():
    form = Distances()
    assert form.fields["median"].widget.attrs["inputmode"] == "decimal"
    assert form.fields["districts"].widget.attrs["inputmode"] == "numeric"
    assert 'type="text"' in str(form["median"])


def test_what_was_mistyped_comes_back_untouched():
    form = Distances({"median": "12 34", "districts": ""})
    assert not form.is_valid()
    assert form["median"].value() == "12 34"


def test_the_same_figure_typed_otherwise_is_not_a_change():
    initial = {"median": Decimal("1234.50"), "districts": 1514}
    form = Distances({"median": "1234,5", "districts": "1 514"}, initial=initial)
    assert form.changed_data == []


@settings(deadline=None)
@given(st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**9), max_value=10**9))
def test_a_figure_shown_is_read_back_the_same(figure):
    field = FrenchDecimalField()
    assert field.clean(field.prepare_value(figure)) == figure


@settings(deadline=None)
@given(st.text(max_size=50))
def test_any_text_is_read_or_refused_and_never_breaks(typed):
    try:
        figure = FrenchDecimalField(required=False).clean(typed)
    except ValidationError:
        return
    assert figure is None or figure.is_finite()


class WordsForm(DsfrForm):
    title = forms.CharField()
    text = text_field("Texte")
    password = forms.CharField(widget=forms.PasswordInput)


@pytest.mark.parametrize("sign", ["\U0001f600", "\uf0a7", "\U000e0041"])
def test_what_no_page_can_draw_is_refused_where_it_would_be_printed(sign):
    form = WordsForm({"title": f"Un {sign}", "text": f"Un {sign}", "password": f"un {sign}"})
    sentence = f"Aucun document imprimé ne peut dessiner « {sign} » (U+{ord(sign):04X}) : remplacez par des mots."
    assert {name: [words(fault) for fault in faults] for name, faults in form.errors.items()} == {
        "title": [sentence], "text": [sentence],
    }  # fmt: skip


def test_half_a_pair_of_surrogates_is_refused_by_its_number():
    """As an imported JSON may hold one."""
    with pytest.raises(ValidationError) as refusal:
        refuse_unprintable("Un \ud800")
    assert "« ? » (U+D800)" in words(refusal.value.message)


def test_the_signs_of_written_french_are_printed():
    text = "« L’œuvre » – 12 % d’écart… 3 000 € ; n° 5 ; • un ; ½ ; ≥ ; → ; \t\n"
    assert WordsForm({"title": "Ça", "text": text, "password": "x"}).is_valid()
