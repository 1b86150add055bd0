"""The demonstration never goes beside real data; what it holds is in `demonstration/`."""

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from accounts.models import User
from tests.factories import UserFactory


def test_a_site_where_real_people_work_refuses_it_and_stays_as_it_was(db):
    UserFactory()
    with pytest.raises(CommandError, match="DEMO=True"):
        call_command("demo")
    assert User.objects.count() == 1
