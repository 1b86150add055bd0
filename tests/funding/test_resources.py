"""The figures of an open exercise come in from a file; results and amounts only go out."""

import datetime as dt
import json
from decimal import Decimal

import pytest
from django.utils.timezone import localdate

from accounts.models import Act
from documents.spreadsheets.import_formats import FORMATS, SafeCsv, SafeJson
from funding.models import Allocation
from funding.models.round import CORRECTED
from funding.payments import services as money
from funding.payments.corrections import cancel
from funding.resources import AllocationInputResource, AllocationResource, NotificationResource, PaymentResource

TITLES = "exercice;centre;qpv;km;motif\n"


def bring(text, **options):
    result = AllocationInputResource().import_data(SafeCsv().create_dataset((TITLES + text).encode()), **options)
    return AllocationInputResource().sentences(result), {kind: count for kind, count in result.totals.items() if count}


def figures():
    return list(Allocation.objects.order_by("pk").values_list("centre__slug", "qpv", "km", "input_reason", "budget"))


def line_of(exercise, slug):
    return exercise.allocations.get(centre__slug=slug)


def q(text):
    return f"«\u00a0{text}\u00a0»"


def at(line, column, told):
    return f"Ligne {line}, colonne {q(column)}\u00a0: {told}"


def test_figures_come_in_and_the_whole_network_is_recalculated(draft, cast):
    before = line_of(draft, "ici").weighted_index
    assert bring("2025;grand;250;163;Liste relue\n", user=cast.national) == ([], {"update": 1})
    grand = line_of(draft, "grand")
    assert (grand.qpv, grand.input_reason) == (250, "Liste relue")
    assert line_of(draft, "ici").weighted_index < before
    act = Act.objects.first()
    assert (act.actor, act.verb, act.target) == (cast.national, "exercice : importer des données", draft)
    assert act.facts == {"figures": {"Grand": {"qpv": 250, "km": "163.0", "motif": "Liste relue"}}}


@pytest.mark.parametrize(
    ("columns", "cells", "told"),
    [
        ("", "", ("", CORRECTED)),
        (";methode;source_km", ";estimation;161 à 166 km", ("", CORRECTED)),
        (";methode;source_km", ";route;161 à 166 km", ("route", "161 à 166 km")),
    ],
)
def test_a_distance_that_comes_in_without_its_source_loses_the_old_one(draft, columns, cells, told):
    draft.allocations.filter(centre__slug="grand").update(km_method="estimation", km_source="161 à 166 km")
    text = f"exercice;centre;qpv;km;motif{columns}\n2025;grand;199;139;Remesurée{cells}\n"
    AllocationInputResource().import_data(SafeCsv().create_dataset(text.encode()))
    line = line_of(draft, "grand")
    assert (line.km, line.km_method, line.km_source) == (Decimal(139), *told)


def test_a_preview_recalculates_nothing(draft, cast):
    before, acts = figures(), Act.objects.count()
    assert bring("2025;grand;250;163;Liste relue\n", user=cast.national, dry_run=True) == ([], {"update": 1})
    assert (figures(), Act.objects.count()) == (before, acts)


def test_a_figure_taken_away_leaves_the_exercise_without_results(draft, cast):
    assert bring("2025;grand;;163;À recompter\n", user=cast.national) == ([], {"update": 1})
    assert line_of(draft, "grand").qpv is None
    assert set(draft.allocations.values_list("budget", flat=True)) == {None}


@pytest.mark.parametrize("kind", FORMATS)
def test_what_goes_out_comes_back_unchanged(draft, cast, kind):
    before = figures()
    exported = AllocationInputResource().export()
    result = AllocationInputResource().import_data(kind().create_dataset(kind().export_data(exported)))
    assert (AllocationInputResource().sentences(result), result.totals["skip"]) == ([], len(exported))
    assert figures() == before


