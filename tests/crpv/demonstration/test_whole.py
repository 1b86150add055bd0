"""The demonstration as a whole: the same every time, every invention marked."""

import pytest
from django.apps import apps
from django.core.management import call_command

from accounts.demo import DEMO_ACCOUNTS
from accounts.journal import faults
from centres.models import Mandate
from crpv.demonstration.money import MARK
from evaluation.models import CentreShare, CohortAnswers, YearSummary
from funding.enums import RoundState
from funding.models import Allocation, Notification, Payment, Round
from funding.rounds.workflow import faults_of
from tests.house_guards import ROOMS

COMPUTED = {CentreShare, CohortAnswers, YearSummary}


@pytest.mark.one_database
def test_another_site_gets_the_same(two_loads, db):
    elsewhere, here = two_loads
    assert elsewhere == here


def test_an_empty_site_takes_it_twice_and_the_second_time_changes_nothing(loaded):
    before = rows()
    call_command("demo", verbosity=0)
    after = rows()
    assert [table for table in before if before[table] != after[table]] == []


def rows():
    """Every row of every table of the rooms, by table, but what is computed from the others."""
    models = {model for room in ROOMS for model in apps.get_app_config(room).get_models()} - COMPUTED
    return {model._meta.label: list(model._base_manager.order_by("pk").values_list()) for model in models}


def test_it_holds_two_adopted_exercises_and_an_open_one_all_whole(loaded):
    states = dict(Round.objects.values_list("year", "state"))
    assert states == {2025: RoundState.ADOPTED, 2026: RoundState.ADOPTED, 2027: RoundState.OPEN}
    assert [fault for one in Round.objects.exclude(frozen=None) for fault in faults_of(one)] == list(faults()) == []
    assert Round.objects.get(year=2027).calculated_at is not None


def test_every_invented_figure_is_marked_and_every_role_is_there(loaded):
    assert Notification.objects.exclude(reference=MARK).count() == Payment.objects.exclude(reference=MARK).count() == 0
    corrected = Allocation.objects.exclude(input_reason="")
    assert corrected.count() == 5
    assert corrected.exclude(input_reason__startswith=MARK).count() == 0
    assert set(Mandate.objects.values_list("role", flat=True)) == {account.role for account in DEMO_ACCOUNTS}
