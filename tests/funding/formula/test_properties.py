"""What stays true of the formula whatever the network."""

import random
from dataclasses import FrozenInstanceError, fields, replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from funding.formula.allocate import Bounds, CentreInput, FormulaError, Zone, allocate, explain, median_km
from tests.funding.networks import FROZEN, SCALE

kilometres = st.decimals(min_value=0, max_value=20_000, places=3)


@st.composite
def networks(draw, min_size=1):
    """Networks of any size, with ties, flat criteria and centres left out."""
    inputs = draw(
        st.lists(
            st.tuples(
                st.sampled_from(Zone),
                st.one_of(st.integers(0, 30), st.integers(0, 10_000)),
                st.one_of(st.integers(0, 30).map(Decimal), kilometres),
                st.booleans() if min_size == 0 else st.just(value=True),
            ),
            min_size=max(min_size, 1),
            max_size=12,
        )
    )
    return [
        CentreInput(key=str(rank), name=f"Centre {rank}", zone=zone, qpv=qpv, km=km, in_formula=counted)
        for rank, (zone, qpv, km, counted) in enumerate(inputs)
    ]


@st.composite
def frozen_bounds(draw):
    """Bounds of any width, equal ones included."""
    qpv = sorted(draw(st.tuples(st.integers(0, 300), st.integers(0, 300))))
    km = sorted(draw(st.tuples(kilometres, kilometres)))
    return Bounds(*qpv, *km)


scales = st.builds(
    lambda bounds, decimals: replace(SCALE, bounds=bounds, banding_decimals=decimals),
    st.one_of(st.none(), frozen_bounds()),
    st.sampled_from([None, 0, 1, 2]),
)


@given(networks(), scales, st.randoms(use_true_random=False))
def test_the_order_of_centres_changes_nothing(network, scale, chance):
    shuffled = chance.sample(network, len(network))
    expected = {one.centre.key: one for one in allocate(network, scale).allocations}
    assert {one.centre.key: one for one in allocate(shuffled, scale).allocations} == expected


@given(networks(), scales, st.data())
def test_more_quarters_never_lower_the_index_of_their_centre(network, scale, data):
    """Bounds recomputed: an inner centre moves up, the lowest leaves zero at worst late, the highest stays at ten."""
    rank = data.draw(st.integers(0, len(network) - 1))
    more = data.draw(st.integers(network[rank].qpv, 10_000))
    grown = [*network]
    grown[rank] = replace(network[rank], qpv=more)
    before, after = (allocate(some, scale).allocations[rank] for some in (network, grown))
    assert after.qpv_index >= before.qpv_index
    assert after.weighted_index >= before.weighted_index
    assert after.published_index >= before.published_index
    assert after.extra_fte >= before.extra_fte


@given(networks(), scales, st.data())
def test_a_longer_distance_never_lowers_the_index_of_its_centre(network, scale, data):
    rank = data.draw(st.integers(0, len(network) - 1))
    grown = [*network]
    grown[rank] = replace(network[rank], km=data.draw(kilometres.filter(lambda km: km >= network[rank].km)))
    before, after = (allocate(some, scale).allocations[rank] for some in (network, grown))
    assert after.weighted_index >= before.weighted_index
    assert after.extra_fte >= before.extra_fte


@given(networks(), scales)
def test_sums_are_exact_to_the_euro(network, scale):
    result = allocate(network, scale)
    for one in result.allocations:
        assert one.fixed_part + one.variable_part == one.budget == one.state_floor + one.remainder
        assert one.budget == int(one.budget)
        assert one.state_floor * 2 >= one.budget
    assert result.totals.fixed + result.totals.variable == result.totals.budget
    assert result.totals.state_floor + result.totals.remainder == result.totals.budget
    assert result.totals.budget == sum(int(one.budget) for one in result.allocations)


@given(networks(min_size=0), scales)
def test_any_valid_network_is_answered_and_explained(network, scale):
    assume(any(centre.in_formula for centre in network))
    result = allocate(network, scale)
    assert [one.centre for one in result.allocations] == [centre for centre in network if centre.in_formula]
    assert [*result.excluded] == [centre for centre in network if not centre.in_formula]
    for one in result.allocations:
        assert 0 <= one.published_index <= 10
        assert one.distance_to_next is None or one.distance_to_next >= 0
        assert [step.code for step in explain(one, result.bounds, scale)] == STEPS


STEPS = [
    "qpv_index",
    "distance_index",
    "weighted_index",
    "published_index",
    "band",
    "fixed_part",
    "variable_part",
    "budget",
    "state_floor",
    "remainder",
]

