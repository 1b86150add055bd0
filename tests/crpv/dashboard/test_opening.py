"""A figure opened within the reader's rights: no figure of one hidden centre can be deduced (§1.10)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crpv.dashboard.drill_down import ALONE, NOT_YET, drill_down
from evaluation.enums import Aggregation
from evaluation.law.aggregation import Measure
from evaluation.law.consolidation import Answer, Definition

numbers = st.integers(min_value=0, max_value=50).map(Decimal)
measures = st.one_of(
    st.just(Measure()),
    st.just(Measure(is_not_applicable=True)),
    st.builds(Measure, value=numbers),
    st.builds(Measure, value=numbers, numerator=numbers, denominator=numbers.map(lambda one: one + 1)),
    st.builds(Measure, value=numbers, parts=st.fixed_dictionaries({"a": numbers, "b": numbers})),
)
answers = st.builds(
    Answer,
    is_state_funded=st.booleans(),
    measures=st.one_of(st.none(), measures.map(lambda one: {"X-01": one})),
)
silent = st.builds(
    Answer,
    is_state_funded=st.booleans(),
    measures=st.sampled_from([None, {}, {"X-01": Measure()}, {"X-01": Measure(is_not_applicable=True)}]),
)
speaking = st.builds(
    Answer,
    is_state_funded=st.just(True),
    measures=measures.filter(lambda one: one.is_answered).map(lambda one: {"X-01": one}),
)
networks = st.lists(answers, min_size=1, max_size=7).map(lambda found: dict(enumerate(found)))
ways = st.sampled_from([way.value for way in Aggregation])


def definition(way=Aggregation.SUM, *, financial=False):
    return Definition(
        code="X-01", section="AC", label="Essai", definition="", kind="decimal", unit="", breakdown="",
        aggregation=way, rule="", is_critical=False, is_financial=financial, at_least=Decimal(5), at_most=None,
    )  # fmt: skip


def told(network, visible, way=Aggregation.SUM, *, financial=False, shows_aggregates=True):
    names = {key: (f"Centre {key}", f"centre-{key}") for key in network}
    return drill_down(
        definition(way, financial=financial), network, names, visible, shows_aggregates=shows_aggregates
    )  # fmt: skip


def answered(value):
    return Answer(is_state_funded=True, measures={"X-01": Measure(value=Decimal(value))})


def test_the_centres_that_one_may_open_are_named_and_the_others_are_one():
    found = told({0: answered(3), 1: answered(4), 2: answered(5)}, [0])

    assert [(row.name, row.slug, row.measure.value) for row in found.rows] == [("Centre 0", "centre-0", 3)]
    assert (found.hidden, found.others.value, found.total.value, found.withheld) == (2, 9, 12, "")


def test_one_hidden_centre_hides_the_total_and_its_remainder_and_says_why():
    found = told({0: answered(3), 1: answered(4)}, [0])

    assert (found.hidden, found.others, found.total, found.withheld) == (1, None, None, ALONE)


def test_two_hidden_centres_of_which_one_answered_hide_as_much():
    found = told({0: answered(3), 1: answered(4), 2: Answer(is_state_funded=True, measures=None)}, [0])

    assert (found.hidden, found.others, found.total, found.withheld) == (2, None, None, ALONE)


def test_whoever_sees_every_centre_has_the_total_and_no_remainder():
    found = told({0: answered(3), 1: answered(4)}, [0, 1])

    assert (found.hidden, found.others, found.total.value, found.withheld) == (0, None, 7, "")


def test_before_the_end_of_the_campaign_the_aggregates_wait():
    found = told({0: answered(3), 1: answered(4), 2: answered(5)}, [0], shows_aggregates=False)

    assert (len(found.rows), found.others, found.total, found.withheld) == (1, None, None, NOT_YET)


@pytest.mark.parametrize("financial", [False, True])
@given(st.lists(answers, max_size=5), st.lists(silent, max_size=3), speaking, speaking, ways)
def test_what_is_told_never_depends_on_the_figure_of_the_only_hidden_centre(financial, seen, mute, one, other, way):
    """Another answer of that centre, with the same ones around it, must give the very same page."""
    visible = range(len(seen))

    first = told(dict(enumerate([*seen, *mute, one])), visible, way, financial=financial)
    second = told(dict(enumerate([*seen, *mute, other])), visible, way, financial=financial)

    assert first == second
    assert (first.others, first.total) == (None, None)


@given(networks, st.sets(st.integers(0, 6)), ways, st.randoms())
def test_hidden_centres_may_exchange_their_answers_and_nothing_shows(network, visible, way, chance):
    """So that no aggregate tells which of them answered what."""
    hidden = [key for key in network if key not in visible]
    swapped = list(hidden)
    chance.shuffle(swapped)
    mixed = network | {key: network[other] for key, other in zip(hidden, swapped, strict=True)}

    assert told(network, visible, way) == told(mixed, visible, way)


@given(networks, st.sets(st.integers(0, 6)), ways)
def test_a_number_is_told_by_no_centre_or_by_two_at_least(network, visible, way):
    found = told(network, visible, way)
    behind = [answer.measure(definition(way)) for key, answer in network.items() if key not in visible]

    if found.others is None:
        return
    makers = [sum(one.value is not None for one in behind), sum(one.numerator is not None for one in behind)]
    makers.append(sum(bool(one.parts) for one in behind))
    assert 1 not in makers
