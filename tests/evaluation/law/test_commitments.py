"""The grid of the thirteen quality commitments (R-120 to R-132) on literal figures."""

from __future__ import annotations

from decimal import Decimal

import pytest

from evaluation.law.aggregation import Measure
from evaluation.law.commitments import Verdict, commitments
from tests.text import words

DONE, UNDER_WAY, BROKEN, UNDECIDED = Verdict
RULES = [f"R-{number}" for number in range(120, 133)]


def of(value):
    return Measure(value=Decimal(str(value)))


def over(top, bottom):
    value = Decimal(top) * 100 / bottom if bottom else None
    return Measure(value=value, numerator=Decimal(top), denominator=Decimal(bottom))


def row(rule, figures, **more):
    return next(one for one in commitments(figures, **more) if one.rule == rule)


def test_there_are_thirteen_rows_in_the_order_of_the_rules():
    assert [one.rule for one in commitments({})] == RULES


def test_nothing_answered_cannot_tell_anything():
    assert {one.verdict for one in commitments({})} == {UNDECIDED}
    assert row("R-121", {}).evidence == "Pas de réponse à QE-02."


@pytest.mark.parametrize(
    ("rule", "figures", "verdict", "evidence"),
    [
        ("R-120", {"QE-01": Measure(choice="conforme")}, DONE, "Le centre s’apprécie : conforme."),
        ("R-120", {"QE-01": Measure(choice="en_cours")}, UNDER_WAY, "Le centre s’apprécie : en cours."),
        ("R-120", {"QE-01": Measure(choice="non_conforme")}, BROKEN, "Le centre s’apprécie : non conforme."),
        ("R-121", {"QE-02": of("1.5")}, DONE, "1,5 jour de formation par équivalent temps plein."),
        ("R-121", {"QE-02": of(0)}, BROKEN, "0 jour de formation par équivalent temps plein."),
        ("R-122", {"QC-01": of(1)}, DONE, "Veille active assurée : oui."),
        ("R-122", {"QC-01": of(0)}, BROKEN, "Veille active assurée : non."),
        ("R-123", {"QC-02": of(0)}, BROKEN, "Au moins une production de forme convenue à l’avance : non."),
        ("R-124", {"QC-03": of(2)}, DONE, "2 ressources versées à l’outil commun."),
        ("R-125", {"M3-05": of(6), "M3-06": of(900)}, DONE, "6 lettres d’information envoyées, 900 abonnés."),
        ("R-125", {"M3-05": of(0)}, BROKEN, "0 lettre d’information envoyée."),
        ("R-126", {"QP-10": over(1, 4)}, DONE, "25 % de présences du droit commun (1 sur 4)."),
        (
            "R-126", {"QP-10": over(1, 4), "AC-04": Measure(parts={"elus": Decimal(1), "autres": Decimal(3)})}, DONE,
            "25 % de présences du droit commun (1 sur 4), 2 publics touchés.",
        ),
        ("R-126", {"QP-10": over(0, 0)}, UNDECIDED, "Rien à mesurer cette année (0 sur 0)."),
        ("R-127", {"QP-12": of(0)}, BROKEN, "0 action dédiée aux élus."),
        ("R-127", {"QP-12": of(3)}, DONE, "3 actions dédiées aux élus."),
        ("R-128", {"QP-11": over(3, 10)}, DONE, "30 % de l’activité sur des sites peu dotés ou entrants (3 sur 10)."),
        ("R-129", {"QN-01": over(0, 4)}, BROKEN, "0 % de présence aux réunions nationales (0 sur 4)."),
        ("R-130", {"QN-02": of(2)}, DONE, "2 chantiers nationaux investis (minimum : 2)."),
        ("R-130", {"QN-02": of(1)}, UNDER_WAY, "1 chantier national investi (minimum : 2)."),
        ("R-130", {"QN-02": of(0)}, BROKEN, "0 chantier national investi (minimum : 2)."),
        ("R-131", {"QN-03": of(1)}, DONE, "1 expertise thématique identifiée."),
        ("R-131", {"QN-03": Measure(is_not_applicable=True)}, UNDECIDED, "Déclaré sans objet (QN-03)."),
    ],
)  # fmt: skip
def test_what_the_figures_say(rule, figures, verdict, evidence):
    found = row(rule, figures)
    assert (found.verdict, words(found.evidence)) == (verdict, evidence)


@pytest.mark.parametrize(
    ("figures", "verdict", "evidence"),
    [
        ({"A": of(0), "B": Measure(is_not_applicable=True)}, DONE, "2 indicateurs renseignés sur 2."),
        ({"A": of(0)}, UNDER_WAY, "1 indicateur renseigné sur 2. Manquent : B."),
        ({}, BROKEN, "0 indicateur renseigné sur 2."),
    ],
)
def test_r_132_asks_for_every_element(figures, verdict, evidence):
    found = row("R-132", figures, expected=("A", "B"))
    assert (found.verdict, words(found.evidence)) == (verdict, evidence)
