"""The engine of state changes: what it sets, checks, saves, writes in the journal, and what it refuses."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from accounts.acts.workflow import RefusedError, Transition, Workflow
from accounts.models import Act
from crpv.publications.workflow import PUBLICATION_WORKFLOW
from evaluation.collection.workflow import CAMPAIGN_WORKFLOW, COLLECTION_WORKFLOW
from evaluation.opinions.workflow import OPINION_WORKFLOW
from evaluation.referential.services import REFERENTIAL_WORKFLOW
from funding.rounds.workflow import ROUND_WORKFLOW
from governance.conventions.workflow import (
    AMENDMENT_WORKFLOW,
    CARTOGRAPHY_WORKFLOW,
    CONVENTION_WORKFLOW,
    FINAL_REVIEW_WORKFLOW,
)
from governance.enums import ProgrammeState
from governance.models import Programme
from governance.programmes.actions.workflow import ACTION_WORKFLOW
from governance.programmes.workflow import PROGRAMME_WORKFLOW
from tests.governance.programmes.factories import ProgrammeFactory

TOO_SHORT = "La présentation est trop courte."
DRAFT, SUBMITTED = ProgrammeState.DRAFT, ProgrammeState.SUBMITTED


def _by_role(user, programme):
    return not user.last_name.startswith("Interdit")


def _is_long(programme):
    return "" if len(programme.introduction) > 5 else TOO_SHORT


PROGRAMMES = Workflow(
    "essai",
    Programme,
    [
        Transition(
            name="submit", label="Soumettre", source=DRAFT, target=SUBMITTED, permission=_by_role, check=_is_long,
            accepts=("introduction",),
        ),
        Transition(
            name="resume", label="Reprendre", source=SUBMITTED, target=DRAFT, permission=_by_role, is_offered=False
        ),
    ],
    facts=lambda programme: {"year": programme.year},
)  # fmt: skip


@pytest.fixture
def programme(ici):
    return ProgrammeFactory(centre=ici)


def stored(programme):
    row = Programme.objects.get(pk=programme.pk)
    return row.state, row.introduction


def test_what_is_given_is_checked_saved_and_the_journal_has_the_facts(programme, cast):
    moved = PROGRAMMES.move(programme, "submit", actor=cast.director, introduction="Une année")
    act = Act.objects.latest("pk")
    assert (moved.state, moved.introduction) == stored(programme) == (SUBMITTED, "Une année")
    assert (act.verb, act.facts) == ("essai : soumettre", {"year": programme.year})


def test_what_a_refusal_was_given_is_not_written(programme, cast):
    acts = Act.objects.count()
    with pytest.raises(RefusedError, match=TOO_SHORT):
        PROGRAMMES.move(programme, "submit", actor=cast.director, introduction="Bref")
    assert (stored(programme), Act.objects.count()) == ((DRAFT, ""), acts)


def test_a_field_that_is_not_accepted_is_an_error_of_the_code(programme, cast):
    with pytest.raises(TypeError, match="decided_on"):
        PROGRAMMES.move(programme, "submit", actor=cast.director, decided_on=None)


def test_others_are_refused(programme, cast):
    cast.director.last_name = "Interdit"
    with pytest.raises(PermissionDenied):
        PROGRAMMES.move(programme, "submit", actor=cast.director, introduction="Une année")


def test_only_what_changed_is_saved(programme, cast, django_assert_max_num_queries):
    with django_assert_max_num_queries(30) as queries:
        PROGRAMMES.move(programme, "submit", actor=cast.director, introduction="Une année")
    update = next(one["sql"] for one in queries if one["sql"].startswith('UPDATE "governance_programme"'))
    assert [name for name in ("state", "introduction", "year", "decided_on") if f'"{name}" = ' in update] == [
        "state",
        "introduction",
    ]


def test_a_row_that_vanished_is_refused(programme, cast):
    Programme.objects.filter(pk=programme.pk).delete()
    with pytest.raises(RefusedError, match="n’existe plus"):
        PROGRAMMES.move(programme, "submit", actor=cast.director)


def test_what_was_moved_already_is_said(programme, cast):
    PROGRAMMES.move(programme, "submit", actor=cast.director, introduction="Une année")
    with pytest.raises(RefusedError, match="est déjà dans l’état"):
        PROGRAMMES.move(programme, "submit", actor=cast.director)


def test_what_is_not_offered_may_still_be_taken(programme, cast):
    moved = PROGRAMMES.move(programme, "submit", actor=cast.director, introduction="Une année")
    assert PROGRAMMES.offered(cast.director, moved) == []
    assert PROGRAMMES.move(moved, "resume", actor=cast.director).state == DRAFT


WORKFLOWS = (
    ACTION_WORKFLOW, AMENDMENT_WORKFLOW, CAMPAIGN_WORKFLOW, CARTOGRAPHY_WORKFLOW, COLLECTION_WORKFLOW,
    CONVENTION_WORKFLOW, FINAL_REVIEW_WORKFLOW, OPINION_WORKFLOW, PROGRAMME_WORKFLOW, PUBLICATION_WORKFLOW,
    REFERENTIAL_WORKFLOW, ROUND_WORKFLOW,
)  # fmt: skip


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda workflow: workflow.model.__name__)
def test_each_transition_fits_the_journal(workflow):
    """PostgreSQL refuses a verb that is too long; SQLite would take it."""
    longest = Act._meta.get_field("verb").max_length
    assert [workflow.verb(step) for step in workflow.transitions.values() if len(workflow.verb(step)) > longest] == []
