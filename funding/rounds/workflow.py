"""The workflow of an exercise, and the content that its adoption freezes: data, scale, every step and result.

    open --adopt--> adopted --replace--> replaced

A correction is another open version of the same year; its adoption replaces the version in force.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from datetime import UTC
from typing import Any

from django.contrib.contenttypes.models import ContentType

from accounts.acts.workflow import RefusedError, Transition, Workflow
from accounts.models import Act, User
from accounts.registry import Registry
from centres.models.mandate import holds
from documents.published.write_once import fingerprint, json_fingerprint
from funding.enums import RoundState
from funding.models import Round
from funding.models.round import DATA_FIELDS, NATIONAL_STAFF, RESULT_FIELDS
from funding.rounds.calculation import is_up_to_date, parameters_of

SCHEMA = 1
AFTER_ADOPTION: Registry[Callable[[int], None]] = Registry()
"""What another app computes from the adopted exercise of a year: called in the transaction of the adoption."""

ADOPTED, PRINTED = "exercice : adopter", "exercice : imprimer le tableau"


def frozen_content(exercise: Round) -> dict[str, Any]:
    """Everything that explains the exercise, as plain JSON (numbers as text: a reader must not round them)."""
    return _content(exercise, parameters_of(exercise.scale).to_dict())


def _content(exercise: Round, parameters: dict[str, Any]) -> dict[str, Any]:
    lines = exercise.allocations.select_related("centre").order_by("centre__slug")
    return {
        "schema": SCHEMA,
        "year": exercise.year,
        "version": exercise.version,
        "reason": exercise.reason,
        "adopted_at": exercise.adopted_at.astimezone(UTC).isoformat() if exercise.adopted_at else None,
        "parameters": parameters,
        "ruler": exercise.ruler,
        "lines": [
            {
                "centre": line.centre.slug,
                "data": {name: _to_json_value(getattr(line, name)) for name in DATA_FIELDS}
                | {"reason": line.input_reason},
                "results": {name: _to_json_value(getattr(line, name)) for name in RESULT_FIELDS},
                "steps": line.steps,
                "alerts": line.alerts,
            }
            for line in lines
        ],
    }


def _to_json_value(value: object) -> object:
    return value if value is None or isinstance(value, bool | int | str) else str(value)


def faults_of(exercise: Round) -> Iterator[str]:
    """One French sentence per difference between a published exercise and what was adopted."""
    yield from exercise.own_faults()
    if _content(exercise, exercise.frozen["parameters"]) != exercise.frozen:
        yield "son en-tête, ses bornes ou ses lignes ne sont plus ceux du contenu figé."
    if _journal_facts(exercise, ADOPTED) != {"seal": exercise.seal}:
        yield "son empreinte n’est pas celle que le journal a gardée à l’adoption."
    document = getattr(exercise, "document", None)
    if document and _journal_facts(exercise, PRINTED) != {"sha256": fingerprint(document.content)}:
        yield "le tableau imprimé n’est pas celui que le journal a gardé à l’adoption."


def _journal_facts(exercise: Round, verb: str) -> dict[str, Any]:
    kind = ContentType.objects.get_for_model(Round)
    act = Act.objects.filter(verb=verb, content_type=kind, object_id=str(exercise.pk)).first()
    return act.facts if act else {}


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


def _announce(exercise: Round) -> None:
    for compute in AFTER_ADOPTION:
        compute(exercise.year)


ROUND_WORKFLOW = Workflow(
    "exercice",
    Round,
    [
        Transition(
            name="adopt", label="Adopter", source=RoundState.OPEN, target=RoundState.ADOPTED, permission=_may_prepare,
            check=_unready_to_adopt, effect=_freeze, after=_announce,
        ),
        Transition(
            name="replace", label="Remplacer", source=RoundState.ADOPTED, target=RoundState.REPLACED,
            permission=_may_prepare, check=_without_successor, is_offered=False,  # the correction's adoption takes it
        ),
    ],
    facts=lambda exercise: {"seal": exercise.seal},
)  # fmt: skip
