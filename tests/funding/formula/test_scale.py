"""The scale of a year: what 2017 says, what is refused, what survives a trip through JSON."""

import json
from dataclasses import FrozenInstanceError, fields, replace
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from funding.formula.allocate import Band, Bounds, FormulaError, Parameters, Post, Zone, ZoneRules
from funding.formula.parameters import PARAMETERS, REFERENCE_BOUNDS, REFERENCE_BOUNDS_2017
from tests.funding.networks import FROZEN, SCALE
from tests.text import words


def refusal(build):
    """The sentence of a refusal, its no-break spaces made plain for reading."""
    with pytest.raises(FormulaError) as refused:
        build()
    (sentence,) = refused.value.sentences
    return words(sentence)


def test_the_scale_of_2017_is_the_annex_s():
    assert PARAMETERS["2017"].to_dict() == {
        "key": "2017",
        "label": "Barème 2017",
        "source": "Cadre de référence 2017, annexe financière",
        "qpv_weight": "0.7",
        "distance_weight": "0.3",
        "bands": [
            {"above": "0", "up_to": "2", "extra_fte": "0"},
            {"above": "2", "up_to": "4", "extra_fte": "1"},
            {"above": "4", "up_to": "6", "extra_fte": "2"},
            {"above": "6", "up_to": "10", "extra_fte": "3"},
        ],
        "banding_decimals": 1,
        "published_decimals": 1,
        "extra_fte_salary": "60000",
        "extra_fte_overhead_rate": "0.2",
        "state_share": "0.5",
        "zones": {
            "metropole": {
                "posts": [
                    {"title": "direction", "salary": "90000", "headcount": "1"},
                    {"title": "assistance", "salary": "40000", "headcount": "1"},
                    {"title": "chargé de mission senior", "salary": "60000", "headcount": "1"},
                    {"title": "chargé de mission junior", "salary": "50000", "headcount": "1"},
                ],
                "overhead_rate": "0.2",
                "variable": True,
            },
            "outre-mer": {
                "posts": [
                    {"title": "direction", "salary": "90000", "headcount": "1"},
                    {"title": "assistance", "salary": "40000", "headcount": "1"},
                    {"title": "chargé de mission senior", "salary": "60000", "headcount": "1"},
                ],
                "overhead_rate": "0.3",
                "variable": False,
            },
        },
        "bounds": None,
    }


def test_the_reference_bounds_of_2017():
    assert dict(REFERENCE_BOUNDS) == {"2017": Bounds(7, 199, Decimal(18), Decimal(163))}
    assert (SCALE.with_bounds(REFERENCE_BOUNDS_2017), FROZEN.with_bounds(None)) == (FROZEN, SCALE)


def test_an_extra_post_costs_seventy_two_thousand_euros():
    assert (SCALE.extra_fte_overheads, SCALE.extra_fte_cost) == (12_000, 72_000)


shares = st.decimals(min_value=0, max_value=1, places=4)
salaries = st.decimals(min_value=0, max_value=200_000, places=2)


@st.composite
def scales(draw):
    """Scales of every shape the text allows."""
    weight = draw(shares)
    edges = [Decimal(0), *sorted(draw(st.sets(st.integers(1, 99), max_size=4)))]
    edges = [Decimal(edge) / 10 for edge in edges] + [Decimal(10)]
    bands = [Band(above=low, up_to=high, extra_fte=Decimal(rank)) for rank, (low, high) in enumerate(pairwise(edges))]
    rules = ZoneRules(
        posts=(Post(title="12", salary=draw(salaries), headcount=Decimal("0.5")),),
        overhead_rate=draw(shares),
        variable=draw(st.booleans()),
    )
    return replace(
        draw(st.sampled_from([SCALE, FROZEN])),
        qpv_weight=weight,
        distance_weight=1 - weight,
        bands=bands,
        banding_decimals=draw(st.sampled_from([None, 0, 4])),
        published_decimals=draw(st.integers(0, 4)),
        extra_fte_salary=draw(salaries),
        zones={Zone.MAINLAND: rules, Zone.OVERSEAS: SCALE.zones[Zone.OVERSEAS]},
    )


