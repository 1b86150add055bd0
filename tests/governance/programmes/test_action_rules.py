"""Actions: what the framework answers is kept at each save, what it forbids is refused, and their life."""

from __future__ import annotations

import re

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from accounts.acts.workflow import RefusedError
from accounts.models import Act
from centres.enums import Zone
from centres.models import Centre
from governance.enums import ActionState, ProgrammeState, Stage
from governance.models import Action
from governance.productions.services import save_production
from governance.programmes.actions.classify import Course, classification_of
from governance.programmes.actions.services import attach_productions, note_satisfaction, remove_action, save_action
from governance.programmes.actions.workflow import ACTION_WORKFLOW
from governance.programmes.sessions.services import PublicCount
from governance.programmes.workflow import PROGRAMME_WORKFLOW
from tests.governance.programmes.factories import (
    YEAR,
    PublishedProductionFactory,
    ValidatedCartographyFactory,
    a_complementary_action,
    a_programme,
    a_session,
    an_action,
    settle,
    type_budget,
)
from tests.text import words

HERE = f"/programmes/ici/{YEAR}/"
TRAINING = {
    "title": "Formation",
    "mission": "M2",
    "format": "formation",
    "learning_goals": "Savoir.",
    "network_type": "",
}
ACTION_STATES = tuple(ActionState)
WRITERS = {"director", "admin"}
ALL_ROLES = WRITERS | {"regional", "national", "partner", "departmental", "other_director", "nobody"}


@pytest.fixture
def draft(cast, ici):
    return a_programme(ici, cast.director)


@pytest.fixture
def under_way(cast, ici):
    return a_programme(ici, cast.director, ProgrammeState.UNDER_WAY)


def rules_of(action):
    return [one["rule"] for one in action.reasons]


