"""The demonstration's figures: always the same, coherent with one another, in the ranges that are known (§5)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from centres.models import Centre
from crpv.dashboard.build import dashboard_of
from crpv.demonstration.indicator_invention import invent
from crpv.demonstration.indicator_profiles import LAST, MARK, NEVER_ANSWERED, PROFILES, SENT_BACK, YEARS
from evaluation.collection.findings import checked_indicators
from evaluation.law.checks import check
from evaluation.models import Campaign, Collection, Indicator
from evaluation.queries import figures_of, measure_of
from evaluation.referential.load import read_indicators
from funding.payments.queries import state_money

CASES = [pytest.param(profile, year, id=f"{profile.slug}-{year}") for profile in PROFILES for year in YEARS]
CODES = [row["code"] for row in read_indicators()]


@pytest.mark.parametrize(("profile", "year"), CASES)
def test_the_figures_of_a_centre_hold_together(profile, year):
    measures = invent(profile, year)
    assert sorted(measures) == sorted(CODES)
    found = check(measures, checked_indicators(Indicator(**row) for row in read_indicators()))
    is_above = measures["HC-03"].value is not None and measures["HC-03"].value > 20  # the scene of R-72
    assert [one.key for one in found] == (["ceiling"] if is_above else [])


@pytest.mark.parametrize(("year", "low", "high"), [(2020, 2_150, 2_250), (2021, 3_050, 3_200)])
def test_the_network_does_what_was_published(year, low, high):
    total = sum(invent(profile, year)["AC-01"].value for profile in PROFILES)
    assert low <= total <= high


def test_the_health_crisis_is_a_dip_held_at_a_distance():
    whole = {year: sum(invent(one, year)["AC-01"].value for one in PROFILES) for year in YEARS}
    assert min(whole, key=whole.get) == 2020
    remote = sum(invent(one, 2020)["AC-02"].numerator for one in PROFILES)
    assert remote / whole[2020] > Decimal("0.5")


def test_six_campaigns_are_closed_and_say_that_they_are_invented(loaded):
    campaigns = Campaign.objects.filter(year__in=YEARS).order_by("year")
    assert [(one.year, one.state) for one in campaigns] == [(year, "closed") for year in YEARS]
    assert all(one.note.startswith(MARK) for one in campaigns)
    assert "crise sanitaire" in campaigns[0].note
    assert Collection.objects.filter(campaign__in=campaigns).count() == len(YEARS) * len(PROFILES)


def test_one_never_answered_and_another_was_sent_back(loaded):
    last = Collection.objects.filter(campaign__year=LAST)
    assert set(last.exclude(state="closed").values_list("centre__slug", "state")) == {
        (NEVER_ANSWERED, "to_fill"), (SENT_BACK, "returned"),
    }  # fmt: skip
    assert last.get(state="returned").values.filter(is_pointed_out=True).count() == 2
    assert not last.get(state="to_fill").values.exists()


def test_what_was_sent_back_is_what_the_checks_refuse(loaded):
    form = Collection.objects.select_related("campaign", "centre").get(campaign__year=LAST, state="returned")
    answers = {one.indicator.code: measure_of(one) for one in form.values.select_related("indicator")}
    found = check(answers, checked_indicators(Indicator.objects.all()))
    assert [one.code for one in found if one.is_blocking] == ["M2-01", "AC-04"]


def test_the_scenes_are_there(loaded):
    reported = figures_of([LAST])
    figures = {centre.slug: reported.get((centre.pk, LAST)) for centre in Centre.objects.all()}
    assert figures["trajectoire-ressources"].measure("QP-12").value == 0
    assert figures["profession-banlieue"].measure("HC-03").value > 20
    assert figures["oriv"].measure("MO-04").value < 50
    assert figures["mayotte"].measure("QN-02").value == 1
    assert figures["paris"].measure("MO-02").is_not_applicable


def test_the_money_of_the_state_is_said_once(loaded):
    """R-98: forms, dashboard, notifications and adopted exercise of 2025 say the same amounts."""
    books = {centre.pk: state_money(centre.pk, LAST) for centre in Centre.objects.all()}
    verified = {centre: form for (centre, _), form in figures_of([LAST]).items()}
    shares = {centre: form.measure("MO-04") for centre, form in verified.items() if form.measure("MO-04").numerator}
    assert len(shares) == 16
    assert {centre: (one.numerator, one.denominator) for centre, one in shares.items()} == {
        centre: (books[centre].notified, books[centre].core_budget) for centre in shares
    }
    assert {centre: verified[centre].measure("MO-03").parts["etat_147_socle"] for centre in shares} == {
        centre: books[centre].notified for centre in shares
    }
    figures = {figure.code: figure for figure in dashboard_of(LAST).figures()}
    assert figures["MO-04"].numerator == sum(books[centre].notified for centre in shares)
    assert figures["FI-04"].value == sum(one.notified for one in books.values())
    assert figures["FI-05"].value == sum(one.paid for one in books.values())