@given(scales())
def test_a_scale_survives_a_trip_through_json(scale):
    assert Parameters.from_dict(json.loads(json.dumps(scale.to_dict()))) == scale


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"qpv_weight": Decimal("0.8")}, "Poids : le nombre de QPV et la distance doivent totaliser 1."),
        ({"qpv_weight": Decimal("1.3")}, "Poids du nombre de QPV : 1,3 n’est pas compris entre 0 et 1."),
        ({"distance_weight": Decimal("-0.3")}, "Poids de la distance : -0,3 n’est pas compris entre 0 et 1."),
        ({"state_share": Decimal("1.01")}, "Part de l’État : 1,01 n’est pas compris entre 0 et 1."),
        ({"state_share": 0.5}, "Part de l’État : « 0.5 » n’est pas un nombre décimal exact."),
        ({"state_share": True}, "Part de l’État : « True » n’est pas un nombre décimal exact."),
        ({"state_share": Decimal("NaN")}, "Part de l’État : « NaN » n’est pas un nombre décimal exact."),
        ({"state_share": Decimal("0.1234567")}, "Part de l’État : 0,1234567 a plus de 6 décimales."),
        (
            {"extra_fte_salary": Decimal(10_000_001)},
            "Salaire d’un ETP supplémentaire : 10000001 n’est pas compris entre 0 et 10 000 000.",
        ),
        ({"extra_fte_overhead_rate": 2}, "Frais d’un ETP supplémentaire : 2 n’est pas compris entre 0 et 1."),
        ({"banding_decimals": 5}, "Décimales de la tranche : « 5 » n’est pas un nombre entier de 0 à 4."),
        ({"banding_decimals": -1}, "Décimales de la tranche : « -1 » n’est pas un nombre entier de 0 à 4."),
        ({"banding_decimals": True}, "Décimales de la tranche : « True » n’est pas un nombre entier de 0 à 4."),
        ({"published_decimals": None}, "Décimales de l’indice publié : « None » n’est pas un nombre entier de 0 à 4."),
        ({"zones": {Zone.MAINLAND: SCALE.zones[Zone.MAINLAND]}}, "Zones : il manque les règles de « outre-mer »."),
        ({"bands": ()}, "Tranches : elles doivent aller de 0 à 10."),
        ({"bands": SCALE.bands[1:]}, "Tranches : elles doivent aller de 0 à 10."),
        ({"bands": SCALE.bands[:-1]}, "Tranches : elles doivent aller de 0 à 10."),
        ({"bands": SCALE.bands[:1] + SCALE.bands[2:]}, "Tranches : chacune doit commencer où finit la précédente."),
        (
            {"bands": (Band(above=0, up_to=2, extra_fte=1), Band(above=2, up_to=10, extra_fte=0))},
            "Tranches : un indice plus élevé ne peut pas apporter moins d’ETP.",
        ),
        (
            {"bands": (*SCALE.bands[:2], Band(above=4, up_to=4, extra_fte=2), *SCALE.bands[2:])},
            "Tranches : la borne haute doit dépasser la borne basse.",
        ),
    ],
)
def test_a_scale_the_formula_cannot_apply_is_refused(changes, sentence):
    assert refusal(lambda: replace(SCALE, **changes)) == sentence


def test_the_limits_of_a_scale_are_taken():
    assert replace(SCALE, qpv_weight=1, distance_weight=0, state_share=1, banding_decimals=0, published_decimals=4)
    assert replace(SCALE, qpv_weight=0, distance_weight=1, state_share=0, banding_decimals=4, published_decimals=0)
    assert replace(SCALE, state_share=Decimal("0.1234560000"), extra_fte_salary=Decimal(10_000_000))
    assert replace(SCALE, bands=(Band(above=0, up_to=5, extra_fte=1), Band(above=5, up_to=10, extra_fte=1)))


