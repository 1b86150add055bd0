"""What is adopted stays as it was: no door of the models changes it, any other change shows, it can be recalculated."""

import datetime as dt
import io
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction
from django.db.models import ProtectedError

from accounts.acts.workflow import RefusedError
from accounts.models import Act
from documents.published.write_once import PublishedError, json_fingerprint
from funding.enums import BoundsMode
from funding.formula import allocate as formula
from funding.formula.allocate import CentreInput, Parameters, Zone
from funding.models import Allocation, Round, RoundDocument
from funding.models.round import RESULT_FIELDS
from funding.rounds import services as rounds
from funding.rounds.workflow import faults_of
from tests.documents.published.publishing import unguarded
from tests.factories import CentreFactory
from tests.funding.rounds.test_services import line_of
from tests.text import words

HEADER = "son en-tête, ses bornes ou ses lignes ne sont plus ceux du contenu figé."
CONTENT = "le contenu figé n’est plus celui de son empreinte."
JOURNAL = "son empreinte n’est pas celle que le journal a gardée à l’adoption."
PAPER = "le tableau imprimé n’est pas celui que le journal a gardé à l’adoption."


# Doors -----------------------------------------------------------------------------------------------------------


def changed(row, **values):
    for name, value in values.items():
        setattr(row, name, value)
    return row


DOORS = {
    "save a line": lambda one, line: changed(line, qpv=1).save(),
    "delete a line": lambda one, line: line.delete(),
    "update lines": lambda one, line: Allocation.objects.filter(pk=line.pk).update(qpv=1),
    "delete lines": lambda one, line: one.allocations.all().delete(),
    "bulk update": lambda one, line: Allocation.objects.bulk_update([changed(line, qpv=1)], ["qpv"]),
    "add a line": lambda one, line: Allocation.objects.create(round=one, centre=CentreFactory(), name="Intrus"),
    "add lines": lambda one, line: Allocation.objects.bulk_create([Allocation(round=one, centre=CentreFactory())]),
    "save the exercise": lambda one, line: changed(one, year=2031).save(),
    "save a field of the exercise": lambda one, line: changed(one, ruler={}).save(update_fields=["ruler"]),
    "update the exercise": lambda one, line: Round.objects.filter(pk=one.pk).update(note="x"),
    "delete exercises": lambda one, line: Round.objects.all().delete(),
    "delete the exercise": lambda one, line: one.delete(),
    "save the paper": lambda one, line: changed(one.document, content=b"x").save(),
    "update the paper": lambda one, line: RoundDocument.objects.update(content=b"x"),
    "delete the paper": lambda one, line: one.document.delete(),
}


@pytest.fixture
def papered(adopted):
    """An adopted exercise with a paper that took no time to print."""
    RoundDocument.objects.create(round=adopted, content=b"%PDF", sha256="0", printed_at=adopted.adopted_at)
    return adopted


@pytest.mark.parametrize("door", DOORS)
def test_no_door_changes_an_adopted_exercise(papered, door):
    with pytest.raises(PublishedError):
        DOORS[door](papered, line_of(papered, "ici"))


def test_a_replaced_version_is_shut_too(adopted, cast):
    rounds.adopt_without_printing(
        rounds.open_correction(adopted, actor=cast.national, reason="Oubli."), actor=cast.national
    )
    with pytest.raises(PublishedError):
        Allocation.objects.filter(round=adopted).update(qpv=1)


def test_a_line_is_not_carried_away_to_an_open_exercise(adopted, scale, cast):
    line = line_of(adopted, "ici")
    line.round = rounds.prepare(2026, scale, actor=cast.national)
    with pytest.raises(PublishedError):
        line.save()


def test_an_open_exercise_is_not_shut(draft):
    assert draft.allocations.update(input_reason="") == 5
    line_of(draft, "ici").delete()


def test_the_scale_of_an_exercise_is_not_deleted(adopted, scale):
    with pytest.raises(ProtectedError), transaction.atomic():
        scale.delete()


# Traces ----------------------------------------------------------------------------------------------------------


def test_an_adopted_exercise_has_no_fault(printed):
    assert list(faults_of(printed)) == []


def test_a_version_adopted_from_another_clock_has_no_fault(draft, cast):
    at = dt.datetime(2024, 12, 31, 23, 30, tzinfo=dt.timezone(dt.timedelta(hours=-10)))
    adopted = rounds.adopt_without_printing(draft, actor=cast.national, at=at)
    assert list(faults_of(Round.objects.get(pk=adopted.pk))) == []


@pytest.mark.parametrize("values", [{"state_floor": 1}, {"qpv": 1}, {"name": "Autre"}, {"input_reason": "x"}])
def test_an_altered_line_shows(adopted, values):
    unguarded(Allocation).filter(round=adopted, centre__slug="ici").update(**values)
    assert list(faults_of(adopted)) == [HEADER]


@pytest.mark.parametrize(
    "values", [{"ruler": {}}, {"reason": "x"}, {"adopted_at": dt.datetime(2001, 1, 1, tzinfo=dt.UTC)}, {"year": 2031}]
)
def test_an_altered_exercise_shows(adopted, values):
    unguarded(Round).filter(pk=adopted.pk).update(**values)
    assert list(faults_of(Round.objects.get(pk=adopted.pk))) == [HEADER]


def test_an_altered_content_shows(adopted):
    adopted.frozen["lines"][0]["data"]["qpv"] = 1
    assert list(faults_of(adopted)) == [CONTENT, HEADER]


def test_a_content_sealed_again_shows_against_the_journal(adopted):
    unguarded(Round).filter(pk=adopted.pk).update(seal="0" * 64)
    assert list(faults_of(Round.objects.get(pk=adopted.pk))) == [CONTENT, JOURNAL]


