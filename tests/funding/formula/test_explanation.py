"""The reasoning an agent reads: every step with its article, its figures and its sentence."""

from dataclasses import replace
from decimal import Decimal

import pytest

from funding.formula.allocate import Band, Bounds, Figure, Step, Zone, ZoneRules, allocate, explain
from tests.funding.networks import FROZEN, PUBLISHED, SCALE, alone, centre, overseas
from tests.text import words

UNROUNDED = replace(FROZEN, banding_decimals=None)


def steps(allocation, parameters=FROZEN):
    """The steps of an allocation by code, their no-break spaces made plain for reading."""
    bounds = parameters.bounds
    return {step.code: plain(step) for step in explain(allocation, bounds, parameters)}


def plain(step):
    return Step(
        code=step.code,
        label=step.label,
        reference=words(step.reference),
        figures=tuple(Figure(figure.label, words(figure.value)) for figure in step.figures),
        sentence=words(step.sentence),
        result=words(step.result),
    )


def alerts(allocation):
    return [words(alert.sentence) for alert in allocation.alerts]


def lines(allocation, parameters=FROZEN):
    """Article, sentence and result of each step."""
    return [(step.reference, step.sentence, step.result) for step in steps(allocation, parameters).values()]


ANNEX = "Cadre de référence 2017, annexe financière"


def test_a_mainland_centre_is_explained_from_its_quarters_to_its_euros():
    assert lines(alone(58, "163.0")) == [
        (
            f"{ANNEX}, étape 2 ; R-94",
            (
                "Le centre couvre 58 quartiers prioritaires ; les bornes figées vont de 7 à 199. "
                "(58 − 7) ÷ (199 − 7) × 10 = 2,6563."
            ),
            "2,6563",
        ),
        (
            f"{ANNEX}, étape 2 ; R-94, R-95",
            (
                "La médiane des distances entre le centre et ses communes est de 163 km ; les bornes figées vont de "
                "18 à 163 km. (163 − 18) ÷ (163 − 18) × 10 = 10,0000."
            ),
            "10,0000",
        ),
        (
            f"{ANNEX}, étape 2 ; R-94",
            (
                "Le nombre de quartiers compte pour 70 % et la distance pour 30 %. "
                "0,7 × 2,6563 + 0,3 × 10,0000 = 4,8594, calculé sur les sous-indices non arrondis."
            ),
            "4,8594",
        ),
        (
            f"{ANNEX}, partie 2 ; R-94",
            "L’indice publié est arrondi à 1 décimale, le demi vers le haut : 4,8594 devient 4,9.",
            "4,9",
        ),
        (
            f"{ANNEX}, étape 2 ; R-93",
            "L’indice arrondi, 4,9, est dans la tranche ]4 ; 6] : 2 ETP de plus que l’équipe minimale, soit 6 ETP.",
            "2 ETP",
        ),
        (
            f"{ANNEX}, étape 1 ; R-89 à R-91",
            (
                "Équipe minimale de 4 ETP : direction 90 000 €, assistance 40 000 €, chargé de "
                "mission senior 60 000 €, "
                "chargé de mission junior 50 000 €. Masse salariale de 240 000 € + 20 % de frais de fonctionnement "
                "(48 000 €) = 288 000 €."
            ),
            "288 000 €",
        ),
        (
            f"{ANNEX}, étape 2 ; R-96",
            "Un ETP supplémentaire coûte 60 000 € + 20 % de frais = 72 000 €. 2 × 72 000 € = 144 000 €.",
            "144 000 €",
        ),
        (
            f"{ANNEX}, étapes 1 et 2 ; R-91, R-96, R-104",
            (
                "288 000 € + 144 000 € = 432 000 €. Cette estimation théorique reste distincte des montants notifié "
                "et versé."
            ),
            "432 000 €",
        ),
        (
            f"{ANNEX}, étapes 1 et 2 ; R-98, R-99",
            (
                "L’État garantit au moins 50 % du budget socle : 432 000 € × 50 % = 216 000 €. "
                "Le préfet de région peut aller au-delà."
            ),
            "216 000 €",
        ),
        (
            f"{ANNEX}, étapes 1 et 2 ; R-100",
            "432 000 € − 216 000 € = 216 000 € à réunir auprès des partenaires, selon les configurations locales.",
            "216 000 €",
        ),
    ]


