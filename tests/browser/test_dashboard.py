"""The live dashboards in a browser: no accessibility violation, wide, narrow and on paper."""

import pytest

from evaluation.models import Value
from evaluation.summaries import services as summaries
from tests.evaluation.worlds import campaign_of, form_of, year_of
from tests.factories import CentreFactory

NATIONAL, FIGURE, COMPARE = (f"/tableau-de-bord/2024/{page}/" for page in ("provisoire", "AC-01", "comparer/ici"))


@pytest.fixture
def years(transactional_db, ici):
    """Two years, the second with « Ici » and six comparable centres."""
    year_of(2023, 3, note="Année d’essai.")
    campaign = campaign_of(2024, note="Une autre année d’essai.")
    form_of(campaign, ici)
    for _ in range(6):
        form_of(campaign, CentreFactory())
    Value.objects.filter(indicator__code="AC-01").update(value=12, is_not_applicable=False)
    for year in (2023, 2024):
        summaries.refresh(year)


@pytest.mark.parametrize("width", [1280, 375])
@pytest.mark.parametrize("address", [NATIONAL, FIGURE, COMPARE])
def test_each_page_reads_without_a_violation_wide_and_narrow(browse, cast, axe, years, address, width):
    page = browse(cast.national, width=width)
    page.goto(address)

    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_edition_of_a_region_reads_without_a_violation(browse, cast, axe, years, ici):
    page = browse(cast.regional)
    page.goto(f"/tableau-de-bord/2024/regions/{ici.perimeters.get().department.region.code}/")

    axe(page)


def test_the_dashboard_needs_no_script(browse, cast, years):
    page = browse(cast.national, javascript=False)
    page.goto(NATIONAL)

    assert page.locator("svg.chart").count() >= 8
    assert page.locator("section.crpv-chapter").count() == 12


def test_on_paper_the_tools_are_gone_and_every_table_is_whole(browse, cast, years):
    page = browse(cast.national, width=800)
    page.goto(NATIONAL)
    page.emulate_media(media="print")

    assert not page.locator(".fr-summary").is_visible()
    overflow = page.evaluate(
        "[...document.querySelectorAll('.fr-table__content')].map(one => getComputedStyle(one).overflowX)"
    )
    assert set(overflow) == {"visible"}


def test_a_figure_leads_to_what_it_is_made_of(browse, cast, years):
    page = browse(cast.national)
    page.goto(NATIONAL)
    page.get_by_role("link", name="Demi-journées socle totales").click()

    assert page.get_by_role("heading", level=1).inner_text() == "Demi-journées socle totales, 2024"
    page.get_by_role("link", name="Comparer Ici").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Ici et les centres comparables, 2024"
