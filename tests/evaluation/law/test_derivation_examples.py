"""One literal example per computed indicator of §4.3: what is recorded, what the figure says, and its sentence."""

from __future__ import annotations

from decimal import Decimal

import pytest

from evaluation.law.aggregation import Measure
from evaluation.law.computed.facts import Computed
from evaluation.law.computed.registry import DERIVATIONS, derive
from evaluation.referential.load import read_indicators
from tests.evaluation.counting.facts_world import NOTHING, YEAR, action, income, kept, meeting, production, session
from tests.text import words

WANTED = {row["code"]: row["derivation"] for row in read_indicators() if row["derivation"]}
TRAINING = action(
    "M2", session(half_days=2, elus=2, associations=(10, 4)), session("2025-04-01", half_days=2, mode="distanciel"),
    pk=3, format="formation", theme="valeurs", targets_a_place=True, satisfied=9, answered=10, state="done",
)  # fmt: skip
CYCLE = action("M2", session(associations=6), pk=4, format="cycle_qualification", theme="emploi", state="done",
               productions=frozenset({7}), on_underequipped_sites=True, all_contracts=True)  # fmt: skip
NETWORK = action("M1", session(elus=3, associations=9), pk=1, network_type="ouvert", network_name="Santé",
                 departments=frozenset({"44", "75"}), contracts=("Nantes", "Saint-Nazaire"))  # fmt: skip
CLUB = action("M1", session(associations=5), pk=2, network_name="Équipes projet", is_for_elected=True)
WATCH = action("M3", session(half_days="0.5", habitants=1), pk=5, theme="autre")
RURAL = action("C2", session(associations=50), pk=6, nature="complementaire")
ON_DEMAND = action("M2", session(elus=50, half_days=2), pk=7, nature="complementaire", format="formation")
LAST_YEAR = action("M1", session("2024-12-31", elus=99), pk=8, year=YEAR - 1)
PLANNED = action("M2", session(elus=99, held=False), pk=9)
FACTS = kept(
    NETWORK, CLUB, TRAINING, CYCLE, WATCH, RURAL, ON_DEMAND, LAST_YEAR, PLANNED,
    productions=(
        production(7, kind="fiche_experience", in_national_format=True, agreed_in_advance=True, centres=(1, 2)),
        production(8, shared_on_common_tool=True), production(9, on="2024-12-31"),
    ),
    budget=(
        income("etat_147_socle", 150_000, pk=1), income("region", 90_000, pk=2),
        income("region", 30_000, "complementaire", pk=3), income("prestations", 30_000, "concurrentiel", pk=4),
    ),
    meetings=(meeting(pk=1), meeting(pk=2), meeting("financeurs", pk=3)),
    national_meetings=(meeting("technique", pk=4), meeting("journee", pk=5, came=False)),
    worksites_open=3, has_bodies=True, seats=9, elected_seats=4, perimeter=frozenset({"44", "49", "53"}),
    contracts=4, core_budget=Decimal(288_000),
)  # fmt: skip


def of(value, **parts):
    return Measure(value=Decimal(value), parts={key: Decimal(part) for key, part in parts.items()})


def over(top, bottom, value):
    return Measure(value=Decimal(value), numerator=Decimal(top), denominator=Decimal(bottom))


