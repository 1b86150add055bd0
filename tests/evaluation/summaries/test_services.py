"""The consolidated figures of a year: true to the verified forms, kept at write time, checked (R-135, R-142, R-144)."""

from __future__ import annotations

import io
from decimal import Decimal
from fractions import Fraction

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from centres.models import LeadRegion, Perimeter
from evaluation.enums import CollectionState, IndicatorOrigin
from evaluation.law.commitments import TITLES, CommitmentStatus
from evaluation.models import Campaign, Indicator, Value, YearSummary
from evaluation.summaries import services as summaries
from tests.evaluation.worlds import by_hand, campaign_of, form_of, year_of
from tests.factories import LONG_AGO, CentreFactory, DepartmentFactory

pytestmark = pytest.mark.django_db


def kept_figures(year, region=""):
    return summaries.stored_summaries([year], region)[year].figures


def told(figures):
    """Code → the same five things as `by_hand`."""
    return {
        line.definition.code: (
            line.aggregate.value, line.aggregate.answered, line.aggregate.missing, line.aggregate.not_applicable,
            {key: Fraction(part) for key, part in line.aggregate.parts.items()},
        )
        for line in figures.lines
    }  # fmt: skip


@pytest.mark.parametrize("seed", range(3))
def test_every_consolidated_figure_is_the_one_added_by_hand(seed):
    campaign = year_of(2024, 7, seed=seed)
    form_of(campaign, CentreFactory(), state=CollectionState.SUBMITTED, seed=seed)
    form_of(campaign, CentreFactory(is_state_funded=False), seed=seed)
    summaries.refresh(2024)

    figures = kept_figures(2024)

    assert len(figures.lines) == 44
    assert told(figures) == by_hand(2024)
    assert (figures.asked, figures.answered) == (9, 8)


def test_a_form_that_is_not_verified_is_missing_everywhere_and_counted(ici):
    campaign = campaign_of(2024)
    for state in (CollectionState.TO_FILL, CollectionState.FILLED, CollectionState.SUBMITTED, CollectionState.RETURNED):
        form_of(campaign, CentreFactory(), state=state)
    summaries.refresh(2024)

    figures = kept_figures(2024)

    assert (figures.asked, figures.answered) == (4, 0)
    assert {line.aggregate.missing for line in figures.lines} == {4}
    assert {line.aggregate.value for line in figures.lines} == {None}


def test_paris_is_out_of_the_financial_totals_even_when_it_answers():
    """R-56."""
    campaign = campaign_of(2024)
    form = form_of(campaign, CentreFactory(is_state_funded=False))
    budget = campaign.referential.indicators.get(code="MO-02")
    answer = {"value": Decimal(900_000), "is_not_applicable": False}  # whatever was drawn for this centre
    Value.objects.update_or_create(collection=form, indicator=budget, defaults=answer)
    summaries.refresh(2024)

    made = kept_figures(2024).line("MO-02").aggregate

    assert (made.value, made.answered, made.not_applicable, made.missing) == (None, 0, 1, 0)


def test_an_indicator_of_a_region_stays_out_of_the_national_consolidation(ici):
    """R-133."""
    campaign = year_of(2024, 1)
    Indicator.objects.create(
        referential=campaign.referential, code="RG-01", rank=99, section="AC", label="Local", definition="x",
        kind="entier", aggregation="somme", standing=IndicatorOrigin.REGIONAL,
        region=ici.perimeters.get().department.region,
    )  # fmt: skip
    summaries.refresh(2024)

    assert kept_figures(2024).line("RG-01") is None


def test_a_centre_over_two_regions_counts_in_both_and_once_in_the_network():
    two, other = DepartmentFactory(), DepartmentFactory()
    centre = CentreFactory(department=two)
    Perimeter.objects.create(centre=centre, department=other, valid_from=LONG_AGO)
    form_of(campaign_of(2024), centre)
    summaries.refresh(2024)

    assert [kept_figures(2024, code).asked for code in ("", two.region.code, other.region.code)] == [1, 1, 1]


