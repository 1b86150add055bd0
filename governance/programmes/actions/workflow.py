"""Transitions of an action: planned → done, postponed or cancelled → capitalised (R-25)."""

from __future__ import annotations

from accounts.acts.workflow import Transition, Workflow
from accounts.models import User
from centres.models.centre import directs
from governance.enums import ActionState, Mission, ProgrammeState
from governance.models import Action

DONE = {
    "do": "L’action est déclarée réalisée.",
    "postpone": "L’action est reportée.",
    "plan": "L’action est reprogrammée.",
    "cancel": "L’action est annulée.",
    "capitalise": "L’action est déclarée capitalisée.",
    "undo": "L’action est de nouveau « prévue ».",
}  # what the page answers once a step is taken


def _directs(user: User, action: Action) -> bool:
    return directs(user, action.programme.centre)


def _year_is_open(action: Action) -> str:
    """The sentence that refuses to change an action of a closed year, empty when it may change."""
    if action.programme.state == ProgrammeState.DONE:
        return f"L’année {action.programme.year} est close : rouvrez-la pour changer l’état d’une action."
    return ""


def _has_no_session(action: Action) -> str:
    """The sentence that refuses to cancel an action that has sessions already; empty when it has none."""
    if action.sessions.filter(is_held=True).exists():
        return "Des séances se sont tenues : déclarez l’action réalisée, ou retirez d’abord ces séances."
    return _year_is_open(action)


def _lacks_production(action: Action) -> str:
    """The sentence that refuses to capitalise an action of mission 2 without a published production (R-25)."""
    if action.mission == Mission.M2 and not action.productions.filter(published_on__isnull=False).exists():
        return (
            "Une action de montée en compétences se capitalise par une production mise à disposition des autres "
            "sites (R-25) : publiez-la, rattachez-la à cette action, puis recommencez."
        )
    return ""


ACTION_WORKFLOW = Workflow(
    "action",
    Action,
    (
        Transition(
            name="do",
            label="Déclarer réalisée",
            source=ActionState.PLANNED,
            target=ActionState.DONE,
            permission=_directs,
            check=_year_is_open,
        ),
        Transition(
            name="postpone",
            label="Reporter",
            source=ActionState.PLANNED,
            target=ActionState.POSTPONED,
            permission=_directs,
            check=_year_is_open,
            needs_comment=True,
        ),
        Transition(
            name="plan",
            label="Reprogrammer",
            source=ActionState.POSTPONED,
            target=ActionState.PLANNED,
            permission=_directs,
            check=_year_is_open,
        ),
        *(
            Transition(
                name="cancel",
                label="Annuler",
                source=source,
                target=ActionState.CANCELLED,
                permission=_directs,
                check=_has_no_session,
                needs_comment=True,
            )
            for source in (ActionState.PLANNED, ActionState.POSTPONED)
        ),
        Transition(
            name="capitalise",
            label="Déclarer capitalisée",
            source=ActionState.DONE,
            target=ActionState.CAPITALISED,
            permission=_directs,
            check=_lacks_production,
        ),
        Transition(
            name="undo",
            label="Revenir à « prévue »",
            source=ActionState.DONE,
            target=ActionState.PLANNED,
            permission=_directs,
            check=_year_is_open,
            needs_comment=True,
        ),
    ),
)
