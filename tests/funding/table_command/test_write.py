"""The table that scripts read: CSV and JSON with decimal points, whole euros and harmless names."""

import csv
import io
import json
from dataclasses import replace
from decimal import Decimal

import pytest

from funding.formula.allocate import CentreInput, Zone, allocate
from funding.table_command.write import table_rows, to_csv, to_json
from tests.funding.networks import FROZEN, PUBLISHED, SCALE, centre, overseas

COLUMNS = (
    "centre;zone;qpv;indice_qpv;km;indice_km;indice;etp_supplementaires;etp;part_fixe;part_variable;budget_socle;"
    "plancher_etat;alertes"
)
NETWORK = (*PUBLISHED[:1], centre("hdf", 199, "52.50"), centre("seuil", 63, "18"))
ALERTS = (
    "Avec l’indice non arrondi, 2,0417 au lieu de 2,0, la tranche donnerait 1\u00a0ETP supplémentaire "
    "au lieu de 0\u00a0: "
    "36\u202f000\u00a0€ de plancher de l’État et 72\u202f000\u00a0€ de budget socle en jeu. | "
    "Indice 2,0, au seuil 2\u00a0: au-delà, 1\u00a0ETP de plus, soit 36\u202f000\u00a0€ de plancher de l’État."
)


def test_the_csv_holds_one_row_per_centre():
    assert to_csv(allocate(NETWORK, FROZEN)).splitlines() == [
        COLUMNS,
        "Centre martinique;outre-mer;7;0.0000;21;0.2069;0.1;0;3;247000;0;247000;123500;",
        "Centre hdf;metropole;199;10.0000;52.5;2.3793;7.7;3;7;288000;216000;504000;252000;",
        f"Centre seuil;metropole;63;2.9167;18;0.0000;2.0;0;4;288000;0;288000;144000;{ALERTS}",
    ]


def test_the_json_holds_the_same_rows_with_numbers():
    text = to_json(allocate(NETWORK, FROZEN))
    rows = json.loads(text, parse_float=Decimal)
    assert rows == [dict(row) for row in table_rows(allocate(NETWORK, FROZEN))]
    assert rows[1] == {
        "centre": "Centre hdf",
        "zone": "metropole",
        "qpv": 199,
        "indice_qpv": Decimal("10.0000"),
        "km": Decimal("52.5"),
        "indice_km": Decimal("2.3793"),
        "indice": Decimal("7.7"),
        "etp_supplementaires": 3,
        "etp": 7,
        "part_fixe": 288_000,
        "part_variable": 216_000,
        "budget_socle": 504_000,
        "plancher_etat": 252_000,
        "alertes": "",
    }
    assert '"indice_qpv": 0.0000, "km": 21, ' in text
    assert [type(rows[1][name]) for name in ("etp", "part_fixe", "km")] == [int, int, Decimal]


def test_a_name_with_quotes_and_accents_survives_json_and_csv():
    name = 'Le « centre » d"été ; ici'
    result = allocate([replace(centre("a", 1, 2), name=name)], SCALE)
    assert json.loads(to_json(result))[0]["centre"] == name
    assert "été" in to_json(result)
    (row,) = csv.DictReader(io.StringIO(to_csv(result)), delimiter=";")
    assert row["centre"] == name


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@A1", "'@A1"),
        ("\t=1", "'\t=1"),
        ("\r=1", "' =1"),
        ("A\r\n=1", "A =1"),
        ("＝1", "'＝1"),
        ("1-1", "1-1"),
    ],
)
def test_no_name_starts_a_formula_nor_a_line_in_the_csv(name, written):
    result = allocate([replace(centre("a", 1, 2), name=name)], SCALE)
    (row,) = csv.DictReader(io.StringIO(to_csv(result), newline=""), delimiter=";")
    assert row["centre"] == written


def test_what_concerns_the_whole_network_is_said_on_each_row():
    result = allocate([centre("a", 5, "30"), overseas("b", 5, "40")], SCALE)
    sentence = "Bornes égales (5) pour le nombre de QPV\u00a0: ce sous-indice vaut 0 pour tous les centres."
    assert [row["alertes"] for row in table_rows(result)] == [sentence, sentence]


@pytest.mark.parametrize(
    ("km", "written"),
    [("0.00", "0"), ("-0", "0"), ("1E+2", "100"), ("20.10", "20.1"), ("1E-20", "0." + "0" * 19 + "1")],
)
def test_kilometres_are_written_in_full_without_idle_zeros(km, written):
    one = CentreInput(key="a", name="A", zone=Zone.MAINLAND, qpv=1, km=Decimal(km))
    assert to_csv(allocate([one], SCALE)).splitlines()[1].split(";")[4] == written


def test_posts_by_halves_are_written_with_a_point():
    bands = (*FROZEN.bands[:3], replace(FROZEN.bands[3], extra_fte=Decimal("2.50")))
    row = to_csv(allocate([centre("a", 199, 163)], replace(FROZEN, bands=bands))).splitlines()[1]
    assert row == "Centre a;metropole;199;10.0000;163;10.0000;10.0;2.5;6.5;288000;180000;468000;234000;"
