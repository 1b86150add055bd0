"""What deserves a look before adoption."""

from decimal import Decimal

import pytest

from centres.enums import DistanceMethod
from funding.models import Allocation, Round
from funding.rounds.queries import Severity, anomalies_of


def line(**figures):
    return Allocation(
        round=Round(year=2025),
        name="Ici",
        zone="metropole",
        **{"qpv": 40, "km": Decimal("60.0"), "km_method": DistanceMethod.ROAD} | figures,
    )


def labels(one, previous=None):
    return [(found.severity, found.label) for found in anomalies_of(one, previous)]


def test_a_plain_line_has_none():
    assert labels(line(), line()) == []


@pytest.mark.parametrize("missing", ["qpv", "km"])
def test_a_missing_figure_blocks(missing):
    assert labels(line(**{missing: None})) == [(Severity.BLOCKING, "donnée manquante")]


def test_a_missing_figure_out_of_the_calculation_does_not():
    assert labels(line(km=None, in_formula=False)) == []


@pytest.mark.parametrize(
    ("figure", "value", "found"),
    [
        ("qpv", 48, 0),
        ("qpv", 49, 1),
        ("qpv", 32, 0),
        ("qpv", 31, 1),
        ("km", Decimal(72), 0),
        ("km", Decimal("72.1"), 1),
    ],
)
def test_more_than_a_fifth_of_change_is_said(figure, value, found):
    assert labels(line(**{figure: value}), line()) == [(Severity.WARNING, "forte variation")] * found


def test_the_change_is_told_in_french_figures():
    (found,) = anomalies_of(line(km=Decimal("72.5")), line())
    assert found.sentence == (
        "La médiane des distances passe de 60\u00a0km en 2024 à 72,5\u00a0km en 2025\u00a0: plus de 20\u00a0% d’écart."
    )


@pytest.mark.parametrize(
    ("figures", "label"),
    [
        ({"km_method": DistanceMethod.ESTIMATE}, "distance estimée"),
        ({"to_confirm": True}, "à confirmer"),
        ({"input_reason": "Recomptage."}, "donnée corrigée"),
    ],
)
def test_doubts_are_notices(figures, label):
    assert labels(line(**figures)) == [(Severity.NOTICE, label)]


def test_a_planned_centre_is_a_warning():
    assert labels(line(is_planned=True)) == [(Severity.WARNING, "centre à créer")]


def test_what_the_formula_flags_is_passed_on():
    alerts = [{"code": "band_differs", "sentence": "Arrondi décisif."}]
    (found,) = anomalies_of(line(alerts=alerts), None)
    assert (found.label, found.sentence) == ("tranche sensible à l’arrondi", "Arrondi décisif.")
