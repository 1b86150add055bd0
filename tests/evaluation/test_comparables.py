"""Which centres are comparable, and the distribution that they make (R-142): never a rank, never fewer than five."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.comparables import LEAST, Peer, band_of, comparable, quantile, spread

figures = st.lists(st.decimals(min_value=0, max_value=10_000, places=2), min_size=LEAST, max_size=60)
QUARTER, HALF, THREE_QUARTERS = Decimal("0.25"), Decimal("0.5"), Decimal("0.75")


def peer(key, districts=50, zone="metropole"):
    return Peer(key=key, zone=zone, zone_label="métropole", districts=districts)


@pytest.mark.parametrize(
    ("districts", "band"),
    [(0, (0, 39)), (39, (0, 39)), (40, (40, 79)), (79, (40, 79)), (80, (80, None)), (204, (80, None))],
)
def test_the_size_of_a_centre_is_its_number_of_priority_districts(districts, band):
    assert band_of(districts) == band


def test_only_the_centres_of_the_same_zone_and_size_are_retained():
    others = [peer(1), peer(2, 40), peer(3, 79), peer(4, 80), peer(5, 39), peer(6, 50, "outre-mer"), peer(7, None)]

    choice = comparable(peer(1), others)

    assert choice.keys == {2, 3}
    assert choice.sentence == (
        "2 autres centres sont comparables : même zone (métropole), même taille (de 40 à 79 quartiers prioritaires)."
    )


@pytest.mark.parametrize(("others", "possible"), [(4, False), (5, True)])
def test_it_takes_five_other_centres(others, possible):
    assert comparable(peer(0), [peer(key) for key in range(others + 1)]).is_possible is possible


def test_a_centre_of_unknown_size_is_compared_with_nobody():
    choice = comparable(peer(1, None), [peer(key) for key in range(2, 12)])

    assert (choice.keys, choice.sentence) == (frozenset(), "Le nombre de quartiers de ce centre n’est pas connu.")


@pytest.mark.parametrize(
    ("count", "who"), [(0, "Aucun autre centre n’est comparable"), (1, "1 autre centre est comparable")]
)
def test_the_choice_is_explained_even_when_nobody_is_comparable(count, who):
    sentence = comparable(peer(0, 90), [peer(key + 1, 95) for key in range(count)]).sentence

    assert sentence == f"{who} : même zone (métropole), même taille (80 quartiers prioritaires ou plus)."


@pytest.mark.parametrize("count", range(LEAST))
def test_fewer_than_five_figures_make_no_distribution(count):
    assert spread([Decimal(one) for one in range(count)]) is None


def test_the_quartiles_of_five_figures_are_three_of_them():
    found = spread([Decimal(one) for one in (50, 10, 40, 20, 30)])

    assert (found.first, found.median, found.third, found.count) == (20, 30, 40, 5)
    assert found.values == (10, 20, 30, 40, 50)


def test_a_quartile_between_two_figures_is_rounded_half_up():
    assert quantile([Decimal(0), Decimal("0.1")], HALF) == Decimal("0.1")


@given(figures, st.sampled_from([QUARTER, HALF, THREE_QUARTERS]))
def test_a_quantile_is_the_exact_one_rounded_to_one_decimal(values, share):
    ordered = sorted(values)
    place = Fraction(share) * (len(ordered) - 1)
    low = place.numerator // place.denominator
    high = min(low + 1, len(ordered) - 1)
    exact = Fraction(ordered[low]) + (Fraction(ordered[high]) - Fraction(ordered[low])) * (place - low)

    assert abs(Fraction(quantile(ordered, share)) - exact) <= Fraction(1, 20)


@given(figures)
def test_the_quartiles_are_in_order_and_within_the_figures(values):
    found = spread(values)

    least, most = min(values) - Decimal("0.05"), max(values) + Decimal("0.05")
    assert least <= found.first <= found.median <= found.third <= most


@given(figures, st.randoms())
def test_the_order_of_the_centres_changes_nothing(values, chance):
    mixed = list(values)
    chance.shuffle(mixed)

    assert spread(mixed) == spread(values)