@pytest.mark.parametrize("kind", FORMATS)
def test_the_lines_of_an_adopted_exercise_come_back_unchanged_and_only_so(adopted, cast, kind):
    exported = AllocationInputResource().export()
    result = AllocationInputResource().import_data(kind().create_dataset(kind().export_data(exported)))
    assert (AllocationInputResource().sentences(result), result.totals["skip"]) == ([], len(exported))
    year, slug = exported.dict[0]["exercice"], exported.dict[0]["centre"]
    assert bring(f"{year};{slug};999;163;x\n")[0] == [
        at(2, "exercice", f"l’exercice {year} est adopté\u202f; corrigez-le par une nouvelle version.")
    ]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (
            "2025;grand;250;163;\n",
            at(2, "motif", "dites pourquoi la donnée change\u202f; le motif reste avec elle."),
        ),
        ("2030;grand;250;163;x\n", at(2, "exercice", "l’exercice 2030 n’existe pas\u202f; préparez-le d’abord.")),
        (
            "2025;grand;-1;163;x\n",
            at(2, "qpv", f"{q('-1')} est hors limites\u202f; allez de 0 à 2\u202f147\u202f483\u202f647."),
        ),
        (
            "2025;grand;250;16,25;x\n",
            at(2, "km", f"{q('16,25')} a trop de décimales\u00a0: gardez-en 1 au plus."),
        ),
        (
            "2025;petit;1;1;y\n",
            f"Lignes 2 et 3\u00a0: elles décrivent la même chose (exercice {q('2025')} et centre {q('petit')}).",
        ),
    ],
)
def test_a_faulty_line_keeps_everything_out(draft, line, sentence):
    before = figures()
    assert bring(f"{line}2025;petit;8;18;Liste relue\n")[0] == [sentence]
    assert figures() == before


def test_an_adopted_exercise_is_corrected_by_a_new_version(adopted):
    before = figures()
    assert bring("2025;grand;250;163;x\n")[0] == [
        at(2, "exercice", "l’exercice 2025 est adopté\u202f; corrigez-le par une nouvelle version.")
    ]
    assert figures() == before


def test_a_centre_out_of_the_exercise_is_refused(draft):
    draft.allocations.get(centre__slug="petit").delete()
    assert bring("2025;petit;8;18;x\n")[0] == [
        at(2, "centre", "ce centre n’est pas dans l’exercice 2025\u202f; relisez d’abord le référentiel.")
    ]


def test_the_results_go_out_as_numbers(draft):
    rows = json.loads(SafeJson().export_data(AllocationResource().export()), parse_float=Decimal)
    grand = next(row for row in rows if row["centre"] == "grand")
    assert (grand["exercice"], grand["qpv"], grand["budget_socle"], grand["plancher_etat"]) == (
        2025, 199, Decimal("504000.00"), Decimal("252000.00"),
    )  # fmt: skip
    paris = next(row for row in rows if row["centre"] == "paris")
    assert (paris["dans_le_calcul"], paris["km"], paris["budget_socle"]) == (False, None, None)


def test_the_amounts_go_out_as_numbers(adopted, cast):
    line = line_of(adopted, "ici")
    money.notify(
        line, actor=cast.regional, amount=Decimal("144000.50"), on=dt.date(2025, 3, 1), reference="=A1", reason="x"
    )
    paid = money.pay(line, actor=cast.regional, amount=Decimal("72000"), on=dt.date(2025, 4, 1))
    cancel(paid, line, actor=cast.regional, because="Doublon")
    assert SafeCsv().export_data(NotificationResource().export()).decode("utf-8-sig").splitlines() == [
        "exercice;centre;montant;date;reference;motif;annule_le;motif_annulation",
        "2025;ici;144000,50;2025-03-01;'=A1;x;;",
    ]  # fmt: skip
    assert SafeCsv().export_data(PaymentResource().export()).decode("utf-8-sig").splitlines() == [
        "exercice;centre;montant;date;reference;annule_le;motif_annulation",
        f"2025;ici;72000,00;2025-04-01;;{localdate()};Doublon",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "resource", [AllocationResource, AllocationInputResource, NotificationResource, PaymentResource]
)
def test_an_export_is_one_query(draft, resource, django_assert_num_queries):
    with django_assert_num_queries(1):
        resource().export()
