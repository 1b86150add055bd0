"""Two posts of one page at the same moment, and the end of the keys."""

import datetime as dt
import io

import pytest
from django.contrib.messages.storage.fallback import FallbackStorage
from django.core.management import call_command
from django.test import RequestFactory
from django.utils import timezone

from accounts.acts.submission_keys import new_key, once
from accounts.acts.workflow import RefusedError
from accounts.models import SubmissionKey
from governance.models import Orientation
from tests.races import at_once


def post(person, key):
    request = RequestFactory().post("/", {"title": "Juste", "submission": key})
    request.user, request.session = person, {}
    request._messages = FallbackStorage(request)
    return request


def written_at_once(person, keys):
    """The addresses answered to posts with these keys, started at the same moment."""

    def write(key):
        return once(post(person, key), lambda: f"/{Orientation.objects.create(year=2025, title='Juste').pk}/")

    return at_once(*[lambda key=key: write(key) for key in keys])


def test_two_posts_at_once_write_one(shared_database, cast):
    addresses = written_at_once(cast.national, [new_key()] * 2)
    assert addresses == [f"/{Orientation.objects.get().pk}/"] * 2


def test_two_pages_at_once_write_two(shared_database, cast):
    """The negative control."""
    assert len(set(written_at_once(cast.national, [new_key(), new_key()]))) == 2


def test_a_refused_act_leaves_no_key(cast):
    def refuse():
        raise RefusedError("Non.")

    request = post(cast.national, new_key())
    with pytest.raises(RefusedError, match="Non"):
        once(request, refuse)
    assert SubmissionKey.objects.count() == 0
    assert once(request, lambda: "/ici/") == "/ici/"


@pytest.mark.parametrize(("days", "left"), [(6, 1), (8, 0)])
def test_the_keys_are_erased_after_seven_days(cast, days, left):
    once(post(cast.national, new_key()), lambda: "/ici/")
    SubmissionKey.objects.update(at=timezone.now() - dt.timedelta(days=days))
    call_command("clear_traces", stdout=io.StringIO())
    assert SubmissionKey.objects.count() == left
