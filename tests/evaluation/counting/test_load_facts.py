"""From what teams record to the facts of the derivations: nothing forgotten, nothing foreign, seven queries."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from centres.models import Perimeter
from evaluation.counting.load_facts import load_facts
from evaluation.law.computed.facts import ProductionFact
from governance.enums import BodyKind, ProgrammeState, Stage
from governance.models import Action, Contribution, Meeting, MeetingAttendance, Seat, Worksite
from tests.evaluation.referential.factories import CampaignFactory, IndicatorFactory, a_form
from tests.factories import CentreFactory, DepartmentFactory
from tests.governance.bodies.factories import BodyFactory
from tests.governance.programmes.factories import (
    PublishedProductionFactory,
    a_programme,
    a_session,
    an_action,
    director_of,
    income,
    type_budget,
)

QUERIES = 7


def facts_of(centre, year=2025):
    return load_facts(year, [centre.pk])[centre.pk]


@pytest.fixture
def under_way(ici):
    """A programme of 2025 that has begun, and somebody of its team."""
    actor = director_of(ici)
    return a_programme(ici, actor, ProgrammeState.UNDER_WAY), actor


def test_a_session_comes_with_its_action_and_its_presences(ici, under_way):
    programme, actor = under_way
    action = programme.actions.get(mission="M1")
    a_session(action, actor, half_days=Decimal(2))
    fact = next(one for one in facts_of(ici).actions if one.pk == action.pk)
    assert (fact.mission, fact.nature, fact.year, fact.network_type) == ("M1", "socle", 2025, "specifique")
    sessions_in = fact.sessions_in(2025)
    assert [(one.half_days, one.people) for one in sessions_in] == [(2, 12)]
    assert {(one.public, one.people, one.mainstream) for one in sessions_in[0].attendances} == {
        ("elus", 4, 0), ("associations", 8, 3),
    }  # fmt: skip


def test_a_session_without_presences_is_still_a_session(ici, under_way):
    programme, actor = under_way
    a_session(programme.actions.get(mission="M1"), actor, counts=())
    assert [one.people for action in facts_of(ici).actions for one in action.sessions] == [0]


def test_the_civil_year_takes_the_sessions_of_another_years_programme(ici, under_way):
    action = under_way[0].actions.get(mission="M1")
    action.sessions.create(on=dt.date(2026, 1, 20))
    facts = facts_of(ici, 2026)
    assert [(one.year, len(one.sessions_in(2026))) for one in facts.actions] == [(2025, 1)]
    assert facts.has_programme is False


def test_places_and_productions_of_an_action_are_linked(ici, under_way):
    programme, actor = under_way
    action = an_action(
        programme, actor, title="Atelier", mission="M2", format="debat", all_contracts=False,
        city_contracts="Brest\n\nQuimper", reason="Demande de la gouvernance.", in_programme=False,
        added_because="Demande de la gouvernance.",
    )  # fmt: skip
    action.departments.add(DepartmentFactory(code="35"))
    production = PublishedProductionFactory()
    production.actions.add(action)
    fact = next(one for one in facts_of(ici).actions if one.pk == action.pk)
    assert (fact.contracts, fact.departments, fact.targets_a_place) == (("Brest", "Quimper"), {"35"}, True)
    assert fact.productions == {production.pk}


def test_a_production_keeps_all_those_who_sign_it(ici, ailleurs):
    production = PublishedProductionFactory(in_national_format=True)
    production.centres.set([ici, ailleurs])
    PublishedProductionFactory(published_on=None).centres.set([ici])
    expected = ProductionFact(
        pk=production.pk, title=production.title, kind="fiche_experience", published_on=dt.date(2025, 6, 1),
        centres=frozenset({ici.pk, ailleurs.pk}), in_national_format=True,
    )  # fmt: skip
    assert facts_of(ici).productions == (expected,)


def test_only_the_actual_budget_counts(ici, under_way):
    programme, actor = under_way
    assert facts_of(ici).budget == ()
    rows = (income("etat_147_socle", socle=100), income("region", complementaire=50))
    type_budget(programme, actor, rows, stage=Stage.ACTUAL)
    assert {(one.funder, one.destination, one.amount) for one in facts_of(ici).budget} == {
        ("etat_147_socle", "socle", 100), ("region", "complementaire", 50),
    }  # fmt: skip


def test_meetings_seats_and_national_presences(ici):
    board = BodyFactory(centre=ici, kind=BodyKind.BOARD, decides_programme=True)
    funders = BodyFactory(centre=ici, kind=BodyKind.FUNDERS)
    for body, on, is_held in ((board, "2025-03-01", True), (board, "2025-09-01", False), (funders, "2025-10-01", True),
                              (board, "2024-03-01", True)):  # fmt: skip
        Meeting.objects.create(body=body, on=on, is_held=is_held)
    for elected in (True, False, False):
        Seat.objects.create(body=board, college="region", organisation="Région", is_elected=elected)
    technical = Meeting.objects.create(
        body=BodyFactory(centre=None, kind=BodyKind.TECHNICAL), on="2025-06-01", is_held=True
    )
    MeetingAttendance.objects.create(meeting=technical, centre=ici, is_present=False)
    facts = facts_of(ici)
    assert [one.body for one in facts.meetings] == ["decisionnelle", "financeurs"]
    assert (facts.has_bodies, facts.elected_seats, facts.seats) == (True, 1, 3)
    assert [(one.pk, one.is_present) for one in facts.national_meetings] == [(technical.pk, False)]


def test_worksites_open_to_contribution_and_those_invested(ici):
    opened = Worksite.objects.create(year=2025, rank=1, title="Éducation")
    Worksite.objects.create(year=2025, rank=2, title="Clos", is_open=False)
    Contribution.objects.create(worksite=opened, centre=ici)
    facts = facts_of(ici)
    assert (facts.worksites_open, [one.worksite for one in facts.contributions]) == (1, ["Éducation"])


def test_the_perimeter_is_that_of_the_end_of_the_year(ici):
    Perimeter.objects.filter(centre=ici).update(valid_to=dt.date(2025, 6, 30))
    Perimeter.objects.create(centre=ici, department=DepartmentFactory(code="44"), valid_from=dt.date(2025, 7, 1))
    assert facts_of(ici).perimeter == {"44"}
    assert facts_of(ici, 2024).perimeter == {"29"}


def test_the_number_of_contracts_is_the_last_that_the_centre_gave(ici):
    contracts = IndicatorFactory(code="AC-06", section="AC")
    for year, total in ((2022, 9), (2023, 11), (2025, 99)):
        form = a_form(CampaignFactory(year=year, referential=contracts.referential), ici)
        form.values.create(indicator=contracts, numerator=1, denominator=total)
    assert facts_of(ici).contracts == 11


def test_a_centre_that_the_state_does_not_fund_is_told_apart(ici):
    ici.is_state_funded = False
    ici.save()
    assert facts_of(ici).is_state_funded is False


@pytest.mark.parametrize("size", [1, 3, 40])
def test_gathering_costs_the_same_whatever_the_network(django_assert_num_queries, db, size):
    centres = [CentreFactory() for _ in range(size)]
    for centre in centres[:3]:
        actor = director_of(centre)
        programme = a_programme(centre, actor, ProgrammeState.UNDER_WAY)
        for action in Action.objects.filter(programme=programme):
            a_session(action, actor)
        PublishedProductionFactory().centres.set([centre])
    with django_assert_num_queries(QUERIES):
        assert len(load_facts(2025, [centre.pk for centre in centres])) == size
