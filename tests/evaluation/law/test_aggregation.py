"""What several centres make together (§4.3): blanks, nobody, one centre, ratios, in whatever order."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.enums import Aggregation
from evaluation.law.aggregation import Measure, Norm, aggregate, ratio, share, sum_parts

WAYS = [way.value for way in Aggregation]
BLANK, APART = Measure(), Measure(is_not_applicable=True)
figures = st.decimals(min_value=0, max_value=10_000, places=1)
measures = st.one_of(
    st.just(BLANK),
    st.just(APART),
    figures.map(lambda value: Measure(value=value)),
    st.tuples(figures, figures).map(lambda pair: Measure(value=pair[0], numerator=pair[0], denominator=pair[1])),
    st.dictionaries(st.sampled_from("abc"), figures, min_size=1).map(lambda parts: Measure(parts=parts)),
    st.sampled_from(["conforme", "en_cours"]).map(lambda choice: Measure(choice=choice)),
)
networks = st.lists(measures, max_size=8)


def of(number):
    return Measure(value=Decimal(number))


def over(top, bottom):
    return Measure(value=None, numerator=Decimal(top), denominator=Decimal(bottom))


def to_one_decimal(exact):
    """Half up, written without the code under test."""
    tenths = (abs(exact) * 10 + Fraction(1, 2)) // 1
    return Decimal(int(tenths)) / 10


@given(networks, st.sampled_from(WAYS))
def test_everyone_asked_is_counted_once(asked, way):
    result = aggregate(Norm(aggregation=way), asked)
    assert (result.asked, result.missing) == (len(asked), sum(one == BLANK for one in asked))
    assert result.not_applicable == sum(one.is_not_applicable for one in asked)


@given(networks, st.sampled_from(WAYS), st.randoms())
def test_the_order_of_the_centres_changes_nothing(asked, way, random):
    norm, shuffled = Norm(aggregation=way, at_least=Decimal(2)), list(asked)
    random.shuffle(shuffled)
    assert aggregate(norm, shuffled) == aggregate(norm, asked)


@given(networks, st.sampled_from(WAYS), st.integers(0, 4))
def test_those_who_did_not_answer_change_no_figure(asked, way, silent):
    norm = Norm(aggregation=way, is_percent=True)
    alone, with_silence = aggregate(norm, asked), aggregate(norm, [*asked, *[BLANK] * silent])
    assert (alone.value, alone.numerator, alone.denominator, alone.parts) == (
        with_silence.value, with_silence.numerator, with_silence.denominator, with_silence.parts,
    )  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("asked", [[], [BLANK, BLANK], [APART], [BLANK, APART]])
def test_nobody_answered_makes_no_figure_and_never_a_zero(way, asked):
    result = aggregate(Norm(aggregation=way), asked)
    assert (result.value, result.numerator, result.denominator, dict(result.parts)) == (None, None, None, {})
    assert result.answered == 0


@pytest.mark.parametrize("way", ["somme", "moyenne", "maximum"])
def test_one_centre_alone_is_the_network(way):
    assert aggregate(Norm(aggregation=way), [of(42)]).value == 42


@given(st.lists(st.tuples(figures, figures), min_size=1, max_size=8), st.booleans())
def test_a_weighted_ratio_is_the_sum_of_the_tops_over_the_sum_of_the_bottoms(pairs, is_percent):
    norm = Norm(aggregation="ratio", is_percent=is_percent)
    result = aggregate(norm, [over(top, bottom) for top, bottom in pairs])
    top, bottom = (sum(Fraction(pair[side]) for pair in pairs) for side in (0, 1))
    expected = None if bottom == 0 else to_one_decimal(top / bottom * (100 if is_percent else 1))
    assert (result.value, Fraction(result.numerator), Fraction(result.denominator)) == (expected, top, bottom)


@given(st.lists(figures, min_size=1, max_size=8))
def test_a_mean_is_the_exact_quotient_to_one_decimal(values):
    result = aggregate(Norm(aggregation="moyenne"), map(of, values))
    assert result.value == to_one_decimal(sum(map(Fraction, values)) / len(values))
    assert result.denominator == len(values)


@given(st.lists(figures, max_size=8), st.decimals(min_value=0, max_value=10_000, places=1))
def test_conforming_counts_those_within_the_threshold(values, limit):
    met = aggregate(Norm(aggregation="somme", at_least=limit), map(of, values)).conforming
    assert met == (sum(value >= limit for value in values) if values else None)


def test_a_share_of_yes_counts_among_those_who_answered():
    result = aggregate(Norm(aggregation="part_de_oui", at_least=Decimal(1)), [of(1), of(0), of(1), BLANK])
    assert (result.value, result.numerator, result.denominator) == (Decimal("66.7"), 2, 3)
    assert (result.conforming, result.missing) == (2, 1)


def test_parts_are_added_key_by_key():
    parts = sum_parts([Measure(parts={"b": Decimal(2), "a": Decimal(1)}), BLANK, Measure(parts={"b": Decimal(3)})])
    assert list(parts.items()) == [("a", 1), ("b", 5)]


def test_a_share_of_nobody_is_not_zero():
    assert (share(Decimal(0), Decimal(0)), ratio(Decimal(3), Decimal(0))) == (None, None)


@pytest.mark.parametrize(
    ("top", "bottom", "percent"), [(1, 2000, "0.1"), (1, 3, "33.3"), (2, 3, "66.7"), (3, 3, "100")]
)
def test_a_share_is_rounded_half_up_to_one_decimal(top, bottom, percent):
    assert share(Decimal(top), Decimal(bottom)) == Decimal(percent)
    exact = (Decimal(top) * 100 / bottom).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
    assert share(Decimal(top), Decimal(bottom)) == exact


@pytest.mark.parametrize(
    ("measure", "is_blank", "is_answered"),
    [
        (BLANK, True, False), (APART, False, False), (of(0), False, True), (Measure(choice="conforme"), False, True),
        (over(0, 0), False, True), (Measure(parts={"a": Decimal(0)}), False, True),
    ],
)  # fmt: skip
def test_a_zero_is_an_answer_and_a_blank_is_not(measure, is_blank, is_answered):
    assert (measure.is_blank, measure.is_answered) == (is_blank, is_answered)
