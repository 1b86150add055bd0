"""Facts in order, from which each case of the law changes what matters."""

from datetime import date
from typing import NamedTuple

from governance.law.classification import ActionFacts
from tests.text import words

MARCH, JUNE = date(2024, 3, 5), date(2024, 6, 20)

CORE = {
    "format": "groupe_travail",
    "targets_districts": True,
    "has_contracts": True,
    "publics": frozenset({"elus", "associations"}),
}
COMPLEMENTARY = {
    **CORE,
    "decided_on": JUNE,
    "decided_by_body": True,
    "funder": "region",
    "cartography_on": MARCH,
}
IN_ORDER = {
    "M1": CORE,
    "M2": CORE,
    "M3": CORE,
    "C1": {**COMPLEMENTARY, "specific_request": True},
    "C2": {**COMPLEMENTARY, "outside_districts": "communes rurales du centre Bretagne"},
    "C3": {**COMPLEMENTARY, "finding": "lacune"},
    "C4": {**COMPLEMENTARY, "european_fund": "FEDER"},
    "C5": {**COMPLEMENTARY, "regime": "in_house"},
    "C6": {**COMPLEMENTARY, "justification": "Aucune autre structure ne forme les médiateurs."},
    "X1": COMPLEMENTARY,
    "X2": COMPLEMENTARY,
}
TRAINING = {**COMPLEMENTARY, "format": "formation", "has_learning_goals": True}


def facts(in_order: str, **changed) -> ActionFacts:
    """An action with everything that this mission asks, but for what is changed (even its mission)."""
    return ActionFacts(**{"mission": in_order, **IN_ORDER[in_order], **changed})


def training(mission: str = "M2", **changed) -> ActionFacts:
    """A session of formation in order, with a decision and a funder so that nothing stops it once complementary."""
    return ActionFacts(mission=mission, **{**IN_ORDER[mission], **TRAINING, **changed})


class Case(NamedTuple):
    """A line of the decision table: the facts that matter, then what the framework answers and under which rules."""

    facts: ActionFacts
    answer: str
    because: str
    refused: str = ""
    warned: str = ""
    noted: str = ""


def rules(told) -> str:
    """The rules cited, in order."""
    return " ".join(one.rule for one in told)


def answer(found) -> str:
    """The nature, the mission retained and the destination of the money, in one reading."""
    return f"{found.nature} {found.mission} {found.destination or '–'}"


def plain(told) -> str:
    """A sentence with ordinary spaces, easier to write down; `well_set` looks at the real ones."""
    return words(getattr(told, "sentence", told))


def well_set(told) -> bool:
    """Whether a refusal, a reason or a warning cites its rule, ends, and has its French spaces and apostrophes."""
    loose = [sign for sign in (" :", " ;", " ?", " !", "« ", " »", " €", " %", "'") if sign in told.sentence]
    return told.rule in told.sentence and told.sentence[-1] in ".?" and not loose
