"""Meetings: planned, held, minuted, called off; and which centres came."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.utils.timezone import localdate

from accounts.acts.workflow import RefusedError
from accounts.models import Act
from centres.enums import LegalForm, Zone
from governance.bodies.meetings import TECHNICAL_AGENDA, call_off, record_attendance, save_meeting
from governance.bodies.queries import attendance_of, expected_at
from governance.enums import BodyKind
from governance.models import Meeting, MeetingAttendance
from tests.factories import CentreFactory
from tests.governance.bodies.factories import AttendanceFactory, BodyFactory, MeetingFactory, NationalBodyFactory

DATA = {"on": "2025-06-24", "place": "Lyon"}


def tomorrow():
    return localdate() + dt.timedelta(days=1)


@pytest.fixture
def committee(db):
    return NationalBodyFactory()


def test_what_has_not_taken_place_was_not_held(cast, committee):
    with pytest.raises(RefusedError, match="n’a pas encore eu lieu"):
        save_meeting(Meeting(body=committee), actor=cast.national, on=tomorrow(), is_held=True)
    assert Meeting.objects.count() == 0


def test_minutes_follow_a_meeting_that_was_held(cast, committee):
    with pytest.raises(RefusedError, match="Un compte rendu suit une réunion qui s’est tenue"):
        save_meeting(Meeting(body=committee), actor=cast.national, on=dt.date(2025, 6, 24), minutes="Dit.")
    told = {"on": dt.date(2025, 6, 24), "minutes": "Dit.", "is_held": True}
    assert save_meeting(Meeting(body=committee), actor=cast.national, **told).minutes == "Dit."


def test_a_planned_meeting_is_called_off_and_the_journal_remembers(cast, committee):
    call_off(MeetingFactory(body=committee, on=tomorrow(), is_held=False), actor=cast.national)
    assert (Meeting.objects.count(), Act.objects.get().verb) == (0, "réunion : annuler")


def test_a_meeting_that_was_held_is_never_removed(cast, committee):
    with pytest.raises(RefusedError, match="elle reste au registre"):
        call_off(MeetingFactory(body=committee), actor=cast.national)
    assert Meeting.objects.count() == 1


class TestAttendance:
    def test_presence_is_recorded_centre_by_centre_and_mended(self, cast, committee, ici, ailleurs):
        """R-108, R-129."""
        meeting = MeetingFactory(body=committee)
        for present in ([ici, ailleurs], [ici]):
            record_attendance(meeting, actor=cast.national, expected=[ici, ailleurs], present=present)
        rows = MeetingAttendance.objects.order_by("centre__slug").values_list("centre__slug", "is_present")
        assert list(rows) == [("ailleurs", False), ("ici", True)]
        assert [act.facts for act in Act.objects.order_by("pk")] == [{"presents": 2}, {"presents": 1}]

    def test_only_national_staff_record_it(self, cast, committee, ici):
        with pytest.raises(PermissionDenied):
            record_attendance(MeetingFactory(body=committee), actor=cast.director, expected=[ici], present=[ici])

    def test_a_meeting_to_come_has_no_presence(self, cast, committee, ici):
        meeting = MeetingFactory(body=committee, is_held=False)
        with pytest.raises(RefusedError, match="La réunion ne s’est pas tenue"):
            record_attendance(meeting, actor=cast.national, expected=[ici], present=[ici])

    def test_a_local_meeting_expects_no_centre(self, cast, ici):
        with pytest.raises(RefusedError, match="aux réunions nationales"):
            record_attendance(MeetingFactory(body=BodyFactory(centre=ici)), actor=cast.admin, expected=[], present=[])

    def test_all_centres_are_expected_but_those_closed_or_to_come(self, committee, ici):
        CentreFactory(closed_on=dt.date(2025, 6, 24))
        CentreFactory(legal_form=LegalForm.PLANNED)
        later = CentreFactory(usual_name="École", closed_on=dt.date(2025, 6, 25))
        assert expected_at(MeetingFactory(body=committee)) == [later, ici]

    def test_the_overseas_network_expects_overseas_centres_alone(self, db, ici):
        """R-46."""
        overseas = CentreFactory(zone=Zone.OVERSEAS)
        meeting = MeetingFactory(body=NationalBodyFactory(kind=BodyKind.OVERSEAS))
        assert expected_at(meeting) == [overseas]

    def test_the_rate_counts_recorded_meetings_of_the_year_within_the_perimeter(self, cast, committee, ici, ailleurs):
        """R-129."""
        for on, came in (((2025, 3, 1), True), ((2025, 6, 1), False), ((2024, 6, 1), True)):
            meeting = MeetingFactory(body=committee, on=dt.date(*on))
            for centre in (ici, ailleurs):
                AttendanceFactory(meeting=meeting, centre=centre, is_present=came)
        lines = attendance_of(committee, 2025, cast.director)
        assert [(one.centre, one.present, one.recorded, str(one.rate)) for one in lines] == [(ici, 1, 2, "0.5")]
        assert [one.centre for one in attendance_of(committee, 2025, cast.national)] == [ailleurs, ici]


class TestPages:
    def test_the_technical_committee_is_offered_its_agenda(self, cast, sign_in, committee):
        """R-109: situation of the centres, national news, calls for contributions."""
        client = sign_in(cast.national)
        page = client.get(f"/instances/{committee.pk}/reunions/nouvelle/")
        assert page.context["form"].initial == {"agenda": TECHNICAL_AGENDA}
        assert TECHNICAL_AGENDA == "Situation des centres\nActualité nationale\nAppels à contributions"
        charter = NationalBodyFactory(kind=BodyKind.CHARTER)
        assert client.get(f"/instances/{charter.pk}/reunions/nouvelle/").context["form"].initial == {"agenda": ""}

    def test_national_staff_plan_hold_and_take_the_roll(self, cast, sign_in, committee, ici, ailleurs):
        """R-108."""
        client = sign_in(cast.national)
        client.post(f"/instances/{committee.pk}/reunions/nouvelle/", DATA)
        meeting = Meeting.objects.get()
        address = f"/instances/reunions/{meeting.pk}/"
        client.post(f"{address}modifier/", DATA | {"is_held": "on", "minutes": "Dit."})
        client.post(f"{address}presences/", {"present": [ici.pk]})
        page = client.get(address)
        assert (page.context["present"], page.context["recorded"]) == (1, 2)
        assert [one.centre for one in page.context["attendances"]] == [ailleurs, ici]
        seen = sign_in(cast.director).get(address)
        assert (seen.context["present"], [one.centre for one in seen.context["attendances"]]) == (1, [ici])

    def test_a_director_keeps_the_meetings_of_the_centre(self, cast, sign_in, ici):
        body = BodyFactory(centre=ici)
        client = sign_in(cast.director)
        client.post(f"/instances/{body.pk}/reunions/nouvelle/", DATA)
        meeting = Meeting.objects.get()
        address = f"/instances/reunions/{meeting.pk}/"
        assert client.get(f"{address}annuler/").status_code == 200
        assert client.post(f"{address}annuler/").headers["Location"] == body.get_absolute_url()
        assert Meeting.objects.count() == 0

    def test_calling_off_a_meeting_already_held_is_told(self, cast, sign_in, ici):
        meeting = MeetingFactory(body=BodyFactory(centre=ici))
        answer = sign_in(cast.director).post(f"/instances/reunions/{meeting.pk}/annuler/", follow=True)
        assert [str(one) for one in answer.context["messages"]] == [
            "Cette réunion s’est tenue : elle reste au registre."
        ]

    def test_a_local_meeting_has_no_roll(self, cast, sign_in, ici):
        meeting = MeetingFactory(body=BodyFactory(centre=ici))
        assert sign_in(cast.admin).get(f"/instances/reunions/{meeting.pk}/presences/").status_code == 404

    @pytest.mark.parametrize("size", [1, 3])
    def test_a_meeting_costs_the_same_whoever_came(self, cast, sign_in, committee, django_assert_num_queries, size):
        meeting = MeetingFactory(body=committee)
        AttendanceFactory.create_batch(size, meeting=meeting)
        client = sign_in(cast.national)
        with django_assert_num_queries(5):
            assert client.get(f"/instances/reunions/{meeting.pk}/").status_code == 200
