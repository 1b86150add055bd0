"""What stands out of comparable centres: exact quartiles, Tukey's fences, eight answers at least."""

from __future__ import annotations

import statistics
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.indicators import Measure
from evaluation.spreads import Spread, size_band, spread_of, spreads

figures = st.lists(st.decimals(min_value=0, max_value=1000, places=1), min_size=8, max_size=20)


def centre(staff=5, **values):
    told = {code.replace("_", "-"): Measure(value=Decimal(str(value))) for code, value in values.items()}
    return {"MO-01": Measure(value=Decimal(str(staff)))} | told


@given(figures)
def test_quartiles_are_those_of_the_standard_library(values):
    spread = spread_of(values)
    expected = statistics.quantiles(map(Fraction, values), n=4, method="inclusive")
    assert [spread.first, spread.median, spread.third] == expected


@given(figures, st.randoms())
def test_the_order_of_the_centres_changes_nothing(values, random):
    shuffled = list(values)
    random.shuffle(shuffled)
    assert spread_of(shuffled) == spread_of(values)


def test_under_eight_answers_there_is_nothing_to_compare_with():
    assert spread_of(map(Decimal, range(7))) is None


@pytest.mark.parametrize(("value", "held"), [(-7, False), (-6, True), (18, True), (19, False)])
def test_the_fences_are_one_and_a_half_spread_beyond_the_quartiles(value, held):
    spread = Spread(count=8, first=Fraction(3), median=Fraction(5), third=Fraction(9))
    assert (spread.lowest, spread.highest) == (-6, 18)
    assert spread.holds(Decimal(value)) is held


def test_where_half_the_centres_say_the_same_nothing_stands_out():
    assert spread_of([Decimal(100)] * 8).holds(Decimal(1))


@pytest.mark.parametrize(
    ("staff", "band"), [("3", "petit"), ("4", "petit"), ("4.1", "moyen"), (6, "moyen"), (7, "grand")]
)
def test_the_size_of_a_centre_is_its_team(staff, band):
    assert size_band(centre(staff)) == band


def test_a_team_that_is_not_told_has_no_size():
    assert size_band({}) == ""


def test_a_count_is_compared_with_centres_of_the_same_size():
    alike = [centre(5, AC_01=number) for number in range(8)]
    found = spreads(centre(5, AC_01=3), [*alike, *[centre(9, AC_01=1000)] * 8])
    assert found["AC-01"] == spread_of(map(Decimal, range(8)))


def test_a_share_is_compared_with_every_centre():
    own = {"AC-02": Measure(value=Decimal(1), numerator=Decimal(1), denominator=Decimal(100))}
    found = spreads(own, [centre(staff, AC_02=staff) for staff in range(1, 10)])
    assert found["AC-02"].count == 9
