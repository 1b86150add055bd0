"""The bodies, worksites and productions of the demonstration: loaded once, all marked as invented."""

from accounts.enums import Role
from centres.models import Centre
from crpv.demonstration.bodies import MARK
from governance.bodies.queries import without_funders
from governance.models import Body, Contribution, Meeting, MeetingAttendance, Production, Seat, Worksite
from tests.factories import MandateFactory

TABLES = (Body, Seat, Meeting, MeetingAttendance, Worksite, Contribution, Production)


def test_there_is_some_of_everything(loaded):
    assert [table for table in TABLES if not table.objects.exists()] == []


def test_one_association_has_no_committee_of_funders(loaded):
    """R-65: an agent meets the case."""
    assert without_funders(MandateFactory(role=Role.NATIONAL).user) == [Centre.objects.get(slug="labo-cites")]


def test_three_worksites_are_validated_and_a_few_centres_are_late(loaded):
    """R-111, R-112."""
    sites = Worksite.objects.filter(year=2026)
    assert [site.validated_at.on.isoformat() for site in sites] == ["2025-12-09"] * 3
    by_centre = [centre.contributions.filter(worksite__year=2026).count() for centre in Centre.objects.all()]
    assert (by_centre.count(2) > 10, 1 in by_centre) == (True, True)


def test_everything_invented_says_so(loaded):
    texts = [
        *Meeting.objects.values_list("agenda", flat=True),
        *Seat.objects.values_list("person", flat=True),
        *Production.objects.values_list("summary", flat=True),
        *Contribution.objects.values_list("text", flat=True),
    ]
    assert [text for text in texts if not text.startswith(MARK)] == []
