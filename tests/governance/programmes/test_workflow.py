"""The life of a programme: who may do what in which state, and what the law asks before each step."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.acts.workflow import RefusedError
from accounts.models import Act
from governance.enums import ProgrammeState, Stage
from governance.models import Programme
from governance.programmes import services as programmes
from governance.programmes.actions.fields import FIELDS
from governance.programmes.actions.workflow import ACTION_WORKFLOW
from governance.programmes.checks import refusal_to_validate
from governance.programmes.workflow import PROGRAMME_WORKFLOW
from tests.governance.programmes.factories import (
    BALANCED,
    STATES,
    YEAR,
    DecisionBodyFactory,
    a_complementary_action,
    a_programme,
    an_action,
    expense,
    income,
    settle,
    type_budget,
)
from tests.text import words

ROLES = ("admin", "national", "regional", "departmental", "director", "partner", "other_director", "nobody")
WRITERS = frozenset({"admin", "director"})
# What the screen offers the centre's team (and administrators, who may mend) in each state; nobody else, nothing.
OFFERED = {
    ProgrammeState.DRAFT: ["submit"],
    ProgrammeState.SUBMITTED: ["send_back", "validate"],
    ProgrammeState.VALIDATED: ["start"],
    ProgrammeState.UNDER_WAY: ["finish"],
    ProgrammeState.DONE: ["reopen"],
}


@pytest.mark.parametrize("state", STATES)
def test_the_steps_offered_by_state_and_by_role(cast, ici, state):
    programme = a_programme(ici, cast.director, state)
    offered = {
        role: [step.name for step in PROGRAMME_WORKFLOW.offered(getattr(cast, role), programme)] for role in ROLES
    }
    assert offered == {role: OFFERED[state] if role in WRITERS else [] for role in ROLES}


@pytest.mark.parametrize("role", sorted(set(ROLES) - WRITERS))
def test_others_may_not_take_a_step_even_by_address(cast, ici, role):
    programme = a_programme(ici, cast.director)
    with pytest.raises(PermissionDenied):
        PROGRAMME_WORKFLOW.move(programme, "submit", actor=getattr(cast, role))
    with pytest.raises(PermissionDenied):
        programmes.open_programme(ici, 2031, actor=getattr(cast, role))


def test_a_whole_year_leaves_its_line_in_the_journal_at_each_step(cast, ici):
    """R-79: draft, submitted, validated by the decision body, under way, done."""
    programme = a_programme(ici, cast.director, ProgrammeState.DONE)
    told = Act.objects.filter(object_id=str(programme.pk), verb__startswith="programme : ").order_by("pk")
    assert [act.verb for act in told] == [
        "programme : ouvrir",
        "programme : soumettre à l’instance",
        "programme : enregistrer la validation",
        "programme : commencer l’année",
        "programme : clore l’année",
    ]
    assert words(told[2].comment) == f"Conseil d’administration, 10 décembre {YEAR - 1}"


def test_sending_back_asks_for_a_reason_which_is_kept(cast, ici):
    programme = a_programme(ici, cast.director, ProgrammeState.SUBMITTED)
    with pytest.raises(RefusedError, match="motif"):
        PROGRAMME_WORKFLOW.move(programme, "send_back", actor=cast.director)
    moved = PROGRAMME_WORKFLOW.move(programme, "send_back", actor=cast.director, comment="Le comité veut plus d’élus.")
    assert moved.state == ProgrammeState.DRAFT
    assert Act.objects.latest("pk").comment == "Le comité veut plus d’élus."


class TestValidation:
    """What is missing is told, and nothing half written remains."""

    @pytest.fixture
    def submitted(self, cast, ici):
        return a_programme(ici, cast.director, ProgrammeState.SUBMITTED)

    def attempt(self, programme, actor, **more):
        body = programme.centre.bodies.filter(decides_programme=True).get()
        given = {"body": body, "on": dt.date(2024, 12, 10), "without_meeting": True} | more
        programmes.validate(programme, actor=actor, **given)

    def test_r79_the_body_met_that_day_or_it_is_said_that_it_did_not(self, submitted, cast):
        """R-79: no validation on a day without a meeting, unless it is told."""
        with pytest.raises(RefusedError) as refusal:
            self.attempt(submitted, cast.director, without_meeting=False)
        assert words(refusal.value) == (
            "Aucune réunion de « Conseil d’administration » tenue le 10 décembre 2024 n’est enregistrée : "
            "enregistrez-la dans « Instances », corrigez la date, ou cochez « Décidé sans réunion » (R-79)."
        )
        submitted.centre.bodies.get().meetings.create(on=dt.date(2024, 12, 10), is_held=False)
        with pytest.raises(RefusedError, match="n’est enregistrée"):
            self.attempt(submitted, cast.director, without_meeting=False)
        self.attempt(submitted, cast.director)
        assert words(Act.objects.latest("pk").comment) == "Conseil d’administration, 10 décembre 2024, sans réunion"

    @pytest.mark.parametrize("mission", ["M1", "M2", "M3"])
    def test_r02_each_core_mission_has_an_action(self, submitted, cast, mission):
        """R-02: the three core missions are compulsory."""
        ACTION_WORKFLOW.move(submitted.actions.get(mission=mission), "cancel", actor=cast.director, comment="Abandon.")
        with pytest.raises(RefusedError) as refusal:
            self.attempt(submitted, cast.director)
        assert words(refusal.value).startswith(f"La mission socle {mission} (")
        assert words(refusal.value).endswith("n’a aucune action socle au programme (R-02) : les trois missions sont "
                                             "obligatoires. Ajoutez-en une.")  # fmt: skip
        assert Programme.objects.values_list("state", "decided_on").get() == ("submitted", None)

    def test_r41_the_money_by_destination_adds_up_and_the_gap_is_told(self, cast, ici):
        """R-41, R-80: an unbalanced budget is typed freely, and refused at validation with its gap."""
        programme = a_programme(ici, cast.director)
        type_budget(programme, cast.director, [income("region", socle=1_000), expense("personnel", socle=1_250)])
        PROGRAMME_WORKFLOW.move(programme, "submit", actor=cast.director)
        with pytest.raises(RefusedError) as refusal:
            self.attempt(programme, cast.director)
        assert words(refusal.value).startswith(
            "Budget prévisionnel, missions socle : les charges dépassent les produits de 250 € "
            "(produits 1 000 €, charges 1 250 €) (R-73, R-80)."
        )

    def test_r80_a_complementary_action_shows_its_own_money(self, cast, ici):
        """R-03, R-80: no complementary mission without a separate financing in the budget."""
        programme = a_programme(ici, cast.director)
        a_complementary_action(programme, cast.director, ici.bodies.get())
        assert "R-80" in refusal_to_validate(programme)

    def test_r03_a_complementary_action_without_its_decision_stops_the_validation(self, cast, ici):
        """R-03: a dated decision of the body, and another funder."""
        programme = a_programme(ici, cast.director)
        a_complementary_action(programme, cast.director, None, decided_on=None, funded_by="")
        rows = [*BALANCED, income("region", complementaire=10), expense("autres", complementaire=10)]
        type_budget(programme, cast.director, rows)
        PROGRAMME_WORKFLOW.move(programme, "submit", actor=cast.director)
        with pytest.raises(RefusedError) as refusal:
            self.attempt(programme, cast.director)
        assert words(refusal.value) == (
            "Action « Réseau rural » : Une mission complémentaire est décidée par l’instance décisionnelle (R-03) : "
            "datez sa décision. "
            "Action « Réseau rural » : Une mission complémentaire est décidée par l’instance décisionnelle (R-03) : "
            "dites laquelle. "
            "Action « Réseau rural » : Une mission complémentaire a un financement distinct du socle (R-03) : "
            "dites qui la finance."
        )

    def test_r87_a_core_action_names_the_city_contracts(self, cast, ici):
        """R-87: the credits of programme 147 go to actions of the city contracts."""
        programme = a_programme(ici, cast.director)
        an_action(programme, cast.director, title="Sans contrat", all_contracts=False)
        assert "R-87" in refusal_to_validate(programme)

    def test_only_the_decision_body_of_the_centre_validates(self, submitted, cast, ailleurs):
        """R-79."""
        for body in (
            DecisionBodyFactory(centre=ailleurs),
            DecisionBodyFactory(centre=submitted.centre, decides_programme=False),
        ):
            with pytest.raises(RefusedError, match="instance décisionnelle"):
                self.attempt(submitted, cast.director, body=body)

    def test_a_validation_to_come_is_refused(self, submitted, cast):
        with pytest.raises(RefusedError, match="pas encore passé"):
            self.attempt(submitted, cast.director, on=dt.date(2099, 1, 1))

    def test_a_complete_programme_is_validated_with_its_body_and_date(self, submitted, cast):
        self.attempt(submitted, cast.director)
        programme = Programme.objects.get()
        assert (programme.state, programme.decided_by.name, programme.decided_on) == (
            "validated", "Conseil d’administration", dt.date(2024, 12, 10),
        )  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "refused"),
    [
        ((), "R-73"),
        ([income("region", socle=10), expense("personnel", socle=11)], "1 €"),
    ],
)
def test_r73_a_year_is_closed_with_a_balanced_actual_budget(cast, ici, rows, refused):
    """R-73: the analytical accounts are due at the report too."""
    programme = a_programme(ici, cast.director, ProgrammeState.UNDER_WAY)
    type_budget(programme, cast.director, rows, Stage.ACTUAL)
    settle(programme, cast.director)
    with pytest.raises(RefusedError) as refusal:
        PROGRAMME_WORKFLOW.move(programme, "finish", actor=cast.director)
    assert refused in words(refusal.value)
    type_budget(programme, cast.director, BALANCED, Stage.ACTUAL)
    assert PROGRAMME_WORKFLOW.move(programme, "finish", actor=cast.director).state == ProgrammeState.DONE


@pytest.mark.parametrize(
    ("settled", "sentence"),
    [
        (
            0,
            (
                "3 actions sont encore « prévues » : « Réseau des équipes projet », « Cycle emploi », « Veille ». "
                "Dites ce qu’elles sont devenues : réalisée, reportée ou annulée (R-86)."
            ),
        ),
        (
            2,
            (
                "Une action est encore « prévue » : « Veille ». Dites ce qu’elle est devenue : réalisée, reportée ou "
                "annulée (R-86)."
            ),
        ),
    ],
)
def test_r86_a_year_with_actions_still_planned_is_not_closed(cast, ici, settled, sentence):
    """R-86: closing the year says that its actions are justified."""
    programme = a_programme(ici, cast.director, ProgrammeState.UNDER_WAY)
    type_budget(programme, cast.director, BALANCED, Stage.ACTUAL)
    for action in programme.actions.order_by("pk")[:settled]:
        ACTION_WORKFLOW.move(action, "postpone", actor=cast.director, comment="Report.")
    with pytest.raises(RefusedError) as refusal:
        PROGRAMME_WORKFLOW.move(programme, "finish", actor=cast.director)
    assert words(refusal.value) == sentence


def test_r86_a_year_that_is_not_over_is_not_closed(cast, ici):
    """R-86: the next payment rests on a whole year."""
    year = timezone.localdate().year
    programme = a_programme(ici, cast.director, ProgrammeState.UNDER_WAY, year=year)
    type_budget(programme, cast.director, BALANCED, Stage.ACTUAL)
    settle(programme, cast.director)
    with pytest.raises(RefusedError) as refusal:
        PROGRAMME_WORKFLOW.move(programme, "finish", actor=cast.director)
    assert words(refusal.value) == (
        f"L’année {year} n’est pas finie : elle se clôt à partir du 1er janvier {year + 1} (R-86)."
    )


def test_a_closed_year_reopens_with_a_reason(cast, ici):
    programme = a_programme(ici, cast.director, ProgrammeState.DONE)
    moved = PROGRAMME_WORKFLOW.move(programme, "reopen", actor=cast.director, comment="Une séance oubliée.")
    assert moved.state == ProgrammeState.UNDER_WAY


def test_a_year_opens_once_per_centre(cast, ici):
    a_programme(ici, cast.director)
    with pytest.raises(RefusedError, match="existe déjà"):
        programmes.open_programme(ici, YEAR, actor=cast.director)


COPIED = {
    "title", "mission", "format", "network_type", "network_name", "theme", "description", "publics", "learning_goals",
    "beneficiaries", "targets_districts", "all_contracts", "city_contracts", "outside_districts",
    "on_underequipped_sites", "is_hierarchical", "is_for_elected", "european_fund", "overseas_reason", "justification",
}  # fmt: skip
COPIED_SETS = {"districts", "departments"}


class TestCopy:
    """Last year's actions are taken up field by field, by an allow-list written here too, word for word."""

    @pytest.fixture
    def source(self, cast, ici):
        programme = a_programme(ici, cast.director)
        return a_complementary_action(
            programme, cast.director, ici.bodies.get(),
            description="Pour les bourgs.", european_fund="FEDER", requested_by="Le conseil régional",
            learning_goals="Savoir.", speakers="Une chercheuse", city_contracts="Brest", justification="Utile.",
        )  # fmt: skip

    def test_what_an_action_is_goes_on_and_what_happened_to_it_stays(self, source, cast, ici):
        department = ici.perimeters.get().department
        source.departments.add(department)
        following = programmes.open_programme(ici, YEAR + 1, actor=cast.director, copied=[source])
        copy = following.actions.get()
        kept = {name: getattr(copy, name) for name in COPIED}
        assert kept == {name: getattr(source, name) for name in COPIED}
        assert list(copy.departments.all()) == [department]
        left = {
            "requested_by": "",
            "speakers": "",
            "decided_by": None,
            "decided_on": None,
            "funded_by": "",
            "satisfied": None,
        }
        assert {name: getattr(copy, name) for name in left} == left
        assert (copy.state, copy.in_programme, copy.sessions.count()) == ("planned", True, 0)

    def test_what_is_copied_is_declared(self):
        """A field added to actions must be sorted here too."""
        assert {field.name for field in FIELDS if not field.not_copied} == COPIED | COPIED_SETS

    def test_a_cancelled_action_is_not_offered(self, source, cast):
        ACTION_WORKFLOW.move(source, "cancel", actor=cast.director, comment="Abandon.")
        assert source not in programmes.actions_to_copy(source.programme)

    def test_the_actions_of_another_centre_are_not_copied(self, source, cast, ailleurs):
        with pytest.raises(PermissionDenied):
            programmes.open_programme(ailleurs, YEAR, actor=cast.other_director, copied=[source])
        assert not Programme.objects.filter(centre=ailleurs).exists()


@pytest.fixture
def complete(cast, ici):
    """A submitted programme that lacks nothing; its body and date are recorded only by the validation."""
    return a_programme(ici, cast.director, ProgrammeState.SUBMITTED)


STEPS = st.lists(
    st.sampled_from(["submit", "send_back", "validate", "start", "finish", "reopen"]), min_size=1, max_size=12
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(steps=STEPS)
def test_whatever_is_tried_the_programme_follows_its_life(cast, complete, steps):
    """R-79: no order of clicks leads to a state that the life does not allow, nor to a validation without its body."""
    with transaction.atomic():
        try_in_turn(steps, complete, cast.director)
        transaction.set_rollback(True)


def try_in_turn(steps, programme, actor):
    for step in steps:
        before = Programme.objects.get(pk=programme.pk)
        try:
            PROGRAMME_WORKFLOW.move(before, step, actor=actor, comment="Motif.")
        except RefusedError:
            assert Programme.objects.get(pk=programme.pk).state == before.state
        else:
            assert step in OFFERED[before.state]
        after = Programme.objects.get(pk=programme.pk)
        assert after.state in ("draft", "submitted") or (after.decided_by_id and after.decided_on)
