"""The dates that a convention carries, what they alert to, and the story that they tell."""

import datetime as dt

import pytest
from django.utils.timezone import localdate

from governance.conventions.checks import next_step_of
from governance.conventions.schedule import ConventionFacts, alerts_of, due_items, next_due
from governance.conventions.timeline import storyline_of
from governance.enums import AmendmentState, ConventionKind, ConventionState, ReviewState
from governance.law.legal_calendar import FINAL_REVIEW_FIRST_REMINDER, FINAL_REVIEW_LAST_REMINDER, last_quarter
from governance.models import Convention, InterimReview
from tests.governance.conventions.factories import (
    THIS_YEAR,
    AmendmentFactory,
    ConventionFactory,
    FinalReviewFactory,
    adopt,
)
from tests.text import words

S = ConventionState


@pytest.mark.django_db
class TestTheDates:
    def test_the_term_carries_its_reminders(self):
        """R-82: term − 3 months, + 5, + 6; R-83: the last quarter."""
        one = ConventionFactory(starts_on=dt.date(2026, 1, 1))
        term = one.current_end
        reminders = FINAL_REVIEW_FIRST_REMINDER.on(term), FINAL_REVIEW_LAST_REMINDER.on(term)
        assert (reminders[0], last_quarter(term), reminders[1], one.final_review_due) == (
            dt.date(2028, 9, 30), dt.date(2028, 10, 1), dt.date(2029, 5, 31), dt.date(2029, 6, 30),
        )  # fmt: skip

    @pytest.mark.parametrize(
        ("state", "label", "on"),
        [
            (S.DRAFT, None, None),
            (S.SIGNED, "Avenant de la 2e année", dt.date(2025, 6, 30)),
            (S.AMENDED_2, "Avenant de la 3e année", dt.date(2026, 6, 30)),
            (S.AMENDED_3, "Terme", dt.date(2026, 12, 31)),
            (S.EXPIRED, "Bilan final", dt.date(2027, 6, 30)),
            (S.REVIEWED, None, None),
        ],
    )
    def test_the_next_due_follows_the_state(self, state, label, on):
        """R-75, R-82."""
        due = next_due(ConventionFactory(state=state, starts_on=dt.date(2024, 1, 1)))
        assert (due and due.label, due and due.due_on) == (label, on)


@pytest.mark.django_db
class TestTheAlerts:
    def alerts(self, today, **change):
        one = ConventionFactory(**({"starts_on": dt.date(2024, 1, 1), "state": S.AMENDED_3} | change))
        for year in (2024, 2025, 2026):
            InterimReview.objects.create(convention=one, year=year, held_on=dt.date(year, 12, 1), text="Bien.")
        return [(alert.code, words(alert.sentence)) for alert in alerts_of(Convention.objects.get(pk=one.pk), today)]

    @pytest.mark.parametrize(
        ("today", "codes"),
        [
            (dt.date(2025, 6, 30), []),
            (dt.date(2025, 7, 1), ["amendment_late"]),
            (dt.date(2026, 7, 1), ["amendment_late", "amendment_late"]),
        ],
    )
    def test_an_amendment_is_late_after_the_thirtieth_of_june(self, today, codes):
        """R-75."""
        assert [code for code, _ in self.alerts(today, state=S.SIGNED)] == codes

    @pytest.mark.parametrize(
        ("today", "state", "sentences"),
        [
            (dt.date(2026, 9, 29), S.AMENDED_3, []),
            (
                dt.date(2026, 9, 30),
                S.AMENDED_3,
                ["Le terme approche (31 décembre 2026) : préparez le bilan final, dû le 30 juin 2027 (R-83)."],
            ),
            (dt.date(2027, 1, 1), S.EXPIRED, ["Le terme est passé : le bilan final est dû le 30 juin 2027."]),
            (dt.date(2027, 5, 31), S.EXPIRED, ["Le bilan final est dû le 30 juin 2027 : il reste 30 jours."]),
            (dt.date(2027, 6, 29), S.EXPIRED, ["Le bilan final est dû le 30 juin 2027 : il reste 1 jour."]),
            (dt.date(2027, 6, 30), S.EXPIRED, ["Le bilan final est dû le 30 juin 2027 : c’est aujourd’hui."]),
            (dt.date(2027, 7, 1), S.EXPIRED, ["Le bilan final devait être validé avant le 30 juin 2027."]),
            (dt.date(2027, 7, 1), S.REVIEWED, []),
        ],
    )
    def test_the_final_review_is_asked_for_more_and_more(self, today, state, sentences):
        """R-82, R-83."""
        assert [sentence for _, sentence in self.alerts(today, state=state)] == sentences

    def test_a_term_passed_in_silence_is_told(self):
        assert [code for code, _ in self.alerts(dt.date(2027, 1, 1))] == ["term_passed", "final_review"]

    def test_a_missing_interim_review_is_told(self):
        """R-81."""
        one = ConventionFactory(starts_on=dt.date(2024, 1, 1), state=S.AMENDED_2)
        InterimReview.objects.create(convention=one, year=2024, held_on=dt.date(2024, 12, 1), text="Bien.")
        assert [alert.sentence for alert in alerts_of(one, dt.date(2026, 2, 1))] == [
            "Il manque le bilan intermédiaire de 2025."
        ]


