"""« D’où vient ce chiffre »: the lines behind a figure, for those who may open the form."""

from __future__ import annotations

from decimal import Decimal

import pytest

from evaluation.counting.services import compute, refresh_computed, write_computed
from evaluation.enums import CollectionState
from evaluation.referential.load import load_referential
from governance.enums import ProgrammeState
from tests.evaluation.referential.factories import CampaignFactory, a_form
from tests.governance.programmes.factories import a_programme, a_session, director_of
from tests.text import words


@pytest.fixture
def network(ici):
    return a_programme(ici, director_of(ici), ProgrammeState.UNDER_WAY).actions.get(mission="M1")


@pytest.fixture
def campaign(db):
    return CampaignFactory(referential=load_referential())


def page(client, code="M1-01", slug="ici"):
    response = client.get(f"/indicateurs/2025/{slug}/{code}/")
    return response, words(response.content.decode())


def test_each_line_leads_to_the_page_that_records_it(ici, cast, network, campaign, sign_in):
    a_session(network, director_of(ici), half_days=Decimal(2))
    a_form(campaign, ici)
    _, shown = page(sign_in(cast.director))
    assert f'<a href="/programmes/ici/2025/actions/{network.pk}/">{network.title}</a>' in shown
    assert "2 demi-journées : 1 séance de 1 action." in shown


def test_before_it_is_sent_the_count_is_taken_anew(ici, cast, network, campaign, sign_in):
    form = a_form(campaign, ici)
    refresh_computed(form, actor=cast.director)
    a_session(network, director_of(ici))
    _, shown = page(sign_in(cast.director))
    assert "1 demi-journée : 1 séance de 1 action." in shown


def test_once_sent_the_count_is_the_one_of_that_day(ici, cast, network, campaign, sign_in):
    a_session(network, director_of(ici))
    form = a_form(campaign, ici, CollectionState.SUBMITTED)
    write_computed(form, compute(form), actor=None)
    a_session(network, director_of(ici))
    _, shown = page(sign_in(cast.partner))
    assert "1 demi-journée : 1 séance de 1 action." in shown
    assert "Compte conservé avec le formulaire envoyé" in shown


def test_both_figures_are_shown_with_the_reason(ici, cast, network, campaign, sign_in):
    form = a_form(campaign, ici, M1_01=7)
    form.values.update(correction_reason="Deux séances n’ont pas été saisies.")
    a_session(network, director_of(ici))
    _, shown = page(sign_in(cast.director))
    reason = "Deux séances n’ont pas été saisies."
    plain = " ".join(shown.split())
    for said in ("<dd> 7 demi-journées", "<dd> 1 demi-journée ", reason, "les deux sont conservés"):
        assert said in plain


def test_parts_are_shown_side_by_side(ici, cast, network, campaign, sign_in):
    a_session(network, director_of(ici))
    a_form(campaign, ici)
    _, shown = page(sign_in(cast.director), "AC-04")
    assert "Détail par public" in shown
    assert "Associations" in shown


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("M1-01", "Rien n’est enregistré dans l’application pour compter ce chiffre"),
        ("M3-06", "Ce chiffre n’est pas compté par l’application : le centre le saisit."),
    ],
)
def test_what_is_not_counted_is_said(ici, cast, campaign, sign_in, code, said):
    a_form(campaign, ici)
    assert said in page(sign_in(cast.director), code)[1]


@pytest.mark.parametrize(
    ("role", "state", "status"),
    [
        ("partner", CollectionState.FILLED, 404), ("partner", CollectionState.SUBMITTED, 200),
        ("departmental", CollectionState.FILLED, 404), ("departmental", CollectionState.VERIFIED, 200),
        ("director", CollectionState.FILLED, 200), ("regional", CollectionState.FILLED, 200),
        ("national", CollectionState.FILLED, 200), ("other_director", CollectionState.CLOSED, 404),
        ("nobody", CollectionState.CLOSED, 404),
    ],
)  # fmt: skip
def test_a_figure_is_open_to_those_who_open_its_form(ici, cast, campaign, sign_in, role, state, status):
    a_form(campaign, ici, state)
    assert page(sign_in(getattr(cast, role)))[0].status_code == status


@pytest.mark.parametrize("code", ["ZZ-99", "R52-01"])
def test_an_unknown_indicator_does_not_exist(ici, cast, campaign, sign_in, code):
    a_form(campaign, ici)
    assert page(sign_in(cast.director), code)[0].status_code == 404


@pytest.mark.parametrize("size", [1, 3])
def test_the_page_costs_the_same_whatever_the_lines(
    ici, cast, network, campaign, sign_in, django_assert_num_queries, size
):
    for _ in range(size):
        a_session(network, director_of(ici))
    form = a_form(campaign, ici, CollectionState.SUBMITTED)
    write_computed(form, compute(form), actor=None)
    client = sign_in(cast.director)
    with django_assert_num_queries(6):
        assert page(client)[0].status_code == 200