class TestClassification:
    """The bridge between what is typed and the law (the law itself is proved in test_classification)."""

    @pytest.mark.parametrize(("mission", "rule"), [("M1", "R-15"), ("M2", "R-21"), ("M3", "R-28")])
    def test_r15_r21_r28_core_missions_are_kept_with_their_reason(self, draft, cast, mission, rule):
        action = an_action(draft, cast.director, mission=mission)
        assert (action.nature, action.destination, action.retained_mission, rules_of(action)) == (
            "socle", "socle", mission, [rule],
        )  # fmt: skip

    def test_r23_a_training_of_the_programme_for_the_districts_is_core(self, draft, cast):
        assert rules_of(an_action(draft, cast.director, **TRAINING)) == ["R-21", "R-23"]

    @pytest.mark.parametrize("cause", [{"targets_districts": False}, {"requested_by": "Une métropole"}])
    def test_r24_a_training_out_of_the_core_is_reclassified_with_its_reason(self, draft, cast, cause):
        action = an_action(draft, cast.director, **TRAINING, **cause)
        assert (action.nature, action.destination, rules_of(action)) == ("complementaire", "complementaire", ["R-24"])

    def test_r24_a_training_added_in_the_course_of_the_year_is_not_core(self, under_way, cast):
        action = an_action(under_way, cast.director, reason="Demande de l’automne.", **TRAINING)
        assert (action.in_programme, action.nature, rules_of(action)) == (False, "complementaire", ["R-24"])

    @pytest.mark.parametrize(
        ("mission", "rule"),
        [("C1", "R-33"), ("C2", "R-34"), ("C3", "R-35"), ("C4", "R-36"), ("C5", "R-37"), ("C6", "R-38")],
    )
    def test_r33_to_r38_the_six_complementary_cases(self, draft, cast, mission, rule):
        action = an_action(draft, cast.director, mission=mission, format="groupe_travail")
        assert (action.nature, rules_of(action)) == ("complementaire", [rule])

    @pytest.mark.parametrize(("mission", "rule"), [("X1", "R-39"), ("X2", "R-40")])
    def test_r39_r40_what_is_out_of_the_framework_is_refused_with_its_article(self, draft, cast, mission, rule):
        with pytest.raises(RefusedError, match=rule):
            an_action(draft, cast.director, mission=mission)
        assert draft.actions.count() == 3

    def test_r16_hierarchical_steering_is_not_mission_1(self, draft, cast):
        with pytest.raises(RefusedError, match="R-16"):
            an_action(draft, cast.director, is_hierarchical=True)

    def test_r04_a_core_action_for_other_territories_alone_is_refused(self, draft, cast):
        with pytest.raises(RefusedError, match="R-04"):
            an_action(
                draft, cast.director, targets_districts=False, all_contracts=False, outside_districts="Bourgs ruraux"
            )

    def test_r03_the_core_grant_never_pays_a_complementary_mission(self, draft, cast, ici):
        with pytest.raises(RefusedError, match="R-03"):
            a_complementary_action(draft, cast.director, ici.bodies.get(), funded_by="etat_147_socle")

    @pytest.mark.parametrize(("reason", "nature"), [("", "complementaire"), ("Aucune autre ingénierie.", "socle")])
    def test_r43_overseas_a_site_support_counts_as_core_with_its_motive(self, draft, cast, ici, reason, nature):
        ici.zone = Zone.OVERSEAS
        ici.save()
        draft.refresh_from_db()
        action = an_action(draft, cast.director, mission="C5", format="accompagnement_site", overseas_reason=reason)
        assert action.nature == nature

    def test_r37_a_site_support_typed_as_mission_2_is_retained_as_c5(self, draft, cast):
        action = an_action(draft, cast.director, mission="M2", format="accompagnement_site")
        assert (action.mission, action.retained_mission, action.nature) == ("M2", "C5", "complementaire")

    def test_the_database_refuses_what_is_out_of_the_framework(self, draft, cast):
        action = an_action(draft, cast.director)
        with pytest.raises(IntegrityError), transaction.atomic():
            Action.objects.filter(pk=action.pk).update(nature="hors_cadre")

    def test_the_class_follows_when_the_action_changes(self, draft, cast):
        action = an_action(draft, cast.director, **TRAINING)
        action.requested_by = "Une métropole"
        assert save_action(action, actor=cast.director).nature == "complementaire"
        assert Act.objects.latest("pk").facts == {"nature": "complementaire", "raisons": ["R-24"]}

    @pytest.mark.parametrize("publics", [["martiens"], ["elus", "elus"], "elus", {"elus": True}])
    def test_r06_publics_are_those_of_the_list_each_once(self, draft, cast, publics):
        with pytest.raises(ValidationError, match="R-06"):
            an_action(draft, cast.director, publics=publics)

    def test_r47_a_contract_that_a_commune_carries_links_an_overseas_action(self, cast, ici):
        """R-47, R-87: overseas a commune may carry the city contract; it is cited like any other."""
        Centre.objects.filter(pk=ici.pk).update(zone=Zone.OVERSEAS)
        draft = a_programme(Centre.objects.get(pk=ici.pk), cast.director)
        linked = {"all_contracts": False, "city_contracts": "Contrat de ville porté par la commune"}
        course = Course()
        assert classification_of(an_action(draft, cast.director, **linked), course).refusals == ()
        unlinked = an_action(draft, cast.director, all_contracts=False)
        assert [one.rule for one in classification_of(unlinked, course).refusals] == ["R-87"]


@pytest.mark.parametrize("role", ["regional", "departmental", "national"])
def test_r64_the_state_writes_nothing_of_what_a_team_does(draft, cast, ici, role):
    """R-64: neither actions nor sessions nor budget; and the State of a territory gives nobody a mandate."""
    user = getattr(cast, role)
    for write in (an_action, type_budget):
        with pytest.raises(PermissionDenied):
            write(draft, user)
    with pytest.raises(PermissionDenied):
        a_session(draft.actions.first(), user)
    if role != "national":
        assert not any(user.has_perm(f"centres.{verb}_mandate") for verb in ("add", "change", "delete"))