@pytest.mark.django_db
class TestTheStory:
    def test_a_draft_sees_its_whole_future(self):
        """R-74, R-75, R-82, R-83, R-85."""
        draft = ConventionFactory(state=S.DRAFT, starts_on=dt.date(2026, 1, 1))
        assert [(step.code, step.status, step.on) for step in storyline_of(draft, dt.date(2026, 3, 1))] == [
            ("draft", "done", None),
            ("signed", "next", None),
            ("amended_2", "coming", dt.date(2027, 6, 30)),
            ("amended_3", "coming", dt.date(2028, 6, 30)),
            ("last_quarter", "coming", dt.date(2028, 10, 1)),
            ("expired", "coming", dt.date(2028, 12, 31)),
            ("reviewed", "coming", dt.date(2029, 6, 30)),
            ("renewed", "coming", None),
        ]

    def test_what_came_late_is_told_for_ever(self):
        """R-75, R-82: lateness is recorded."""
        one = ConventionFactory(state=S.RENEWED, starts_on=dt.date(2022, 1, 1))
        AmendmentFactory(convention=one, rank=2, state=AmendmentState.SIGNED, signed_on=dt.date(2023, 9, 1))
        FinalReviewFactory(convention=one, state=ReviewState.VALIDATED, validated_on=dt.date(2025, 9, 1))
        by_code = {step.code: words(step.sentence) for step in storyline_of(Convention.objects.get(), localdate())}
        assert by_code["amended_2"] == "Signé en retard."
        assert by_code["reviewed"] == "Validé en retard : il était dû le 30 juin 2025."

    @pytest.mark.parametrize(("month", "status"), [(9, "coming"), (10, "next")])
    def test_t_120_the_last_quarter_is_under_way_once_begun(self, month, status):
        one = ConventionFactory(starts_on=dt.date(2024, 1, 1), state=S.AMENDED_3)
        by_code = {step.code: step.status for step in storyline_of(one, dt.date(2026, month, 1))}
        assert by_code["last_quarter"] == status

    def test_the_late_step_stands_out(self):
        one = ConventionFactory(starts_on=dt.date(2024, 1, 1))
        by_code = {step.code: step.status for step in storyline_of(one, dt.date(2025, 7, 1))}
        assert (by_code["signed"], by_code["amended_2"], by_code["amended_3"]) == ("done", "late", "coming")

    @pytest.mark.parametrize(
        ("state", "act"),
        [
            (S.DRAFT, "sign"),
            (S.SIGNED, "amend"),
            (S.AMENDED_2, "amend"),
            (S.AMENDED_3, "expire"),
            (S.EXPIRED, "review"),
            (S.REVIEWED, "renew"),
            (S.RENEWED, None),
            (S.NOT_RENEWED, None),
        ],
    )
    def test_each_state_has_its_next_step(self, state, act):
        step = next_step_of(ConventionFactory(state=state), localdate())
        assert (step and step.act) == act

    def test_after_the_term_only_the_term_comes_next(self):
        step = next_step_of(ConventionFactory(starts_on=dt.date(2020, 1, 1)), localdate())
        assert (step.act, step.is_ready) == ("expire", True)

    def test_what_a_draft_lacks_is_said_beforehand(self):
        """R-51, R-78, R-75."""
        bare = ConventionFactory(state=S.DRAFT, cartography=None, referential_version="")
        endings = [sentence[-7:] for sentence in next_step_of(bare, localdate()).missing]
        assert endings == ["(R-51).", "(R-78).", "(R-75)."]

    @pytest.mark.parametrize(("is_adopted", "is_ready"), [(True, True), (False, False)])
    def test_a_prepared_amendment_waits_for_its_amount(self, is_adopted, is_ready):
        """R-75."""
        one = ConventionFactory()
        AmendmentFactory(convention=one)
        if is_adopted:
            adopt(one.centre, THIS_YEAR + 1)
        step = next_step_of(one, localdate())
        assert (step.act, step.is_prepared, step.is_ready) == ("amend", True, is_ready)

    def test_a_draft_without_consultation_says_so(self):
        """R-58: told, never prevented."""
        draft = ConventionFactory(state=S.DRAFT)
        assert [(one.code, one.is_late) for one in alerts_of(draft, localdate())] == [("consultation", False)]
        assert alerts_of(ConventionFactory(state=S.DRAFT, consulted="Préfet délégué, le 3 mai"), localdate()) == []


