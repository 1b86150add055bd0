"""The live pages: who opens them, what they say, how many queries they cost."""

from __future__ import annotations

import pytest

from accounts.enums import Role
from evaluation.enums import CampaignState, CollectionState
from evaluation.models import Campaign, Value
from evaluation.summaries import services as summaries
from tests.evaluation.worlds import campaign_of, form_of, year_of
from tests.factories import CentreFactory, MandateFactory
from tests.text import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def year(cast, ici, ailleurs):
    """2024, closed: « Ici » and « Ailleurs » verified, and two centres that nobody of the cast may open."""
    campaign = year_of(2024, 2, note="Année d’essai.")
    for centre in (ici, ailleurs):
        form_of(campaign, centre)
    summaries.refresh(2024)
    return campaign


def live(region=""):
    return f"/tableau-de-bord/2024/regions/{region}/" if region else "/tableau-de-bord/2024/provisoire/"


def region_of(centre):
    return centre.perimeters.get().department.region.code


def test_the_provisional_dashboard_says_that_it_is_and_by_how_many_centres(sign_in, cast, year):
    Campaign.objects.update(state=CampaignState.OPEN)
    form_of(year, CentreFactory(), state=CollectionState.SUBMITTED)
    summaries.refresh(2024)

    page = words(sign_in(cast.national).get(live()))

    assert "<strong>Provisoire.</strong> 4 centres sur 5 à ce jour" in page
    assert "Note de l’exercice 2024 : Année d’essai." in page


def test_once_the_campaign_is_closed_nothing_is_provisional_any_more(sign_in, cast, year, ici):
    for page in (sign_in(cast.national).get(live()), sign_in(cast.regional).get(live(region_of(ici)))):
        assert "Provisoire." not in page.text
        assert "La campagne 2024 est close" in page.text


@pytest.mark.parametrize("role", ["regional", "departmental", "director", "partner", "nobody"])
def test_the_provisional_national_dashboard_is_for_national_staff_alone(sign_in, cast, year, role):
    assert sign_in(getattr(cast, role)).get(live()).status_code == 404


def test_a_region_reads_its_own_edition_and_no_other(sign_in, cast, year, ici, ailleurs):
    client = sign_in(cast.regional)

    assert client.get(live(region_of(ici))).status_code == 200
    assert client.get(live(region_of(ailleurs))).status_code == 404
    assert client.get(live("inconnue")).status_code == 404


@pytest.mark.parametrize("role", ["departmental", "director", "partner", "nobody"])
def test_the_edition_of_a_region_is_for_its_agents(sign_in, cast, year, ici, role):
    assert sign_in(getattr(cast, role)).get(live(region_of(ici))).status_code == 404


@pytest.mark.parametrize("count", [1, 40])
@pytest.mark.parametrize(
    ("address", "queries"),
    [
        ("/tableau-de-bord/2024/provisoire/", 7),
        ("/tableau-de-bord/2024/M1-01/", 6),
        ("/tableau-de-bord/2024/comparer/ici/", 8),
    ],
)
def test_the_queries_of_a_page_do_not_grow(sign_in, cast, ici, count, address, queries, django_assert_num_queries):
    form_of(year_of(2024, count), ici)
    summaries.refresh(2024)
    client = sign_in(cast.national)
    with django_assert_num_queries(queries):
        assert client.get(address).status_code == 200


def test_a_figure_opens_on_the_centres_that_one_may_open_and_the_others_as_one(sign_in, cast, year, ici):
    Value.objects.filter(indicator__code="AC-01").update(value=10, is_not_applicable=False)
    Value.objects.filter(indicator__code="AC-01", collection__centre=ici).update(value=7)

    page = words(sign_in(cast.director).get("/tableau-de-bord/2024/AC-01/").text)

    assert ">Ici<" in page
    assert "7 demi-journées" in page
    assert "3 autres centres, ensemble" in page
    assert "30 demi-journées" in page
    assert "Ailleurs" not in page


def test_a_single_hidden_centre_stays_hidden_and_the_page_says_why(sign_in, cast, ici, ailleurs):
    campaign = campaign_of(2024)
    for centre, value in ((ici, 7), (ailleurs, 4321)):
        form_of(campaign, centre)
        Value.objects.filter(indicator__code="AC-01", collection__centre=centre).update(
            value=value, is_not_applicable=False
        )
    page = sign_in(cast.director).get("/tableau-de-bord/2024/AC-01/").text

    assert "Un seul autre centre a répondu" in page
    assert not any(told in page.replace("\u202f", "") for told in ("4321", "4328"))


def test_before_the_campaign_is_closed_a_director_finds_no_aggregate(sign_in, cast, ici):
    campaign = year_of(2024, 4, state=CampaignState.OPEN)
    form_of(campaign, ici)

    page = sign_in(cast.director).get("/tableau-de-bord/2024/AC-01/").text

    assert "s’ouvrent à la clôture de la campagne" in page
    assert "autres centres, ensemble" not in page
    assert "Provisoire." in page
    assert "autres centres" not in sign_in(cast.national).get("/tableau-de-bord/2024/AC-01/").text


