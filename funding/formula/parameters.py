"""The published scales, by year: the figures of the annexe financière of March 2017 (R-89 to R-98, §2.3)."""

from decimal import Decimal

from funding.formula.scale import Band, Bounds, Parameters, Post, Zone, ZoneRules

REFERENCE_BOUNDS_2017 = Bounds(qpv_min=7, qpv_max=199, km_min=Decimal(18), km_max=Decimal(163))
"""Bounds that give back the fifteen published overseas values (§2.2, point 5)."""

REFERENCE_BOUNDS: dict[str, Bounds] = {"2017": REFERENCE_BOUNDS_2017}

_DIRECTOR = Post(title="direction", salary=Decimal(90_000))
_ASSISTANT = Post(title="assistance", salary=Decimal(40_000))
_SENIOR = Post(title="chargé de mission senior", salary=Decimal(60_000))
_JUNIOR = Post(title="chargé de mission junior", salary=Decimal(50_000))

PARAMETERS: dict[str, Parameters] = {
    "2017": Parameters(
        key="2017",
        label="Barème 2017",
        source="Cadre de référence 2017, annexe financière",
        qpv_weight=Decimal("0.7"),
        distance_weight=Decimal("0.3"),
        bands=(
            Band(above=Decimal(0), up_to=Decimal(2), extra_fte=Decimal(0)),
            Band(above=Decimal(2), up_to=Decimal(4), extra_fte=Decimal(1)),
            Band(above=Decimal(4), up_to=Decimal(6), extra_fte=Decimal(2)),
            Band(above=Decimal(6), up_to=Decimal(10), extra_fte=Decimal(3)),
        ),
        banding_decimals=1,
        published_decimals=1,
        extra_fte_salary=Decimal(60_000),
        extra_fte_overhead_rate=Decimal("0.2"),
        state_share=Decimal("0.5"),
        zones={
            Zone.MAINLAND: ZoneRules(
                posts=(_DIRECTOR, _ASSISTANT, _SENIOR, _JUNIOR),
                overhead_rate=Decimal("0.2"),
                variable=True,
            ),
            Zone.OVERSEAS: ZoneRules(
                posts=(_DIRECTOR, _ASSISTANT, _SENIOR),
                overhead_rate=Decimal("0.3"),
                variable=False,
            ),
        },
    ),
}
