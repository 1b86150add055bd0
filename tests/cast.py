"""The centres and the people of most tests, and a world that several tests of a file share."""

from contextlib import contextmanager
from types import SimpleNamespace

from django.db import transaction

from accounts.enums import Role
from accounts.models import User
from centres.models import Department, Mandate
from tests.factories import CentreFactory, DepartmentFactory, MandateFactory, UserFactory


def make_ici():
    return CentreFactory(slug="ici", usual_name="Ici", department=DepartmentFactory(code="29", name="Finistère"))


def make_ailleurs():
    return CentreFactory(slug="ailleurs", usual_name="Ailleurs", department=DepartmentFactory(code="59", name="Nord"))


def make_cast(ici, ailleurs):
    """One person per role for the centre « Ici », `other_…` the same for « Ailleurs », and `nobody`, a stranger."""
    mandates = {"admin": _mandate("Agathe", Role.ADMIN), "national": _mandate("Nadia", Role.NATIONAL)}
    for prefix, centre in (("", ici), ("other_", ailleurs)):
        department = Department.objects.select_related("region").get(perimeters__centre=centre)
        mandates |= {
            f"{prefix}regional": _mandate("René", Role.REGIONAL, region=department.region),
            f"{prefix}departmental": _mandate("Denise", Role.DEPARTMENTAL, department=department),
            f"{prefix}director": _mandate("Tifenn", Role.DIRECTOR, centre=centre),
            f"{prefix}partner": _mandate("Paule", Role.PARTNER, centre=centre),
        }
    people = {name: mandate.user for name, mandate in mandates.items()}
    people["nobody"] = UserFactory.build(first_name="Nolwenn")
    User.objects.bulk_create(people.values())  # two requests instead of twenty-one: nearly every test asks for the cast
    Mandate.objects.bulk_create(mandates.values())
    return SimpleNamespace(**people)


def _mandate(first_name, role, **scope):
    return MandateFactory.build(user__first_name=first_name, role=role, **scope)


def keys_of(people):
    """What a shared world remembers of its people: `read_anew` gives them to each test."""
    return {role: person.pk for role, person in vars(people).items()}


def read_anew(keys):
    """The same people, read from the database: what a test did to them is not seen by the next."""
    people = User.objects.in_bulk(keys.values())
    return SimpleNamespace(**{role: people[key] for role, key in keys.items()})


@contextmanager
def shared_world(django_db_blocker):
    """What a fixture of a whole file or folder writes once: each test undoes only its own writes, the end undoes all.

        @pytest.fixture(scope="module")
        def loaded(django_db_setup, django_db_blocker):
            with shared_world(django_db_blocker):
                yield keys_of(load())

    A test reads its objects anew: an object changed by the test before would not be undone as its row is.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)
