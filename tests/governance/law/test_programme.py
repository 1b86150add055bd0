"""A year's programme is submitted with its three core missions and a budget in order (R-02, R-79, R-80)."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.law.classification_types import Refusal
from governance.law.programme import PlannedAction, ProgrammeFacts, refusals, validation_refusals, warnings
from tests.governance.law.law_cases import plain, rules, well_set
from tests.governance.law.test_budget import SOUND, Budget, changed, expense, income


def action(mission="M1", **changes):
    given_facts = {"title": "Réseau éducation", "mission": mission, "nature": "socle", "destination": "socle"}
    return PlannedAction(**given_facts | changes)


COMPLEMENTARY = action("C6", nature="complementaire", destination="complementaire")
COMPETITIVE = action("C5", nature="complementaire", destination="concurrentiel")
WHOLE = (action("M1"), action("M2"), action("M3"), COMPLEMENTARY, COMPETITIVE)
DECIDED = {"decided_on": date(2024, 3, 5), "decided_by_body": True}


def programme(actions=WHOLE, budget=SOUND, **decided):
    return ProgrammeFacts(year=2024, actions=actions, budget=budget, **decided)


def only_core(**lines):
    return Budget(
        stage="planned",
        incomes=(income("etat_147_socle", "socle", "10"), *lines.get("incomes", ())),
        expenses=(expense("personnel", "socle", "10"), *lines.get("expenses", ())),
    )


CORE = WHOLE[:3]
LACKING = Refusal("R-03", "Datez la décision (R-03).")
TABLE = {
    "tout est en ordre": (programme(), ""),
    "le socle seul": (programme(CORE, only_core()), ""),
    "R-02 sans M1": (programme(WHOLE[1:]), "R-02"),
    "R-02 sans M2": (programme((WHOLE[0], *WHOLE[2:])), "R-02"),
    "R-02 sans M3": (programme((*WHOLE[:2], *WHOLE[3:])), "R-02"),
    "R-02 sans aucune action, et de l’argent sans mission (R-80)": (programme(()), "R-02 R-02 R-02 R-80"),
    "R-02 la seule M2 est une formation hors socle": (
        programme((WHOLE[0], replace(COMPLEMENTARY, mission="M2"), *WHOLE[2:])), "R-02",
    ),
    "R-02 la seule M1 est annulée": (programme((action("M1", is_cancelled=True), *WHOLE[1:])), "R-02"),
    "R-02 la seule M1 n’est pas inscrite au programme": (
        programme((action("M1", in_programme=False), *WHOLE[1:])), "R-02",
    ),
    "R-02 une annulée n’ôte rien à une maintenue": (programme((*WHOLE, action("M1", is_cancelled=True))), ""),
    "R-03 une action que la loi arrête": (programme((*WHOLE, replace(COMPLEMENTARY, refusals=(LACKING,)))), "R-03"),
    "R-03 annulée, elle n’arrête plus rien": (
        programme((*WHOLE, replace(COMPLEMENTARY, refusals=(LACKING,), is_cancelled=True))), "",
    ),
    "R-41 un budget en déséquilibre": (
        programme(budget=changed(expenses=(expense("autres", "socle", "1"),))), "R-73 R-41",
    ),
    "R-73 aucun budget": (programme(budget=Budget(stage="planned")), "R-73 R-73"),
    "R-80 du complémentaire sans financement": (programme((*CORE, COMPLEMENTARY), only_core()), "R-80"),
    "R-80 du concurrentiel sans financement": (programme((*CORE, COMPETITIVE), only_core()), "R-80"),
    "R-80 du socle sans financement": (
        programme(
            WHOLE,
            Budget(
                stage="planned",
                incomes=(income("region", "complementaire", "1"), income("prestations", "concurrentiel", "1")),
                expenses=(expense("autres", "complementaire", "1"), expense("autres", "concurrentiel", "1")),
            ),
        ),
        "R-80",
    ),
    "R-80 de l’argent complémentaire sans mission": (programme((*CORE, COMPETITIVE)), "R-80"),
    "R-80 la mission complémentaire est annulée": (
        programme((*CORE, COMPETITIVE, replace(COMPLEMENTARY, is_cancelled=True))), "R-80",
    ),
    "R-80 du concurrentiel prévu sans commande : permis": (programme((*CORE, COMPLEMENTARY)), ""),
}  # fmt: skip


@pytest.mark.parametrize("row", TABLE.values(), ids=TABLE.keys())
def test_the_framework_lets_a_programme_through_or_says_why_not(row):
    facts, refused = row
    found = refusals(facts)

    assert rules(found) == refused
    assert all(well_set(one) for one in found)


@pytest.mark.parametrize(
    ("decided", "refused"),
    [
        (DECIDED, ""),
        ({"decided_by_body": True}, "R-79"),
        ({"decided_on": date(2024, 3, 5)}, "R-79"),
        ({}, "R-79 R-79"),
    ],
)
def test_a_programme_is_validated_by_a_body_at_a_date(decided, refused):
    """R-79."""
    assert rules(validation_refusals(programme(**decided))) == refused
    assert rules(refusals(programme(**decided))) == ""


def test_what_stops_the_submission_stops_the_validation():
    assert rules(validation_refusals(programme(WHOLE[1:], **DECIDED))) == "R-02"
    assert rules(validation_refusals(programme(WHOLE[1:]))) == "R-02 R-79 R-79"


def test_the_sentences_say_what_to_do():
    """R-02, R-03, R-79, R-80."""
    said = [
        validation_refusals(programme((*WHOLE[:2], replace(COMPLEMENTARY, refusals=(LACKING,))), only_core())),
        refusals(programme((*CORE, COMPETITIVE))),
    ]

    assert [plain(fault) for faults in said for fault in faults] == [
        (
            "La mission socle M3 (capitalisation et diffusion) n’a aucune action socle au programme (R-02) : les trois "
            "missions sont obligatoires. Ajoutez-en une."
        ),
        "Action « Réseau éducation » : Datez la décision (R-03).",
        "Le programme a des actions pour « missions complémentaires » et aucun financement (R-80) : inscrivez-le.",
        "Le programme est validé par l’instance décisionnelle (R-79) : dites laquelle.",
        "Le programme est validé par l’instance décisionnelle (R-79) : donnez la date.",
        (
            "25 000 € financent des missions complémentaires et le programme n’en a aucune (R-80) : ajoutez l’action "
            "ou déplacez ce financement."
        ),
    ]


def test_competitive_money_without_an_order_is_only_a_warning():
    """R-80: the services of a year are not all ordered when it is planned."""
    (found,) = warnings(programme((*CORE, COMPLEMENTARY)))

    assert (found.rule, well_set(found)) == ("R-80", True)
    assert plain(found) == (
        "30 000 € de prestations concurrentielles sont prévus sans aucune action de cette destination "
        "(R-80) : ajoutez-la dès la commande."
    )
    assert warnings(programme()) == ()
    assert warnings(programme(CORE, only_core())) == ()
    assert rules(warnings(programme((*CORE, replace(COMPETITIVE, is_cancelled=True))))) == "R-80"


def test_the_doubts_on_the_budget_are_the_programmes():
    """R-102 comes with the programme's own warnings."""
    doubtful = changed(
        incomes=(income("etat_147_hors_socle", "socle", "1"),), expenses=(expense("autres", "socle", "1"),)
    )

    assert rules(warnings(programme(budget=doubtful))) == "R-102"
    assert rules(warnings(programme((*CORE, COMPLEMENTARY), doubtful))) == "R-102 R-80"


ACTIONS = st.lists(
    st.builds(
        PlannedAction,
        title=st.just("Action"),
        mission=st.sampled_from(["M1", "M2", "M3", "C1"]),
        nature=st.sampled_from(["socle", "complementaire"]),
        destination=st.sampled_from(["socle", "complementaire", "concurrentiel"]),
        in_programme=st.booleans(),
        is_cancelled=st.booleans(),
    ),
    max_size=6,
).map(tuple)


@given(ACTIONS)
def test_the_three_core_missions_are_each_asked_for(actions):
    """R-02: as many refusals as core missions without a live core action in the programme."""
    filled = {one.mission for one in actions if one.nature == "socle" and one.in_programme and not one.is_cancelled}

    assert rules(refusals(programme(actions))).split().count("R-02") == len({"M1", "M2", "M3"} - filled)


@given(ACTIONS, ACTIONS)
def test_adding_actions_never_empties_a_mission(actions, more):
    """R-02 is monotone."""
    before, after = (rules(refusals(programme(found))).split().count("R-02") for found in (actions, actions + more))

    assert after <= before
