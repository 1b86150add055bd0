"""The demonstration: never beside real data, the same every time, every invention marked."""

import io

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction

from accounts.demo import DEMO_ACCOUNTS
from accounts.journal import faults
from accounts.models import Act, User
from centres.models import Mandate
from crpv.demonstration.money import MARK
from funding.enums import RoundState
from funding.models import Allocation, Notification, Payment, Round
from funding.rounds.snapshot import faults_of
from tests.factories import UserFactory

COUNTED = (User, Mandate, Round, Allocation, Notification, Payment, Act)


def load():
    """Run the command; the size of each table, and the fingerprint of each adopted exercise."""
    call_command("demo", stdout=io.StringIO())
    return (
        {model.__name__: model.objects.count() for model in COUNTED},
        dict(Round.objects.order_by("year").values_list("year", "seal")),
    )


@pytest.fixture
def on_show(db, settings):
    settings.DEMO = True


def test_a_site_where_real_people_work_refuses_it_and_stays_as_it_was(db):
    UserFactory()
    with pytest.raises(CommandError, match="DEMO=True"):
        call_command("demo")
    assert User.objects.count() == 1


def test_an_empty_site_takes_it_twice(db):
    assert load() == load()


def test_another_site_gets_the_same_whole_marked_and_with_every_role(on_show):
    """One load for all that is said of it: it takes seconds."""
    with transaction.atomic():
        elsewhere = load()
        transaction.set_rollback(True)
    assert load() == elsewhere
    it_holds_two_adopted_exercises_and_an_open_one_all_whole()
    every_invented_figure_is_marked_and_every_role_is_there()


def it_holds_two_adopted_exercises_and_an_open_one_all_whole():
    states = dict(Round.objects.values_list("year", "state"))
    assert states == {2025: RoundState.ADOPTED, 2026: RoundState.ADOPTED, 2027: RoundState.OPEN}
    assert [fault for one in Round.objects.exclude(frozen=None) for fault in faults_of(one)] == list(faults()) == []
    assert Round.objects.get(year=2027).calculated_at is not None


def every_invented_figure_is_marked_and_every_role_is_there():
    assert Notification.objects.exclude(reference=MARK).count() == Payment.objects.exclude(reference=MARK).count() == 0
    corrected = Allocation.objects.exclude(input_reason="")
    assert corrected.count() == 5
    assert corrected.exclude(input_reason__startswith=MARK).count() == 0
    assert set(Mandate.objects.values_list("role", flat=True)) == {account.role for account in DEMO_ACCOUNTS}
