"""The rules of the register that figures answer (R-18, R-89, R-120 to R-132): what is seen, when, in one query."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from centres.enums import Zone
from centres.models import Centre
from evaluation.compliance import FIGURE_RULES, ReportedFacts, load_reported
from evaluation.enums import CollectionState
from evaluation.law.aggregation import Measure
from evaluation.models import Indicator
from evaluation.referential.load import load_referential
from governance.compliance.rules.catalogue import catalogue
from governance.registers.rules import Outcome, Question
from tests.evaluation.referential.factories import CampaignFactory, IndicatorFactory, a_form
from tests.factories import CentreFactory
from tests.text import words

YES, NO, MAYBE, NONE = Outcome.SATISFIED, Outcome.BROKEN, Outcome.UNKNOWN, Outcome.NOT_APPLICABLE
BY_CODE = {rule.code: rule for rule in FIGURE_RULES}
TODAY = dt.date(2026, 5, 1)
CENTRE = Centre(slug="ici", usual_name="Ici", zone=Zone.MAINLAND)
OVERSEAS = Centre(slug="ile", usual_name="Île", zone=Zone.OVERSEAS)
PARIS = Centre(slug="paris", usual_name="Paris", is_state_funded=False)


def of(value, **parts):
    return Measure(value=Decimal(str(value)), parts={key: Decimal(str(part)) for key, part in parts.items()})


def over(top, bottom):
    value = Decimal(top) * 100 / bottom if bottom else None
    return Measure(value=value, numerator=Decimal(top), denominator=Decimal(bottom))


def reported(state="verified", who=CENTRE, **more):
    return ReportedFacts(**({"centre": who, "year": 2025, "today": TODAY, "state": state, "asked": 2} | more))


def answer(code, measures, **more):
    result = BY_CODE[code].check(reported(measures=measures, **more))
    return result.outcome, words(result.facts)


@pytest.mark.parametrize("code", BY_CODE)
def test_a_year_that_is_not_collected_breaks_nothing(code):
    assert BY_CODE[code].check(reported("", measures={})).outcome is MAYBE


@pytest.mark.parametrize("code", BY_CODE)
def test_a_form_that_is_not_sent_belongs_to_its_centre(code):
    measures = {"M1-05": over(0, 3), "QE-02": of(0), "QN-03": of(0), "MO-01": of(1, structure=1, socle=1)}
    assert answer(code, measures, state="filled")[0] is MAYBE


@pytest.mark.parametrize(("top", "bottom", "outcome", "said"), [
    (3, 3, YES, "0 action de réseau sur 3 avec un seul public."),
    (1, 3, NO, "2 actions de réseau sur 3 avec un seul public."),
])  # fmt: skip
def test_r_18_notices_actions_that_gather_a_single_public(top, bottom, outcome, said):
    assert answer("R-18", {"M1-05": over(top, bottom)}) == (outcome, said)


@pytest.mark.parametrize(("core", "who", "outcome"), [
    (4, CENTRE, YES), ("3.9", CENTRE, NO), (3, OVERSEAS, YES), ("2.9", OVERSEAS, NO), (1, PARIS, NONE),
])  # fmt: skip
def test_r_89_asks_four_people_on_the_mainland_and_three_overseas(core, who, outcome):
    assert answer("R-89", {"MO-01": of(9, structure=9, socle=core)}, who=who)[0] is outcome


@pytest.mark.parametrize(("code", "indicator", "kept", "broken"), [
    ("R-120", "QE-01", Measure(choice="conforme"), Measure(choice="non_conforme")),
    ("R-121", "QE-02", of(2), of(0)), ("R-122", "QC-01", of(1), of(0)), ("R-125", "M3-05", of(4), of(0)),
    ("R-126", "QP-10", over(1, 2), over(0, 2)), ("R-128", "QP-11", over(1, 2), over(0, 2)),
    ("R-131", "QN-03", of(1), of(0)),
])  # fmt: skip
def test_commitments_are_asked_in_the_words_of_the_register(code, indicator, kept, broken):
    assert answer(code, {indicator: kept})[0] is YES
    assert answer(code, {indicator: broken})[0] is NO
    assert answer(code, {})[0] is MAYBE
    assert answer(code, {indicator: Measure(is_not_applicable=True)})[0] is NONE


def test_a_commitment_under_way_is_not_broken():
    assert answer("R-120", {"QE-01": Measure(choice="en_cours")})[0] is MAYBE


def test_a_figure_nobody_verified_says_so():
    told = answer("R-131", {"QN-03": of(1)}, state="submitted")
    assert told == (YES, "1 expertise thématique identifiée (chiffre non vérifié).")


@pytest.mark.parametrize(("state", "is_over", "count", "outcome"), [
    ("verified", False, 2, YES), ("verified", False, 1, NO), ("to_fill", False, 0, MAYBE), ("to_fill", True, 0, NO),
    ("returned", True, 2, NO),
])  # fmt: skip
def test_r_132_asks_for_a_complete_form_sent_in_time(state, is_over, count, outcome):
    measures = {f"M1-0{rank}": of(1) for rank in range(count)}
    assert answer("R-132", measures, state=state, is_over=is_over)[0] is outcome


def test_every_rule_is_asked_by_the_register_and_told_once():
    assert set(BY_CODE) <= {entry.code for entry in catalogue() if entry.manner.value == "registre"}
    assert len([entry.code for entry in catalogue()]) == len({entry.code for entry in catalogue()}) == 145


@pytest.fixture
def campaign(db):
    return CampaignFactory(referential=load_referential())


def asked(*centres, on=TODAY):
    return load_reported(Question(tuple(centres), 2025, on))


def test_what_is_reported_is_gathered(campaign, ici, ailleurs):
    form = a_form(campaign, ici, CollectionState.SUBMITTED, M1_01=3)
    form.values.create(
        indicator=Indicator.objects.get(code="MO-01"), value=5, parts={"structure": "5", "socle": "4.5"}
    )  # fmt: skip
    found = asked(ici, ailleurs)
    assert found[ici.pk].measures == {"M1-01": of(3), "MO-01": of(5, structure=5, socle="4.5")}
    assert (found[ici.pk].state, found[ici.pk].asked, found[ici.pk].is_over) == ("submitted", 44, False)
    assert found[ailleurs.pk] == ReportedFacts(centre=ailleurs, year=2025, today=TODAY)
    assert asked(ici, on=dt.date(2026, 6, 1))[ici.pk].is_over


def test_r_133_complements_are_not_counted(campaign, ici):
    region = ici.perimeters.get().department.region
    IndicatorFactory(referential=campaign.referential, code="R29-01", region=region, standing="REG")
    a_form(campaign, ici, CollectionState.SUBMITTED, R29_01=3)
    found = asked(ici)[ici.pk]
    assert (dict(found.measures), found.asked) == ({}, 44)


@pytest.mark.parametrize("size", [1, 3])
def test_gathering_is_one_query(campaign, django_assert_num_queries, size):
    centres = [CentreFactory() for _ in range(size)]
    for centre in centres:
        a_form(campaign, centre, CollectionState.SUBMITTED, M1_01=3)
    with django_assert_num_queries(1):
        asked(*centres)
