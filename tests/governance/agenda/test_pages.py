"""The register of dates: what conventions and meetings put in it, who sees it, what is late."""

import datetime as dt

import pytest

from accounts.models import User
from governance.agenda.queries import DeadlineForm, agenda_of, dates_of
from governance.enums import AmendmentState, ConventionKind, ConventionState, ReviewState
from governance.models import Amendment, Extension, FinalReview, InterimReview
from governance.registers.obligations import Deadline, Sort, Window, deadlines_in
from governance.registers.rules import PageLink
from tests.factories import CentreFactory
from tests.governance.bodies.factories import BodyFactory, ConventionFactory, MeetingFactory, NationalBodyFactory

EVER = (dt.date(2015, 1, 1), dt.date(2040, 1, 1))
TODAY = dt.date(2026, 2, 1)


def window(user, start=EVER[0], end=EVER[1]):
    return Window(user, start, end, TODAY)


def told(user, **kept):
    """The dates of this room; those of the evaluation have their own tests."""
    dates = [deadline for deadline in deadlines_in(window(user)) if deadline.sort is not Sort.EVALUATION]
    return [(deadline.on.isoformat(), deadline.reference, deadline.is_done) for deadline in dates]


class TestTheRegister:
    def test_the_dates_of_every_source_are_sorted_and_those_out_of_the_window_left(self):
        def date(key, on):
            return Deadline(key=key, on=on, sort=Sort.MONEY, title=key, reference="", link=PageLink("home"))

        def source(asked):
            yield date("late", dt.date(2026, 3, 1))
            yield date("early", dt.date(2026, 1, 1))
            yield date("out", dt.date(2020, 1, 1))

        def other(asked):
            yield date("between", dt.date(2026, 2, 1))

        found = deadlines_in(window(User(), start=dt.date(2025, 1, 1)), [source, other])
        assert [deadline.key for deadline in found] == ["early", "between", "late"]

    @pytest.mark.parametrize(
        ("sort", "done", "on", "late"),
        [
            (Sort.REVIEW, False, (2026, 1, 31), True),
            (Sort.REVIEW, False, (2026, 2, 1), False),
            (Sort.REVIEW, True, (2026, 1, 31), False),
            (Sort.MEETING, False, (2026, 1, 31), False),
        ],
    )
    def test_what_is_due_and_not_done_is_late_the_day_after(self, sort, done, on, late):
        deadline = Deadline(
            key="a", on=dt.date(*on), sort=sort, title="", reference="", link=PageLink("home"), is_done=done
        )
        assert deadline.is_late_on(TODAY) is late


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


class TestMeetings:
    def test_national_ones_are_for_all_and_local_ones_within_the_perimeter(self, cast, ici, ailleurs):
        for body in (NationalBodyFactory(name="Comité"), BodyFactory(centre=ici, name="Ici"),
                     BodyFactory(centre=ailleurs, name="Ailleurs")):  # fmt: skip
            MeetingFactory(body=body, starts_at=dt.time(9, 30), place="Lyon")
        seen = {role: {deadline.title for deadline in deadlines_in(window(getattr(cast, role)))} for role in
                ("national", "director", "partner", "nobody")}  # fmt: skip
        assert seen == {
            "national": {"Comité", "Ici", "Ailleurs"}, "director": {"Comité", "Ici"}, "partner": {"Comité", "Ici"},
            "nobody": {"Comité"},
        }  # fmt: skip

    def test_a_meeting_says_where_and_when(self, cast, ici):
        meeting = MeetingFactory(body=BodyFactory(centre=ici), title="Bilan", starts_at=dt.time(9, 30), place="Lyon")
        (event,) = deadlines_in(window(cast.director))
        assert (event.title, event.centre, event.slug, event.starts_at, event.location, event.url) == (
            "Bilan", "Ici", "ici", dt.time(9, 30), "Lyon", f"/instances/reunions/{meeting.pk}/",
        )  # fmt: skip


class TestThePage:
    def agenda(self, user, **asked):
        dates = dates_of(user, today=TODAY)
        return agenda_of(dates, DeadlineForm(asked, dates), today=TODAY)

    def test_late_dates_first_then_month_by_month(self, cast, ici):
        ConventionFactory(centre=ici)
        MeetingFactory(body=BodyFactory(centre=ici), on=dt.date(2026, 3, 4), is_held=False)
        shown = self.agenda(cast.director)
        assert [deadline.on.year for deadline in shown.late] == [2024, 2025, 2025]
        assert [(month.title, len(month.deadlines)) for month in shown.months] == [
            ("Mars 2026", 1), ("Juin 2026", 1), ("Octobre 2026", 1), ("Décembre 2026", 2),
        ]  # fmt: skip

    def test_it_is_filtered_by_centre_and_sort(self, cast, ici, ailleurs):
        ConventionFactory(centre=ici)
        ConventionFactory(centre=ailleurs)
        late = self.agenda(cast.national, centre="ici", sorte="bilan").late
        assert [(deadline.centre, deadline.reference) for deadline in late] == [("Ici", "R-81"), ("Ici", "R-81")]
        assert len(self.agenda(cast.national, centre="inconnu", sorte="<b>").late) == 6

    def test_it_never_shows_more_than_fifty_dates_at_once(self, cast, ici):
        body = BodyFactory(centre=ici)
        MeetingFactory.create_batch(53, body=body, on=dt.date(2026, 3, 4), is_held=False)
        shown = self.agenda(cast.director)
        assert ([len(month.deadlines) for month in shown.months], shown.more_ahead, shown.more_late) == ([50], 3, 0)

    @pytest.mark.parametrize("size", [1, 3])
    def test_it_costs_the_same_whatever_the_network(self, cast, sign_in, django_assert_num_queries, size):
        for _ in range(size):
            centre = CentreFactory()
            ConventionFactory(centre=centre)
            MeetingFactory(body=BodyFactory(centre=centre))
        client = sign_in(cast.national)
        with django_assert_num_queries(10):
            assert client.get("/echeances/").status_code == 200