def test_an_altered_paper_shows_even_with_its_own_fingerprint(printed):
    assert Act.objects.get(verb="exercice : imprimer le tableau").facts == {"sha256": printed.document.sha256}
    printed.document.content = b"%PDF-autre"
    assert list(faults_of(printed)) == [PAPER]


def test_the_command_is_content_with_untouched_exercises(adopted):
    told = io.StringIO()
    call_command("verify_exercises", stdout=told)
    assert words(told.getvalue()) == "Exercices intacts : 1.\n"


def test_the_command_names_each_fault_and_fails(adopted, cast):
    rounds.open_correction(adopted, actor=cast.national, reason="Oubli.")
    unguarded(Allocation).filter(round=adopted, centre__slug="ici").update(qpv=1)
    told = io.StringIO()
    with pytest.raises(CommandError, match=r"1 anomalie\(s\)") as failure:
        call_command("verify_exercises", stdout=told)
    assert failure.value.returncode == 1
    assert words(told.getvalue()) == f"Exercice 2025 : {HEADER}\n"


# Recalculation ---------------------------------------------------------------------------------------------------


def recalculated(frozen):
    """What the formula gives from the frozen content alone."""
    centres = [
        CentreInput(
            key=line["centre"],
            name=line["data"]["name"],
            zone=Zone(line["data"]["zone"]),
            qpv=line["data"]["qpv"] or 0,
            km=Decimal(line["data"]["km"] or 0),
            in_formula=line["data"]["in_formula"],
        )
        for line in frozen["lines"]
    ]
    return formula.allocate(centres, Parameters.from_dict(frozen["parameters"]))


def figures_of(one):
    return {name: one and getattr(one, name) for name in RESULT_FIELDS}


def read_back(results):
    return {name: value and Decimal(value) for name, value in results.items()}


@pytest.mark.parametrize("bounds", [{}, {"qpv_min": 10, "qpv_max": 150, "km_min": Decimal("20.5"), "km_max": 150}])
def test_an_auditor_recalculates_every_figure_from_the_frozen_content_alone(draft, scale, cast, bounds):
    for name, value in bounds.items() | {("bounds_mode", BoundsMode.FROZEN if bounds else BoundsMode.NETWORK)}:
        setattr(scale, name, value)
    scale.state_share, scale.banding_decimals = Decimal("0.5125"), None
    scale.save()
    frozen = rounds.adopt_without_printing(rounds.refresh(draft, actor=cast.national), actor=cast.national).frozen

    result = recalculated(frozen)
    assert len(frozen["lines"]) == 5
    for line in frozen["lines"]:
        found = result.get(line["centre"])
        assert read_back(line["results"]) == figures_of(found)
        alerts = found.alerts if found else []
        assert [alert["sentence"] for alert in line["alerts"]] == [alert.sentence for alert in alerts]
        steps = formula.explain(found, result.bounds, result.parameters) if found else []
        assert [step["sentence"] for step in line["steps"]] == [step.sentence for step in steps]
    assert {name: str(getattr(result.bounds, name)) for name in frozen["ruler"]["bounds"]} == frozen["ruler"]["bounds"]


# Stale results ---------------------------------------------------------------------------------------------------


def edit_the_scale(draft, scale):
    scale.state_share = Decimal("0.6")
    scale.save()


def edit_a_post(draft, scale):
    scale.posts.filter(zone="outre-mer").update(salary=1)


def edit_a_figure(draft, scale):
    unguarded(Allocation).filter(round=draft, centre__slug="ici").update(qpv=199)


def edit_a_result(draft, scale):
    unguarded(Allocation).filter(round=draft, centre__slug="ici").update(state_floor=1)


def edit_the_ruler(draft, scale):
    unguarded(Round).filter(pk=draft.pk).update(ruler={"bounds": {}, "bands": [], "alerts": []})


def break_the_scale(draft, scale):
    scale.bands.all().delete()


@pytest.mark.parametrize(
    "edit", [edit_the_scale, edit_a_post, edit_a_figure, edit_a_result, edit_the_ruler, break_the_scale]
)
def test_results_that_no_longer_follow_from_the_data_are_not_adopted(draft, scale, cast, edit):
    edit(draft, scale)
    with pytest.raises(RefusedError, match="a changé depuis le dernier calcul"):
        rounds.adopt(draft, actor=cast.national)
    assert Round.objects.get().is_open


def test_once_recalculated_they_are(draft, scale, cast):
    edit_the_scale(draft, scale)
    adopted = rounds.adopt_without_printing(rounds.refresh(draft, actor=cast.national), actor=cast.national)
    assert line_of(adopted, "grand").state_floor == Decimal("302400.00")
    assert adopted.frozen["parameters"]["state_share"] == "0.6000"


# Its fingerprint -------------------------------------------------------------------------------------------------

KEPT = {
    "schema": 1, "year": 2026, "reason": "", "adopted_at": None,
    "parameters": {"key": "2017", "state_share": "0.5"}, "ruler": {"qpv": [7, 199]},
    "lines": [
        {
            "centre": "reso-villes",
            "data": {"name": "RésO Villes", "km": "41.0", "in_formula": True, "reason": "« à confirmer »"},
            "results": {"budget": "288000.00", "fte": None}, "steps": [], "alerts": ["Écart de 1 234 €"],
        }
    ],
}  # fmt: skip
SEAL = "03fc4ef5026cd224f95237879b50c84e58c53b5aa0e94bfa1a672303e4fc9ae4"


def test_past_exercises_keep_their_seal():
    """`SEAL` was computed by the function that funding had of its own until its exercises took the shared one."""
    assert json_fingerprint(KEPT) == SEAL