def test_a_form_not_yet_verified_tells_nothing_in_an_opened_figure(sign_in, cast, ici):
    form_of(campaign_of(2024), ici, state=CollectionState.SUBMITTED)
    Value.objects.filter(indicator__code="AC-01").update(value=4321, is_not_applicable=False)

    page = sign_in(cast.national).get("/tableau-de-bord/2024/AC-01/").text

    assert "non renseigné" in page
    assert "4321" not in page.replace("\u202f", "")


@pytest.mark.parametrize("address", ["/tableau-de-bord/2024/ZZ-99/", "/tableau-de-bord/1999/AC-01/"])
def test_an_unknown_figure_or_year_is_absent(sign_in, cast, year, address):
    assert sign_in(cast.national).get(address).status_code == 404


@pytest.mark.parametrize("year", ["0", "0000", "9" * 20])
@pytest.mark.parametrize("page", ["provisoire", "comparer/ici", "regions/52", "AC-01"])
def test_a_year_that_no_calendar_holds_is_absent(sign_in, cast, ici, year, page):
    assert sign_in(cast.national).get(f"/tableau-de-bord/{year}/{page}/").status_code == 404


def test_a_person_without_a_mandate_opens_no_figure(sign_in, cast, year):
    assert sign_in(cast.nobody).get("/tableau-de-bord/2024/AC-01/").status_code == 404


def test_a_director_compares_its_centre_with_centres_that_are_not_named(sign_in, cast, ici):
    campaign = campaign_of(2024)
    form_of(campaign, ici)
    for rank in range(5):
        form_of(campaign, CentreFactory(usual_name=f"Anonyme {rank}"))
    Value.objects.filter(indicator__code="AC-01").update(value=10, is_not_applicable=False)

    page = sign_in(cast.director).get("/tableau-de-bord/2024/comparer/ici/").text

    assert "5 autres centres sont comparables" in page
    assert "Centres comparables qui ont répondu" in page
    assert "Anonyme" not in page


def test_with_fewer_than_five_comparable_centres_the_page_says_that_nothing_is_compared(sign_in, cast, year):
    page = sign_in(cast.director).get("/tableau-de-bord/2024/comparer/ici/").text

    assert "Aucune comparaison n’est possible" in page
    assert '<svg class="chart"' not in page


def test_one_compares_only_a_centre_whose_file_one_opens(sign_in, cast, year):
    client = sign_in(cast.director)

    assert client.get("/tableau-de-bord/2024/comparer/ailleurs/").status_code == 404
    assert client.get("/tableau-de-bord/2024/comparer/inconnu/").status_code == 404
    assert client.get("/tableau-de-bord/2023/comparer/ici/").status_code == 404


def test_a_long_table_shows_fifty_rows_and_says_how_many_remain(sign_in, cast):
    year_of(2024, 51)
    summaries.refresh(2024)

    page = words(sign_in(cast.national).get(live()))

    assert "1 autre ligne dans les fichiers à emporter" in page


def test_an_opened_figure_is_paginated(sign_in, cast):
    year_of(2024, 51)
    page = sign_in(cast.national).get("/tableau-de-bord/2024/AC-01/").text

    assert 'aria-label="Page 2 sur 2"' in page


def test_a_comparison_tells_quartiles_and_never_the_figure_of_another_centre(sign_in, cast, ici):
    """§1.10: of the other centres, aggregates only."""
    campaign = campaign_of(2024)
    form_of(campaign, ici)
    for value in (1117, 1500, 1500, 1500, 9901):
        centre = CentreFactory()
        form_of(campaign, centre)
        Value.objects.filter(indicator__code="AC-01", collection__centre=centre).update(
            value=value, is_not_applicable=False
        )
    Value.objects.filter(indicator__code="AC-01", collection__centre=ici).update(value=1400, is_not_applicable=False)

    page = sign_in(cast.director).get("/tableau-de-bord/2024/comparer/ici/").text
    plain = words(page.replace("\u202f", ""))

    assert "médiane 1500" in plain
    assert not any(told in plain for told in ("1117", "9901", "chart-other"))


def test_a_reader_who_opens_all_the_others_but_one_is_told_no_quartile_of_them(sign_in, ici):
    """By a subtraction, they would deduce the figure of the one that they do not open."""
    campaign, department = campaign_of(2024), ici.perimeters.get().department
    for value in (10, 20, 30, 40):
        form = form_of(campaign, CentreFactory(department=department))
        Value.objects.filter(collection=form, indicator__code="AC-01").update(value=value, is_not_applicable=False)
    form_of(campaign, ici)
    form_of(campaign, CentreFactory())
    agent = MandateFactory(role=Role.REGIONAL, region=department.region).user

    page = sign_in(agent).get("/tableau-de-bord/2024/comparer/ici/").text

    assert "5 autres centres sont comparables" in page
    assert "médiane" not in page
