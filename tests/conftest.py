"""The cast: one person per role for the centre « Ici », the same for the centre « Ailleurs », and a stranger."""

from __future__ import annotations

import gc
import os

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django_tasks import task_backends
from hypothesis import HealthCheck, settings
from xdist.scheduler import LoadFileScheduling

from accounts.sign_in.sessions import open_now
from tests.cast import make_ailleurs, make_cast, make_ici
from tests.migrated import django_db_setup, migrated_copy  # noqa: F401 - pytest finds them here
from tests.missing_variables import LoudMissingVariable
from tests.races import shared_database  # noqa: F401 - the same

# Examples are never timed (a loaded machine is no fault), and the checks that decide of a landing draw the same ones.
settings.register_profile(
    "house", deadline=None, derandomize="CI" in os.environ, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("house")


django_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
django_settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
django_settings.WHITENOISE_AUTOREFRESH = django_settings.WHITENOISE_USE_FINDERS = True  # nothing to collect first
django_settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
# The registrations have imported tasks already, which read their setting then: it is read again.
vars(task_backends).pop("settings", None)
task_backends.__init__(django_settings.TASKS)
django_settings.TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = LoudMissingVariable()


# What two workers share between them begins by these: whoever ends alone ends with something short.
LONGEST_FIRST = [
    "tests/test_routes.py",
    "tests/crpv/demonstration",
    "tests/crpv/api",
    "tests/crpv/opendata",
    "tests/funding/rounds",
    "tests/evaluation/opinions",
    "tests/crpv/publications",
]
LOADED_ONCE = "tests/crpv/demonstration"  # a world for the whole folder


class ByFile(LoadFileScheduling):
    """Each worker takes whole files: what a file loads once is not loaded by both."""

    def _split_scope(self, nodeid):
        return LOADED_ONCE if nodeid.startswith(f"{LOADED_ONCE}/") else super()._split_scope(nodeid)


def pytest_xdist_make_scheduler(config, log):
    config.option.loadscopereorder = False  # by the number of tests, which says little of how long they take
    return ByFile(config, log)


def pytest_collection_modifyitems(items):
    items.sort(key=_rank)
    for item in items:
        if "django_db_setup" not in item.fixturenames and not item.get_closest_marker("django_db"):
            item.add_marker("one_database")


def pytest_collection_finish():
    """What is imported and collected stays to the end: the collector need not walk it again, nor pass so often."""
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def _rank(item):
    return next((n for n, start in enumerate(LONGEST_FIRST) if item.nodeid.startswith(start)), len(LONGEST_FIRST))


@pytest.fixture
def ici(db):
    """The centre of most of the cast."""
    return make_ici()


@pytest.fixture
def ailleurs(db):
    """A centre in another region."""
    return make_ailleurs()


@pytest.fixture
def cast(ici, ailleurs):
    """The people: `cast.admin`, `cast.national`, then each role here, and `cast.other_…` the same elsewhere."""
    return make_cast(ici, ailleurs)


@pytest.fixture
def sign_in():
    """A browser signed in as somebody: `sign_in(cast.national).get("/")`."""

    def signed_in(user) -> Client:
        client = Client()
        client.force_login(user, backend="centres.permissions.MandateBackend")
        session = client.session
        open_now(session)
        session.save()
        return client

    return signed_in