SEATS = (
    "2 réunions de l’instance décisionnelle, 1 du comité des financeurs ; 4 élus sur 9 sièges de l’instance "
    "décisionnelle."
)
EXAMPLES = {
    "M1-01": (of(2), "2 demi-journées : 2 séances de 2 actions."),
    "M1-02": (of(2), "2 réseaux : 2 actions de la mission 1 ayant tenu une séance."),
    "M1-03": (over(1, 2, 50), "1 sur 2 réseaux : thématique et ouvert au droit commun."),
    "M1-04": (of(17), "17 participations à 2 séances de 2 actions."),
    "M1-05": (over(1, 2, 50), "1 sur 2 actions de la mission 1 : au moins deux publics réunis."),
    "M2-01": (of(5, formation=4, cycle_qualification=1), "5 demi-journées : 3 séances de 2 actions."),
    "M2-02": (of(1), "1 cycle : 1 action ayant tenu au moins une séance."),
    "M2-03": (of(2), "2 sessions de formation : 1 action ayant tenu au moins une séance."),
    "M2-04": (of(18), "18 participations à 3 séances de 2 actions."),
    "M2-05": (over(18, 3, 6), "18 participations pour 3 séances de la mission 2."),
    "M2-06": (over(1, 2, 50), "1 sur 2 actions de la mission 2 : un territoire précis est visé."),
    "M2-07": (over(9, 10, 90), "9 réponses satisfaites sur 10, 1 action."),
    "M3-01": (of(2, fiche_experience=1, note=1), "2 productions publiées en 2025."),
    "M3-02": (of(1), "1 fiche au format commun en 2025."),
    "M3-03": (over(1, 2, 50), "1 sur 2 actions de la mission 2 : une production est liée."),
    "M3-04": (of(1), "1 production cosignée en 2025."),
    "AC-01": (of("7.5"), "7,5 demi-journées : 6 séances de 5 actions."),
    "AC-02": (over(2, "7.5", "26.7"), "2 sur 7,5 demi-journées socle : à distance ou en mode hybride."),
    "AC-03": (
        Measure(parts={"autre": Decimal("0.5"), "education": Decimal(2), "emploi": Decimal(1), "valeurs": Decimal(4)}),
        "7,5 demi-journées socle, 4 thèmes.",
    ),
    "AC-04": (of(36, associations=30, elus=5, habitants=1), "36 participations à 6 séances socle."),
    "AC-05": (over(3, 3, 100), "3 sur 3 départements du périmètre."),
    "AC-06": (over(4, 4, 100), "4 sur 4 contrats de ville du périmètre."),
    "QC-02": (of(1), "1 production convenue à l’avance."),
    "QC-03": (of(1), "1 ressource versée à l’outil commun en 2025."),
    "QP-10": (over(4, 36, "11.1"), "4 sur 36 participations : droit commun."),
    "QP-11": (over(1, "7.5", "13.3"), "1 sur 7,5 demi-journées socle : sites peu dotés ou entrants."),
    "QP-12": (of(1), "1 action dédiée aux élus, 1 séance."),
    "QN-01": (over(1, 2, 50), "1 présence sur 2 réunions nationales."),
    "QN-02": (of(0), "0 chantier investi sur 3 chantiers ouverts."),
    "HC-01": (of(2, C1=1, C2=1), "2 missions complémentaires actives."),
    "HC-02": (over(30_000, 300_000, 10), "30 000 € de produits complémentaires sur 300 000 € de produits."),
    "HC-03": (over(30_000, 300_000, 10), "30 000 € de prestations à des non-membres sur 300 000 € de produits."),
    "MO-02": (
        of(300_000, total=300_000, socle=240_000),
        "300 000 € de produits réalisés, dont 240 000 € pour les missions socle.",
    ),
    "MO-03": (of(300_000, etat_147_socle=150_000, region=120_000, prestations=30_000), "300 000 € de 3 financeurs."),
    "MO-04": (
        over(150_000, 288_000, "52.1"),
        "150 000 € de subvention socle pour 288 000 € de budget socle calculé (budget socle réel : 240 000 €).",
    ),
    "GO-01": (
        Measure(value=Decimal(3), numerator=Decimal(4), denominator=Decimal(9),
                parts={"decisionnelle": Decimal(2), "financeurs": Decimal(1)}),
        SEATS,
    ),
}  # fmt: skip


def test_every_computed_indicator_has_its_example():
    assert list(EXAMPLES) == list(WANTED)


@pytest.mark.parametrize("code", EXAMPLES)
def test_what_is_recorded_gives_the_figure_and_its_sentence(code):
    measure, sentence = EXAMPLES[code]
    computed = derive(WANTED, FACTS)[code]
    assert (computed.measure, words(computed.sentence)) == (measure, sentence)


def test_nothing_recorded_is_blank_and_never_a_zero():
    assert derive(WANTED, NOTHING) == {}


def test_a_year_that_is_kept_and_empty_is_a_true_zero():
    found = derive(WANTED, kept())
    assert found["AC-01"].measure == of(0)
    assert found["M3-01"].measure == of(0)
    assert found["M2-06"].measure == Measure(numerator=Decimal(0), denominator=Decimal(0))
    assert {"MO-02", "QN-01", "QN-02", "GO-01", "M2-07", "AC-05"} & set(found) == set()


@pytest.mark.parametrize("code", ["HC-02", "HC-03", "MO-02", "MO-03", "MO-04"])
def test_r_56_money_is_without_object_where_the_state_does_not_fund(code):
    computed = derive(WANTED, kept(is_state_funded=False, budget=FACTS.budget, core_budget=Decimal(1)))[code]
    assert (computed.measure, computed.lines) == (Measure(is_not_applicable=True), ())


def test_a_count_of_contracts_waits_for_the_number_of_the_perimeter():
    computed = DERIVATIONS["contracts"](kept(NETWORK))
    assert computed == Computed(measure=Measure(), lines=computed.lines, sentence=computed.sentence)
    assert words(computed.sentence) == "2 contrats nommés ; donnez le nombre de contrats du périmètre."


def test_contracts_named_are_counted_once_whatever_their_writing():
    again = action("M2", session(), pk=2, contracts=("nantes ",))
    computed = DERIVATIONS["contracts"](kept(NETWORK, again, contracts=10))
    assert computed.measure == over(2, 10, 20)


def test_a_département_out_of_the_perimeter_does_not_count():
    computed = DERIVATIONS["departments"](kept(NETWORK, perimeter=frozenset({"44", "49"})))
    assert computed.measure == over(1, 2, 50)


def test_a_training_out_of_the_core_is_not_a_core_session():
    """R-24: asked for by one institution, it counts among complementary missions only."""
    found = derive(WANTED, kept(ON_DEMAND))
    assert (found["M2-03"].measure, found["HC-01"].measure) == (of(0), of(1, C1=1))


def test_a_part_worth_nothing_is_left_out():
    computed = DERIVATIONS["publics"](kept(action("M1", session(elus=0, associations=2))))
    assert computed.measure == of(2, associations=2)
