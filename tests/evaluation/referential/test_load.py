"""The national referential as reference data: 44 indicators, every column, loaded once (§4.3)."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import pytest
from django.core.management import call_command

from evaluation.enums import Breakdown, adds_up, parts_of
from evaluation.law.computed.registry import DERIVATIONS
from evaluation.models import Indicator, Referential
from evaluation.referential.load import load_referential, read_indicators

ROWS = read_indicators()
BY_CODE = {row["code"]: row for row in ROWS}


def test_there_are_forty_four_by_section():
    assert Counter(row["section"] for row in ROWS) == {
        "M1": 5, "M2": 7, "M3": 7, "AC": 6, "QE": 2, "QC": 3, "QP": 3, "QN": 3, "HC": 3, "MO": 4, "GO": 1,
    }  # fmt: skip


def test_each_code_begins_with_its_section_and_is_unique():
    assert len(BY_CODE) == 44
    assert all(row["code"].startswith(row["section"]) for row in ROWS)


def test_where_they_come_from_is_told():
    assert Counter(row["standing"] for row in ROWS) == {"CAD": 24, "ATT": 12, "PROP": 8}


def test_the_critical_ones_are_those_of_the_dashboard():
    assert {row["code"] for row in ROWS if row["is_critical"]} == {"QC-02", "QP-12", "QN-02", "HC-03", "MO-04"}


def test_r_56_the_financial_ones_are_those_that_paris_is_out_of():
    assert {row["code"] for row in ROWS if row["is_financial"]} == {"HC-02", "HC-03", "MO-02", "MO-03", "MO-04"}


def test_thresholds_are_those_of_the_framework():
    assert {row["code"]: (row["at_least"], row["at_most"]) for row in ROWS if row["at_least"] or row["at_most"]} == {
        "QC-01": (Decimal(1), None), "QC-02": (Decimal(1), None), "QP-12": (Decimal(1), None),
        "QN-02": (Decimal(2), None), "QN-03": (Decimal(1), None), "HC-03": (None, Decimal(20)),
        "MO-04": (Decimal(50), None),
    }  # fmt: skip


def test_ways_to_consolidate_are_those_of_the_table():
    told = {way: {row["code"] for row in ROWS if row["aggregation"] == way} for way in {r["aggregation"] for r in ROWS}}
    assert (told["moyenne"], told["maximum"]) == ({"QN-02"}, {"HC-03"})
    assert told["part_de_oui"] == {"QC-01", "QC-02", "QN-03"}
    assert told["repartition"] == {"AC-03", "QE-01"}
    assert {"M1-03", "M2-05", "QE-02", "MO-04"} <= told["ratio"]


@pytest.mark.parametrize("row", [pytest.param(row, id=row["code"]) for row in ROWS])
def test_each_line_holds_together(row):
    assert row["definition"].endswith(".")
    assert (row["aggregation"] == "ratio") <= bool(row["numerator"] and row["denominator"])
    assert row["derivation"] == "" or row["derivation"] in DERIVATIONS
    assert row["breakdown"] in Breakdown.values


def test_what_the_centre_types_is_what_nothing_recorded_can_tell():
    typed = {row["code"] for row in ROWS if not row["derivation"]}
    assert typed == {"M3-05", "M3-06", "M3-07", "QE-01", "QE-02", "QC-01", "QN-03", "MO-01"}


@pytest.mark.django_db
def test_loading_twice_changes_nothing():
    first = load_referential()
    Indicator.objects.filter(code="M1-01").update(label="Changé depuis")
    assert load_referential() == first
    assert (Indicator.objects.count(), Referential.objects.count()) == (44, 1)
    assert Indicator.objects.get(code="M1-01").label == "Changé depuis"


@pytest.mark.django_db
def test_every_indicator_loaded_is_valid():
    for indicator in load_referential().indicators.all():
        indicator.full_clean()


@pytest.mark.django_db
def test_the_command_says_what_is_there(capsys):
    call_command("load_referential")
    assert capsys.readouterr().out == "Référentiel 2020 : 44 indicateurs.\n"


@pytest.mark.parametrize("breakdown", Breakdown.values)
def test_every_detail_has_its_parts_but_none(breakdown):
    assert bool(parts_of(breakdown)) is bool(breakdown)
    assert adds_up(breakdown) is (breakdown not in ("", "equipe", "budget"))
