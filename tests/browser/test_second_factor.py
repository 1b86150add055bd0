"""The second factor in a real browser: enrolled, given, lost; by keyboard, on a telephone, without script."""

import base64
import re

import pytest
from playwright.sync_api import expect

from tests.accounts.second_factor.enrolment import (
    CODE,
    CODES,
    ENROL,
    HUB,
    PASSWORD,
    RECOVERY,
    REMOVE,
    code_of,
    enrolled,
    next_code,
)
from tests.factories import UserFactory


@pytest.fixture(autouse=True)
def in_production(settings):
    settings.SECOND_FACTOR = True


def fits(page):
    """Nothing to scroll sideways: the page is no wider than the screen."""
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0


def enters(page, person, heading="/"):
    page.goto(f"/compte/connexion/?next={heading}")
    page.get_by_label("Adresse électronique").fill(person.email)
    page.get_by_label("Mot de passe").first.fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()


def key_on(page):
    """The key in letters, as somebody would type it in the application."""
    letters = page.locator("#clef").inner_text().replace(" ", "")
    return base64.b32decode(letters).hex()


@pytest.mark.parametrize("width", [375, 1280])
def test_national_staff_enrol_at_their_first_sign_in_then_give_a_code(browse, axe, cast, width):
    page = browse(width=width, javascript=False)
    enters(page, cast.national, "/centres/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Activer le second facteur")
    page.get_by_label("Code à six chiffres").fill(code_of(key_on(page)))
    page.get_by_role("button", name="Activer", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Vos dix codes de secours")
    codes = page.locator("#codes-de-secours code").all_inner_texts()
    assert len({code for code in codes if re.fullmatch("[a-z2-7]{4}(-[a-z2-7]{4}){3}", code)}) == 10
    page.get_by_role("link", name="J’ai gardé mes codes, continuer").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Centres")

    other = browse(width=width)
    enters(other, cast.national, "/centres/")
    expect(other.get_by_role("heading", level=1)).to_have_text("Votre code de connexion")
    axe(other)
    fits(other)
    other.get_by_role("link", name="Utiliser un code de secours").click()
    axe(other)
    fits(other)
    other.get_by_label("Code de secours").fill(codes[0].upper())
    other.get_by_role("button", name="Entrer avec ce code").click()
    expect(other.get_by_text("il vous en reste 9")).to_be_visible()
    expect(other.get_by_role("heading", level=1)).to_contain_text("Centres")


def test_the_code_is_given_by_keyboard_alone(browse, cast):
    enrolled(cast.national)
    page = browse()
    enters(page, cast.national)
    page.get_by_label("Code à six chiffres").focus()
    page.keyboard.type(next_code(cast.national))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Bonjour Nadia")


@pytest.mark.parametrize("width", [375, 1280])
def test_the_pages_to_enrol_are_accessible(browse, axe, cast, shoot, width):
    page = browse(width=width)
    enters(page, cast.national)
    axe(page)
    fits(page)
    page.get_by_label("Code à six chiffres").fill("12 34")
    page.get_by_role("button", name="Activer", exact=True).click()
    page.get_by_role("link", name="Code à six chiffres").click()
    expect(page.get_by_label("Code à six chiffres")).to_be_focused()
    axe(page)
    page.get_by_label("Code à six chiffres").fill(code_of(key_on(page)))
    page.get_by_role("button", name="Activer", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Vos dix codes de secours")
    axe(page)
    fits(page)


@pytest.mark.parametrize("width", [375, 1280])
def test_the_pages_of_one_s_own_account_are_accessible(browse, axe, cast, width):
    page = browse(cast.partner, width=width)
    for address in (HUB, ENROL):
        page.goto(address)
        axe(page)
        fits(page)
    page.get_by_label("Code à six chiffres").fill(code_of(key_on(page)))
    page.get_by_label("Votre mot de passe").first.fill(PASSWORD)
    page.get_by_role("button", name="Activer", exact=True).click()
    for address in (HUB, CODES, REMOVE, "/compte/"):
        page.goto(address)
        axe(page)
        fits(page)


@pytest.mark.parametrize("address", [CODE, RECOVERY])
def test_a_refused_code_says_why_beside_its_field(browse, axe, cast, address):
    enrolled(cast.national)
    page = browse(width=375)
    enters(page, cast.national)
    page.goto(address)
    for _ in range(2):
        page.locator("#id_code").fill("000000")
        page.get_by_role("button", name="Entrer").click()
    expect(page.locator("#id_code")).to_have_attribute("aria-invalid", "true")
    axe(page)


def test_a_wait_after_wrong_passwords_is_told_in_seconds(browse, axe, db):
    person = UserFactory()
    page = browse(width=375)
    page.goto("/compte/connexion/")
    for _ in range(5):
        page.get_by_label("Adresse électronique").fill(person.email)
        page.get_by_label("Mot de passe").first.fill("faux")
        page.get_by_role("button", name="Se connecter").click()
    expect(page.get_by_text(re.compile(r"attendez \d+ secondes?, puis réessayez"))).to_be_visible()
    axe(page)
    fits(page)


def test_an_administrator_resets_somebody_s_factor(browse, cast, shoot):
    enrolled(cast.director)
    enrolled(cast.admin)
    page = browse()
    enters(page, cast.admin)
    page.get_by_label("Code à six chiffres").fill(next_code(cast.admin))
    page.get_by_role("button", name="Entrer").click()
    page.goto("/admin/accounts/user/")
    page.get_by_role("row", name=cast.director.email).get_by_role("checkbox").check()
    page.locator("select[name=action]").select_option("reset_second_factor")
    page.get_by_role("button", name="Envoyer").click()
    shoot(page)
    page.get_by_label("Motif").fill("téléphone perdu")
    page.get_by_role("button", name="Réinitialiser le second facteur").click()
    expect(page.get_by_text("Seconds facteurs réinitialisés")).to_be_visible()
