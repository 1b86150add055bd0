"""Which centres are comparable, and why (R-142)."""

from __future__ import annotations

import pytest

from evaluation.law.peers import Peer, band_of, comparable
from tests.text import words


def peer(key, districts=50, zone="metropole", regions=()):
    return Peer(key=key, zone=zone, zone_label="métropole", districts=districts, regions=frozenset(regions))


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


@pytest.mark.parametrize(("districts", "size"), [(39, "moins de 40"), (40, "de 40 à 79"), (80, "80")])
def test_those_that_are_compared_are_described_in_a_few_words(districts, size):
    description = words(comparable(peer(1, districts), []).description)

    assert description == f"métropole, {size} quartiers prioritaires{' ou plus' if districts == 80 else ''}"


def test_those_of_a_region_of_the_centre_are_told_apart():
    others = [peer(2, regions={7}), peer(3, regions={8}), peer(4, regions={8, 9}), peer(5, 90, regions={7})]

    assert comparable(peer(1, regions={7, 9}), others).same_region == {2, 4}
