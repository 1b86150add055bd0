"""What an adopted exercise keeps for ever: its data, its scale, every step and every result, and their fingerprint."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from funding.formula import Parameters
from funding.models import Allocation, Round
from funding.stored_scales import parameters_of

SCHEMA = 1
_DATA = (
    "name",
    "zone",
    "in_formula",
    "qpv",
    "vintage",
    "qpv_source",
    "km",
    "km_method",
    "km_source",
    "to_confirm",
    "is_planned",
)
_RESULTS = (
    "qpv_index", "distance_index", "weighted_index", "published_index", "extra_fte", "fte", "fixed_part",
    "variable_part", "budget", "state_floor", "remainder", "distance_to_next",
)  # fmt: skip


def frozen_content(exercise: Round) -> dict[str, Any]:
    """Everything that explains the exercise, as plain JSON (numbers as text: a reader must not round them)."""
    lines = exercise.allocations.select_related("centre").order_by("centre__slug")
    return {
        "schema": SCHEMA,
        "year": exercise.year,
        "version": exercise.version,
        "reason": exercise.reason,
        "adopted_at": exercise.adopted_at.isoformat() if exercise.adopted_at else None,
        "parameters": parameters_of(exercise.scale).to_dict(),
        "ruler": exercise.ruler,
        "lines": [_frozen_line(line) for line in lines],
    }


def _frozen_line(line: Allocation) -> dict[str, Any]:
    return {
        "centre": line.centre.slug,
        "data": {name: _plain(getattr(line, name)) for name in _DATA} | {"reason": line.input_reason},
        "results": {name: _plain(getattr(line, name)) for name in _RESULTS},
        "steps": line.steps,
        "alerts": line.alerts,
    }


def _plain(value: object) -> object:
    return value if value is None or isinstance(value, bool | int | str) else str(value)


def seal_of(content: dict[str, Any]) -> str:
    """The SHA-256 of the content written in one canonical way, the same on every database."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def is_intact(exercise: Round) -> bool:
    """Whether an adopted exercise still says what was adopted: its fingerprint, and its lines."""
    if exercise.frozen is None or seal_of(exercise.frozen) != exercise.seal:
        return False
    lines = exercise.allocations.select_related("centre").order_by("centre__slug")
    return [_frozen_line(line) for line in lines] == exercise.frozen["lines"]


def parameters_used(exercise: Round) -> Parameters:
    """The parameters that the exercise follows: frozen when adopted, those of its scale while it is open."""
    if exercise.frozen:
        return Parameters.from_dict(exercise.frozen["parameters"])
    return parameters_of(exercise.scale)
