"""Sessions: what a team records, once, on a telephone or at its desk."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.acts.workflow import RefusedError
from governance.enums import Mode, ProgrammeState, Public
from governance.models import Action, Attendance, Session
from governance.programmes.actions.forms import QuickForm, SessionForm
from governance.programmes.actions.workflow import ACTION_WORKFLOW
from governance.programmes.sessions.queries import usual_publics
from governance.programmes.sessions.services import PublicCount, correct_session, record_session, remove_session
from tests.governance.programmes.factories import YEAR, a_programme, a_session, an_action, an_entry
from tests.text import words

KEY = "6f1c1d4e-7b1a-4d6e-9f60-0d2a55c0a001"


@pytest.fixture
def under_way(cast, ici):
    return a_programme(ici, cast.director, ProgrammeState.UNDER_WAY)


@pytest.fixture
def action(under_way):
    return under_way.actions.get(mission="M1")


class TestRecording:
    def test_a_session_counts_half_days_and_people_by_public(self, action, cast):
        session = a_session(action, cast.director, half_days=Decimal("1.5"))
        counts = session.attendances.values_list("public", "on_site", "remote", "mainstream")
        assert (session.half_days, list(counts)) == (Decimal("1.5"), [("elus", 4, 0, 0), ("associations", 8, 0, 3)])

    def test_the_last_session_may_say_that_the_action_is_done(self, action, cast):
        record_session(action, an_entry(), actor=cast.director, is_last=True)
        assert Action.objects.get(pk=action.pk).state == "done"

    @pytest.mark.parametrize(
        ("changed", "sentence"),
        [
            ({"on": dt.date(YEAR - 1, 12, 31)}, "mais l’action est au programme 2025"),
            ({"is_held": False}, "Une séance à venir n’a pas encore de participants"),
            ({"counts": (PublicCount(public="elus", remote=2),)}, "Des personnes sont comptées à distance"),
            ({"mode": Mode.REMOTE}, "Des personnes sont comptées sur place"),
        ],
    )
    def test_what_cannot_be_true_is_refused_and_nothing_is_written(self, action, cast, changed, sentence):
        with pytest.raises(RefusedError) as refusal:
            a_session(action, cast.director, **changed)
        assert sentence in words(refusal.value)
        assert not Session.objects.exists()

    def test_a_session_to_come_is_announced_not_held(self, cast, ici):
        programme = a_programme(ici, cast.director, year=timezone.localdate().year)
        tomorrow = dt.date(programme.year, 12, 31)
        action = programme.actions.first()
        if tomorrow > timezone.localdate():
            with pytest.raises(RefusedError, match="pas encore eu lieu"):
                a_session(action, cast.director, on=tomorrow)
        assert a_session(action, cast.director, on=tomorrow, is_held=False, counts=()).is_held is False

    def test_a_cancelled_action_and_a_closed_year_receive_nothing(self, under_way, action, cast, ailleurs):
        ACTION_WORKFLOW.move(action, "cancel", actor=cast.director, comment="Abandon.")
        with pytest.raises(RefusedError, match="annulée"):
            a_session(action, cast.director)
        closed = a_programme(ailleurs, cast.other_director, ProgrammeState.DONE)
        with pytest.raises(RefusedError, match="close"):
            a_session(closed.actions.first(), cast.other_director)

    @pytest.mark.parametrize("role", ["national", "regional", "departmental", "partner", "other_director", "nobody"])
    def test_only_the_team_records(self, action, cast, role):
        with pytest.raises(PermissionDenied):
            a_session(action, getattr(cast, role))

    def test_mainstream_people_are_among_the_people(self, action, cast):
        """R-126: publics of mainstream services are counted apart, never more than those who came."""
        with pytest.raises(ValidationError):
            a_session(action, cast.director, counts=(PublicCount(public="elus", on_site=1, mainstream=2),))
        assert not Session.objects.exists()

    def test_a_session_is_corrected_then_removed(self, action, cast):
        session = a_session(action, cast.director)
        entry = an_entry(half_days=Decimal(2), counts=(PublicCount(public="habitants", on_site=5),))
        correct_session(session, entry, actor=cast.director)
        assert list(Attendance.objects.values_list("public", "on_site")) == [("habitants", 5)]
        remove_session(session, actor=cast.director)
        assert (Session.objects.count(), Attendance.objects.count()) == (0, 0)


class TestQuickEntry:
    """One screen, one minute: the form proposes what is usual."""

    DATA = {
        "submission": KEY,
        "on": f"{YEAR}-03-04",
        "half_days": "1",
        "mode": "presentiel",
        "associations-on_site": "8",
    }

    def test_a_refusal_writes_its_figures_in_french(self):
        told = {"elus-on_site": "1 200", "elus-mainstream": "1 201", "half_days": "0,2"}
        errors = QuickForm({**self.DATA, **told}).errors
        assert errors["elus-mainstream"] == ["Le droit commun ne peut pas dépasser le public entier (1\u202f200)."]
        assert errors["half_days"] == ["Assurez-vous que cette valeur est supérieure ou égale à 0,5."]

    def test_only_the_publics_typed_are_recorded(self, action, cast, sign_in):
        response = sign_in(cast.director).post(f"/saisie/{action.pk}/", self.DATA, follow=True)
        (told,) = response.context["messages"]
        assert words(told) == (
            f"Séance du 4 mars {YEAR} enregistrée, 8 participations : « Réseau des équipes projet »."
        )
        assert list(Attendance.objects.values_list("public", "on_site")) == [("associations", 8)]

    def test_sending_the_page_again_records_nothing_more(self, action, cast, sign_in):
        client = sign_in(cast.director)
        for _ in range(2):
            client.post(f"/saisie/{action.pk}/", self.DATA)
        assert Session.objects.count() == 1

    def test_today_a_half_day_on_site_are_proposed(self, action, cast, sign_in):
        form = sign_in(cast.director).get(f"/saisie/{action.pk}/").context["form"]
        proposed = [form[name].value() for name in ("on", "half_days", "mode")]
        assert proposed == [timezone.localdate(), "1", "presentiel"]

    def test_the_publics_of_the_session_before_are_open(self, action, cast, sign_in):
        assert usual_publics(action) == ["elus", "associations"]
        a_session(action, cast.director, counts=(PublicCount(public="habitants", on_site=3),))
        form = sign_in(cast.director).get(f"/saisie/{action.pk}/").context["form"]
        assert [one.label for one in form.publics if one.is_open] == [Public.RESIDENTS.label]

    @pytest.mark.parametrize(
        ("typed", "field"),
        [
            ({"half_days": "0"}, "half_days"),
            ({"half_days": "beaucoup"}, "half_days"),
            ({"on": "hier"}, "on"),
            ({"associations-on_site": "-1"}, "associations-on_site"),
            ({"associations-on_site": "2,5"}, "associations-on_site"),
            ({"associations-mainstream": "9"}, "associations-mainstream"),
        ],
    )
    def test_what_is_mistyped_is_told_on_its_field(self, action, cast, sign_in, typed, field):
        response = sign_in(cast.director).post(f"/saisie/{action.pk}/", {**self.DATA, **typed})
        assert list(response.context["form"].errors) == [field]
        assert not Session.objects.exists()

    def test_a_session_held_without_a_word_of_who_came_is_not_recorded(self, action, cast, sign_in):
        """One tap on an empty form records nothing; a zero, typed, says that nobody came."""
        blank = {**self.DATA, "associations-on_site": "", "associations-mainstream": ""}
        response = sign_in(cast.director).post(f"/saisie/{action.pk}/", blank)
        (refusal,) = response.context["form"].non_field_errors()
        assert words(refusal) == "Aucun participant n’est saisi : écrivez au moins un nombre, zéro compris."
        assert not Session.objects.exists()
        assert QuickForm({**blank, "elus-on_site": "0"}).is_valid()
        assert (SessionForm({**blank, "is_held": "on"}).is_valid(), SessionForm(blank).is_valid()) == (False, True)

    def test_a_zero_is_a_figure_and_a_blank_is_not(self, action):
        form = QuickForm({**self.DATA, "elus-on_site": "0", "habitants-on_site": ""})
        assert form.is_valid()
        assert [(one.public, one.on_site) for one in form.entry.counts] == [("elus", 0), ("associations", 8)]

    def test_the_list_shows_the_actions_of_my_centres_lately_used_first(
        self, under_way, action, cast, ailleurs, sign_in
    ):
        a_programme(ailleurs, cast.other_director, ProgrammeState.UNDER_WAY)
        last = an_action(under_way, cast.director, title="Autre", reason="Ajout.")
        a_session(action, cast.director, on=dt.date(YEAR, 2, 1))
        a_session(last, cast.director, on=dt.date(YEAR, 4, 1))
        rows = sign_in(cast.director).get("/saisie/").context["rows"]
        assert [row.action.title for row in rows] == ["Autre", "Réseau des équipes projet", "Cycle emploi", "Veille"]

    @pytest.mark.parametrize("role", ["admin", "national", "regional", "departmental", "partner", "nobody"])
    def test_the_list_is_for_teams(self, under_way, cast, sign_in, role):
        assert sign_in(getattr(cast, role)).get("/saisie/").status_code == 404

    @pytest.mark.parametrize("role", ["national", "regional", "departmental", "partner", "other_director", "nobody"])
    def test_the_entry_of_another_team_is_not_found(self, action, cast, sign_in, role):
        client = sign_in(getattr(cast, role))
        address = f"/saisie/{action.pk}/"
        assert (client.get(address).status_code, client.post(address, self.DATA).status_code) == (404, 404)


def test_a_session_is_corrected_and_removed_by_the_pages(action, cast, sign_in):
    session = a_session(action, cast.director)
    client = sign_in(cast.director)
    address = f"/programmes/ici/{YEAR}/actions/{action.pk}/seances/{session.pk}/"
    shown = client.get(address).context["form"]
    assert (shown["associations-on_site"].value(), shown["half_days"].value()) == ("8", "1")
    data = {**TestQuickEntry.DATA, "is_held": "on", "mode": "hybride", "associations-remote": "2"}
    client.post(address, data)
    assert list(Attendance.objects.values_list("on_site", "remote")) == [(8, 2)]
    client.post(address, {"remove": "oui", "sure": "1"})
    assert not Session.objects.exists()


NUMBERS = st.integers(0, 300)
COUNTS = st.dictionaries(st.sampled_from(Public.values), st.tuples(NUMBERS, NUMBERS, NUMBERS), max_size=6)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(counts=COUNTS)
def test_whatever_is_typed_the_people_recorded_are_the_people_typed(action, cast, counts):
    """No figure is lost, invented or shared out otherwise; impossible ones are refused whole."""
    data = dict(TestQuickEntry.DATA, mode="hybride")
    del data["associations-on_site"]
    for public, figures in counts.items():
        data |= dict(zip((f"{public}-on_site", f"{public}-remote", f"{public}-mainstream"), figures, strict=True))
    form = QuickForm(data)
    possible = bool(counts) and all(mainstream <= here + afar for here, afar, mainstream in counts.values())
    assert form.is_valid() is possible
    if possible:
        session = record_session(action, form.entry, actor=cast.director)
        rows = session.attendances.values_list("public", "on_site", "remote", "mainstream")
        assert {public: figures for public, *figures in rows} == {public: list(told) for public, told in counts.items()}