def test_the_lead_region_counts_a_centre_that_acts_elsewhere():
    centre = CentreFactory()
    elsewhere = DepartmentFactory().region
    LeadRegion.objects.filter(centre=centre).update(region=elsewhere)
    form_of(campaign_of(2024), centre)
    summaries.refresh(2024)

    assert kept_figures(2024, elsewhere.code).asked == 1


def test_a_region_has_the_figures_of_its_own_centres_only():
    department = DepartmentFactory()
    campaign = year_of(2024, 3, department=department)
    form_of(campaign, CentreFactory())
    summaries.refresh(2024)

    of_region = kept_figures(2024, department.region.code)

    assert told(of_region) == by_hand(2024, lambda one: one.perimeters.get().department == department)


def test_the_grid_has_one_row_a_centre_and_the_thirteen_commitments():
    """R-120 to R-132."""
    campaign = year_of(2024, 1)
    silent = CentreFactory(usual_name="Zélé")
    form_of(campaign, silent, state=CollectionState.SUBMITTED)
    summaries.refresh(2024)

    first, last = summaries.stored_summaries([2024], grid_of=2024)[2024].grid

    assert list(first.statuses) == [f"R-{number}" for number in range(120, 133)] == list(TITLES)
    assert last.name == "Zélé"
    assert set(last.statuses.values()) == {CommitmentStatus.UNKNOWN}


def test_only_the_year_asked_brings_its_grid():
    year_of(2024, 1)
    summaries.refresh(2024)

    assert summaries.stored_summaries([2024])[2024].grid == ()


def test_what_is_kept_is_what_a_recomputation_gives():
    year_of(2024, 2)
    summaries.refresh(2024)

    assert summaries.differences(2024) == []
    assert YearSummary.objects.filter(year=2024).count() == 3  # the network and two regions


def test_a_figure_changed_behind_the_back_of_the_summary_is_found():
    year_of(2024, 2)
    answers = Value.objects.filter(indicator__code="AC-01")
    answers.update(value=3, is_not_applicable=False)  # the forms draw blanks at times
    summaries.refresh(2024)
    answers.filter(pk=answers.first().pk).update(value=4)

    assert any("le réseau" in sentence for sentence in summaries.differences(2024))
    with pytest.raises(CommandError):
        call_command("rebuild_summaries", "--check", stdout=io.StringIO())


def test_a_summary_written_over_is_found_by_its_seal():
    year_of(2024, 1)
    summaries.refresh(2024)
    YearSummary.objects.filter(region=None).update(seal="0" * 64)

    assert summaries.differences(2024) == [
        "2024, le réseau : la synthèse gardée n’est pas celle que donnent les formulaires vérifiés."
    ]


def test_the_command_keeps_every_year_again_and_then_finds_nothing():
    year_of(2023, 1)
    year_of(2024, 1)
    out = io.StringIO()
    call_command("rebuild_summaries", stdout=out)
    call_command("rebuild_summaries", "--check", stdout=out)

    assert out.getvalue().splitlines() == [
        "2023 : synthèses recalculées.",
        "2024 : synthèses recalculées.",
        "Toutes les synthèses disent ce que donnent les formulaires vérifiés.",
    ]


def test_a_refused_act_leaves_the_summary_as_it_was():
    campaign = year_of(2024, 1)
    summaries.refresh(2024)
    before = YearSummary.objects.get(year=2024, region=None).content

    def act():
        with transaction.atomic():
            form_of(campaign, CentreFactory())
            summaries.refresh(2024)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        act()

    assert YearSummary.objects.get(year=2024, region=None).content == before
    assert summaries.differences(2024) == []


def test_a_year_without_a_campaign_keeps_nothing(db):
    summaries.refresh(1999)

    assert summaries.stored_summaries([1999]) == {}
    assert not Campaign.objects.exists()


@pytest.mark.parametrize("count", [1, 40])
def test_the_number_of_queries_does_not_grow_with_the_network(count, django_assert_num_queries):
    year_of(2024, count)
    with django_assert_num_queries(6):
        summaries.compute(2024)
    summaries.refresh(2024)
    with django_assert_num_queries(1):
        summaries.stored_summaries(range(2020, 2025), grid_of=2024)
