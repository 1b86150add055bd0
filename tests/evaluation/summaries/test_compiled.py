"""A query compiled once says what the ORM says: same rows, same columns, whatever is stored since."""

import pytest

from crpv.dashboard import queries as reading
from evaluation.models import Campaign, Collection
from evaluation.summaries import services as summaries
from evaluation.summaries.services import _statement, compiled_rows
from tests.crpv.publications.making import collected
from tests.factories import CentreFactory

BUILDERS = (reading._late_query, reading._departments_query, reading._facts_query)


@pytest.fixture
def network(ici, ailleurs):
    """2024 collected from two centres; the code of the region of the first."""
    collected(2024, ici, ailleurs)
    return ici.lead_regions.get().region.code


@pytest.mark.parametrize("build", BUILDERS)
def test_the_rows_are_those_of_the_orm_for_the_network_and_for_a_region(network, build):
    for region in ("", network):
        for _ in range(2):
            assert compiled_rows(build, 2024, region) == list(build(2024, region))


def test_the_kept_years_too(network):
    asked = ((2024,), network, 2024)
    assert compiled_rows(summaries._summary_query, *asked) == list(summaries._summary_query(*asked)) != []
    assert compiled_rows(summaries._summary_query, (), "", None) == []


def test_what_is_stored_since_is_read_though_nothing_is_compiled_again(network):
    before = compiled_rows(reading._late_query, 2024, "")
    misses = _statement.cache_info().misses
    Collection.objects.create(campaign=Campaign.objects.get(year=2024), centre=CentreFactory(usual_name="Zénith"))
    assert compiled_rows(reading._late_query, 2024, "") == [*before, ("Zénith", "to_fill")]
    assert _statement.cache_info().misses == misses
