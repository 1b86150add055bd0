"""The derivations against an independent recount, written the long way on random actions."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given, settings

from evaluation.law.computed.registry import DERIVATIONS
from tests.evaluation.counting.facts_world import YEAR, kept, programmes


def derived(name, actions):
    return DERIVATIONS[name](kept(*actions))


def rows(actions):
    """One row a held session of the year, flat: what a spreadsheet would hold."""
    return [
        (one, session)
        for one in actions
        for session in one.sessions
        if session.is_held and session.on.year == YEAR
    ]  # fmt: skip


def core_rows(actions, mission=None):
    return [
        (one, s) for one, s in rows(actions) if one.nature == "socle" and (mission is None or one.mission == mission)
    ]


def people(found, *, mainstream=False):
    total = 0
    for _, session in found:
        for one in session.attendances:
            total += one.mainstream if mainstream else one.people
    return total


def half_days(found):
    total = Decimal(0)
    for _, session in found:
        total += session.half_days
    return total


@given(programmes)
def test_half_days_are_those_of_the_held_sessions_of_the_year(actions):
    for name, mission in (("m1_half_days", "M1"), ("m2_half_days", "M2"), ("core_half_days", None)):
        assert derived(name, actions).measure.value == half_days(core_rows(actions, mission))


@given(programmes)
def test_the_lines_of_a_total_add_up_to_it(actions):
    for name in ("m1_half_days", "m2_half_days", "core_half_days", "m1_attendances", "publics", "cycles", "trainings",
                 "elected", "complementary", "networks"):  # fmt: skip
        computed = derived(name, actions)
        assert sum(line.amount for line in computed.lines) == computed.measure.value


@given(programmes)
def test_parts_make_their_total(actions):
    formats, publics, themes = (derived(name, actions).measure for name in ("m2_half_days", "publics", "themes"))
    assert sum(formats.parts.values()) == formats.value
    assert sum(publics.parts.values()) == publics.value
    assert sum(themes.parts.values()) == derived("core_half_days", actions).measure.value


@given(programmes)
def test_participations_are_every_presence_at_core_sessions(actions):
    assert derived("m2_attendances", actions).measure.value == people(core_rows(actions, "M2"))
    found = derived("mainstream", actions).measure
    assert (found.numerator, found.denominator) == (
        people(core_rows(actions), mainstream=True), people(core_rows(actions)),
    )  # fmt: skip


@given(programmes)
def test_shares_of_the_activity_are_taken_on_core_half_days(actions):
    remote = [(one, s) for one, s in core_rows(actions) if s.mode != "presentiel"]
    poor = [(one, s) for one, s in core_rows(actions) if one.on_underequipped_sites]
    for name, chosen in (("remote", remote), ("underequipped", poor)):
        found = derived(name, actions).measure
        assert (found.numerator, found.denominator) == (half_days(chosen), half_days(core_rows(actions)))


@given(programmes)
def test_networks_are_told_by_their_name_or_by_their_action(actions):
    names, opened = set(), set()
    for one, _ in core_rows(actions, "M1"):
        name = one.network_name.strip().lower() or one.pk
        names.add(name)
        if one.network_type == "ouvert":
            opened.add(name)
    assert derived("networks", actions).measure.value == len(names)
    found = derived("open_networks", actions).measure
    assert (found.numerator, found.denominator) == (len(opened), len(names))


@given(programmes)
def test_counted_actions_are_those_that_held_a_session(actions):
    held = {id(one): one for one, _ in core_rows(actions)}.values()
    assert derived("cycles", actions).measure.value == sum(
        one.mission == "M2" and one.format == "cycle_qualification" for one in held
    )
    assert derived("elected", actions).measure.value == sum(one.is_for_elected for one in held)
    trainings = [(one, s) for one, s in core_rows(actions, "M2") if one.format == "formation"]
    assert derived("trainings", actions).measure.value == len(trainings)


@given(programmes)
def test_complementary_missions_are_active_by_a_session_or_by_their_state(actions):
    active = {id(one) for one, _ in rows(actions)} | {
        id(one) for one in actions if one.year == YEAR and one.state in ("done", "capitalised")
    }
    expected = sum(one.nature == "complementaire" and id(one) in active for one in actions)
    assert derived("complementary", actions).measure.value == expected


@settings(max_examples=30)  # thirty-six derivations, twice, each time
@given(programmes)
def test_sessions_not_held_or_of_another_year_change_nothing(actions):
    for name, derivation in DERIVATIONS.items():
        stripped = [
            type(one)(**(vars(one) | {"sessions": tuple(s for s in one.sessions if s.is_held and s.on.year == YEAR)}))
            for one in actions
        ]
        assert derivation(kept(*actions)) == derivation(kept(*stripped)), name
