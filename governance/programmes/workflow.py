"""Transitions of a programme (R-79): draft → submitted → validated by the decision body → under way → done."""

from __future__ import annotations

from accounts.acts.workflow import Transition, Workflow
from accounts.models import User
from centres.models.centre import directs
from governance.enums import ProgrammeState
from governance.models import Programme
from governance.programmes.checks import refusal_to_finish, refusal_to_validate

CONTENT_OPEN = frozenset({ProgrammeState.DRAFT})
SESSIONS_OPEN = frozenset(ProgrammeState) - {ProgrammeState.DONE}
ACTIONS_ADDABLE = frozenset({ProgrammeState.DRAFT, ProgrammeState.VALIDATED, ProgrammeState.UNDER_WAY})

DONE = {
    "submit": "Le programme est soumis à l’instance.",
    "send_back": "Le programme est repris : c’est de nouveau un brouillon.",
    "start": "L’année est commencée.",
    "finish": "L’année est close.",
    "reopen": "L’année est rouverte.",
}  # what the page answers once a step is taken


def _directs(user: User, programme: Programme) -> bool:
    return directs(user, programme.centre)


PROGRAMME_WORKFLOW = Workflow(
    "programme",
    Programme,
    (
        Transition(
            name="submit",
            label="Soumettre à l’instance",
            source=ProgrammeState.DRAFT,
            target=ProgrammeState.SUBMITTED,
            permission=_directs,
        ),
        Transition(
            name="send_back",
            label="Reprendre le programme",
            source=ProgrammeState.SUBMITTED,
            target=ProgrammeState.DRAFT,
            permission=_directs,
            needs_comment=True,
        ),
        Transition(
            name="validate",
            label="Enregistrer la validation",
            source=ProgrammeState.SUBMITTED,
            target=ProgrammeState.VALIDATED,
            permission=_directs,
            check=refusal_to_validate,
            accepts=("decided_by", "decided_on"),
        ),
        Transition(
            name="start",
            label="Commencer l’année",
            source=ProgrammeState.VALIDATED,
            target=ProgrammeState.UNDER_WAY,
            permission=_directs,
        ),
        Transition(
            name="finish",
            label="Clore l’année",
            source=ProgrammeState.UNDER_WAY,
            target=ProgrammeState.DONE,
            permission=_directs,
            check=refusal_to_finish,
        ),
        Transition(
            name="reopen",
            label="Rouvrir l’année",
            source=ProgrammeState.DONE,
            target=ProgrammeState.UNDER_WAY,
            permission=_directs,
            needs_comment=True,
        ),
    ),
)
