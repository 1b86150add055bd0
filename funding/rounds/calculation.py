"""From the lines of an exercise to the formula and back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict

from django.utils import timezone

from funding.formula import allocate as formula
from funding.models import Allocation, Round
from funding.models.round import RESULT_FIELDS
from funding.rounds.snapshot import parameters_used

_ANSWERS = (*RESULT_FIELDS, "steps", "alerts")


class IncompleteError(Exception):
    """A figure is missing: since the bounds are the network's, nothing can be calculated for anyone."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = sentences


def missing_figures(lines: Iterable[Allocation]) -> list[str]:
    """One sentence per missing figure of a centre that is in the calculation."""
    return [
        f"{line.name} : {what} n’est pas renseigné{mark}."
        for line in lines
        if line.in_formula
        for value, what, mark in (
            (line.qpv, "le nombre de quartiers prioritaires", ""),
            (line.km, "la médiane des distances", "e"),
        )
        if value is None
    ]


def result_of(lines: Iterable[Allocation], parameters: formula.Parameters) -> formula.Result:
    """The formula applied to `lines`; IncompleteError names every missing figure, FormulaError every absurd one."""
    lines = list(lines)
    if sentences := missing_figures(lines):
        raise IncompleteError(sentences)
    return formula.allocate([_input_of(line) for line in lines], parameters)


def _input_of(line: Allocation) -> formula.CentreInput:
    """A line as the formula reads it; a centre left out may lack a figure, which stays unknown rather than zero."""
    return formula.CentreInput(
        key=line.centre.slug,
        name=line.name,
        zone=formula.Zone(line.zone),
        qpv=line.qpv,
        km=line.km,
        in_formula=line.in_formula,
    )


def calculate(exercise: Round) -> None:
    """Apply the formula to an open exercise and keep the results; without every figure, keep none."""
    lines = _lines_of(exercise)
    try:
        result = result_of(lines, parameters_used(exercise))
    except (IncompleteError, formula.FormulaError):
        _forget(exercise, lines)
        raise
    for line in lines:
        _keep(line, result)
    Allocation.objects.bulk_update(lines, _ANSWERS)
    exercise.ruler = _ruler_of(result)
    exercise.calculated_at = timezone.now()
    exercise.save(update_fields=["ruler", "calculated_at"])


def why_not(exercise: Round) -> list[str]:
    """The sentences that explain why an exercise cannot be calculated; none when it can."""
    try:
        result_of(_lines_of(exercise), parameters_used(exercise))
    except (IncompleteError, formula.FormulaError) as refusal:
        return list(refusal.sentences)
    return []


def is_up_to_date(exercise: Round) -> bool:
    """Whether the results kept are those that its data and its scale give now."""
    lines = _lines_of(exercise)
    try:
        result = result_of(lines, parameters_used(exercise))
    except (IncompleteError, formula.FormulaError):
        return False
    kept = [_answers_of(line) for line in lines]
    for line in lines:
        _keep(line, result)
    return kept == [_answers_of(line) for line in lines] and exercise.ruler == _ruler_of(result)


def _lines_of(exercise: Round) -> list[Allocation]:
    return list(exercise.allocations.select_related("centre", "round").order_by("centre__slug"))


def _answers_of(line: Allocation) -> list[object]:
    return [getattr(line, name) for name in _ANSWERS]


def _ruler_of(result: formula.Result) -> dict[str, object]:
    """The bounds, the bands and what concerns the whole network, as text."""
    bounds = {name: str(value) for name, value in asdict(result.bounds).items()}
    bands = [{name: str(value) for name, value in asdict(band).items()} for band in result.parameters.bands]
    alerts = [alert.sentence for alert in result.alerts]
    return {"bounds": bounds, "bands": bands, "alerts": alerts}


def _keep(line: Allocation, result: formula.Result) -> None:
    line.forget_results()
    found = result.get(line.centre.slug)
    if found is None:
        return
    for name in RESULT_FIELDS:
        setattr(line, name, getattr(found, name))
    line.steps = steps_of(found, result)
    line.alerts = [{"code": alert.code.value, "sentence": alert.sentence} for alert in found.alerts]


def steps_of(found: formula.Allocation, result: formula.Result) -> list[dict]:
    """The steps of one centre's calculation as plain JSON."""
    steps = formula.explain(found, result.bounds, result.parameters)
    return [
        {
            "code": step.code,
            "label": step.label,
            "reference": step.reference,
            "figures": [{"label": figure.label, "value": figure.value} for figure in step.figures],
            "sentence": step.sentence,
            "result": step.result,
        }
        for step in steps
    ]


def _forget(exercise: Round, lines: list[Allocation]) -> None:
    for line in lines:
        line.forget_results()
    Allocation.objects.bulk_update(lines, _ANSWERS)
    exercise.ruler, exercise.calculated_at = {}, None
    exercise.save(update_fields=["ruler", "calculated_at"])