@pytest.mark.parametrize(
    ("build", "sentence"),
    [
        (
            lambda: Post(title="direction", salary=Decimal(-1)),
            "Salaire du poste « direction » : -1 n’est pas compris entre 0 et 10 000 000.",
        ),
        (
            lambda: Post(title="direction", salary=Decimal(1), headcount=Decimal(101)),
            "Effectif du poste « direction » : 101 n’est pas compris entre 0 et 100.",
        ),
        (
            lambda: ZoneRules(posts=(), overhead_rate=Decimal(0), variable=True),
            "Équipe minimale : indiquez au moins un poste.",
        ),
        (
            lambda: ZoneRules(posts=SCALE.zones[Zone.MAINLAND].posts, overhead_rate=Decimal(2), variable=True),
            "Taux de frais de fonctionnement : 2 n’est pas compris entre 0 et 1.",
        ),
        (
            lambda: Band(above=Decimal(-1), up_to=Decimal(2), extra_fte=Decimal(0)),
            "Borne basse d’une tranche : -1 n’est pas compris entre 0 et 10.",
        ),
        (
            lambda: Band(above=Decimal(0), up_to=Decimal(11), extra_fte=Decimal(0)),
            "Borne haute d’une tranche : 11 n’est pas compris entre 0 et 10.",
        ),
        (
            lambda: Band(above=Decimal(0), up_to=Decimal(1), extra_fte=Decimal(101)),
            "ETP supplémentaires d’une tranche : 101 n’est pas compris entre 0 et 100.",
        ),
        (lambda: Bounds(8, 7, Decimal(1), Decimal(2)), "Bornes : la plus petite dépasse la plus grande."),
        (lambda: Bounds(7, 8, Decimal(3), Decimal(2)), "Bornes : la plus petite dépasse la plus grande."),
        (lambda: Bounds(-1, 8, Decimal(1), Decimal(2)), "Bornes de QPV : « -1 » n’est pas un entier de 0 à 10 000."),
        (
            lambda: Bounds(1, True, Decimal(1), Decimal(2)),
            "Bornes de QPV : « True » n’est pas un entier de 0 à 10 000.",
        ),
        (lambda: Bounds(1, 8, 1.5, Decimal(2)), "Bornes de distance : « 1.5 » n’est pas un nombre de 0 à 20 000 km."),
        (
            lambda: Bounds(1, 8, Decimal(1), Decimal("Infinity")),
            "Bornes de distance : « Infinity » n’est pas un nombre de 0 à 20 000 km.",
        ),
    ],
)
def test_a_part_of_a_scale_that_makes_no_sense_is_refused(build, sentence):
    assert refusal(build) == sentence


def test_whole_kilometres_are_taken_as_bounds():
    bounds = Bounds(7, 7, 18, 18)
    assert (bounds, type(bounds.km_min)) == (Bounds(7, 7, Decimal(18), Decimal(18)), Decimal)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"qpv_weight": "sept dixièmes"}, "Barème illisible : une valeur n’a pas la forme attendue."),
        ({"qpv_weight": None}, "Barème illisible : une valeur n’a pas la forme attendue."),
        (
            {"qpv_weight": 0.7},
            "Poids du nombre de QPV : 0,69999999999999995559107901499373838305… a plus de 6 décimales.",
        ),
        ({"couleur": "bleu"}, "Barème illisible : une valeur n’a pas la forme attendue."),
        ({"bands": [{"above": "0"}]}, "Barème illisible : une valeur n’a pas la forme attendue."),
        ({"zones": {"lune": {}}}, "Barème illisible : une valeur n’a pas la forme attendue."),
        ({"zones": {"metropole": {}}}, "Barème illisible : il manque « posts »."),
        ({"zones": []}, "Barème illisible : une valeur n’a pas la forme attendue."),
        ({"state_share": "2"}, "Part de l’État : 2 n’est pas compris entre 0 et 1."),
    ],
)
def test_a_frozen_scale_that_was_damaged_is_refused(changes, sentence):
    assert refusal(lambda: Parameters.from_dict({**SCALE.to_dict(), **changes})) == sentence


@pytest.mark.parametrize("name", ["qpv_weight", "bands", "zones", "bounds"])
def test_a_frozen_scale_that_lost_a_value_says_which(name):
    data = SCALE.to_dict()
    del data[name]
    assert refusal(lambda: Parameters.from_dict(data)) == f"Barème illisible : il manque « {name} »."


@pytest.mark.parametrize(
    "part",
    [SCALE, SCALE.bands[0], SCALE.zones[Zone.MAINLAND], SCALE.zones[Zone.MAINLAND].posts[0], REFERENCE_BOUNDS_2017],
)
def test_no_part_of_a_scale_can_be_changed_after_the_fact(part):
    name = fields(part)[0].name
    with pytest.raises(FrozenInstanceError):
        setattr(part, name, None)
