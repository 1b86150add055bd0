"""What awaits the lead region in the State's money, on arriving (R-86, R-98)."""

import datetime as dt

import pytest

from crpv.home import home_of
from funding.models import Allocation
from funding.payments import services as money
from tests.factories import CentreFactory, DepartmentFactory
from tests.text import words

ROLES = ("departmental", "director", "partner", "nobody")


class TestMoney:
    TODAY = dt.date(2025, 7, 1)

    def found(self, user):
        tasks = home_of(user, today=self.TODAY).tasks
        return [(words(one.title), words(one.sentence), one.url) for one in tasks if "subvention" in one.title]

    def test_r_86_r_98_a_centre_is_notified_then_paid(self, adopted, cast):
        title, url = "Ici : subvention socle de 2025 à verser, en tout ou partie", "/financement/2025/ici/"
        before = "tout ou partie se verse avant le 30 juin 2025 (R-86)."
        assert self.found(cast.regional) == [(title, f"À notifier : {before}", url)]
        line = Allocation.objects.select_related("round", "centre").get(round=adopted, centre__slug="ici")
        money.notify(line, actor=cast.regional, amount=line.state_floor, on=dt.date(2025, 2, 14))
        assert self.found(cast.regional) == [(title, f"À payer : {before}", url)]
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
        ((title, sentence, url),) = self.found(cast.regional)
        assert title == "6 centres : subvention socle de 2025 à verser, en tout ou partie"
        assert (sentence.endswith("et 2 autres."), url) == (True, "/financement/2025/")

    def test_t_105_national_staff_reads_who_is_unpaid_after_the_day_and_who_is_below_the_floor(self, adopted, cast):
        line = Allocation.objects.select_related("round", "centre").get(round=adopted, centre__slug="ici")
        money.notify(line, actor=cast.regional, amount=line.state_floor - 1, on=dt.date(2025, 2, 14))
        titles = [words(task.title) for task in home_of(cast.national, today=self.TODAY).tasks]
        assert "Ici : montant notifié de 2025 sous le plancher de l’État" in titles
        assert "4 centres : subvention socle de 2025 à verser, en tout ou partie" in titles
        before = [words(task.title) for task in home_of(cast.national, today=dt.date(2025, 6, 30)).tasks]
        assert [title for title in before if "subvention" in title] == []
