"""What awaits the lead region in the State's money, on arriving (R-86, R-98)."""

import datetime as dt

import pytest

from funding.models import Allocation
from funding.payments import services as money
from governance.registers.obligations import duties_of
from tests.factories import CentreFactory, DepartmentFactory
from tests.text import words

ROLES = ("admin", "national", "departmental", "director", "partner", "nobody")


class TestMoney:
    TODAY = dt.date(2025, 7, 1)

    def found(self, user):
        return [(words(one.title), one.url) for one in duties_of(user, self.TODAY) if "Exercice" in one.title]

    def test_r_86_r_98_a_centre_is_notified_then_paid(self, adopted, cast):
        assert self.found(cast.regional) == [("Exercice 2025 : 1 centre à notifier", "/financement/2025/ici/")]
        line = Allocation.objects.select_related("round", "centre").get(round=adopted, centre__slug="ici")
        money.notify(line, actor=cast.regional, amount=line.state_floor, on=dt.date(2025, 2, 14))
        assert self.found(cast.regional) == [("Exercice 2025 : 1 centre à payer", "/financement/2025/ici/")]
        money.pay(line, actor=cast.regional, amount=1, on=dt.date(2025, 5, 20))
        assert self.found(cast.regional) == []

    @pytest.mark.parametrize("role", ROLES)
    def test_the_others_have_nothing_to_pay(self, adopted, cast, role):
        assert self.found(getattr(cast, role)) == []

    def test_several_centres_are_told_together(self, cast, ici, request):
        region = ici.perimeters.get().department.region
        for _ in range(5):
            CentreFactory(department=DepartmentFactory(region=region))
        request.getfixturevalue("adopted")
        assert self.found(cast.regional) == [("Exercice 2025 : 6 centres à notifier", "/financement/2025/")]
