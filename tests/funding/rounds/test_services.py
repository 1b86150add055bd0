"""The life of an exercise: prepare, complete, refresh, correct a figure, adopt, correct after adoption."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from accounts.acts.workflow import RefusedError
from accounts.journal import faults
from accounts.models import Act
from centres.enums import DistanceMethod
from centres.models import DistrictCount, MedianDistance
from documents.published.write_once import json_fingerprint
from funding.enums import RoundState
from funding.models import Allocation, Round
from funding.models.round import CORRECTED
from funding.rounds import services as rounds
from funding.rounds.queries import anomalies_of
from funding.rounds.services import Correction
from funding.rounds.workflow import ROUND_WORKFLOW, faults_of
from tests.factories import CentreFactory


def line_of(exercise, slug):
    return exercise.allocations.select_related("round", "centre").get(centre__slug=slug)


def floors(exercise):
    return dict(exercise.allocations.order_by("name").values_list("centre__slug", "state_floor"))


def test_an_exercise_starts_from_the_registry_and_is_calculated(draft):
    line = line_of(draft, "grand")
    assert (line.qpv, line.km, line.vintage) == (199, Decimal("163.0"), 2024)
    assert (line.published_index, line.fte, line.budget) == (Decimal("10.00"), 7, Decimal(504_000))
    assert draft.ruler["bounds"] == {"qpv_min": "7", "qpv_max": "199", "km_min": "18.0", "km_max": "163.0"}


def test_each_zone_gets_its_own_fixed_part(draft):
    assert floors(draft) == {
        "ailleurs": Decimal(180_000),
        "grand": Decimal(252_000),
        "ici": Decimal(180_000),
        "paris": None,
        "petit": Decimal(123_500),
    }


def test_paris_is_in_the_list_but_weighs_nothing(draft):
    paris = line_of(draft, "paris")
    assert (paris.in_formula, paris.budget, paris.steps) == (False, None, [])


def test_a_missing_figure_stops_the_whole_calculation_and_is_no_zero(network, scale, cast, ici):
    MedianDistance.objects.filter(centre=ici).delete()
    exercise = rounds.prepare(2025, scale, actor=cast.national)
    assert exercise.calculated_at is None
    assert line_of(exercise, "ici").km is None
    assert set(floors(exercise).values()) == {None}
    with pytest.raises(RefusedError, match="complétez les données"):
        rounds.adopt(exercise, actor=cast.national)


def test_the_registry_is_read_as_it_was_on_the_first_of_january(network, scale, cast, ici):
    DistrictCount.objects.filter(centre=ici).update(valid_to=dt.date(2025, 1, 1))
    DistrictCount.objects.create(centre=ici, vintage=2024, count=99, valid_from=dt.date(2025, 1, 2))
    assert line_of(rounds.prepare(2025, scale, actor=cast.national), "ici").qpv == 40
    assert line_of(rounds.prepare(2026, scale, actor=cast.national), "ici").qpv == 99


def test_the_same_year_is_not_prepared_twice(draft, scale, cast):
    with pytest.raises(RefusedError, match="existe déjà"):
        rounds.prepare(2025, scale, actor=cast.national)


def test_only_national_staff_prepare(network, scale, cast):
    with pytest.raises(PermissionDenied):
        rounds.prepare(2025, scale, actor=cast.regional)
    assert Round.objects.count() == 0


def test_refreshing_takes_the_registry_again_but_keeps_corrected_figures(draft, cast, ici, ailleurs):
    wanted = Correction(qpv=50, km=Decimal("60.0"), in_formula=True, reason="Arrêté préfectoral du 3 mars.")
    rounds.correct_figure(line_of(draft, "ici"), wanted, actor=cast.national)
    DistrictCount.objects.filter(centre__in=[ici, ailleurs]).update(count=77)
    CentreFactory(slug="nouveau", usual_name="Nouveau")
    rounds.refresh(draft, actor=cast.national)
    assert line_of(draft, "ici").qpv == 50
    assert line_of(draft, "ailleurs").qpv == 77
    assert line_of(draft, "nouveau").budget == Decimal(360_000)


def test_correcting_a_figure_needs_a_reason(draft, cast):
    wanted = Correction(qpv=50, km=Decimal("60.0"), in_formula=True, reason="  ")
    with pytest.raises(RefusedError, match="Dites pourquoi"):
        rounds.correct_figure(line_of(draft, "ici"), wanted, actor=cast.national)
    assert line_of(draft, "ici").qpv == 40


def test_a_centre_taken_out_of_the_calculation_keeps_no_euro(draft, cast):
    wanted = Correction(qpv=40, km=Decimal(60), in_formula=False, reason="Convention dénoncée.")
    rounds.correct_figure(line_of(draft, "ici"), wanted, actor=cast.national)
    line = line_of(draft, "ici")
    assert (line.in_formula, line.budget, line.weighted_index, line.steps, line.alerts) == (False, None, None, [], [])
    assert floors(draft)["ailleurs"] == Decimal(180_000)


def test_a_centre_that_the_registry_takes_out_keeps_no_euro_once_read_again(draft, cast, ici):
    ici.is_state_funded = False
    ici.save()
    rounds.refresh(draft, actor=cast.national)
    assert floors(draft)["ici"] is None


def test_correcting_a_figure_recalculates_everyone_and_is_in_the_journal(draft, cast):
    wanted = Correction(qpv=99, km=Decimal("90.0"), in_formula=True, reason="Erreur de saisie.")
    rounds.correct_figure(line_of(draft, "grand"), wanted, actor=cast.national)
    assert floors(draft)["ici"] == Decimal(216_000)
    act = Act.objects.get(verb="exercice : corriger une donnée")
    assert (act.comment, act.facts["before"]["qpv"], act.facts["after"]["qpv"]) == ("Erreur de saisie.", 199, 99)


@pytest.mark.parametrize(
    ("qpv", "km", "sources", "labels"),
    [
        (40, "60.0", ("Arrêté", "161 à 166 km, vol d’oiseau × 1,3"), {"distance estimée", "à confirmer"}),
        (40, "139.0", ("Arrêté", CORRECTED), set()),
        (50, "60.0", (CORRECTED, "161 à 166 km, vol d’oiseau × 1,3"), {"distance estimée", "à confirmer"}),
        (None, None, (CORRECTED, CORRECTED), set()),
    ],
)
def test_a_figure_that_is_replaced_no_longer_bears_the_source_of_the_old_one(
    network, scale, cast, ici, qpv, km, sources, labels
):
    DistrictCount.objects.filter(centre=ici).update(source="Arrêté", to_confirm=False)
    MedianDistance.objects.filter(centre=ici).update(
        source="161 à 166 km, vol d’oiseau × 1,3", method=DistanceMethod.ESTIMATE, to_confirm=True
    )
    exercise = rounds.prepare(2025, scale, actor=cast.national)
    wanted = Correction(qpv=qpv, km=km and Decimal(km), in_formula=True, reason="Remesurée par la route.")
    rounds.correct_figure(line_of(exercise, "ici"), wanted, actor=cast.national)
    line = line_of(exercise, "ici")
    assert (line.qpv_source, line.km_source) == sources
    found = {one.label for one in anomalies_of(line, None)}
    assert found & {"distance estimée", "à confirmer"} == labels
    assert "donnée corrigée" in found


def test_adoption_freezes_data_scale_steps_and_results(adopted, cast):
    assert (adopted.state, adopted.adopted_by) == (RoundState.ADOPTED, cast.national)
    grand = next(line for line in adopted.frozen["lines"] if line["centre"] == "grand")
    assert grand["data"]["qpv"] == 199
    assert grand["results"]["state_floor"] == "252000.00"
    assert len(grand["steps"]) == len(line_of(adopted, "grand").steps) > 5
    assert adopted.frozen["parameters"]["key"] == "2017"
    assert adopted.seal == json_fingerprint(adopted.frozen)
    assert list(faults_of(adopted)) == []


def test_changing_the_registry_or_the_scale_later_changes_nothing_adopted(adopted, scale, ici):
    before = floors(adopted)
    DistrictCount.objects.filter(centre=ici).update(count=1)
    scale.bands.all().delete()
    scale.state_share = Decimal("0.1")
    scale.save()
    adopted.refresh_from_db()
    assert floors(adopted) == before
    assert list(faults_of(adopted)) == []


@pytest.mark.parametrize("act", [rounds.refresh, rounds.abandon])
def test_an_adopted_exercise_is_neither_refreshed_nor_abandoned(adopted, cast, act):
    with pytest.raises(RefusedError, match="nouvelle version"):
        act(adopted, actor=cast.national)


def test_an_exercise_is_adopted_once(adopted, cast):
    with pytest.raises(RefusedError, match="dans l’état « adopté »"):
        rounds.adopt(adopted, actor=cast.national)


def test_a_correction_starts_from_the_adopted_figures_and_says_why(adopted, cast):
    correction = rounds.open_correction(adopted, actor=cast.national, reason="QPV oublié à Ici.")
    assert (correction.version, correction.replaces, correction.reason) == (2, adopted, "QPV oublié à Ici.")
    assert floors(correction) == floors(adopted)


def test_a_correction_without_a_reason_is_refused(adopted, cast):
    with pytest.raises(RefusedError, match="Dites pourquoi"):
        rounds.open_correction(adopted, actor=cast.national, reason=" ")


def test_one_correction_at_a_time(adopted, cast):
    rounds.open_correction(adopted, actor=cast.national, reason="Un.")
    with pytest.raises(RefusedError, match="déjà en préparation"):
        rounds.open_correction(adopted, actor=cast.national, reason="Deux.")


def test_adopting_the_correction_replaces_the_first_version_which_stays_whole(adopted, cast):
    correction = rounds.open_correction(adopted, actor=cast.national, reason="QPV oublié.")
    correction = rounds.adopt(correction, actor=cast.national)
    adopted.refresh_from_db()
    assert (adopted.state, correction.state) == (RoundState.REPLACED, RoundState.ADOPTED)
    assert list(faults_of(adopted)) == []
    assert Round.objects.adopted().get() == correction


def test_abandoning_leaves_only_the_journal(draft, cast):
    rounds.abandon(draft, actor=cast.national)
    assert Round.objects.count() == Allocation.objects.count() == 0
    assert Act.objects.latest("pk").verb == "exercice : abandonner la préparation"


def test_the_journal_of_a_whole_life_is_unbroken(adopted, cast):
    correction = rounds.open_correction(adopted, actor=cast.national, reason="Motif.")
    rounds.adopt(correction, actor=cast.national)
    assert list(faults()) == []


STATE_BY_ROLE = {
    ("open", "admin"): ["adopt"],
    ("open", "national"): ["adopt"],
    ("open", "regional"): [],
    ("open", "departmental"): [],
    ("open", "director"): [],
    ("open", "partner"): [],
    ("open", "nobody"): [],
    ("adopted", "admin"): [],
    ("adopted", "national"): [],
    ("adopted", "regional"): [],
    ("adopted", "departmental"): [],
    ("adopted", "director"): [],
    ("adopted", "partner"): [],
    ("adopted", "nobody"): [],
}


@pytest.mark.parametrize(("state", "role"), STATE_BY_ROLE)
def test_what_each_role_may_do_in_each_state(draft, cast, state, role):
    if state == "adopted":
        draft = rounds.adopt(draft, actor=cast.national)
    offered = [step.name for step in ROUND_WORKFLOW.offered(getattr(cast, role), draft)]
    assert offered == STATE_BY_ROLE[state, role]


def test_the_database_refuses_two_versions_in_force(adopted, scale, draft):
    twin = Round(
        year=2025, version=2, replaces=adopted, reason="x", scale=scale, prepared_at=adopted.prepared_at,
        adopted_at=adopted.adopted_at, frozen=adopted.frozen, seal=adopted.seal, state=RoundState.ADOPTED,
    )  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save()


def test_the_database_refuses_parts_that_do_not_sum_to_the_budget(draft):
    with pytest.raises(IntegrityError), transaction.atomic():
        Allocation.objects.filter(round=draft, centre__slug="ici").update(fixed_part=1)
