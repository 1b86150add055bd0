"""Scales of the database as parameters of the formula, and back."""

from __future__ import annotations

from django.db import transaction

from centres.enums import Zone as CentreZone
from funding.enums import BoundsMode
from funding.formula import allocate as formula
from funding.models import Band, Post, Scale


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
        _write_rows(scale, parameters)
    return scale


def _write_rows(scale: Scale, parameters: formula.Parameters) -> None:
    Band.objects.bulk_create(
        Band(scale=scale, above=band.above, up_to=band.up_to, extra_fte=band.extra_fte) for band in parameters.bands
    )
    Post.objects.bulk_create(
        Post(scale=scale, zone=zone.value, title=post.title, salary=post.salary, headcount=post.headcount)
        for zone, rules in parameters.zones.items()
        for post in rules.posts
    )
