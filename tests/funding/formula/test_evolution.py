"""Why an amount moved since the year before: true sentences, and never a cause that did not change."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from funding.formula.allocate import Bounds, Zone, allocate
from funding.formula.evolution import BOUNDS, RoundPosition, evolution_between
from funding.models import Allocation, Round
from funding.rounds import services as rounds
from funding.rounds.queries import allocation_context
from funding.rounds.services import Correction
from tests.funding.networks import SCALE, centre
from tests.text import words

ONE = RoundPosition(
    year=2025,
    scale_key="2017",
    scale="Barème 2017",
    zone="métropole",
    is_effective=True,
    qpv=119,
    km=Decimal("22.5"),
    bounds=Bounds(9, 204, Decimal(18), Decimal(163)),
    holders={"qpv_min": ("Petit",), "qpv_max": ("Grand",), "km_min": ("Dense",), "km_max": ("Étendu",)},
    weighted_index=Decimal("4.0418"),
    published_index=Decimal("4.00"),
    fte=Decimal("5.00"),
    budget=Decimal("360000.00"),
    state_floor=Decimal("180000.00"),
)
MORE = {
    "weighted_index": Decimal("4.0534"),
    "published_index": Decimal("4.10"),
    "fte": Decimal(6),
    "budget": Decimal(432_000),
    "state_floor": Decimal(216_000),
}
NARROWER = {
    "bounds": Bounds(9, 204, Decimal(18), Decimal(147)),
    "holders": ONE.holders | {"km_max": ("Autre", "Voisin")},
}


def told(before, after):
    return [words(sentence) for sentence in evolution_between(before, after).sentences]


def after(**changes):
    return replace(ONE, year=2026, **changes)


def test_a_bound_that_others_moved_is_named_with_those_who_held_it():
    assert told(ONE, after(**NARROWER, **MORE)) == [
        "Le plancher de l’État passe de 180 000 € en 2025 à 216 000 € en 2026, soit 36 000 € de plus.",
        (
            "Les quartiers et la distance du centre n’ont pas changé ; les bornes du réseau, si : "
            "la plus grande distance passe de 163 km (Étendu) à 147 km (Autre et Voisin)."
        ),
        "L’indice passe de 4,0 à 4,1, donc l’équipe de 5 à 6 ETP.",
    ]


def test_nothing_changed_is_said_as_such():
    assert told(ONE, after()) == [
        "Le plancher de l’État reste de 180 000 €.",
        "Les quartiers et la distance du centre n’ont pas changé, les bornes du réseau non plus.",
        "L’indice reste de 4,0 et l’équipe de 5 ETP.",
    ]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            {"qpv": 120},
            (
                "Le nombre de quartiers du centre passe de 119 à 120, sa distance médiane reste de 22,5 km ; "
                "les bornes du réseau n’ont pas changé."
            ),
        ),
        (
            {"km": Decimal(25)},
            (
                "La distance médiane du centre passe de 22,5 km à 25 km, son nombre de quartiers reste de 119 ; "
                "les bornes du réseau n’ont pas changé."
            ),
        ),
        (
            {"qpv": 120, "km": Decimal(25), **NARROWER},
            (
                "Le nombre de quartiers du centre passe de 119 à 120 et sa distance médiane passe de 22,5 km à 25 km ; "
                "les bornes du réseau ont changé aussi : la plus grande distance passe de 163 km (Étendu) "
                "à 147 km (Autre et Voisin)."
            ),
        ),
        (
            {"bounds": Bounds(7, 199, Decimal(18), Decimal(163)), "holders": {}},
            (
                "Les quartiers et la distance du centre n’ont pas changé ; les bornes du calcul, si : "
                "le plus petit nombre de quartiers passe de 9 (Petit) à 7 et "
                "le plus grand nombre de quartiers passe de 204 (Grand) à 199."
            ),
        ),
    ],
)
def test_own_figures_and_bounds_are_told_apart(changes, sentence):
    assert told(ONE, after(**changes))[1] == sentence


def test_many_centres_at_a_bound_are_counted():
    crowd = {"bounds": NARROWER["bounds"], "holders": ONE.holders | {"km_max": ("A", "B", "C")}}
    assert told(ONE, after(**crowd))[1].endswith("à 147 km (3 centres).")


def test_another_scale_is_told_and_takes_the_blame_from_the_index():
    assert told(ONE, after(scale_key="2026", scale="Barème 2026", **MORE))[2:] == [
        "Le barème change : « Barème 2017 » en 2025, « Barème 2026 » en 2026.",
        "L’indice passe de 4,0 à 4,1 ; l’équipe passe de 5 à 6 ETP.",
    ]


def test_another_zone_is_told():
    assert told(ONE, after(zone="outre-mer"))[2] == ("La zone du centre change : métropole en 2025, outre-mer en 2026.")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"published_index": Decimal("3.9")}, "L’indice passe de 4,0 à 3,9 ; l’équipe reste de 5 ETP."),
        (
            {"fte": Decimal(6), "weighted_index": Decimal("4.0419")},
            "L’indice pondéré passe de 4,0418 à 4,0419, donc l’équipe de 5 à 6 ETP.",
        ),
        (
            {"is_effective": False, "published_index": Decimal("3.9")},
            "L’indice passe de 4,0 à 3,9 ; il est sans effet dans cette zone, où l’équipe reste de 5 ETP.",
        ),
    ],
)
def test_the_index_leads_to_the_posts(changes, sentence):
    assert told(ONE, after(**changes))[-1] == sentence


def test_a_loss_is_told_as_a_loss():
    lost = after(state_floor=Decimal(144_000))
    assert told(ONE, lost)[0].endswith("en 2026, soit 36 000 € de moins.")


def test_the_figures_stand_side_by_side():
    figures = [
        (one.label, *(words(text) for text in (one.before, one.after, one.difference)))
        for one in evolution_between(ONE, after(**NARROWER, **MORE)).figures
    ]
    assert figures == [
        ("Quartiers prioritaires du centre", "119", "119", ""),
        ("Distance médiane du centre", "22,5 km", "22,5 km", ""),
        ("Plus petit nombre de quartiers du réseau", "9", "9", ""),
        ("Plus grand nombre de quartiers du réseau", "204", "204", ""),
        ("Plus petite distance du réseau", "18 km", "18 km", ""),
        ("Plus grande distance du réseau", "163 km", "147 km", "−16 km"),
        ("Indice publié", "4,0", "4,1", "+0,1"),
        ("Équipe financée", "5 ETP", "6 ETP", "+1 ETP"),
        ("Budget socle", "360 000 €", "432 000 €", "+72 000 €"),
        ("Plancher de l’État", "180 000 €", "216 000 €", "+36 000 €"),
    ]
    assert next(one.label for one in evolution_between(ONE, after(scale_key="x", scale="Autre")).figures) == "Barème"


figures = st.tuples(st.integers(0, 40), st.integers(0, 40).map(Decimal))
networks = st.lists(figures, min_size=3, max_size=3)
scales = st.sampled_from([SCALE, replace(SCALE, key="autre", label="Autre barème", state_share=Decimal("0.6"))])


def standing(network, scale, zone, year):
    """The first centre of a network, as the formula answers it."""
    result = allocate([centre(rank, qpv, km, zone=zone) for rank, (qpv, km) in enumerate(network)], scale)
    one = result.allocations[0]
    held = {
        name: tuple(
            other.centre.name for other in result.allocations
            if getattr(other.centre, name[:-4]) == getattr(result.bounds, name)
        )
        for name in BOUNDS
    }  # fmt: skip
    return RoundPosition(
        year=year,
        scale_key=scale.key,
        scale=scale.label,
        zone=zone.value,
        is_effective=scale.zones[zone].variable,
        qpv=one.centre.qpv,
        km=one.centre.km,
        bounds=result.bounds,
        holders=held,
        **{name: getattr(one, name) for name in MORE},
    )


@given(networks, networks, scales, scales, st.sampled_from(Zone), st.sampled_from(Zone))
def test_a_cause_is_told_when_it_changed_and_only_then(first, second, scale, other, zone, elsewhere):
    then, now = standing(first, scale, zone, 2025), standing(second, other, elsewhere, 2026)
    text = " ".join(told(then, now))
    claims = {
        "nombre de quartiers du centre passe": then.qpv != now.qpv,
        "sa distance médiane passe": then.km != now.km and then.qpv != now.qpv,
        "La distance médiane du centre passe": then.km != now.km and then.qpv == now.qpv,
        "n’ont pas changé": (then.qpv, then.km) == (now.qpv, now.km) or then.bounds == now.bounds,
        "Le barème change": scale != other,
        "La zone du centre change": zone != elsewhere,
        **{f"{label} passe": getattr(then.bounds, name) != getattr(now.bounds, name) for name, label in BOUNDS.items()},
    }
    assert {claim: claim in text for claim in claims} == claims
    assert ("plancher de l’État passe" in text) == (then.state_floor != now.state_floor)


@given(networks, networks, st.sampled_from(Zone))
def test_therefore_means_that_the_index_alone_moved_the_posts(first, second, zone):
    then, now = standing(first, SCALE, zone, 2025), standing(second, SCALE, zone, 2026)
    last = told(then, now)[-1]
    assert (", donc " in last) == (then.fte != now.fte)
    assert then.fte == now.fte or then.weighted_index != now.weighted_index


@given(networks, scales, st.sampled_from(Zone))
def test_two_equal_years_claim_no_change(network, scale, zone):
    then, now = (standing(network, scale, zone, year) for year in (2025, 2026))
    assert "passe" not in " ".join(told(then, now))
    assert not any(one.is_changed or one.difference for one in evolution_between(then, now).figures)


def line_of(exercise, slug):
    exercise.refresh_from_db()
    line = Allocation.objects.select_related("centre").get(round=exercise, centre__slug=slug)
    line.round = exercise
    return line


@pytest.fixture
def later(adopted, scale, cast):
    """2026, in preparation: « Grand » has fewer districts and is nearer, and nothing else changed."""
    exercise = rounds.prepare(2026, scale, actor=cast.national)
    wanted = Correction(qpv=99, km=Decimal("90.0"), in_formula=True, reason="Recomptage.")
    rounds.correct_figure(line_of(exercise, "grand"), wanted, actor=cast.national)
    return exercise


def test_the_evolution_of_a_line_is_read_from_both_exercises(later):
    around = allocation_context(line_of(later, "ici"), Round.objects.select_related("scale"))
    assert [words(sentence) for sentence in around.evolution.sentences] == [
        "Le plancher de l’État passe de 180 000 € en 2025 à 216 000 € en 2026, soit 36 000 € de plus.",
        (
            "Les quartiers et la distance du centre n’ont pas changé ; les bornes du réseau, si : "
            "le plus grand nombre de quartiers passe de 199 (Grand) à 99 (Grand) et "
            "la plus grande distance passe de 163 km (Grand) à 90 km (Grand)."
        ),
        "L’indice passe de 2,1 à 4,3, donc l’équipe de 5 à 6 ETP.",
    ]
    assert around.rounds == {later.pk, later.pk - 1}


def test_the_first_year_and_the_centres_out_of_the_calculation_have_no_evolution(later, adopted):
    every = Round.objects.select_related("scale")
    assert allocation_context(line_of(adopted, "ici"), every).evolution is None
    assert allocation_context(line_of(later, "paris"), every).evolution is None


def test_bounds_that_the_scale_sets_belong_to_nobody(later, scale):
    scale.bounds_mode, scale.qpv_min, scale.qpv_max = "frozen", 7, 199
    scale.km_min, scale.km_max = Decimal(18), Decimal(163)
    scale.save()
    around = allocation_context(line_of(later, "ici"), Round.objects.select_related("scale"))
    assert "les bornes du calcul, si" in words(around.evolution.sentences[1])
