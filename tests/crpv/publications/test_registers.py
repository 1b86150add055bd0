"""What the registers say of the dashboards: rules, dates, what awaits whom (R-140, R-141)."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from centres.models import LeadRegion
from crpv.models import Publication
from crpv.publications import services as acts
from crpv.publications.compliance import RULES
from crpv.publications.obligations import of_campaigns, of_transmissions
from evaluation.models import Campaign
from evaluation.models.collection import default_dates
from governance.registers.obligations import Window
from governance.registers.rules import Outcome, Question, report
from tests.crpv.publications.making import PERSPECTIVES, correct, publish
from tests.factories import DepartmentFactory, MandateFactory
from tests.obligations import awaiting

PARIS = ZoneInfo("Europe/Paris")
IN_TIME, LATE = dt.datetime(2025, 6, 30, 12, tzinfo=PARIS), dt.datetime(2025, 7, 1, 12, tzinfo=PARIS)


def answers(today, year=2024):
    """What the two rules say of a year, on a day."""
    findings = report(Question((), year, today), RULES).network
    return {one.rule.code: one.result.outcome for one in findings}


class TestRules:
    """R-140: out by 30 June with perspectives; R-141: passed on by every region."""

    @pytest.mark.parametrize(("day", "outcome"), [((2025, 6, 30), Outcome.UNKNOWN), ((2025, 7, 1), Outcome.BROKEN)])
    def test_what_is_not_published_is_owed_on_the_thirtieth_of_june(self, campaign, day, outcome):
        assert answers(dt.date(*day)) == {"R-140": outcome, "R-141": Outcome.UNKNOWN}

    def test_nothing_is_held_against_a_year_that_was_never_collected_here(self, campaign):
        """A campaign without a form is no collection; 2022 has not even a campaign."""
        Campaign.objects.create(year=2021, referential=campaign.referential, **default_dates(2021))
        for year in (2021, 2022):
            told = {"R-140": Outcome.UNKNOWN, "R-141": Outcome.UNKNOWN}
            assert answers(dt.date(2025, 7, 1), year) == told

    @pytest.mark.parametrize("year", [2022, 2023, 2024])
    def test_they_are_answered_in_one_query(self, cast, campaign, django_assert_num_queries, year):
        correct(publish(2024, actor=cast.national, at=IN_TIME), actor=cast.national)
        with django_assert_num_queries(1):
            answers(dt.date(2026, 1, 1), year)

    @pytest.mark.parametrize(("at", "outcome"), [(IN_TIME, Outcome.SATISFIED), (LATE, Outcome.BROKEN)])
    def test_the_day_of_the_first_version_counts(self, cast, campaign, at, outcome):
        first = publish(2024, actor=cast.national, at=at)
        correct(first, actor=cast.national)
        assert answers(dt.date(2026, 1, 1))["R-140"] == outcome

    def test_it_is_held_against_the_regions_once_the_year_of_the_publication_is_over(
        self, cast, campaign, ici, ailleurs
    ):
        out = publish(2024, actor=cast.national, at=IN_TIME)
        assert answers(dt.date(2025, 12, 31))["R-141"] == Outcome.UNKNOWN
        assert answers(dt.date(2026, 1, 1))["R-141"] == Outcome.BROKEN
        for centre, agent in ((ici, cast.regional), (ailleurs, cast.other_regional)):
            region = centre.lead_regions.get().region
            acts.pass_on(out, region, on=dt.date(2025, 7, 2), note="", actor=agent)
        assert answers(dt.date(2026, 1, 1))["R-141"] == Outcome.SATISFIED


class TestDates:
    @pytest.mark.parametrize("role", ["regional", "departmental", "director", "partner", "nobody"])
    def test_only_national_staff_owes_the_dashboard(self, cast, campaign, role):
        assert dates(getattr(cast, role)) == []

    def test_each_collected_year_is_due_on_the_thirtieth_of_june_that_follows(self, cast, campaign):
        assert dates(cast.national) == [(dt.date(2024, 6, 30), False), (dt.date(2025, 6, 30), False)]
        publish(2024, actor=cast.national)
        assert dates(cast.admin)[1] == (dt.date(2025, 6, 30), True)


def dates(user):
    window = Window(user, dt.date(2024, 1, 1), dt.date(2026, 1, 1), dt.date(2025, 7, 1))
    return [(one.due_on, one.is_done) for one in of_campaigns(window) if "tableau" in one.key]


def told(user, today=dt.date(2026, 1, 15)):
    found = awaiting(user, today, of_campaigns, of_transmissions)
    return [(title, url) for _, title, url in found if "ableau" in title]


class TestDuties:
    def test_what_is_not_published_awaits_national_staff_where_it_is_done(self, cast, campaign):
        acts.prepare(2024, actor=cast.national)
        assert told(cast.national) == [
            ("Tableau de bord national 2023 à publier", "/tableau-de-bord/preparer/"),
            ("Tableau de bord national 2024 à publier", "/tableau-de-bord/2024/preparation/"),
        ]

    def test_a_correction_under_way_awaits_them_too(self, cast, campaign):
        acts.open_correction(publish(2024, actor=cast.national), reason="Erreur.", actor=cast.national)
        assert told(cast.national)[1] == (
            "Tableau de bord 2024 : correction en cours", "/tableau-de-bord/2024/preparation/",
        )  # fmt: skip

    def test_a_region_passes_it_on_once(self, cast, campaign, ici):
        out, region = publish(2024, actor=cast.national, at=LATE), ici.lead_regions.get().region
        place = f"/tableau-de-bord/2024/transmission/{region.code}/"
        assert told(cast.regional) == [(f"Tableau de bord 2024 à transmettre en {region}", place)]
        acts.pass_on(out, region, on=dt.date(2025, 7, 2), note="", actor=cast.regional)
        assert told(cast.regional) == []

    def test_a_region_that_only_reads_a_centre_owes_nothing(self, cast, campaign, ici, ailleurs):
        """A region by perimeter alone leads nothing: the act would be refused, so the home does not ask for it."""
        publish(2024, actor=cast.national, at=LATE)
        reader = DepartmentFactory()
        ici.perimeters.create(department=reader, valid_from=dt.date(2015, 1, 1))
        assert told(MandateFactory(role="regional", region=reader.region).user) == []

    def test_a_region_that_led_on_the_day_of_the_publication_owes_it_and_one_that_leads_since_does_not(
        self, cast, campaign, ici, ailleurs
    ):
        publish(2024, actor=cast.national, at=LATE)
        former, newer = ici.lead_regions.get(), ailleurs.lead_regions.get().region
        former.valid_to = dt.date(2025, 7, 1)
        former.save()
        LeadRegion.objects.filter(region=newer).update(valid_from=dt.date(2025, 7, 2))
        owed = f"Tableau de bord 2024 à transmettre en {former.region}"
        assert [title for title, _ in told(cast.regional)] == [owed]
        assert told(cast.other_regional) == []

    def test_two_mandates_of_one_person_for_one_region_ask_for_it_once(self, cast, campaign, ici):
        publish(2024, actor=cast.national, at=LATE)
        region = ici.lead_regions.get().region
        person = MandateFactory(role="regional", region=region).user
        MandateFactory(role="regional", region=region, user=person)
        assert len(told(person)) == 1

    @pytest.mark.parametrize("role", ["departmental", "director", "partner", "nobody"])
    def test_nothing_awaits_the_others(self, cast, campaign, role):
        publish(2024, actor=cast.national)
        assert told(getattr(cast, role)) == []

    @pytest.mark.parametrize("size", [1, 3])
    @pytest.mark.parametrize("role", ["national", "regional"])
    def test_they_cost_one_query_whatever_the_years(self, cast, campaign, django_assert_num_queries, role, size):
        for year in range(2024, 2024 - min(size, 2), -1):
            publish(year, actor=cast.national)
        user = getattr(cast, role)
        told(user)
        with django_assert_num_queries(1):
            told(user)


def test_perspectives_are_those_that_were_written(cast, campaign):
    assert publish(2024, actor=cast.national).perspectives == PERSPECTIVES == Publication.objects.get().perspectives
