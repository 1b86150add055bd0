"""The register of dates: what conventions and meetings put in it, who sees it, what is late."""

import datetime as dt
from collections import Counter

import pytest
from django.utils.timezone import localdate

from accounts.models import User
from governance.agenda.queries import LATE, DeadlineForm, rows_of
from governance.enums import AmendmentState, ConventionKind, ConventionState, ReviewState
from governance.models import Amendment, Extension, FinalReview, InterimReview
from governance.registers.obligations import (
    NETWORK,
    Event,
    Obligation,
    Sort,
    Status,
    Window,
    items_around,
    items_in,
)
from governance.registers.rules import PageLink
from tests.factories import CentreFactory
from tests.governance.bodies.factories import BodyFactory, ConventionFactory, MeetingFactory, NationalBodyFactory

EVER = (dt.date(2015, 1, 1), dt.date(2040, 1, 1))
TODAY = dt.date(2026, 2, 1)


def window(user, start=EVER[0], end=EVER[1]):
    return Window(user, start, end, TODAY)


def told(user, **kept):
    """The dates of the conventions; the others have their own tests."""
    items = [item for item in items_in(window(user)) if item.key.startswith("convention-")]
    return [(item.on.isoformat(), item.rule, item.is_done) for item in items]


def an_obligation(**fields):
    standing = {"key": "a", "debtor": NETWORK, "what": "a", "sort": Sort.MONEY, "link": PageLink("home")}
    return Obligation(**(standing | fields))


class TestTheRegister:
    def test_the_dates_of_every_source_are_sorted_and_those_out_of_the_window_left(self):
        def source(asked):
            yield an_obligation(key="undated")
            yield an_obligation(key="late", due_on=dt.date(2026, 3, 1))
            yield an_obligation(key="early", due_on=dt.date(2026, 1, 1))
            yield an_obligation(key="out", due_on=dt.date(2020, 1, 1), is_done=True)
            yield an_obligation(key="late since", due_on=dt.date(2020, 1, 1))

        def other(asked):
            yield Event(key="between", on=dt.date(2026, 2, 1), what="b", link=PageLink("home"))

        found = items_in(window(User(), start=dt.date(2025, 1, 1)), [source, other])
        assert [item.key for item in found] == ["late since", "early", "between", "late", "undated"]

    @pytest.mark.parametrize(
        ("due_in", "opened", "fields", "status"),
        [
            (-1, None, {}, Status.LATE),
            (0, None, {}, Status.OPEN),
            (-1, None, {"is_done": True}, Status.DONE),
            (-1, None, {"is_void": True}, Status.VOID),
            (-1, 0, {}, Status.OPEN),  # it could not have been done before today
            (-2, -1, {}, Status.LATE),
            (-1, 1, {}, Status.AHEAD),
            (None, None, {}, Status.OPEN),
        ],
    )
    def test_late_is_what_could_have_been_done_before(self, due_in, opened, fields, status):
        day = dt.timedelta(days=1)
        if due_in is not None:
            fields |= {"due_on": TODAY + due_in * day}
        if opened is not None:
            fields |= {"opens_on": TODAY + opened * day}
        assert an_obligation(**fields).status(TODAY) is status


class TestConventions:
    def test_a_convention_of_three_years_owes_these_dates(self, cast, ici):
        """R-75: amendments by 30 June; R-81: a review a year; R-83: preparation; R-82: term + 6 months."""
        ConventionFactory(centre=ici)
        assert told(cast.director) == [
            ("2024-12-31", "R-81", False),
            ("2025-06-30", "R-75", False),
            ("2025-12-31", "R-81", False),
            ("2026-06-30", "R-75", False),
            ("2026-10-01", "R-83", False),
            ("2026-12-31", "R-81", False),
            ("2026-12-31", "R-75", False),
            ("2027-06-30", "R-82", False),
        ]

    def test_what_was_done_is_told_so(self, cast, ici):
        """R-75, R-81, R-82."""
        convention = ConventionFactory(centre=ici, state=ConventionState.REVIEWED)
        Amendment.objects.create(
            convention=convention, rank=2, state=AmendmentState.SIGNED, signed_on=dt.date(2025, 3, 1)
        )
        InterimReview.objects.create(convention=convention, year=2025, held_on=dt.date(2025, 11, 1), text="Bien.")
        FinalReview.objects.create(
            convention=convention, state=ReviewState.VALIDATED, conformity="a", framework="b", impact="c",
            follow_up="d", validated_on=dt.date(2027, 2, 1),
        )  # fmt: skip
        done = [(on, reference) for on, reference, is_done in told(cast.director) if is_done]
        assert done == [
            ("2025-06-30", "R-75"), ("2025-12-31", "R-81"), ("2026-10-01", "R-83"), ("2026-12-31", "R-75"),
            ("2027-06-30", "R-82"),
        ]  # fmt: skip

    def test_what_ended_owes_neither_amendment_nor_preparation_nor_term(self, cast, ici):
        """R-75, R-82: as its own page says."""
        ConventionFactory(centre=ici, state=ConventionState.EXPIRED)
        assert told(cast.director) == [
            ("2024-12-31", "R-81", False),
            ("2025-12-31", "R-81", False),
            ("2026-12-31", "R-81", False),
            ("2026-12-31", "R-75", True),
            ("2027-06-30", "R-82", False),
        ]

    def test_an_extension_moves_the_term_and_the_final_review(self, cast, ici):
        """R-76."""
        convention = ConventionFactory(centre=ici)
        Extension.objects.create(convention=convention, until=dt.date(2027, 6, 30), decided_on=dt.date(2026, 11, 1))
        dates = {(on, reference) for on, reference, _ in told(cast.director)}
        assert {("2027-06-30", "R-75"), ("2027-12-30", "R-82"), ("2027-04-01", "R-83")} <= dates

    def test_the_founding_convention_of_a_gip_owes_its_term_alone(self, cast, ici):
        """R-76."""
        ConventionFactory(centre=ici, kind=ConventionKind.CONSTITUTIVE, ends_on=dt.date(2030, 12, 31))
        assert told(cast.director) == [("2030-12-31", "R-75", False)]

    def test_a_draft_owes_nothing(self, cast, ici):
        ConventionFactory(centre=ici, state=ConventionState.DRAFT)
        assert told(cast.director) == []

    @pytest.mark.parametrize(
        ("role", "count"),
        [("national", 16), ("director", 8), ("regional", 8), ("departmental", 8), ("partner", 8), ("nobody", 0)],
    )
    def test_each_sees_its_perimeter(self, cast, ici, ailleurs, role, count):
        for centre in (ici, ailleurs):
            ConventionFactory(centre=centre)
        assert len(told(getattr(cast, role))) == count


