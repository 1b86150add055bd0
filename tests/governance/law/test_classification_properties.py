"""What stays true of the classification whatever the action."""

from dataclasses import replace
from datetime import date

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from governance.enums import ActionFormat, Public
from governance.law import codes
from governance.law.classification import ActionFacts, classify

CORE_MISSIONS, COMPLEMENTARY_MISSIONS = ("M1", "M2", "M3"), ("C1", "C2", "C3", "C4", "C5", "C6")
DAYS = st.dates(date(2023, 1, 1), date(2025, 12, 31))
WORDS = st.sampled_from(("", " ", "Peu d’ingénierie"))
COUNTS = st.none() | st.integers(0, 3)
OTHER_FUNDERS = [code for code in ["", *codes.Funder] if code not in ("", "etat_147_socle")]

ACTIONS = st.builds(
    ActionFacts,
    mission=st.sampled_from(list(codes.Mission)),
    format=st.sampled_from(["formation", "accompagnement_site", *ActionFormat.values]),
    is_overseas=st.booleans(),
    overseas_reason=WORDS,
    in_programme=st.booleans(),
    added_because=WORDS,
    specific_request=st.booleans(),
    targets_districts=st.booleans(),
    outside_districts=WORDS,
    has_contracts=st.booleans(),
    on_underequipped_sites=st.booleans(),
    is_hierarchical=st.booleans(),
    is_for_elected=st.booleans(),
    network_type=WORDS,
    publics=st.frozensets(st.sampled_from(Public.values), max_size=3),
    organisation_kinds=COUNTS,
    beneficiaries=COUNTS,
    sessions=COUNTS,
    has_learning_goals=st.booleans(),
    is_done=st.booleans(),
    has_production=st.booleans(),
    decided_on=st.none() | DAYS,
    decided_by_body=st.booleans(),
    funder=st.sampled_from(["", *codes.Funder]),
    cartography_on=st.none() | DAYS,
    finding=st.sampled_from(["", *codes.Finding]),
    has_mandate=st.booleans(),
    european_fund=WORDS,
    regime=st.sampled_from(["", *codes.ServiceRegime]),
    justification=WORDS,
)
COMPLETE = {
    "decided_on": date(2024, 6, 20),
    "decided_by_body": True,
    "in_programme": True,
    "has_contracts": True,
    "targets_districts": True,
    "outside_districts": "Pays rural",
    "has_learning_goals": True,
    "is_hierarchical": False,
    "finding": "lacune",
    "european_fund": "FSE",
    "justification": "Utile aux quartiers.",
}


def of(*missions):
    return ACTIONS.filter(lambda action: action.mission in missions)


def is_core_training(action):
    return action.targets_districts and action.in_programme and not action.specific_request


@given(of("X1", "X2"))
def test_a_forbidden_mission_is_never_accepted_whatever_else(action):
    """R-39, R-40."""
    found = classify(action)

    assert (found.nature, found.destination, found.may_be_recorded) == ("hors_cadre", None, False)
    assert [refusal.rule for refusal in found.refusals] == [{"X1": "R-39", "X2": "R-40"}[action.mission]]


@given(of(*CORE_MISSIONS, *COMPLEMENTARY_MISSIONS))
def test_only_a_forbidden_mission_is_out_of_the_framework(action):
    assert classify(action).nature in {"socle", "complementaire"}


@given(ACTIONS)
def test_the_same_facts_always_have_the_same_answer(action):
    assert classify(replace(action)) == classify(action)


@given(of(*CORE_MISSIONS).filter(lambda action: action.regime != "concurrentielle"))
def test_a_training_is_core_if_and_only_if_the_three_conditions_hold(action):
    """R-23; a service sold to a stranger is left to R-71."""
    found = classify(replace(action, format="formation"))

    assert found.mission == "M2"
    assert (found.nature == "socle") == is_core_training(action)


@given(of(*COMPLEMENTARY_MISSIONS))
def test_a_complementary_training_is_never_core_without_the_three_conditions(action):
    """R-23 holds overseas too."""
    found = classify(replace(action, format="formation"))

    assert found.nature == "complementaire" or is_core_training(action)