def test_each_step_has_its_name_and_its_figures():
    assert [(step.code, step.label, step.figures) for step in steps(alone(58, 163)).values()] == [
        (
            "qpv_index",
            "Sous-indice du nombre de quartiers prioritaires",
            (("Nombre de QPV", "58"), ("Borne basse", "7"), ("Borne haute", "199")),
        ),
        (
            "distance_index",
            "Sous-indice de la médiane des distances",
            (("Distance médiane", "163 km"), ("Borne basse", "18 km"), ("Borne haute", "163 km")),
        ),
        (
            "weighted_index",
            "Indice pondéré",
            (("Poids du nombre de QPV", "70 %"), ("Poids de la distance", "30 %")),
        ),
        ("published_index", "Indice publié", (("Décimales publiées", "1"),)),
        ("band", "ETP supplémentaires", (("Indice retenu", "4,9 (arrondi)"), ("Tranche", "]4 ; 6]"))),
        (
            "fixed_part",
            "Part fixe",
            (("Équipe minimale", "4 ETP"), ("Masse salariale", "240 000 €"), ("Frais de fonctionnement", "48 000 €")),
        ),
        ("variable_part", "Part variable", (("ETP supplémentaires", "2"), ("Coût d’un ETP", "72 000 €"))),
        ("budget", "Budget socle théorique", (("Part fixe", "288 000 €"), ("Part variable", "144 000 €"))),
        ("state_floor", "Plancher de l’État", (("Budget socle", "432 000 €"), ("Part garantie", "50 %"))),
        ("remainder", "Reste à trouver ailleurs", (("Budget socle", "432 000 €"), ("Plancher de l’État", "216 000 €"))),
    ]


def test_an_overseas_centre_is_told_that_its_index_has_no_effect():
    told = lines(allocate(PUBLISHED, FROZEN).get("reunion"))
    assert told[4:] == [
        (
            f"{ANNEX}, partie 2 ; R-97",
            "L’indice est calculé mais reste sans effet outre-mer : aucun ETP supplémentaire.",
            "sans effet outre-mer",
        ),
        (
            f"{ANNEX}, partie 2 ; R-89, R-90, R-92",
            (
                "Équipe minimale de 3 ETP : direction 90 000 €, assistance 40 000 €, chargé de "
                "mission senior 60 000 €. "
                "Masse salariale de 190 000 € + 30 % de frais de fonctionnement (57 000 €) = 247 000 €."
            ),
            "247 000 €",
        ),
        (f"{ANNEX}, partie 2 ; R-97", "Aucun ETP supplémentaire : la part variable est de 0 €.", "0 €"),
        (
            f"{ANNEX}, partie 2 ; R-92, R-104",
            "247 000 € + 0 € = 247 000 €. Cette estimation théorique reste distincte des montants notifié et versé.",
            "247 000 €",
        ),
        (
            f"{ANNEX}, partie 2 ; R-98, R-99",
            (
                "L’État garantit au moins 50 % du budget socle : 247 000 € × 50 % = 123 500 €. "
                "Le préfet de région peut aller au-delà."
            ),
            "123 500 €",
        ),
        (
            f"{ANNEX}, partie 2 ; R-100, R-101",
            "247 000 € − 123 500 € = 123 500 € à réunir auprès des partenaires, selon les configurations locales.",
            "123 500 €",
        ),
    ]


def test_recomputed_bounds_are_said_to_be_the_network_s():
    result = allocate([centre("a", 1, "1.5"), centre("b", 1_001, "1200.25")], SCALE)
    first, second = (explain(result.get(key), result.bounds, SCALE)[:2] for key in "ab")
    assert [plain(step).sentence for step in (*first, *second)] == [
        "Le centre couvre 1 quartier prioritaire ; le réseau va de 1 à 1 001. (1 − 1) ÷ (1 001 − 1) × 10 = 0,0000.",
        (
            "La médiane des distances entre le centre et ses communes est de 1,5 km ; le réseau va "
            "de 1,5 à 1 200,25 km. "
            "(1,5 − 1,5) ÷ (1 200,25 − 1,5) × 10 = 0,0000."
        ),
        (
            "Le centre couvre 1 001 quartiers prioritaires ; le réseau va de 1 à 1 001. "
            "(1 001 − 1) ÷ (1 001 − 1) × 10 = 10,0000."
        ),
        (
            "La médiane des distances entre le centre et ses communes est de 1 200,25 km ; le réseau va de 1,5 à "
            "1 200,25 km. (1 200,25 − 1,5) ÷ (1 200,25 − 1,5) × 10 = 10,0000."
        ),
    ]