class TestWhen:
    """R-20: actions are added in the course of the year with a reason; a submitted or closed programme stands still."""

    def test_r20_an_action_added_later_keeps_its_reason(self, under_way, cast):
        action = an_action(under_way, cast.director, reason="Après les événements de l’été.")
        assert (action.in_programme, action.added_because) == (False, "Après les événements de l’été.")

    def test_r20_without_a_reason_it_is_refused(self, under_way, cast):
        with pytest.raises(RefusedError, match="R-20"):
            an_action(under_way, cast.director)

    def test_r20_a_change_once_validated_says_why_in_the_journal(self, under_way, cast):
        action = under_way.actions.first()
        action.theme = "sante"
        with pytest.raises(RefusedError, match="R-20"):
            save_action(action, actor=cast.director)
        save_action(action, actor=cast.director, reason="Erreur de saisie.")
        assert Act.objects.latest("pk").comment == "Erreur de saisie."
        assert Action.objects.get(pk=action.pk).in_programme is True

    @pytest.mark.parametrize("state", [ProgrammeState.SUBMITTED, ProgrammeState.DONE])
    def test_a_programme_that_is_submitted_or_closed_stands_still(self, cast, ici, state):
        programme = a_programme(ici, cast.director, state)
        with pytest.raises(RefusedError):
            an_action(programme, cast.director, reason="Motif.")
        with pytest.raises(RefusedError):
            save_action(programme.actions.first(), actor=cast.director, reason="Motif.")

    @pytest.mark.parametrize("role", ["national", "regional", "departmental", "partner", "other_director", "nobody"])
    def test_only_the_team_writes(self, draft, cast, role):
        with pytest.raises(PermissionDenied):
            an_action(draft, getattr(cast, role))

    def test_an_action_leaves_a_draft_without_trace_but_in_the_journal(self, draft, cast):
        action = an_action(draft, cast.director, title="En trop")
        remove_action(action, actor=cast.director)
        assert not draft.actions.filter(title="En trop").exists()
        assert Act.objects.latest("pk").object_label == "En trop"

    def test_an_action_with_sessions_or_of_a_validated_programme_is_not_removed(self, draft, cast, ici):
        action = draft.actions.first()
        a_session(action, cast.director)
        with pytest.raises(RefusedError, match="séances"):
            remove_action(action, actor=cast.director)


OFFERED = {
    ActionState.PLANNED: ["do", "postpone", "cancel"],
    ActionState.POSTPONED: ["plan", "cancel"],
    ActionState.DONE: ["capitalise", "undo"],
    ActionState.CANCELLED: [],
    ActionState.CAPITALISED: [],
}
PATHS = {
    ActionState.PLANNED: (),
    ActionState.POSTPONED: ("postpone",),
    ActionState.DONE: ("do",),
    ActionState.CANCELLED: ("cancel",),
    ActionState.CAPITALISED: ("do", "capitalise"),
}


def taken_to(action, state, actor):
    for step in PATHS[state]:
        action = ACTION_WORKFLOW.move(action, step, actor=actor, comment="Motif.")
    return action


@pytest.mark.parametrize("state", ACTION_STATES)
@pytest.mark.parametrize("role", sorted(ALL_ROLES))
def test_the_steps_of_an_action_by_state_and_by_role(under_way, cast, state, role):
    action = taken_to(under_way.actions.get(mission="M1"), state, cast.director)
    offered = [step.name for step in ACTION_WORKFLOW.offered(getattr(cast, role), action)]
    assert offered == (OFFERED[state] if role in WRITERS else [])


@pytest.mark.parametrize("published", [False, True])
def test_r25_mission_2_is_capitalised_by_a_published_production(under_way, cast, ici, published):
    """R-25: what is learnt is put at the disposal of the other sites, always."""
    action = taken_to(under_way.actions.get(mission="M2"), ActionState.DONE, cast.director)
    production = PublishedProductionFactory(published_on="2025-06-01" if published else None)
    production.centres.add(ici)
    production.actions.add(action)
    if published:
        assert ACTION_WORKFLOW.move(action, "capitalise", actor=cast.director).state == ActionState.CAPITALISED
    else:
        with pytest.raises(RefusedError, match="R-25"):
            ACTION_WORKFLOW.move(action, "capitalise", actor=cast.director)


