"""The dashboard of a year: the figures added by hand, in five queries, for the network or a region (R-140, R-144)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from centres.models import DistrictCount
from crpv.dashboard.build import dashboard_of, provisional_from
from crpv.dashboard.queries import sources_of
from crpv.dashboard.schema import Dashboard
from documents.french import listed
from evaluation.enums import CampaignState, CollectionState
from evaluation.models import Campaign, Value
from evaluation.summaries import services as summaries
from funding.models import Notification, Payment
from governance.enums import BodyKind, ProductionKind, Theme
from governance.models import Body, Contribution, Meeting, Production, Worksite
from tests.evaluation.worlds import by_hand, campaign_of, form_of, year_of
from tests.factories import CentreFactory, DepartmentFactory
from tests.text import words

pytestmark = pytest.mark.django_db

CODES_OUT_OF_THE_FIGURES = {"AC-03", "QE-01"}  # told by their parts or by the grid alone


def refreshed(*years):
    for year in years:
        summaries.refresh(year)


def figure(board, code):
    return next(one for one in board.figures() if one.code == code)


@pytest.mark.parametrize("count", [1, 40])
def test_five_queries_make_the_dashboard_whatever_the_network(count, django_assert_num_queries):
    for year in (2022, 2023, 2024):
        year_of(year, count if year == 2024 else 1)
    refreshed(2022, 2023, 2024)

    with django_assert_num_queries(5):
        dashboard_of(2024)


def test_every_national_indicator_is_in_the_dashboard_once_with_the_figure_added_by_hand():
    """R-142: they cover every core mission."""
    campaign = year_of(2024, 6)
    form_of(campaign, CentreFactory(), state=CollectionState.RETURNED)
    refreshed(2024)

    board = dashboard_of(2024)

    expected = {code: told for code, told in by_hand(2024).items() if code not in CODES_OUT_OF_THE_FIGURES}
    indicators = [one for one in board.figures() if one.definition]
    assert sorted(one.code for one in indicators) == sorted(expected)
    for one in indicators:
        value, answered, missing, apart, _ = expected[one.code]
        assert (one.value, one.answered, one.missing, one.not_applicable) == (value, answered, missing, apart)


def test_the_parts_of_a_figure_are_in_its_table_and_in_its_drawing():
    year_of(2024, 5)
    refreshed(2024)
    section = dashboard_of(2024).section("activite")
    _, _, _, _, parts = by_hand(2024)["AC-04"]

    rows = {row[0]: row[1] for row in section.table("publics").rows}
    chart = next(one for one in section.charts if one.table == "publics")

    assert rows == {"Élus": parts["elus"], "Associations": parts["associations"], "Ensemble": sum(parts.values())}
    assert dict(zip(chart.categories, chart.series[0].values, strict=True)) == {
        label: figure for label, figure in rows.items() if label != "Ensemble"
    }


def test_the_dashboard_comes_back_the_same_from_its_text():
    year_of(2023, 2)
    year_of(2024, 3, note="Année ordinaire.")
    refreshed(2023, 2024)
    board = dashboard_of(2024)

    assert Dashboard.from_json(board.to_json()) == board


def test_a_year_or_a_region_without_a_campaign_has_no_dashboard():
    year_of(2024, 1)
    refreshed(2024)

    assert dashboard_of(2023) is None
    assert dashboard_of(2024, "ZZ9") is None


def test_an_edition_of_a_region_tells_its_own_centres_and_nothing_else():
    department = DepartmentFactory()
    campaign = year_of(2024, 3, department=department)
    stranger = CentreFactory(usual_name="Très Étranger")
    form_of(campaign, stranger, state=CollectionState.SUBMITTED)
    refreshed(2024)

    board = dashboard_of(2024, department.region.code)

    assert (board.asked, board.answered, board.region) == (3, 3, department.region.code)
    assert "Très Étranger" not in board.to_json()
    value, *_ = by_hand(2024, lambda one: one != stranger)["AC-01"]
    assert figure(board, "AC-01").value == value


def test_who_is_missing_is_named_with_the_state_of_its_form():
    """R-135, R-136."""
    campaign = year_of(2024, 1)
    form_of(campaign, CentreFactory(usual_name="En retard"), state=CollectionState.TO_FILL)
    form_of(campaign, CentreFactory(usual_name="À revoir"), state=CollectionState.RETURNED)
    refreshed(2024)

    board = dashboard_of(2024)

    assert (board.asked, board.answered) == (3, 1)
    rows = board.section("collecte").table("manquants").rows
    assert set(rows) == {("En retard", "À remplir"), ("À revoir", "À corriger")}


@pytest.mark.parametrize("code", ["QC-02", "QP-12", "QN-02", "HC-03", "MO-04"])
@pytest.mark.parametrize("conforms", [True, False])
def test_a_critical_figure_is_an_alarm_as_soon_as_one_centre_misses_its_threshold(code, conforms):
    """§4.3: QC-02, QP-12, QN-02, HC-03 and MO-04."""
    good, bad = {"QC-02": (1, 0), "QP-12": (1, 0), "QN-02": (2, 1), "HC-03": (20, 21), "MO-04": (50, 49)}[code]
    campaign = campaign_of(2024)
    for value in (good, good if conforms else bad):
        form = form_of(campaign, CentreFactory())
        Value.objects.filter(collection=form, indicator__code=code).update(
            value=value, numerator=value, denominator=100, is_not_applicable=False
        )
    refreshed(2024)

    told = figure(dashboard_of(2024), code)

    assert (told.is_critical, told.alarm, told.conforming, told.answered) == (True, not conforms, 1 + conforms, 2)


def test_five_years_are_told_with_who_answered_and_the_note_of_the_year():
    """Domaine §6.9: 2020 is a hollow, and says why."""
    for year in range(2019, 2025):
        year_of(year, 2, note="Crise sanitaire." if year == 2020 else "")
    refreshed(*range(2019, 2025))

    section = dashboard_of(2024).section("evolution")
    rows = section.table("evolution-demi-journees").rows

    assert [row[0] for row in rows] == ["2020", "2021", "2022", "2023", "2024"]
    assert [row[1:3] for row in rows] == [
        (by_hand(year)["AC-01"][0], Decimal(by_hand(year)["AC-01"][1])) for year in range(2020, 2025)
    ]
    assert {chart.notes for chart in section.charts} == {("2020\u00a0: Crise sanitaire.",)}


def half_days(year, *values):
    """A year whose centres declare these half-days (None: not said); its dashboard is that of the year after."""
    campaign = campaign_of(year)
    for value in values:
        declares(form_of(campaign, CentreFactory()), "AC-01", value)
    summaries.refresh(year)


def test_the_figure_of_the_year_before_is_beside():
    half_days(2023, 100, 50)
    half_days(2024, 90, 45)

    told = figure(dashboard_of(2024), "AC-01")

    assert (told.value, told.previous, told.previous_year) == (135, 150, 2023)
    assert told.sentence == "2\u00a0centres ont répondu sur 2\u00a0interrogés."


def test_two_years_told_by_other_numbers_of_centres_do_not_stand_side_by_side():
    half_days(2023, 100, 50, 30)
    half_days(2024, 90, 45, None)

    board = dashboard_of(2024)
    told = figure(board, "AC-01")

    assert (told.value, told.previous, told.previous_year) == (135, None, None)
    assert told.sentence == (
        "2\u00a0centres ont répondu sur 3\u00a0interrogés (1 sans réponse vérifiée). "
        "2\u00a0centres en 2024, 3 en 2023\u00a0: rien n’est comparé."
    )
    (chart,) = (one for one in board.section("evolution").charts if one.table == "evolution-demi-journees")
    assert chart.alternative == (
        "De 180\u00a0demi-journées en 2023 (3\u00a0centres) à 135\u00a0demi-journées en 2024 (2\u00a0centres)."
    )


def test_while_the_collection_runs_nothing_is_compared():
    half_days(2023, 100, 50)
    half_days(2024, 90, 45)
    for state, expected in ((CampaignState.OPEN, (None, False)), (CampaignState.CLOSED, (150, True))):
        Campaign.objects.filter(year=2024).update(state=state)
        board = provisional_from(sources_of(2024))
        told = figure(board, "AC-01")
        assert told.value == 135
        assert (told.previous, any(one.key == "evolution" for one in board.sections)) == expected


def production(day, *centres):
    made = Production.objects.create(title="Note", kind=ProductionKind.NOTE, theme=Theme.EDUCATION, published_on=day)
    made.centres.set(centres)


def declares(form, code, value):
    Value.objects.filter(collection=form, indicator__code=code).update(value=value, is_not_applicable=False)


def test_a_joint_production_counts_once_for_the_network():
    """R-32."""
    campaign = campaign_of(2024)
    one, two = CentreFactory(), CentreFactory()
    for centre in (one, two):
        declares(form_of(campaign, centre), "M3-04", 2)
    production(dt.date(2024, 5, 2), one, two)
    production(dt.date(2024, 6, 2), one)
    production(dt.date(2023, 5, 2), one, two)
    refreshed(2024)

    board = dashboard_of(2024)

    assert (figure(board, "PR-01").value, figure(board, "M3-04").value) == (2, 3)
    assert figure(board, "M3-04").sentence.startswith("4 déclarées, dont 1\u00a0signature en double retirée")


def test_the_meetings_held_stand_against_their_minimum():
    """R-108."""
    year_of(2024, 1)
    body = Body.objects.create(kind=BodyKind.TECHNICAL, name="Comité technique")
    for day, held in ((1, True), (2, True), (3, False)):
        Meeting.objects.create(body=body, on=dt.date(2024, 3, day), is_held=held)
    refreshed(2024)

    rows = dashboard_of(2024).section("vie-nationale").table("reunions").rows

    assert next(row for row in rows if row[0].startswith("Comité technique")) == (
        "Comité technique d’animation nationale", Decimal(2), Decimal(3), "1 de moins", "R-108",
    )  # fmt: skip


def test_worksites_and_contributions_are_counted():
    """R-111, R-112."""
    year_of(2024, 1)
    site = Worksite.objects.create(year=2024, rank=1, title="Emploi")
    for delivered in (dt.date(2024, 9, 1), None):
        Contribution.objects.create(worksite=site, centre=CentreFactory(), delivered_on=delivered)
    refreshed(2024)
    board = dashboard_of(2024)

    assert (figure(board, "VN-01").value, figure(board, "VN-02").value) == (1, 2)
    assert figure(board, "VN-02").sentence.startswith("1 remises, de 2\u00a0centres")


def test_the_map_and_its_table_tell_the_same_coverage():
    """R-13."""
    department = DepartmentFactory(name="Couvert")
    DepartmentFactory(name="Découvert", region=department.region)
    year_of(2024, 2, department=department)
    refreshed(2024)

    section = dashboard_of(2024).section("couverture")

    assert [row[1:] for row in section.table("territoires").rows] == [(2, 1, Decimal("50.0"), "Découvert")]
    assert section.charts[0].series[0].values == (2, 0)
    assert DistrictCount.objects.count() == 2
    assert figure(dashboard_of(2024), "CV-02").value == 80


def test_the_funding_table_is_the_adopted_one_or_says_that_there_is_none(adopted, ici):
    for year in (2024, adopted.year):
        form_of(campaign_of(year), ici)
    refreshed(2024, adopted.year)

    lines = [line for line in adopted.allocations.all() if line.budget is not None]
    board = dashboard_of(adopted.year)

    assert figure(board, "FI-01").value == sum(line.budget for line in lines)
    assert figure(board, "FI-02").value == sum(line.state_floor for line in lines)
    assert len(board.section("financement").table("dotations").rows) == adopted.allocations.count()
    assert board.section("financement").introduction.endswith(
        f"Dans le calcul sans être interrogé sur son activité {adopted.year}, ni compté sur la carte\u00a0: "
        f"{listed([line.name for line in sorted(lines, key=lambda one: one.name) if line.centre_id != ici.pk])}."
    )
    assert dashboard_of(2024).section("financement").introduction == (
        "Aucun exercice de financement 2024 n’est adopté : rien n’est publié ici."
    )


def test_r_98_what_the_state_notified_and_paid_is_beside_what_centres_declare(adopted, ici, ailleurs):
    """Cancelled amounts do not count; the exercise gives the denominator whatever the form said."""
    year = adopted.year
    form = form_of(campaign_of(year), ici)
    Value.objects.filter(collection=form, indicator__code="MO-04").update(
        value=60, numerator=228_300, denominator=380_500, parts={}, is_not_applicable=False
    )
    for centre, amount in ((ici, 216_000), (ailleurs, 180_000)):
        Notification.objects.create(centre=centre, year=year, amount=amount, on=dt.date(year, 3, 1))
    Payment.objects.create(centre=ici, year=year, amount=200_000, on=dt.date(year, 5, 1))
    refreshed(year)

    board = dashboard_of(year)

    assert (figure(board, "FI-04").value, figure(board, "FI-05").value) == (396_000, 200_000)
    declared = "Les formulaires vérifiés déclarent 228 300 € de subvention socle"
    assert [words(figure(board, code).sentence) for code in ("FI-04", "FI-05")] == [
        f"Pour 2 centres. {declared} ; 216 000 € sont notifiés à ces centres.",
        f"Pour 1 centre. {declared} ; 200 000 € sont versés à ces centres.",
    ]
    assert figure(board, "MO-04").denominator == adopted.allocations.get(centre=ici).budget


def test_every_chart_draws_a_table_of_its_section_and_says_itself_in_words():
    year_of(2023, 3)
    year_of(2024, 3)
    refreshed(2023, 2024)

    for section in dashboard_of(2024).sections:
        for chart in section.charts:
            assert section.table(chart.table).rows
            assert chart.alternative
            assert {len(one.values) for one in chart.series} == {len(chart.categories)}
