"""An answer as JSON and back: figures written as text, so that none ever becomes a float."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from documents.french import plain
from evaluation.law.aggregation import Measure

FIGURES = ("value", "numerator", "denominator")


def measure_json(measure: Measure) -> dict[str, Any]:
    """« {"value": "42", "parts": {"formation": "20"}} »: what is blank is left out."""
    figures = {name: plain(figure) for name in FIGURES if (figure := getattr(measure, name)) is not None}
    parts = {key: plain(part) for key, part in measure.parts.items()}
    rest = {"parts": parts, "choice": measure.choice, "is_not_applicable": measure.is_not_applicable}
    return figures | {name: value for name, value in rest.items() if value}


def measure_from(stored: Mapping[str, Any]) -> Measure:
    """The answer that `measure_json` wrote."""
    figures = {name: Decimal(stored[name]) for name in FIGURES if name in stored}
    return Measure(
        **figures,
        parts={key: Decimal(part) for key, part in stored.get("parts", {}).items()},
        choice=stored.get("choice", ""),
        is_not_applicable=stored.get("is_not_applicable", False),
    )