class TestCapitalisedByClicks:
    """R-25: from the page of the action to its capitalisation, without typing an address."""

    @pytest.fixture
    def done(self, under_way, cast):
        return taken_to(under_way.actions.get(mission="M2"), ActionState.DONE, cast.director)

    @pytest.fixture
    def published(self, ici):
        production = PublishedProductionFactory(published_on="2025-06-01")
        production.centres.add(ici)
        return production

    def test_the_refusal_links_to_the_page_that_attaches_and_that_page_to_a_new_production(
        self, done, cast, sign_in
    ):  # fmt: skip
        client, address = sign_in(cast.director), done.get_absolute_url()
        step = client.get(f"{address}etapes/capitalise/").content.decode()
        assert f'href="{address}productions/"' in step
        assert f'href="{address}productions/"' in client.get(address).content.decode()
        page = client.get(f"{address}productions/").content.decode()
        assert f'href="/productions/nouvelle/?action={done.pk}"' in page

    def test_a_production_attached_there_capitalises_the_action(self, done, published, cast, sign_in):
        client, address = sign_in(cast.director), done.get_absolute_url()
        assert client.post(f"{address}productions/", {"productions": [published.pk]}).status_code == 302
        assert list(done.productions.all()) == [published]
        client.post(f"{address}etapes/capitalise/")
        done.refresh_from_db()
        assert done.state == ActionState.CAPITALISED

    def test_the_production_of_another_centre_is_refused(self, done, ailleurs, cast, sign_in):
        foreign = PublishedProductionFactory(published_on="2025-06-01")
        foreign.centres.add(ailleurs)
        page = sign_in(cast.director).post(f"{done.get_absolute_url()}productions/", {"productions": [foreign.pk]})
        assert (page.status_code, done.productions.count()) == (200, 0)
        with pytest.raises(RefusedError, match="n’est pas celle de votre centre"):
            attach_productions(done, actor=cast.director, productions=[foreign])

    def test_a_capitalised_action_keeps_a_published_production_at_every_door(self, done, published, cast, ici):
        attach_productions(done, actor=cast.director, productions=[published])
        ACTION_WORKFLOW.move(done, "capitalise", actor=cast.director)
        with pytest.raises(RefusedError, match="au moins une production publiée"):
            attach_productions(done, actor=cast.director, productions=[])
        with pytest.raises(RefusedError, match="capitalisée par cette seule production"):
            save_production(published, actor=cast.director, centres=[ici], published_on=None)
        assert done.productions.get().published_on is not None

    def test_with_another_one_published_the_first_may_be_withdrawn(self, done, published, cast, ici):
        """The negative control."""
        other = PublishedProductionFactory(published_on="2025-06-02")
        other.centres.add(ici)
        attach_productions(done, actor=cast.director, productions=[published, other])
        ACTION_WORKFLOW.move(done, "capitalise", actor=cast.director)
        save_production(published, actor=cast.director, centres=[ici], published_on=None)
        assert attach_productions(done, actor=cast.director, productions=[other]).productions.get() == other


def test_an_action_of_which_something_was_held_is_not_cancelled(under_way, cast):
    action = under_way.actions.first()
    a_session(action, cast.director)
    with pytest.raises(RefusedError, match="séances se sont tenues"):
        ACTION_WORKFLOW.move(action, "cancel", actor=cast.director, comment="Abandon.")


def test_a_closed_year_moves_no_action_but_capitalises(cast, ici):
    """Productions come after the year; everything else stands still."""
    programme = a_programme(ici, cast.director, ProgrammeState.UNDER_WAY)
    done = taken_to(programme.actions.get(mission="M1"), ActionState.DONE, cast.director)
    type_budget(programme, cast.director, stage=Stage.ACTUAL)
    settle(programme, cast.director)
    PROGRAMME_WORKFLOW.move(programme, "finish", actor=cast.director)
    with pytest.raises(RefusedError, match="close"):
        ACTION_WORKFLOW.move(programme.actions.get(mission="M3"), "undo", actor=cast.director, comment="Erreur.")
    assert ACTION_WORKFLOW.move(done, "capitalise", actor=cast.director).state == ActionState.CAPITALISED


