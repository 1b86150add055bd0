"""What is typed is in the box again after a session that ended, for its person alone, until the server has it."""

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from governance.models import Production

pytestmark = pytest.mark.django_db(transaction=True)

NEW = "/productions/nouvelle/"
PASSWORD = "mot de passe des essais"
PROPOSAL = "Une saisie non enregistrée"


def stored(page):
    return page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('crpv:')).length")


def enter(page, person):
    page.get_by_label("Adresse électronique").fill(person.email)
    page.get_by_label("Mot de passe").first.fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()


def write(page):
    """A production, whose text is long."""
    page.goto(NEW)
    page.locator("[name=title]").fill("Une fiche")
    page.locator("[name=kind]").select_option("note")
    page.locator("[name=theme]").select_option("sante")
    page.locator("[name=link]").fill("https://exemple.invalid/fiche")


def test_a_session_that_ends_while_writing_gives_the_text_back(browse, cast, axe):
    page = browse(cast.director)
    write(page)
    Session.objects.all().delete()
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("status")).to_contain_text("Ce que vous avez tapé est gardé dans ce navigateur")
    enter(page, cast.director)
    expect(page.locator("[name=title]")).to_have_value("")
    expect(page.locator("main .fr-alert--info")).to_contain_text(PROPOSAL)
    axe(page)
    page.get_by_role("button", name="La reprendre").click()
    expect(page.locator("[name=title]")).to_have_value("Une fiche")
    expect(page.locator("[name=theme]")).to_have_value("sante")
    assert Production.objects.count() == 0  # the person sends
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("La production est enregistrée.")).to_be_visible()
    assert (Production.objects.get().title, stored(page)) == ("Une fiche", 0)


def test_somebody_else_on_the_machine_sees_nothing_and_what_is_refused_is_erased(browse, cast):
    page = browse(cast.director)
    write(page)
    Session.objects.all().delete()
    page.get_by_role("button", name="Enregistrer").click()
    enter(page, cast.other_director)
    expect(page.get_by_role("heading", level=1)).to_have_text("Ajouter une production")
    expect(page.get_by_text(PROPOSAL)).to_have_count(0)
    page.context.clear_cookies()
    page.goto(NEW)
    enter(page, cast.director)
    page.get_by_role("button", name="L’effacer").click()
    assert stored(page) == 0


def test_signing_out_asks_before_it_erases(browse, cast):
    page = browse(cast.director)
    write(page)
    page.once("dialog", lambda dialog: dialog.dismiss())
    page.get_by_role("button", name="Se déconnecter").first.click()
    assert (page.url.endswith(NEW), stored(page)) == (True, 1)
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Se déconnecter").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Connexion")
    assert stored(page) == 0


def test_a_window_left_open_while_signing_out_in_another_loses_nothing(browse, cast):
    page = browse(cast.director)
    write(page)
    other = page.context.new_page()
    other.goto("/")
    other.once("dialog", lambda dialog: dialog.accept())
    other.get_by_role("button", name="Se déconnecter").first.click()
    expect(other.get_by_role("heading", level=1)).to_have_text("Connexion")
    page.get_by_role("button", name="Enregistrer").click()
    enter(page, cast.director)
    page.get_by_role("button", name="La reprendre").click()
    expect(page.locator("[name=title]")).to_have_value("Une fiche")


def test_no_secret_is_stored_and_nothing_after_seven_days(browse, cast):
    page = browse(cast.director)
    page.goto("/compte/mot-de-passe/")
    for box in page.locator("[type=password]").all():
        box.fill("un secret")
    assert stored(page) == 0
    write(page)
    token = page.locator(".crpv-form [name=csrfmiddlewaretoken]").input_value()
    text = page.evaluate("JSON.stringify({ ...localStorage })")
    assert ("Une fiche" in text, token in text) == (True, False)
    page.evaluate(
        """() => {
            const [key] = Object.keys(localStorage).filter((each) => each.startsWith("crpv:"));
            const draft = JSON.parse(localStorage[key]);
            localStorage[key] = JSON.stringify({ ...draft, at: draft.at - 8 * 24 * 3600 * 1000 });
        }"""
    )
    page.goto(NEW)
    expect(page.get_by_text(PROPOSAL)).to_have_count(0)
    assert stored(page) == 0
