"""The page that tells the years of one centre: what each reader may open of it, and what it costs."""

import pytest

from evaluation.collection.views.form import years_of
from evaluation.enums import CollectionState, OpinionState
from evaluation.models import Collection
from tests.evaluation.opinions.factories import YEAR, figures, opinion_in
from tests.factories import CentreFactory
from tests.text import words

HERE = "/indicateurs/centres/ici/"


@pytest.fixture
def told(ici, cast):
    """One year of the centre: verified figures, a communicated opinion."""
    figures(ici, cast.director, M1_01=42)
    return opinion_in(OpinionState.COMMUNICATED, ici, cast)


def test_a_year_leads_to_its_form_its_opinion_and_its_comparison(cast, ici, sign_in, told):
    page = sign_in(cast.partner).get(HERE).content.decode()
    assert f'href="/indicateurs/{YEAR}/ici/"' in page
    assert f'href="{told.get_absolute_url()}"' in page
    assert f'href="/tableau-de-bord/{YEAR}/comparer/ici/"' in page


def test_an_opinion_in_preparation_is_told_to_the_state_alone(cast, ici):
    figures(ici, cast.director, M1_01=42)
    opinion = opinion_in(OpinionState.CONSULTED, ici, cast)
    assert [one.opinion for one in years_of(cast.regional, ici)] == [opinion]
    assert [one.opinion for one in years_of(cast.director, ici)] == [None]


def test_figures_that_are_not_verified_are_not_compared(cast, ici):
    figures(ici, cast.director, M1_01=42)
    Collection.objects.update(state=CollectionState.SUBMITTED)
    assert [one.is_comparable for one in years_of(cast.director, ici)] == [False]


def test_a_centre_without_a_year_says_why(cast, ici, sign_in):
    assert "Aucune année n’est lisible ici" in words(sign_in(cast.director).get(HERE).content.decode())


def test_the_centres_of_elsewhere_are_absent(cast, sign_in):
    CentreFactory(usual_name="Loin", slug="loin")
    assert sign_in(cast.director).get("/indicateurs/centres/loin/").status_code == 404


@pytest.mark.parametrize("size", [1, 3])
def test_its_cost_does_not_grow_with_the_years(cast, ici, sign_in, django_assert_num_queries, size):
    for back in range(size):
        figures(ici, cast.director, year=YEAR - back, M1_01=42)
    client = sign_in(cast.director)
    with django_assert_num_queries(5):
        assert client.get(HERE).status_code == 200
