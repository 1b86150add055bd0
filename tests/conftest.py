"""The cast: one person per role for the centre « Ici », the same for the centre « Ailleurs », and a stranger."""

from __future__ import annotations

import os
from types import SimpleNamespace

import pytest
from django.conf import settings as django_settings
from django.test import Client
from hypothesis import HealthCheck, settings

from accounts.enums import Role
from accounts.sign_in.sessions import open_now
from tests.factories import CentreFactory, DepartmentFactory, MandateFactory, UserFactory
from tests.missing_variables import LoudMissingVariable

# Examples are never timed (a loaded machine is no fault), and the checks that decide of a landing draw the same ones.
settings.register_profile(
    "house", deadline=None, derandomize="CI" in os.environ, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("house")


def pytest_configure(config):
    django_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    django_settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    django_settings.WHITENOISE_AUTOREFRESH = django_settings.WHITENOISE_USE_FINDERS = True  # nothing to collect first
    django_settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    django_settings.TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = LoudMissingVariable()


@pytest.fixture
def ici(db):
    """The centre of most of the cast."""
    return CentreFactory(slug="ici", usual_name="Ici", department=DepartmentFactory(code="29", name="Finistère"))


@pytest.fixture
def ailleurs(db):
    """A centre in another region."""
    return CentreFactory(slug="ailleurs", usual_name="Ailleurs", department=DepartmentFactory(code="59", name="Nord"))


@pytest.fixture
def cast(ici, ailleurs):
    """The people: `cast.admin`, `cast.national`, then each role here, and `cast.other_…` the same elsewhere."""
    people = {"admin": _person("Agathe", Role.ADMIN), "national": _person("Nadia", Role.NATIONAL)}
    for prefix, centre in (("", ici), ("other_", ailleurs)):
        department = centre.perimeters.get().department
        people |= {
            f"{prefix}regional": _person("René", Role.REGIONAL, region=department.region),
            f"{prefix}departmental": _person("Denise", Role.DEPARTMENTAL, department=department),
            f"{prefix}director": _person("Tifenn", Role.DIRECTOR, centre=centre),
            f"{prefix}partner": _person("Paule", Role.PARTNER, centre=centre),
        }
    people["nobody"] = UserFactory(first_name="Nolwenn")
    return SimpleNamespace(**people)


def _person(first_name, role, **scope):
    return MandateFactory(user__first_name=first_name, role=role, **scope).user


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