@pytest.mark.parametrize(
    ("qpv", "km", "quarters", "distance"),
    [
        (
            205,
            "170.5",
            "205 est hors de ces bornes : le calcul retient 199. (199 − 7) ÷ (199 − 7) × 10 = 10,0000.",
            "170,5 est hors de ces bornes : le calcul retient 163. (163 − 18) ÷ (163 − 18) × 10 = 10,0000.",
        ),
        (
            0,
            "1",
            "0 est hors de ces bornes : le calcul retient 7. (7 − 7) ÷ (199 − 7) × 10 = 0,0000.",
            "1 est hors de ces bornes : le calcul retient 18. (18 − 18) ÷ (163 − 18) × 10 = 0,0000.",
        ),
    ],
)
def test_a_value_brought_back_to_the_bounds_is_said(qpv, km, quarters, distance):
    told = steps(alone(qpv, km))
    ends = [told[code].sentence.split(". ", 1)[1] for code in ("qpv_index", "distance_index")]
    assert ends == [quarters, distance]


@pytest.mark.parametrize(
    ("qpv", "quarters"),
    [(0, "0 quartier prioritaire"), (1, "1 quartier prioritaire"), (2, "2 quartiers prioritaires")],
)
def test_quarters_agree_in_number(qpv, quarters):
    told = steps(alone(qpv, 18))["qpv_index"].sentence
    assert told.partition(" ; ")[0] == f"Le centre couvre {quarters}"


def test_equal_bounds_are_said_to_give_zero_by_convention():
    flat = SCALE.with_bounds(Bounds(12, 12, Decimal(30), Decimal(30)))
    told = steps(alone(12, 30, flat), flat)
    assert [told[code].sentence for code in ("qpv_index", "distance_index")] == [
        (
            "Le centre couvre 12 quartiers prioritaires ; les bornes figées vont de 12 à 12. "
            "Les deux bornes sont égales : le sous-indice vaut 0 par convention."
        ),
        (
            "La médiane des distances entre le centre et ses communes est de 30 km ; les bornes "
            "figées vont de 30 à 30 km. "
            "Les deux bornes sont égales : le sous-indice vaut 0 par convention."
        ),
    ]


@pytest.mark.parametrize(
    ("qpv", "km", "band"), [(63, 18, "]2 ; 4]"), (7, 18, "[0 ; 2]"), (58, 163, "]4 ; 6]"), (140, 75, "]6 ; 10]")]
)
def test_the_unrounded_reading_names_its_band(qpv, km, band):
    one = alone(qpv, km, UNROUNDED)
    index = str(one.weighted_index).replace(".", ",")
    assert steps(one, UNROUNDED)["band"].figures == (("Indice retenu", f"{index} (non arrondi)"), ("Tranche", band))
    assert steps(one, UNROUNDED)["band"].sentence.startswith(
        f"L’indice non arrondi, {index}, est dans la tranche {band}"
    )


def test_the_overseas_index_is_shown_with_the_decimals_of_its_reading():
    readings = [(FROZEN, "2,0"), (UNROUNDED, "2,0120")]
    for scale, index in readings:
        assert steps(alone(48, 43, scale, zone=Zone.OVERSEAS), scale)["band"].figures == (("Indice retenu", index),)


def test_another_scale_is_named_beside_the_annex():
    scale = replace(FROZEN, source="Note du 3 mars 2025")
    references = {step.reference for step in steps(alone(58, 163), scale).values()}
    assert {reference.rpartition(" ; ")[2] for reference in references} == {"barème : Note du 3 mars 2025"}


def test_several_holders_of_a_post_are_counted_and_a_zone_without_variable_part_is_named():
    mainland = SCALE.zones[Zone.MAINLAND]
    two = replace(mainland.posts[0], headcount=Decimal("1.5"))
    scale = replace(
        FROZEN, zones={**FROZEN.zones, Zone.MAINLAND: ZoneRules(posts=(two,), overhead_rate=0, variable=False)}
    )
    told = steps(alone(199, 163, scale), scale)
    assert told["fixed_part"].sentence == (
        "Équipe minimale de 1,5 ETP : direction 1,5 × 90 000 €. "
        "Masse salariale de 135 000 € + 0 % de frais de fonctionnement (0 €) = 135 000 €."
    )
    assert told["band"].result == "sans effet en métropole"


# Alerts