not_a_count = st.one_of(
    st.integers(max_value=-1),
    st.integers(min_value=10_001),
    st.floats(),
    st.booleans(),
    st.none(),
    st.text(),
    st.decimals(),
)
not_a_distance = st.one_of(
    st.decimals(max_value=Decimal("-0.001"), allow_nan=False),
    st.decimals(min_value=Decimal("20000.001"), allow_nan=False),
    st.sampled_from([Decimal("NaN"), Decimal("sNaN"), Decimal("-Infinity"), Decimal("1E-21")]),
    st.floats(),
    st.integers(),
    st.none(),
    st.text(),
)
faults = st.one_of(
    not_a_count.map(lambda value: {"qpv": value}),
    not_a_distance.map(lambda value: {"km": value}),
    st.text().map(lambda value: {"zone": f"zone {value}"}),
)


@given(networks(), scales, faults, st.data())
def test_any_invalid_network_is_refused_with_one_sentence_that_names_the_centre(network, scale, fault, data):
    rank = data.draw(st.integers(0, len(network) - 1))
    network[rank] = replace(network[rank], **fault)
    with pytest.raises(FormulaError) as refusal:
        allocate(network, scale)
    (sentence,) = refusal.value.sentences
    assert sentence.startswith(f"Centre «\u00a0Centre {rank}\u00a0»\u00a0: ")
    assert sentence.endswith(".")


@given(st.lists(kilometres, min_size=1, max_size=30))
def test_as_many_communes_are_nearer_than_the_median_as_farther(distances):
    median = median_km(distances)
    nearer, farther = sum(km < median for km in distances), sum(km > median for km in distances)
    assert (nearer * 2 <= len(distances), farther * 2 <= len(distances)) == (True, True)
    assert Fraction(median) * 2 == Fraction(sorted(distances)[len(distances) // 2]) + Fraction(
        sorted(distances)[(len(distances) - 1) // 2]
    )


# Beside a naive computation in fractions, written from the text alone


def naive(network, bounds, banding_decimals):
    """Index, sub-indices, posts and budget of each centre, in fractions."""
    if bounds is None:
        quantities, distances = [one.qpv for one in network], [one.km for one in network]
        bounds = (min(quantities), max(quantities), min(distances), max(distances))
    for one in network:
        qpv_index = stretched(one.qpv, bounds[0], bounds[1])
        distance_index = stretched(one.km, bounds[2], bounds[3])
        index = Fraction(7, 10) * qpv_index + Fraction(3, 10) * distance_index
        read = index if banding_decimals is None else half_up(index, banding_decimals)
        extra = 0 if one.zone == Zone.OVERSEAS else (read > 2) + (read > 4) + (read > 6)
        budget = 247_000 if one.zone == Zone.OVERSEAS else 288_000 + 72_000 * extra
        yield (
            *(half_up(value, 4) for value in (qpv_index, distance_index, index)),
            half_up(index, 1),
            extra,
            budget,
            Fraction(budget, 2),
        )


def stretched(value, low, high):
    if low == high:
        return Fraction(0)
    return max(
        Fraction(0), min(Fraction(10), 10 * (Fraction(value) - Fraction(low)) / (Fraction(high) - Fraction(low)))
    )


def half_up(value, decimals):
    return Fraction(int(value * 10**decimals + Fraction(1, 2)), 10**decimals)


def test_ten_thousand_random_networks_agree_with_fractions():
    chance = random.Random(2017)
    for _ in range(10_000):
        network = random_network(chance)
        bounds = chance.choice([None, (7, 199, Decimal(18), Decimal(163))])
        decimals = chance.choice([None, 1])
        scale = replace(FROZEN, bounds=bounds and Bounds(*bounds), banding_decimals=decimals)
        found = [
            (
                *map(Fraction, (one.qpv_index, one.distance_index, one.weighted_index, one.published_index)),
                one.extra_fte,
                one.budget,
                one.state_floor,
            )
            for one in allocate(network, scale).allocations
        ]
        assert found == [*naive(network, bounds, decimals)]


def random_network(chance):
    widest, decimals = chance.choice([12, 60, 250, 10_000]), chance.choice([0, 1, 3])
    return [
        CentreInput(
            key=str(rank),
            name=str(rank),
            zone=chance.choice([*Zone]),
            qpv=chance.randint(0, widest),
            km=Decimal(chance.randint(0, widest * 10**decimals)).scaleb(-decimals),
        )
        for rank in range(chance.randint(1, 5))
    ]


def test_what_enters_and_leaves_the_formula_cannot_be_changed():
    result = allocate([CentreInput(key="a", name="A", zone=Zone.MAINLAND, qpv=7, km=Decimal(18))], FROZEN)
    (one,) = result.allocations
    for thing in (result, result.totals, one, one.centre, explain(one, result.bounds, FROZEN)[0]):
        with pytest.raises(FrozenInstanceError):
            setattr(thing, fields(thing)[0].name, None)
