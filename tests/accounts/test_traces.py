"""What is promised to be forgotten is forgotten."""

import datetime as dt
import io

import pytest
from axes.models import AccessAttempt, AccessLog
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.utils import timezone

from tests.factories import UserFactory


@pytest.fixture
def traces(client, db):
    UserFactory(email="nadia@exemple.invalid")
    client.post("/compte/connexion/", {"username": "inconnu@exemple.invalid", "password": "faux"})
    for password in ("faux", "mot de passe des essais"):
        client.post("/compte/connexion/", {"username": "nadia@exemple.invalid", "password": password})


def kept():
    return AccessLog.objects.count(), AccessAttempt.objects.count(), Session.objects.count()


def age(days):
    before = timezone.now() - dt.timedelta(days=days)
    AccessLog.objects.update(attempt_time=before)
    AccessAttempt.objects.update(attempt_time=before)
    Session.objects.update(expire_date=before)


@pytest.mark.parametrize(("days", "left"), [(364, (1, 1, 0)), (366, (0, 0, 0))])
def test_traces_of_more_than_a_year_are_erased(traces, days, left):
    age(days)
    call_command("clear_traces", stdout=io.StringIO())
    assert kept() == left


def test_no_password_is_kept_in_the_traces(traces):
    assert ["faux" in attempt.post_data for attempt in AccessAttempt.objects.all()] == [False]


def test_failures_stay_in_the_trace_though_they_make_nobody_wait_any_more(client, db):
    for email in ("un@exemple.invalid", "deux@exemple.invalid"):
        client.post("/compte/connexion/", {"username": email, "password": "faux"})
        AccessAttempt.objects.update(attempt_time=timezone.now() - dt.timedelta(hours=1))
    assert set(AccessAttempt.objects.values_list("username", flat=True)) == {
        "un@exemple.invalid",
        "deux@exemple.invalid",
    }