@given(ACTIONS)
def test_a_training_out_of_core_keeps_as_many_causes_as_are_true(action):
    """R-24."""
    assume(action.mission[0] != "X")
    causes = [not action.targets_districts, action.specific_request, not action.in_programme]
    found = classify(replace(action, format="formation"))

    assert [reason.rule for reason in found.reasons].count("R-24") == sum(causes)


@given(of(*COMPLEMENTARY_MISSIONS))
def test_a_complementary_mission_is_core_only_overseas_and_with_a_motive(action):
    """R-43."""
    excepted = classify(action).nature == "socle"

    assert not excepted or (action.is_overseas and action.overseas_reason.strip() != "")
    assert classify(replace(action, is_overseas=False)).nature == "complementaire"
    assert classify(replace(action, overseas_reason=" ")).nature == "complementaire"


@given(of(*CORE_MISSIONS), st.booleans(), WORDS)
def test_being_overseas_changes_nothing_to_a_core_mission(action, overseas, motive):
    """R-43 covers C1 to C6; site support typed in a core mission is one of them."""
    assume(action.format != "accompagnement_site")

    assert classify(replace(action, is_overseas=overseas, overseas_reason=motive)).nature == classify(action).nature


@given(ACTIONS, st.sampled_from(OTHER_FUNDERS))
def test_a_decision_and_a_separate_funder_add_no_refusal(action, funder):
    """R-03: what the law asks for never makes things worse (a stranger's service may only be paid by its client)."""
    assume(action.regime != "concurrentielle")
    assume(classify(action).nature == "complementaire")
    decided = replace(action, decided_on=date(2024, 6, 20), decided_by_body=True, funder=funder)

    assert set(classify(decided).refusals) <= set(classify(action).refusals)
    assert (classify(decided).nature, classify(decided).destination) == (
        classify(action).nature,
        classify(action).destination,
    )


@given(of(*COMPLEMENTARY_MISSIONS))
def test_a_complementary_mission_without_a_separate_funder_is_never_validated(action):
    """R-03."""
    assume(classify(action).nature == "complementaire")

    assert not classify(replace(action, funder="")).may_be_validated
    assert not classify(replace(action, funder="etat_147_socle")).may_be_recorded
    assert not classify(replace(action, decided_on=None)).may_be_validated
    assert not classify(replace(action, decided_by_body=False)).may_be_validated


@settings(max_examples=200)
@given(of(*CORE_MISSIONS, *COMPLEMENTARY_MISSIONS))
def test_an_action_with_everything_is_always_validated(action):
    """Nothing is blocked that the framework does not forbid."""
    whole = replace(action, **COMPLETE, regime=action.regime or "in_house", funder="prestations")

    assert classify(whole).refusals == ()


@given(ACTIONS)
def test_money_goes_where_the_nature_says(action):
    """R-73: core money to core; a stranger's service apart, never core (R-71)."""
    found = classify(action)
    expected = {
        "socle": {"socle"},
        "complementaire": {"concurrentiel" if action.regime == "concurrentielle" else "complementaire"},
        "hors_cadre": {None},
    }

    assert {found.destination} == expected[found.nature]
    assert found.nature != "socle" or action.regime != "concurrentielle"


@given(ACTIONS)
def test_an_answer_always_has_a_reason_and_never_the_same_twice(action):
    found = classify(action)

    assert len(found.reasons) == len({reason.sentence for reason in found.reasons}) >= 1
    assert len(found.refusals) == len(set(found.refusals))
    assert len(found.warnings) == len(set(found.warnings))


@given(ACTIONS)
def test_nothing_untold_is_ever_a_warning_of_its_number(action):
    """A blank is not a zero: R-06, R-18 and R-25 wait for a figure."""
    untold = replace(action, publics=frozenset(), organisation_kinds=None, beneficiaries=None, is_done=False)

    assert {"R-06", "R-18", "R-25"} & {one.rule for one in classify(untold).warnings} == set()
