"""Frozen content of an adopted exercise: its data, its scale, every step and every result."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC
from typing import Any

from django.contrib.contenttypes.models import ContentType

from accounts.models import Act
from documents.published.fingerprint import fingerprint
from funding.formula.allocate import Parameters
from funding.models import Round
from funding.models.round import DATA_FIELDS, RESULT_FIELDS
from funding.rounds.scales import parameters_of

SCHEMA = 1
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


def parameters_used(exercise: Round) -> Parameters:
    """The parameters of the exercise: frozen when adopted, those of its scale while it is open."""
    if exercise.frozen:
        return Parameters.from_dict(exercise.frozen["parameters"])
    return parameters_of(exercise.scale)