class TestWhatIsDue:
    def items(self, **change):
        given = {
            "kind": ConventionKind.CPO, "state": S.SIGNED, "starts_on": dt.date(2024, 1, 1),
            "ends_on": dt.date(2026, 12, 31), "current_end": dt.date(2026, 12, 31), "is_recorded": False,
            "amended_on": {}, "reviewed_years": frozenset(), "review_validated_on": None,
        }  # fmt: skip
        return due_items(ConventionFacts(**(given | change)))

    @pytest.mark.parametrize(
        ("state", "done", "void"),
        [
            (S.DRAFT, [], []),
            (S.SIGNED, [], []),
            (S.EXPIRED, ["terme"], ["avenant-2", "avenant-3", "preparation"]),
            (S.REVIEWED, ["preparation", "terme", "bilan-final"],
             ["avenant-2", "avenant-3", "bilan-2024", "bilan-2025", "bilan-2026"]),
        ],
    )  # fmt: skip
    def test_what_ended_is_void_unless_it_was_done(self, state, done, void):
        """R-75, R-81, R-82."""
        items = self.items(state=state)
        assert [one.code for one in items if one.is_done] == done
        assert [one.code for one in items if one.is_void] == void

    def test_each_has_its_rule_and_its_days(self):
        """R-75, R-81 to R-83."""
        assert [(one.code, one.rule, one.opens_on.isoformat(), one.due_on.isoformat()) for one in self.items()] == [
            ("avenant-2", "R-75", "2025-01-01", "2025-06-30"),
            ("avenant-3", "R-75", "2026-01-01", "2026-06-30"),
            ("bilan-2024", "R-81", "2024-01-01", "2024-12-31"),
            ("bilan-2025", "R-81", "2025-01-01", "2025-12-31"),
            ("bilan-2026", "R-81", "2026-01-01", "2026-12-31"),
            ("preparation", "R-83", "2026-10-01", "2026-10-01"),
            ("terme", "R-75", "2026-10-01", "2026-12-31"),
            ("bilan-final", "R-82", "2026-09-30", "2027-06-30"),
        ]

    def test_what_was_done_keeps_its_day_and_whether_it_was_late(self):
        """R-75, R-82: an amendment told by the state has no day, and is never late."""
        items = {
            one.code: (one.done_on, one.was_late)
            for one in self.items(
                state=S.REVIEWED, amended_on={2: dt.date(2025, 7, 1), 3: None}, review_validated_on=dt.date(2027, 6, 30)
            )
            if one.is_done
        }
        assert items == {
            "avenant-2": (dt.date(2025, 7, 1), True), "avenant-3": (None, False), "preparation": (None, False),
            "terme": (None, False), "bilan-final": (dt.date(2027, 6, 30), False),
        }  # fmt: skip

    def test_an_extension_moves_the_end_and_adds_a_review(self):
        """R-76, R-81: a founding convention has no amendment."""
        items = self.items(kind=ConventionKind.CONSTITUTIVE, current_end=dt.date(2027, 6, 30))
        assert [one.code for one in items] == [
            "bilan-2024", "bilan-2025", "bilan-2026", "bilan-2027", "preparation", "terme", "bilan-final",
        ]  # fmt: skip
        assert [one.due_on for one in items[-2:]] == [dt.date(2027, 6, 30), dt.date(2027, 12, 30)]