@pytest.mark.parametrize(
    ("one", "sentences"),
    [
        (
            alone(63, 18),
            [
                (
                    "Avec l’indice non arrondi, 2,0417 au lieu de 2,0, la tranche donnerait 1 ETP "
                    "supplémentaire au lieu "
                    "de 0 : 36 000 € de plancher de l’État et 72 000 € de budget socle en jeu."
                ),
                "Indice 2,0, au seuil 2 : au-delà, 1 ETP de plus, soit 36 000 € de plancher de l’État.",
            ],
        ),
        (
            alone(63, 18, UNROUNDED),
            [
                (
                    "Avec l’indice arrondi à 2,0, la tranche donnerait 0 ETP supplémentaire au lieu de 1 : "
                    "36 000 € de plancher de l’État et 72 000 € de budget socle en jeu."
                )
            ],
        ),
        (
            alone(140, 75),
            [
                (
                    "Avec l’indice non arrondi, 6,0283 au lieu de 6,0, la tranche donnerait 3 ETP "
                    "supplémentaires au lieu "
                    "de 2 : 36 000 € de plancher de l’État et 72 000 € de budget socle en jeu."
                ),
                "Indice 6,0, au seuil 6 : au-delà, 1 ETP de plus, soit 36 000 € de plancher de l’État.",
            ],
        ),
        (
            alone(48, 43, zone=Zone.OVERSEAS),
            [
                (
                    "Avec l’indice non arrondi, 2,0120 au lieu de 2,0, la tranche donnerait 1 ETP "
                    "supplémentaire au lieu "
                    "de 0 : sans effet dans cette zone, 0 € en jeu."
                )
            ],
        ),
        (
            alone(59, 18),
            ["Indice 1,9, à 0,1 point du seuil 2 : au-delà, 1 ETP de plus, soit 36 000 € de plancher de l’État."],
        ),
        (
            alone(61, 18, UNROUNDED),
            ["Indice 1,9688, à 0,0312 point du seuil 2 : au-delà, 1 ETP de plus, soit 36 000 € de plancher de l’État."],
        ),
        (
            alone(1_205, "170.5"),
            [
                "1 205 quartiers prioritaires, hors des bornes figées (7 à 199) : le calcul retient 199.",
                "170,5 km, hors des bornes figées (18 à 163 km) : le calcul retient 163 km.",
            ],
        ),
        (
            alone(1, "17.5"),
            [
                "1 quartier prioritaire, hors des bornes figées (7 à 199) : le calcul retient 7.",
                "17,5 km, hors des bornes figées (18 à 163 km) : le calcul retient 18 km.",
            ],
        ),
    ],
)
def test_alerts_say_what_is_at_stake(one, sentences):
    assert alerts(one) == sentences


def test_the_euros_at_stake_are_those_of_the_other_band():
    bands = (
        Band(above=0, up_to=2, extra_fte=0),
        Band(above=2, up_to=Decimal("2.01"), extra_fte=1),
        Band(above=Decimal("2.01"), up_to=10, extra_fte=3),
    )
    scale = replace(FROZEN, bands=bands, state_share=Decimal("0.6"))
    assert alerts(alone(63, 18, scale)) == [
        (
            "Avec l’indice non arrondi, 2,0417 au lieu de 2,0, la tranche donnerait 3 ETP "
            "supplémentaires au lieu de 0 : "
            "129 600 € de plancher de l’État et 216 000 € de budget socle en jeu."
        ),
        "Indice 2,0, au seuil 2 : au-delà, 1 ETP de plus, soit 43 200 € de plancher de l’État.",
    ]


def test_a_flat_network_says_which_criterion_tells_nothing():
    flat = allocate([overseas("a", 1_200, "30.50"), centre("b", 1_200, "30.5")], SCALE)
    assert alerts(flat) == [
        "Bornes égales (1 200) pour le nombre de QPV : ce sous-indice vaut 0 pour tous les centres.",
        "Bornes égales (30,5 km) pour la distance médiane : ce sous-indice vaut 0 pour tous les centres.",
    ]


def test_sentences_carry_the_no_break_spaces_of_french_typography():
    told = {step.code: step for step in explain(alone(199, 163), FROZEN.bounds, FROZEN)}
    assert told["state_floor"].sentence == (
        "L’État garantit au moins 50\u00a0% du budget socle\u00a0: 504\u202f000\u00a0€ × 50\u00a0% = "
        "252\u202f000\u00a0€. Le préfet de région peut aller au-delà."
    )
    assert told["band"].figures[1].value == "]6\u202f; 10]"
