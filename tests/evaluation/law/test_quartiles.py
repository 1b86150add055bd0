"""The one definition of quartiles: exact, by a named method, never of fewer than five unread centres."""

from __future__ import annotations

import statistics
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.law.quartiles import LEAST, Quartiles, are_enough, quartiles, tenth

figure = st.decimals(min_value=0, max_value=1_000_000, places=4)
figures = st.lists(figure, min_size=LEAST, max_size=40)


@given(figures)
def test_quartiles_are_those_of_the_standard_library(values):
    found = quartiles(values)

    expected = statistics.quantiles(map(Fraction, values), n=4, method="inclusive")
    assert [Fraction(one) for one in (found.first, found.median, found.third)] == expected


@given(figures, st.randoms())
def test_the_order_of_the_centres_changes_nothing(values, random):
    shuffled = list(values)
    random.shuffle(shuffled)

    assert quartiles(shuffled) == quartiles(values)


@given(st.lists(figure, max_size=20), st.integers(min_value=0, max_value=20))
def test_nothing_is_told_of_fewer_than_five_centres_that_one_does_not_read(values, known):
    is_told = len(values) - known >= 5

    assert (quartiles(values, readable=known) is not None) is is_told is are_enough(len(values), known)


@given(st.lists(figure, min_size=LEAST, max_size=30), figure)
def test_whoever_reads_all_the_others_but_four_is_told_nothing_of_these(values, other):
    """One more centre at an unknown place: what is told does not depend on it, since nothing is told."""
    known = len(values) - LEAST + 1

    assert quartiles(values, readable=known) is quartiles([*values[1:], other], readable=known) is None


@given(st.lists(figure, min_size=LEAST, max_size=30), st.data())
def test_the_figures_of_the_ends_are_never_told(values, data):
    """Other figures at both ends, as far as one likes: the quartiles do not move."""
    ordered = sorted(values)
    low = data.draw(st.decimals(min_value=0, max_value=ordered[0], places=4))
    high = data.draw(st.decimals(min_value=ordered[-1], max_value=10_000_000, places=4))

    assert quartiles([low, *ordered[1:-1], high]) == quartiles(values)


@given(figures)
def test_quartiles_are_written_to_one_decimal(values):
    found = quartiles(values)

    for exact, written in zip(
        (found.first, found.median, found.third),
        (found.rounded.first, found.rounded.median, found.rounded.third),
        strict=True,
    ):
        assert abs(exact - written) <= Decimal("0.05")
        assert written * 10 == (written * 10).to_integral_value()


@pytest.mark.parametrize(("exact", "written"), [("0.05", "0.1"), ("0.0499", "0.0"), ("7", "7"), ("7.00", "7.00")])
def test_one_decimal_half_up_and_a_whole_number_stays_whole(exact, written):
    assert str(tenth(Decimal(exact))) == written


@pytest.mark.parametrize(("value", "held"), [(-7, False), (-6, True), (18, True), (19, False)])
def test_the_fences_are_one_and_a_half_spread_beyond_the_quartiles(value, held):
    told = Quartiles(count=8, first=Decimal(3), median=Decimal(5), third=Decimal(9))

    assert (told.lowest, told.highest) == (-6, 18)
    assert told.holds(Decimal(value)) is held


def test_the_fences_of_few_centres_are_twice_as_wide():
    told = Quartiles(count=7, first=Decimal(3), median=Decimal(5), third=Decimal(9))

    assert (told.lowest, told.highest) == (-15, 27)


def test_where_half_the_centres_say_the_same_nothing_stands_out():
    assert quartiles([Decimal(100)] * 8).holds(Decimal(1))
