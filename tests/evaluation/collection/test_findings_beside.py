"""What a form is compared with: the comparable centres of the year before, as kept, itself apart (R-142)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from evaluation.collection.findings import blockers_of, quartiles_beside
from evaluation.enums import CollectionState as S
from evaluation.law.quartiles import quartiles
from evaluation.models import Collection, Value
from evaluation.summaries import services as summaries
from tests.evaluation.worlds import campaign_of, form_of
from tests.factories import CentreFactory, DepartmentFactory
from tests.text import words

pytestmark = pytest.mark.django_db
YEAR = 2024


@pytest.fixture
def indicator():
    return campaign_of(YEAR - 1).referential.indicators.get(code="M3-05")


def told(centre, indicator, value, state=S.CLOSED):
    """The form of the year before, with one answer."""
    form = form_of(indicator.referential.campaigns.get(year=YEAR - 1), centre, state=S.TO_FILL)
    Value.objects.create(collection=form, indicator=indicator, value=Decimal(str(value)))
    Collection.objects.filter(pk=form.pk).update(state=state)


def beside(centre):
    summaries.refresh(YEAR - 1)
    return quartiles_beside(centre.pk, YEAR)


def test_the_centre_itself_is_apart_and_so_are_those_of_another_size_or_not_verified(ici, indicator):
    for value in (10, 20, 30, 40, 50, 60):
        told(CentreFactory(), indicator, value)
    told(CentreFactory(qpv=90), indicator, 1000)
    told(CentreFactory(zone="outre-mer"), indicator, 1000)
    told(CentreFactory(is_state_funded=False), indicator, 1000)
    told(CentreFactory(), indicator, 1000, state=S.SUBMITTED)
    told(ici, indicator, 35)

    assert beside(ici) == {"M3-05": quartiles([Decimal(one) for one in (10, 20, 30, 40, 50, 60)])}


@pytest.mark.parametrize("own", [5, 10, 25, 30, 60, 99])
@pytest.mark.parametrize("count", [5, 6, 7, 8, 9])
def test_wherever_its_own_figure_falls_the_others_make_the_same_quartiles(ici, indicator, own, count):
    values = [Decimal(10 * (1 + rank % 6)) for rank in range(count)]
    for value in values:
        told(CentreFactory(), indicator, value)
    told(ici, indicator, own)

    assert beside(ici)["M3-05"] == quartiles(values)


@pytest.mark.parametrize(("elsewhere", "is_told"), [(4, False), (5, True)])
def test_five_centres_of_other_regions_are_needed(indicator, elsewhere, is_told):
    department = DepartmentFactory()
    me = CentreFactory(department=department)
    for centre in (me, *(CentreFactory(department=department) for _ in range(6))):
        told(centre, indicator, 10)
    for _ in range(elsewhere):
        told(CentreFactory(), indicator, 20)

    assert bool(beside(me)) is is_told


def test_a_centre_that_is_new_is_compared_by_its_size_of_the_year(indicator):
    for value in (10, 20, 30, 40, 50):
        told(CentreFactory(), indicator, value)
    new = CentreFactory()
    form_of(campaign_of(YEAR), new, state=S.TO_FILL)
    summaries.refresh(YEAR)

    assert beside(new) == {"M3-05": quartiles(map(Decimal, (10, 20, 30, 40, 50)))}


def test_nothing_is_kept_nothing_is_compared(ici):
    assert quartiles_beside(ici.pk, YEAR) == {}


def test_a_figure_far_from_the_others_is_to_be_justified_before_the_form_is_sent(ici, indicator):
    for value in (10, 11, 12, 13, 14, 15, 16, 17):
        told(CentreFactory(), indicator, value)
    form = form_of(campaign_of(YEAR), ici, state=S.TO_FILL)
    Value.objects.create(collection=form, indicator=indicator, value=Decimal(400))
    summaries.refresh(YEAR - 1)
    summaries.refresh(YEAR)

    assert [words(one.sentence).removesuffix(" Dites pourquoi.") for one in blockers_of(form)] == [
        "M3-05 : 400 sort de l’étendue habituelle des 8 centres comparables, de 6,5 à 20,5 (médiane 13,5)."
    ]


@pytest.mark.parametrize("count", [5, 40])
def test_one_query_whatever_the_network(ici, indicator, count, django_assert_num_queries):
    for _ in range(count):
        told(CentreFactory(), indicator, 10)
    told(ici, indicator, 10)
    summaries.refresh(YEAR - 1)

    with django_assert_num_queries(1):
        assert quartiles_beside(ici.pk, YEAR)["M3-05"].count == count