def what_of(items):
    return {item.what for item in items if isinstance(item, Event)}


class TestMeetings:
    def test_national_ones_are_for_all_and_local_ones_within_the_perimeter(self, cast, ici, ailleurs):
        for body in (NationalBodyFactory(name="Comité"), BodyFactory(centre=ici, name="Ici"),
                     BodyFactory(centre=ailleurs, name="Ailleurs")):  # fmt: skip
            MeetingFactory(body=body, starts_at=dt.time(9, 30), place="Lyon")
        seen = {role: what_of(items_in(window(getattr(cast, role)))) for role in
                ("national", "director", "partner", "nobody")}  # fmt: skip
        assert seen == {
            "national": {"Comité", "Ici", "Ailleurs"}, "director": {"Comité", "Ici"}, "partner": {"Comité", "Ici"},
            "nobody": {"Comité"},
        }  # fmt: skip

    def test_a_meeting_says_where_and_when(self, cast, ici):
        meeting = MeetingFactory(body=BodyFactory(centre=ici), title="Bilan", starts_at=dt.time(9, 30), place="Lyon")
        (event,) = (item for item in items_in(window(cast.director)) if isinstance(item, Event))
        assert (event.what, event.centre, event.slug, event.starts_at, event.place, event.link.url) == (
            "Bilan", "Ici", "ici", dt.time(9, 30), "Lyon", f"/instances/reunions/{meeting.pk}/",
        )  # fmt: skip


class TestThePage:
    def rows(self, user, today=TODAY, **asked):
        items = [item for item in items_around(user, today) if item.key.startswith(("convention-", "reunion-"))]
        return rows_of(filter(DeadlineForm(asked, items).keeps, items), today)

    def late(self, user, **asked):
        return [row.group for row in self.rows(user, **asked) if row.section == LATE]

    def test_late_dates_first_then_month_by_month(self, cast, ici):
        ConventionFactory(centre=ici)
        MeetingFactory(body=BodyFactory(centre=ici), on=dt.date(2026, 3, 4), is_held=False)
        assert [group.first.on.year for group in self.late(cast.director)] == [2024, 2025, 2025]
        assert Counter(row.section for row in self.rows(cast.director)) == {
            LATE: 3, "Mars 2026": 1, "Juin 2026": 1, "Octobre 2026": 1, "Décembre 2026": 2,
        }  # fmt: skip

    def test_t_116_the_same_thing_of_several_centres_is_one_row(self, cast, ici, ailleurs):
        ConventionFactory(centre=ici)
        ConventionFactory(centre=ailleurs)
        assert [group.centres for group in self.late(cast.national)] == [["Ailleurs", "Ici"]] * 3

    def test_it_is_filtered_by_centre_and_sort(self, cast, ici, ailleurs):
        ConventionFactory(centre=ici)
        ConventionFactory(centre=ailleurs)
        late = self.late(cast.national, centre="ici", sorte="bilan")
        assert [(group.centres, group.first.rule) for group in late] == [(["Ici"], "R-81"), (["Ici"], "R-81")]
        assert len(self.late(cast.national, centre="inconnu", sorte="<b>")) == 3

    def test_t_116_fifty_rows_a_page_and_the_others_after(self, cast, ici, sign_in):
        today = localdate()
        MeetingFactory.create_batch(53, body=BodyFactory(centre=ici), on=today + dt.timedelta(days=9), is_held=False)
        client = sign_in(cast.director)
        pages = [client.get(f"/echeances/?page={number}&sorte=réunion").context["page"] for number in (1, 2)]
        assert [len(page) for page in pages] == [50, 3]

    def test_t_118_the_page_says_that_its_days_are_those_of_paris(self, cast, sign_in):
        assert "Jours et heures sont ceux de Paris." in sign_in(cast.director).get("/echeances/").content.decode()

    @pytest.mark.parametrize("size", [1, 3])
    def test_it_costs_the_same_whatever_the_network(self, cast, sign_in, django_assert_max_num_queries, size):
        for _ in range(size):
            centre = CentreFactory()
            ConventionFactory(centre=centre)
            MeetingFactory(body=BodyFactory(centre=centre))
        client = sign_in(cast.national)
        with django_assert_max_num_queries(12):
            assert client.get("/echeances/").status_code == 200
