"""The frame of every page in a real browser: doors, menus, keyboard, narrow screens, no script."""

import pytest
from playwright.sync_api import expect

from tests.factories import UserFactory

PASSWORD = "mot de passe des essais"


def test_a_person_signs_in_goes_where_they_were_heading_and_signs_out(browse, cast):
    page = browse()
    page.goto("/compte/")
    page.get_by_label("Adresse électronique").fill(cast.regional.email)
    page.get_by_label("Mot de passe").first.fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mon compte")
    expect(page.locator("#entete .fr-header__tools .crpv-who")).to_contain_text("État régional")

    page.locator("#entete .fr-header__tools").get_by_role("button", name="Se déconnecter").click()
    expect(page.get_by_text("Vous êtes déconnecté.")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("Connexion")


def test_a_refused_form_says_where_to_look(browse, axe, db):
    page = browse()
    page.goto("/compte/connexion/")
    page.get_by_role("button", name="Se connecter").click()
    page.get_by_role("link", name="Adresse électronique").click()
    expect(page.get_by_label("Adresse électronique")).to_be_focused()
    axe(page)


def test_the_keyboard_skips_to_the_content(browse, cast):
    page = browse(cast.national)
    page.goto("/compte/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Contenu", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null") is True


def test_the_menu_says_where_one_is(browse, cast):
    page = browse(cast.national)
    page.goto("/plan-du-site/")
    menu = page.get_by_role("navigation", name="Menu principal")
    assert menu.locator(":scope > ul > li > *:first-child").all_inner_texts() == [
        "Accueil", "Centres", "Contrats et programmes", "Financement", "Évaluation", "Vie du réseau", "Suivi",
        "Administration",
    ]  # fmt: skip
    assert menu.locator("[aria-current]").count() == 0
    menu.get_by_role("link", name="Accueil").click()
    expect(menu.locator("[aria-current]")).to_have_text("Accueil")


def test_a_heading_of_the_menu_opens_on_its_places(browse, cast, shoot, axe):
    page = browse(cast.national)
    page.goto("/")
    menu = page.get_by_role("navigation", name="Menu principal")
    expect(menu.get_by_role("link", name="Programmes")).not_to_be_visible()
    menu.get_by_role("button", name="Contrats et programmes").press("Enter")
    expect(menu.get_by_role("link", name="Programmes")).to_be_visible()
    shoot(page, "menu-deroule")
    axe(page)
    menu.get_by_role("link", name="Programmes").click()
    assert menu.locator("[aria-current]").all_inner_texts()[:1] == ["Contrats et programmes"]


def test_on_a_narrow_screen_the_menu_opens_and_closes(browse, cast, shoot):
    page = browse(cast.national, width=375, height=700)
    page.goto("/")
    entry = page.get_by_role("link", name="Financement", exact=True)
    expect(entry).not_to_be_visible()
    page.get_by_role("button", name="Menu").click()
    expect(entry).to_be_visible()
    expect(page.locator("#menu-mobile").get_by_role("button", name="Se déconnecter")).to_be_visible()
    shoot(page, "menu-ouvert")
    page.keyboard.press("Escape")
    expect(entry).not_to_be_visible()


@pytest.mark.parametrize("width", [375, 1280])
def test_without_script_nothing_is_out_of_reach(browse, cast, shoot, width):
    page = browse(cast.national, width=width, javascript=False)
    page.goto("/compte/mot-de-passe/")
    shoot(page, "sans-script")
    expect(page.get_by_role("link", name="Mon compte").last).to_be_visible()
    expect(page.get_by_role("button", name="Menu")).not_to_be_visible()
    page.get_by_role("link", name="Accueil", exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bonjour Nadia")
    page.get_by_role("button", name="Se déconnecter").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Connexion")


@pytest.mark.parametrize("width", [375, 1280])
def test_without_script_every_place_of_the_menu_is_shown_and_open(browse, cast, shoot, width):
    page = browse(cast.national, width=width, javascript=False)
    page.goto("/conventions/")
    places = page.get_by_role("navigation", name="Menu principal").get_by_role("link")
    boxes = [place.bounding_box() for place in places.all()]
    assert len(boxes) == len({(box["x"], box["y"]) for box in boxes}) == 15
    assert all(box["x"] + box["width"] <= width for box in boxes)
    fits(page)
    shoot(page, "menu-sans-script")
    places.get_by_text("Productions").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Productions du réseau")


OPEN_PAGES = (
    "/compte/connexion/",
    "/compte/mot-de-passe-oublie/",
    "/compte/mot-de-passe-oublie/courriel/",
    "/compte/mot-de-passe/x/y/",
    "/accessibilite/",
    "/mentions-legales/",
    "/donnees-personnelles/",
    "/plan-du-site/",
    "/inconnue/",
)


@pytest.mark.parametrize("width", [375, 1280])
@pytest.mark.parametrize("path", OPEN_PAGES)
def test_open_pages_are_accessible(browse, axe, settings, path, width):
    settings.DEMO = True
    page = browse(width=width)
    page.goto(path)
    axe(page)
    fits(page)


@pytest.mark.parametrize("width", [375, 1280])
@pytest.mark.parametrize("path", ["/", "/compte/", "/compte/mot-de-passe/", "/plan-du-site/"])
@pytest.mark.parametrize("who", ["national", "regional"])
def test_pages_of_somebody_signed_in_are_accessible(browse, axe, cast, who, path, width):
    page = browse(getattr(cast, who), width=width)
    page.goto(path)
    axe(page)
    fits(page)


def test_somebody_without_a_mandate_is_told_what_to_do(browse, axe, db):
    page = browse(UserFactory())
    page.goto("/")
    expect(page.get_by_role("heading", name="Aucun mandat en cours")).to_be_visible()
    axe(page)


def fits(page):
    """Nothing to scroll sideways: the page is no wider than the screen."""
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
