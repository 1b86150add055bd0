"""The workflow of an exercise.

    open --adopt--> adopted --replace--> replaced

A correction is another open version of the same year; its adoption replaces the version in force.
"""

from __future__ import annotations

import datetime as dt

from accounts.acts.workflow import RefusedError, Transition, Workflow
from accounts.models import User
from centres.models.mandate import holds
from documents.published.fingerprint import json_fingerprint
from funding.enums import RoundState
from funding.models import Round
from funding.models.round import NATIONAL_STAFF
from funding.rounds.calculation import is_up_to_date
from funding.rounds.snapshot import frozen_content


def _may_prepare(user: User, exercise: Round) -> bool:
    return holds(user, *NATIONAL_STAFF)


def _unready_to_adopt(exercise: Round) -> str:
    """The sentence that refuses adoption, empty when everything is calculated."""
    if exercise.calculated_at is None:
        return "Le calcul n’a pas abouti : complétez les données signalées, puis recalculez."
    budgets = exercise.allocations.filter(in_formula=True).values_list("budget", flat=True)
    if not budgets or None in budgets:
        return "Un centre au moins n’a pas de dotation : recalculez l’exercice avant de l’adopter."
    return ""


def _without_successor(exercise: Round) -> str:
    """The sentence that refuses to replace a version that no correction follows."""
    follows = Round.objects.filter(replaces=exercise, state=RoundState.OPEN).exists()
    return "" if follows else "Aucune correction ne remplace cette version."


def _freeze(exercise: Round, actor: User, at: dt.datetime) -> None:
    if not is_up_to_date(exercise):
        raise RefusedError(
            "Le barème ou une donnée a changé depuis le dernier calcul : relisez le référentiel, vérifiez le nouveau "
            "tableau, puis adoptez."
        )
    exercise.adopted_at, exercise.adopted_by = at, actor
    exercise.frozen = frozen_content(exercise)
    exercise.seal = json_fingerprint(exercise.frozen)


ROUND_WORKFLOW = Workflow(
    "exercice",
    Round,
    [
        Transition(
            name="adopt", label="Adopter", source=RoundState.OPEN, target=RoundState.ADOPTED, permission=_may_prepare,
            check=_unready_to_adopt, effect=_freeze,
        ),
        Transition(
            name="replace", label="Remplacer", source=RoundState.ADOPTED, target=RoundState.REPLACED,
            permission=_may_prepare, check=_without_successor, is_offered=False,  # the correction's adoption takes it
        ),
    ],
    facts=lambda exercise: {"seal": exercise.seal},
)  # fmt: skip
