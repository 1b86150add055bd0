"""The demonstration is loaded once for all that is said of it: it takes seconds."""

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test import override_settings

from accounts.models import Act, User
from centres.models import Mandate
from funding.models import Allocation, Notification, Payment, Round
from tests.cast import shared_world

COUNTED = (User, Mandate, Round, Allocation, Notification, Payment, Act)


@pytest.fixture(scope="package")
def two_loads(django_db_setup, django_db_blocker):
    """The rows of the demonstration on another site, and here, where they stay for the tests of this folder.

    The other load is for SQLite alone: what the demonstration invents is plain Python, whatever the database.
    """
    with shared_world(django_db_blocker):
        elsewhere = None
        if connection.vendor == "sqlite":
            with transaction.atomic(), override_settings(DEMO=True):
                call_command("demo", verbosity=0)
                elsewhere = figures()
                transaction.set_rollback(True)
        call_command("demo", verbosity=0)
        yield elsewhere, figures()


@pytest.fixture
def loaded(two_loads, db):
    """A site where the demonstration is loaded; gives the administrator who did it."""
    return User.objects.get(email="agathe.admin@demo.invalid")


def figures():
    """The size of each table, and the fingerprint of each adopted exercise."""
    return (
        {model.__name__: model.objects.count() for model in COUNTED},
        dict(Round.objects.order_by("year").values_list("year", "seal")),
    )
