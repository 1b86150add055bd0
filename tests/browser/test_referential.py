"""The referential in a real browser: a version prepared and published, a figure followed to what makes it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from evaluation.referential.load import load_referential
from evaluation.referential.services import new_version, save_indicator
from governance.enums import ProgrammeState
from tests.evaluation.referential.factories import CampaignFactory, a_form
from tests.governance.programmes.factories import a_programme, a_session, director_of

HOME = "/indicateurs/referentiel/"


@pytest.fixture
def source(db):
    return load_referential()


@pytest.fixture
def figure(ici, source):
    """A form of 2025 that counts one session."""
    action = a_programme(ici, director_of(ici), ProgrammeState.UNDER_WAY).actions.get(mission="M1")
    a_session(action, director_of(ici))
    a_form(CampaignFactory(referential=source), ici)
    return action


def heading(page):
    return page.get_by_role("heading", level=1)


def test_national_staff_prepare_change_and_publish_a_version(browse, cast, source, axe):
    page = browse(cast.national)
    page.goto(HOME)
    page.get_by_role("link", name="Lire la version en vigueur (2020)").click()
    page.get_by_role("link", name="Préparer une nouvelle version").click()
    page.get_by_label("Nom de la version").fill("2027")
    page.get_by_role("button", name="Préparer").click()
    page.get_by_role("link", name="M1-02", exact=True).click()
    page.get_by_role("link", name="Modifier", exact=True).click()
    page.get_by_label("Unité").fill("réseaux animés")
    axe(page)
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_role("link", name="Version 2027").click()
    page.get_by_role("link", name="Ce qui change depuis la version 2020").click()
    expect(page.get_by_role("table")).to_contain_text("réseaux animés")
    axe(page)
    page.get_by_role("link", name="Publier").click()
    page.get_by_label("Ce qui change et pourquoi").fill("Unité précisée.")
    page.get_by_role("button", name="Publier").click()
    expect(page.locator("main")).to_contain_text("Unité précisée.")


def test_a_director_follows_a_figure_to_its_action_in_one_click(browse, cast, figure, axe):
    page = browse(cast.director)
    page.goto("/indicateurs/2025/ici/M1-01/")
    axe(page)
    page.get_by_role("link", name=figure.title).click()
    expect(heading(page)).to_contain_text(figure.title)


@pytest.mark.parametrize("address", [HOME, f"{HOME}1/", f"{HOME}1/HC-03/", f"{HOME}2/changements/"])
def test_pages_are_read_on_a_telephone_without_script(browse, cast, source, axe, address):
    draft = new_version(source, "2027", actor=cast.national)
    save_indicator(draft.indicators.get(code="M1-01"), actor=cast.national, unit="jours")
    page = browse(cast.national, width=375, javascript=False)
    page.goto(address.replace("1/", f"{source.pk}/", 1).replace("2/", f"{draft.pk}/", 1))
    expect(heading(page)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.mark.parametrize("address", ["", "{pk}/", "{pk}/AC-03/", "{pk}/complements/ajouter/"])
def test_a_region_reads_pages_without_an_obstacle(browse, cast, source, axe, address):
    page = browse(cast.regional)
    page.goto(HOME + address.format(pk=source.pk))
    axe(page)
