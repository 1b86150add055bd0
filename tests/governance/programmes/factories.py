"""Programmes, actions, sessions and budgets at every stage, small enough to count by hand."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from factory.django import DjangoModelFactory

from accounts.acts.edit_conflicts import form_token
from accounts.enums import Role
from governance.enums import ActionState, BodyKind, Mode, ProgrammeState, Stage
from governance.models import Action, Body, Cartography, Production, Programme
from governance.programmes import services as programmes
from governance.programmes.actions.services import save_action
from governance.programmes.actions.workflow import ACTION_WORKFLOW
from governance.programmes.budget.queries import BudgetPost, budget_amounts, budget_of
from governance.programmes.budget.services import save_budget
from governance.programmes.sessions.services import PublicCount, SessionInput, record_session
from governance.programmes.workflow import PROGRAMME_WORKFLOW
from tests.factories import MandateFactory
from tests.governance.conventions.factories import PLACES

YEAR = 2025
STATES = tuple(ProgrammeState)
STEPS = {
    ProgrammeState.SUBMITTED: ("submit",),
    ProgrammeState.VALIDATED: ("submit", "validate"),
    ProgrammeState.UNDER_WAY: ("submit", "validate", "start"),
    ProgrammeState.DONE: ("submit", "validate", "start", "finish"),
}


class DecisionBodyFactory(DjangoModelFactory):
    class Meta:
        model = Body

    kind = BodyKind.BOARD
    name = "Conseil d’administration"
    decides_programme = True


class ProgrammeFactory(DjangoModelFactory):
    class Meta:
        model = Programme

    year = YEAR


class ValidatedCartographyFactory(DjangoModelFactory):
    class Meta:
        model = Cartography

    state = "validated"
    dated = dt.date(2024, 6, 1)


class PublishedProductionFactory(DjangoModelFactory):
    class Meta:
        model = Production

    title = "Fiche d’expérience"
    kind = "fiche_experience"
    theme = "education"
    published_on = dt.date(2025, 6, 1)


def director_of(centre):
    """Somebody of the centre's team."""
    return MandateFactory(role=Role.DIRECTOR, centre=centre).user


def an_action(programme, actor, *, reason="", **more):
    """A core action, unless `more` says otherwise, written by the service."""
    given = {
        "title": "Réseau des équipes projet",
        "mission": "M1",
        "format": "reseau",
        "network_type": "specifique",
        "theme": "gouvernance",
        "all_contracts": True,
        "publics": ["elus", "associations"],
    }
    return save_action(Action(programme=programme, **(given | more)), actor=actor, reason=reason)


def a_complementary_action(programme, actor, body, **more):
    """A C2 action with all that it needs."""
    given = {
        "title": "Réseau rural",
        "mission": "C2",
        "outside_districts": "Bourgs ruraux",
        "targets_districts": False,
        "decided_by": body,
        "decided_on": dt.date(2024, 12, 1),
        "funded_by": "region",
    }
    return an_action(programme, actor, **(given | more))


def income(post, *, nature="financier", label="", **amounts):
    """A post of income: `income("region", socle=100)`."""
    return BudgetPost(is_income=True, post=post, nature=nature, label=label, amounts=_exact(amounts))


def expense(post, *, label="", **amounts):
    """A post of expense."""
    return BudgetPost(is_income=False, post=post, nature="", label=label, amounts=_exact(amounts))


def _exact(amounts):
    return {name: Decimal(str(amount)) for name, amount in amounts.items()}


BALANCED = (income("etat_147_socle", socle=200_000), expense("personnel", socle=200_000))


def stored_budget(programme, stage=Stage.PLANNED):
    """One stage of the budget as it is stored."""
    return budget_of(budget_amounts([programme.pk]), stage)


def type_budget(programme, actor, rows=BALANCED, stage=Stage.PLANNED):
    """Write one stage of the budget over what is there."""
    token = form_token(stored_budget(programme, stage).values)
    return save_budget(programme, stage, rows, actor=actor, token=token)


EMPTY_TOKEN = form_token({})


def settle(programme, actor):
    """Say of every action still planned that it is done: the year may then be closed (R-86)."""
    for action in programme.actions.filter(state=ActionState.PLANNED):
        ACTION_WORKFLOW.move(action, "do", actor=actor)


def a_programme(centre, actor, state=ProgrammeState.DRAFT, year=YEAR):
    """A programme with its three core missions and a balanced budget, taken by its life to `state`."""
    body = DecisionBodyFactory(centre=centre)
    programme = programmes.open_programme(centre, year, actor=actor)
    an_action(programme, actor)
    an_action(programme, actor, title="Cycle emploi", mission="M2", format="cycle_qualification", theme="emploi")
    an_action(programme, actor, title="Veille", mission="M3", format="veille")
    type_budget(programme, actor)
    for step in STEPS.get(state, ()):
        if step == "finish":
            type_budget(programme, actor, stage=Stage.ACTUAL)
            settle(programme, actor)
        if step == "validate":
            body.meetings.create(on=dt.date(year - 1, 12, 10), is_held=True)
            programme = programmes.validate(programme, actor=actor, body=body, on=dt.date(year - 1, 12, 10))
        else:
            programme = PROGRAMME_WORKFLOW.move(programme, step, actor=actor)
    return programme


def build_programme_doors(*centres):
    """For each centre, an action and a session under its number in the draft of 2030, and 2031 submitted."""
    for centre in centres:
        number = PLACES[centre.slug]
        draft = ProgrammeFactory(centre=centre, year=2030)
        action = Action.objects.create(
            pk=number, programme=draft, title="Réseau", mission="M1", format="reseau", theme="sante", nature="socle",
            destination="socle", retained_mission="M1",
        )  # fmt: skip
        action.sessions.create(pk=number, on=dt.date(2030, 3, 4))
        ProgrammeFactory(centre=centre, year=2031, state=ProgrammeState.SUBMITTED)


def an_entry(**more):
    """A session of a half-day with twelve people of two publics."""
    counts = (PublicCount(public="elus", on_site=4), PublicCount(public="associations", on_site=8, mainstream=3))
    given = {"on": dt.date(YEAR, 3, 4), "half_days": Decimal(1), "mode": Mode.ON_SITE, "counts": counts}
    return SessionInput(**(given | more))


def a_session(action, actor, **more):
    """A session recorded by the service."""
    return record_session(action, an_entry(**more), actor=actor)
