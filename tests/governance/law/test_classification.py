"""What the framework says an action is, line by line of the decision table, and in which words."""

from dataclasses import FrozenInstanceError
from datetime import date

import pytest

from governance import enums
from governance.enums import Destination, Finding, Funder, Mission
from governance.law.classification import ActionFacts, classify
from tests.governance.law.decision_table import TABLE
from tests.governance.law.law_cases import answer, facts, plain, rules, training, well_set

RULES_OF_ACTIONS = [f"R-{number:02}" for number in (3, 4, 5, 6, *range(15, 45), 87)]

NOT_OF_ONE_ACTION = {
    "R-19": "une liste de formats, que la nomenclature ferme",
    "R-26": "les intervenants sont notés en clair, rien n’est exigé",
    "R-27": "l’accès de tous aux actions socle est une règle d’accueil, sans donnée à contrôler",
    "R-29": "la veille n’a pas à être exhaustive : rien à contrôler",
    "R-30": "les productions ont leur propre fiche",
    "R-31": "le lien au chantier national est sur la production",
    "R-32": "une production collective est comptée une fois, dans les productions",
    "R-41": "la somme des budgets par nature se vérifie sur le budget : test_balance",
}


@pytest.mark.parametrize("case", TABLE.values(), ids=TABLE.keys())
def test_the_framework_answers(case):
    found = classify(case.facts)

    assert (answer(found), rules(found.reasons), rules(found.refusals), rules(found.warnings), rules(found.notes)) == (
        case.answer,
        case.because,
        case.refused,
        case.warned,
        case.noted,
    )


def test_every_rule_of_an_action_has_its_line_or_says_why_not():
    cited = {rule for case in TABLE.values() for rule in _cited(case)}
    elsewhere = {"R-69", "R-71"}

    assert cited - elsewhere | set(NOT_OF_ONE_ACTION) == set(RULES_OF_ACTIONS)
    assert cited & set(NOT_OF_ONE_ACTION) == set()


def _cited(case):
    return " ".join((case.because, case.refused, case.warned, case.noted)).split()


@pytest.mark.parametrize("case", TABLE.values(), ids=TABLE.keys())
def test_every_sentence_cites_its_rule_and_is_set_in_french(case):
    found = classify(case.facts)

    told = (*found.reasons, *found.refusals, *found.warnings, *found.notes)
    assert [one.sentence for one in told if not well_set(one)] == []


# What stops what


@pytest.mark.parametrize(
    ("given", "recorded", "validated"),
    [
        (facts("M1"), True, True),
        (facts("C6", decided_on=None), True, False),
        (facts("C6", funder="etat_147_socle"), False, False),
        (facts("M1", is_hierarchical=True), False, False),
        (facts("C3", finding="redondance"), False, False),
        (facts("C3", finding=""), True, False),
        (facts("M1", targets_districts=False, has_contracts=False), True, False),
        (facts("M1", targets_districts=False, has_contracts=False, outside_districts="Pays rural"), False, False),
        (facts("X1"), False, False),
        (facts("X2"), False, False),
    ],
)
def test_what_contradicts_the_law_is_not_recorded_and_what_lacks_waits_for_the_validation(given, recorded, validated):
    found = classify(given)

    assert (found.may_be_recorded, found.may_be_validated) == (recorded, validated)


# The words, whole


def only(told):
    (one,) = told
    return plain(one)


def test_a_reclassified_training_keeps_every_cause_in_words():
    """R-24: what is kept with the action, as it is shown."""
    given = training(
        targets_districts=False, specific_request=True, in_programme=False, added_because="Demandée en mai"
    )

    found = classify(given).reasons_as_data
    out = "Cette session de formation est hors socle :"
    assert [reason | {"sentence": plain(reason["sentence"])} for reason in found] == [
        {"code": code, "rule": "R-24", "sentence": f"{out} {cause} (R-24)."}
        for code, cause in (
            ("hors_qpv", "elle ne cible pas explicitement les quartiers prioritaires"),
            ("demande_specifique", "elle répond à la demande particulière d’une institution"),
            ("hors_programme", "elle n’est pas inscrite au programme annuel"),
        )
    ]


def test_the_overseas_motive_is_quoted_on_one_line():
    """R-43: the motive is shown with the exception."""
    given = facts("C1", is_overseas=True, overseas_reason=" Peu d’ingénierie\n dans les communes ")

    assert only(classify(given).reasons) == (
        "Outre-mer, la mission complémentaire C1 est comptée dans le socle (R-43). "
        "Motif : « Peu d’ingénierie dans les communes »."
    )


def test_a_core_action_elsewhere_is_told_where_to_go():
    """R-04, R-34: the territory typed in is quoted."""
    given = facts("M1", targets_districts=False, outside_districts="Pays rural", has_contracts=False, funder="region")

    assert only(classify(given).refusals) == (
        "Cette action vise d’autres territoires (« Pays rural ») sans lien avec les quartiers "
        "prioritaires : elle n’est pas socle (R-04). Classez-la en C2 (R-34), ou dites son lien avec les "
        "quartiers."
    )


def test_a_mission_decided_before_the_cartography_says_both_dates():
    """R-42."""
    assert only(classify(facts("C6", decided_on=date(2023, 12, 1))).warnings) == (
        "Décidée le 01/12/2023, avant la cartographie du 05/03/2024 : vérifiez que la mission reste "
        "cohérente avec l’offre existante (R-42)."
    )


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"mission": "M9"}, "Mission : « M9 » n’est pas un code connu."),
        ({"mission": ""}, "Mission : «  » n’est pas un code connu."),
        ({"funder": "mairie"}, "Financeur : « mairie » n’est pas un code connu."),
        ({"finding": "vide"}, "Constat de la cartographie : « vide » n’est pas un code connu."),
        ({"regime": "marché"}, "Régime de la prestation : « marché » n’est pas un code connu."),
    ],
)
def test_an_unknown_code_is_refused_in_french(wrong, sentence):
    with pytest.raises(ValueError, match="code connu") as caught:
        ActionFacts(**{"mission": "M1", "format": "reseau", **wrong})

    assert plain(str(caught.value)) == sentence


def test_facts_and_answers_do_not_change_once_given():
    with pytest.raises(FrozenInstanceError):
        facts("M1").mission = "C1"
    with pytest.raises(FrozenInstanceError):
        classify(facts("M1")).nature = "hors_cadre"


# The law speaks the codes of the tables


def test_the_codes_kept_in_the_tables_are_read_as_they_are():
    """A row hands over its own enumerations."""
    given = ActionFacts(mission=Mission.C3, format=formats_of("WATCH"), finding=Finding.GAP, funder=Funder.REGION)

    assert classify(given).destination == Destination.COMPLEMENTARY


def formats_of(name):
    return enums.ActionFormat[name]
