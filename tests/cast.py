"""The centres and the people of most tests, and a world that several tests of a file share."""

from contextlib import contextmanager
from types import SimpleNamespace

from django.db import transaction

from accounts.enums import Role
from tests.factories import CentreFactory, DepartmentFactory, MandateFactory, UserFactory


def make_ici():
    return CentreFactory(slug="ici", usual_name="Ici", department=DepartmentFactory(code="29", name="Finistère"))


def make_ailleurs():
    return CentreFactory(slug="ailleurs", usual_name="Ailleurs", department=DepartmentFactory(code="59", name="Nord"))


def make_cast(ici, ailleurs):
    """One person per role for the centre « Ici », `other_…` the same for « Ailleurs », and `nobody`, a stranger."""
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


@contextmanager
def shared_world(django_db_blocker):
    """What a fixture of a whole file or folder writes once: each test undoes only its own writes, the end undoes all.

        @pytest.fixture(scope="module")
        def loaded(django_db_setup, django_db_blocker):
            with shared_world(django_db_blocker):
                yield load()

    A test reads its objects anew: an object changed by the test before would not be undone as its row is.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)