class TestPages:
    """The form explains, refuses, previews; nothing is computed by the page."""

    FIELDS = {
        "title": "Formation", "mission": "M2", "format": "formation", "theme": "emploi", "targets_districts": "on",
        "all_contracts": "on", "publics": ["elus"], "learning_goals": "Savoir.",
    }  # fmt: skip

    def test_saving_explains_the_class_on_the_page_of_the_action(self, draft, cast, sign_in):
        """R-24: « classée complémentaire parce que… »."""
        client = sign_in(cast.director)
        response = client.post(
            f"{HERE}actions/nouvelle/", {**self.FIELDS, "requested_by": "Une métropole"}, follow=True
        )
        text = re.sub(r"\s+", " ", words(response.content.decode()))
        assert "Cette action est classée « complémentaire »" in text
        assert "elle répond à la demande particulière d’une institution (R-24)." in text

    def test_what_is_forbidden_is_refused_on_the_form_and_nothing_is_written(self, draft, cast, sign_in):
        response = sign_in(cast.director).post(f"{HERE}actions/nouvelle/", {**self.FIELDS, "mission": "X2"})
        (refusal,) = response.context["form"].non_field_errors()
        assert "(R-40)" in refusal
        assert draft.actions.count() == 3

    def test_the_class_is_previewed_without_saving(self, draft, cast, sign_in):
        data = {**self.FIELDS, "requested_by": "Une métropole", "preview": "oui"}
        response = sign_in(cast.director).post(f"{HERE}actions/nouvelle/", data)
        assert response.context["answer"].nature == "complementaire"
        assert draft.actions.count() == 3

    def test_a_preview_of_the_course_of_the_year_asks_for_no_reason(self, under_way, cast, sign_in):
        """Nothing is written: nothing is to be explained."""
        data = {**self.FIELDS, "mission": "M3", "format": "veille", "preview": "oui"}
        response = sign_in(cast.director).post(f"{HERE}actions/nouvelle/", data)
        assert (response.context["answer"].nature, response.context["form"].errors) == ("socle", {})
        assert under_way.actions.count() == 3

    def test_an_action_of_the_course_of_the_year_asks_for_its_reason(self, under_way, cast, sign_in):
        client = sign_in(cast.director)
        data = {**self.FIELDS, "mission": "M3", "format": "veille"}
        response = client.post(f"{HERE}actions/nouvelle/", data)
        assert list(response.context["form"].errors) == ["reason"]
        client.post(f"{HERE}actions/nouvelle/", {**data, "reason": "Demande nouvelle."})
        assert under_way.actions.get(title="Formation").added_because == "Demande nouvelle."

    def test_an_action_is_edited_and_keeps_its_sets(self, draft, cast, ici, sign_in):
        action = draft.actions.get(mission="M3")
        department = ici.perimeters.get().department
        data = {
            **self.FIELDS,
            "title": "Veille étendue",
            "mission": "M3",
            "format": "veille",
            "departments": [department.pk],
        }
        sign_in(cast.director).post(f"{HERE}actions/{action.pk}/modifier/", data)
        action.refresh_from_db()
        assert (action.title, action.publics, list(action.departments.all())) == (
            "Veille étendue",
            ["elus"],
            [department],
        )

    def test_a_foreign_body_or_cartography_cannot_be_chosen(self, draft, cast, ailleurs, sign_in):
        foreign = a_programme(ailleurs, cast.other_director)
        data = {**self.FIELDS, "decided_by": foreign.centre.bodies.get().pk}
        response = sign_in(cast.director).post(f"{HERE}actions/nouvelle/", data)
        assert list(response.context["form"].errors) == ["decided_by"]

    def test_r42_a_complementary_mission_without_cartography_is_to_be_verified(self, draft, cast, ici, sign_in):
        """R-42: specified after the cartography; a warning, not a refusal."""
        action = a_complementary_action(draft, cast.director, ici.bodies.get())
        client = sign_in(cast.director)
        address = f"{HERE}actions/{action.pk}/"
        assert [one.rule for one in client.get(address).context["sheet"].answer.warnings] == ["R-42"]
        ValidatedCartographyFactory(centre=ici)
        assert client.get(address).context["sheet"].answer.warnings == ()

    def test_r18_r06_a_single_sort_of_participants_is_to_be_verified(self, draft, cast, sign_in):
        """R-06, R-18: computed from who came."""
        action = an_action(draft, cast.director, publics=[])
        a_session(action, cast.director, counts=(PublicCount(public="elus", on_site=9),))
        warnings = sign_in(cast.director).get(f"{HERE}actions/{action.pk}/").context["sheet"].answer.warnings
        assert [one.rule for one in warnings] == ["R-06", "R-18"]

    def test_r05_sites_without_engineering_are_marked(self, draft, cast, sign_in):
        """R-05, R-128: the effort owed to the least equipped sites is counted from that mark."""
        action = an_action(draft, cast.director, on_underequipped_sites=True)
        notes = sign_in(cast.director).get(f"{HERE}actions/{action.pk}/").context["sheet"].answer.notes
        assert [one.rule for one in notes] == ["R-05"]

    def test_satisfaction_keeps_blanks_blank(self, draft, cast, sign_in):
        action = draft.actions.first()
        client = sign_in(cast.director)
        client.post(f"{HERE}actions/{action.pk}/satisfaction/", {"answered": "20", "satisfied": "18"})
        action.refresh_from_db()
        assert (action.answered, action.satisfied) == (20, 18)
        client.post(f"{HERE}actions/{action.pk}/satisfaction/", {"answered": "", "satisfied": ""})
        action.refresh_from_db()
        assert (action.answered, action.satisfied) == (None, None)

    def test_more_satisfied_people_than_answers_is_refused(self, draft, cast):
        with pytest.raises(RefusedError, match="dépasser"):
            note_satisfaction(draft.actions.first(), actor=cast.director, answered=10, satisfied=11)
