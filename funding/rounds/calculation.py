"""Calculation of an exercise: its scale as parameters of the formula, its lines to the formula, results to lines."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict

from django.db import transaction
from django.utils import timezone

from centres.enums import Zone as CentreZone
from funding.enums import BoundsMode
from funding.formula import allocate as formula
from funding.models import Allocation, Band, Post, Round, Scale
from funding.models.round import RESULT_FIELDS


def parameters_of(scale: Scale) -> formula.Parameters:
    """The parameters of `scale` (2 queries); FormulaError when it cannot be applied."""
    posts = list(scale.posts.all())
    is_frozen = scale.bounds_mode != BoundsMode.NETWORK
    bounds = formula.Bounds(scale.qpv_min, scale.qpv_max, scale.km_min, scale.km_max) if is_frozen else None
    return formula.Parameters(
        key=scale.key,
        label=scale.label,
        source=scale.source,
        qpv_weight=scale.qpv_weight,
        distance_weight=scale.distance_weight,
        bands=tuple(
            formula.Band(above=band.above, up_to=band.up_to, extra_fte=band.extra_fte) for band in scale.bands.all()
        ),
        banding_decimals=scale.banding_decimals,
        extra_fte_salary=scale.extra_fte_salary,
        extra_fte_overhead_rate=scale.extra_fte_overhead_rate,
        state_share=scale.state_share,
        zones={
            formula.Zone.MAINLAND: _rules(
                posts, CentreZone.MAINLAND, scale.mainland_overhead_rate, variable=scale.mainland_variable
            ),
            formula.Zone.OVERSEAS: _rules(
                posts, CentreZone.OVERSEAS, scale.overseas_overhead_rate, variable=scale.overseas_variable
            ),
        },
        bounds=bounds,
    )


def _rules(posts, zone, overhead_rate, *, variable: bool) -> formula.ZoneRules:
    return formula.ZoneRules(
        posts=tuple(
            formula.Post(title=post.title, salary=post.salary, headcount=post.headcount)
            for post in posts
            if post.zone == zone
        ),
        overhead_rate=overhead_rate,
        variable=variable,
    )


def parameters_used(exercise: Round) -> formula.Parameters:
    """The parameters of the exercise: frozen when adopted, those of its scale while it is open."""
    if exercise.frozen:
        return formula.Parameters.from_dict(exercise.frozen["parameters"])
    return parameters_of(exercise.scale)


@transaction.atomic
def store_scale(parameters: formula.Parameters, *, first_year: int) -> Scale:
    """Write `parameters` as a scale of the database unless its key is already there; return the scale."""
    mainland, overseas = (parameters.zones[zone] for zone in (formula.Zone.MAINLAND, formula.Zone.OVERSEAS))
    bounds = parameters.bounds
    scale, is_new = Scale.objects.get_or_create(
        key=parameters.key,
        defaults={
            "label": parameters.label,
            "source": parameters.source,
            "first_year": first_year,
            "qpv_weight": parameters.qpv_weight,
            "distance_weight": parameters.distance_weight,
            "banding_decimals": parameters.banding_decimals,
            "extra_fte_salary": parameters.extra_fte_salary,
            "extra_fte_overhead_rate": parameters.extra_fte_overhead_rate,
            "state_share": parameters.state_share,
            "mainland_overhead_rate": mainland.overhead_rate,
            "overseas_overhead_rate": overseas.overhead_rate,
            "mainland_variable": mainland.variable,
            "overseas_variable": overseas.variable,
            "bounds_mode": BoundsMode.FROZEN if bounds else BoundsMode.NETWORK,
            "qpv_min": bounds and bounds.qpv_min,
            "qpv_max": bounds and bounds.qpv_max,
            "km_min": bounds and bounds.km_min,
            "km_max": bounds and bounds.km_max,
        },
    )
    if is_new:
        Band.objects.bulk_create(
            Band(scale=scale, above=band.above, up_to=band.up_to, extra_fte=band.extra_fte) for band in parameters.bands
        )
        Post.objects.bulk_create(
            Post(scale=scale, zone=zone.value, title=post.title, salary=post.salary, headcount=post.headcount)
            for zone, rules in parameters.zones.items()
            for post in rules.posts
        )
    return scale


_RESULTS = (*RESULT_FIELDS, "steps", "alerts")


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
    """The formula applied to `lines`; IncompleteError lists every missing figure, FormulaError every impossible one.

    A centre out of the calculation may lack a figure.
    """
    lines = list(lines)
    if sentences := missing_figures(lines):
        raise IncompleteError(sentences)
    return formula.allocate(
        [
            formula.CentreInput(
                key=line.centre.slug,
                name=line.name,
                zone=formula.Zone(line.zone),
                qpv=line.qpv,
                km=line.km,
                in_formula=line.in_formula,
            )
            for line in lines
        ],
        parameters,
    )


def calculate(exercise: Round) -> None:
    """Apply the formula to an open exercise and store the results; while a figure is missing, store none."""
    lines = _lines_of(exercise)
    try:
        result = result_of(lines, parameters_used(exercise))
    except (IncompleteError, formula.FormulaError):
        for line in lines:
            line.forget_results()
        Allocation.objects.bulk_update(lines, _RESULTS)
        exercise.ruler, exercise.calculated_at = {}, None
        exercise.save(update_fields=["ruler", "calculated_at"])
        raise
    for line in lines:
        _store_result(line, result)
    Allocation.objects.bulk_update(lines, _RESULTS)
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
    """Whether the stored results are those of its present data and scale."""
    lines = _lines_of(exercise)
    try:
        result = result_of(lines, parameters_used(exercise))
    except (IncompleteError, formula.FormulaError):
        return False
    stored = [_stored_results(line) for line in lines]
    for line in lines:
        _store_result(line, result)
    return stored == [_stored_results(line) for line in lines] and exercise.ruler == _ruler_of(result)


def _lines_of(exercise: Round) -> list[Allocation]:
    return list(exercise.allocations.select_related("centre", "round").order_by("centre__slug"))


def _stored_results(line: Allocation) -> list[object]:
    return [getattr(line, name) for name in _RESULTS]


def _ruler_of(result: formula.Result) -> dict[str, object]:
    """The bounds, the bands and the alerts on the whole network, as text."""
    bounds = {name: str(value) for name, value in asdict(result.bounds).items()}
    bands = [{name: str(value) for name, value in asdict(band).items()} for band in result.parameters.bands]
    alerts = [alert.sentence for alert in result.alerts]
    return {"bounds": bounds, "bands": bands, "alerts": alerts}


def _store_result(line: Allocation, result: formula.Result) -> None:
    line.forget_results()
    allocation = result.get(line.centre.slug)
    if allocation is None:
        return
    for name in RESULT_FIELDS:
        setattr(line, name, getattr(allocation, name))
    line.steps = steps_of(allocation, result)
    line.alerts = [{"code": alert.code.value, "sentence": alert.sentence} for alert in allocation.alerts]


def steps_of(allocation: formula.Allocation, result: formula.Result) -> list[dict]:
    """The steps of one centre's calculation as plain JSON."""
    steps = formula.explain(allocation, result.bounds, result.parameters)
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
