"""The life of an exercise, told once.

    open --adopt--> adopted --replace--> replaced

A correction is another open version of the same year; its adoption replaces the version in force.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.enums import Role
from accounts.journal import record
from accounts.models import User
from centres.models.mandate import holds
from documents.published.fingerprint import seal_of
from funding.enums import RoundState
from funding.models import Round
from funding.models.round import KEEPERS
from funding.rounds.calculation import is_up_to_date
from funding.rounds.snapshot import frozen_content


class RefusedError(Exception):
    """Why a transition is refused, in a French sentence that says what to do."""


@dataclass(frozen=True, kw_only=True)
class Transition:
    """One way from one state to another: who may take it, and what must be true first."""

    name: str
    label: str
    source: RoundState
    target: RoundState
    roles: frozenset[Role]
    guard: Callable[[Round], str]
    is_offered: bool = True


def _ready_to_adopt(exercise: Round) -> str:
    """The sentence that refuses adoption, empty when everything is calculated."""
    if exercise.calculated_at is None:
        return "Le calcul n’a pas abouti : complétez les données signalées, puis recalculez."
    budgets = exercise.allocations.filter(in_formula=True).values_list("budget", flat=True)
    if not budgets or None in budgets:
        return "Un centre au moins n’a pas de dotation : recalculez l’exercice avant de l’adopter."
    return ""


def _has_a_successor(exercise: Round) -> str:
    """The sentence that refuses to replace a version that no correction follows."""
    follows = Round.objects.filter(replaces=exercise, state=RoundState.OPEN).exists()
    return "" if follows else "Aucune correction ne remplace cette version."


TRANSITIONS = {
    step.name: step
    for step in (
        Transition(
            name="adopt",
            label="Adopter",
            source=RoundState.OPEN,
            target=RoundState.ADOPTED,
            roles=KEEPERS,
            guard=_ready_to_adopt,
        ),
        Transition(
            name="replace",
            label="Remplacer",
            source=RoundState.ADOPTED,
            target=RoundState.REPLACED,
            roles=KEEPERS,
            guard=_has_a_successor,
            is_offered=False,  # taken by the adoption of the correction, never by hand
        ),
    )
}


def open_transitions(user: User, exercise: Round) -> list[Transition]:
    """The transitions that the screen may offer `user` on `exercise` now."""
    return [
        step
        for step in TRANSITIONS.values()
        if step.is_offered and step.source == exercise.state and holds(user, *step.roles) and not step.guard(exercise)
    ]


@transaction.atomic
def move(exercise: Round, name: str, *, actor: User, at: datetime | None = None) -> Round:
    """Take `exercise` through `name` (now, or `at`), and write it in the journal; RefusedError says why not."""
    step = TRANSITIONS[name]
    if not holds(actor, *step.roles):
        raise PermissionDenied(f"« {step.label} » n’est pas ouvert à votre rôle.")
    exercise = locked(exercise)
    if exercise.state != step.source:
        raise RefusedError(f"L’{exercise} est déjà {exercise.get_state_display()}.")
    if refusal := step.guard(exercise):
        raise RefusedError(refusal)
    if step.target == RoundState.ADOPTED:
        _freeze(exercise, actor, at or timezone.now())
    exercise.state = step.target
    exercise.save(update_fields=["state", *_FROZEN] if step.target == RoundState.ADOPTED else ["state"])
    record(actor, f"exercice : {step.label.lower()}", exercise, comment=exercise.reason, seal=exercise.seal)
    return exercise


def locked(exercise: Round) -> Round:
    """The exercise as it is now, held until the end of the transaction; RefusedError when it was given up."""
    kept = Round.objects.select_for_update().filter(pk=exercise.pk).first()
    if kept is None:
        raise RefusedError(f"L’{exercise} n’existe plus : sa préparation a été abandonnée.")
    return kept


_FROZEN = ("adopted_at", "adopted_by", "frozen", "seal")


def _freeze(exercise: Round, actor: User, at: datetime) -> None:
    if not is_up_to_date(exercise):
        raise RefusedError(
            "Le barème ou une donnée a changé depuis le dernier calcul : relisez le référentiel, vérifiez le nouveau "
            "tableau, puis adoptez."
        )
    exercise.adopted_at, exercise.adopted_by = at, actor
    exercise.frozen = frozen_content(exercise)
    exercise.seal = seal_of(exercise.frozen)
