"""Accounts and errors in a real browser: an invitation followed to the end, and the pages people meet when lost."""

import datetime as dt
import re

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import expect

from accounts.mails import link_for
from accounts.models import User
from tests.factories import UserFactory

PHRASE = "une phrase bien à elle"


def test_an_administrator_invites_somebody_who_enters(browse, axe, cast):
    office = browse(cast.admin)
    office.goto("/admin/accounts/user/add/")
    office.get_by_label("Adresse électronique").fill("Tifenn@Exemple.invalid")
    office.get_by_label("Prénom").fill("Tifenn")
    office.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(office.get_by_text("Une invitation est partie vers tifenn@exemple.invalid.")).to_be_visible()
    (link,) = re.findall(r"http://\S+/mot-de-passe/\S+", mail.outbox[-1].body)

    home = browse()
    home.goto(link)
    axe(home)
    home.get_by_label("Nouveau mot de passe", exact=False).first.fill(PHRASE)
    home.get_by_label("Nouveau mot de passe, une seconde fois").fill(PHRASE)
    home.get_by_role("button", name="Enregistrer le mot de passe").click()
    expect(home.get_by_text("Votre mot de passe est enregistré")).to_be_visible()
    axe(home)
    home.get_by_label("Adresse électronique").fill("tifenn@exemple.invalid")
    home.get_by_label("Mot de passe").first.fill(PHRASE)
    home.get_by_role("button", name="Se connecter").click()
    expect(home.get_by_role("heading", level=1)).to_have_text("Bonjour Tifenn")


def test_too_many_failures_are_explained(browse, axe, db, monkeypatch):
    person = UserFactory()
    page = browse()
    page.goto("/compte/connexion/")
    start = timezone.now()
    for n in range(11):
        now = start + dt.timedelta(minutes=2 * n)  # after the longest wait before the account is locked
        monkeypatch.setattr(timezone, "now", lambda now=now: now)
        page.get_by_label("Adresse électronique").fill(person.email)
        page.get_by_label("Mot de passe").first.fill("faux")
        page.get_by_role("button", name="Se connecter").click()
    expect(page.get_by_text("attendez 13 minutes, puis réessayez")).to_be_visible()
    axe(page)


def test_a_poor_password_is_explained_beside_the_field(browse, axe, db):
    page = browse(width=375)
    page.goto(link_for(User.objects.create_user("tifenn@exemple.invalid")))
    first, second = page.locator("#id_new_password1"), page.locator("#id_new_password2")
    first.fill("court")
    second.fill("court")
    page.get_by_role("button", name="Enregistrer").click()
    expect(first).to_have_attribute("aria-invalid", "true")
    expect(second).not_to_have_attribute("aria-invalid", "true")
    axe(page)


@pytest.mark.parametrize("width", [375, 1280])
@pytest.mark.parametrize("status", [400, 403, 404, 500])
def test_error_pages_are_accessible_and_lead_home(browse, axe, cast, settings, status, width):
    settings.ROOT_URLCONF = "tests.crpv.test_errors"
    page = browse(cast.national, width=width)
    page.goto(f"/essai/{status}/")
    axe(page)
    page.get_by_role("link", name="Revenir à l’accueil").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bonjour Nadia")


@pytest.mark.parametrize("width", [375, 1280])
@pytest.mark.parametrize("who", ["national", "regional"])
def test_the_home_page_of_a_working_year_is_accessible(browse, axe, adopted, cast, who, width):
    page = browse(getattr(cast, who), width=width)
    page.goto("/")
    axe(page)
    page.get_by_role("link", name="Voir le tableau de financement 2025").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("2025")


def test_an_exercise_to_finish_is_the_first_thing_national_staff_see(browse, axe, draft, cast):
    page = browse(cast.national)
    page.goto("/")
    axe(page)
    page.get_by_role("link", name="Exercice 2025 en préparation").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("2025")


@pytest.mark.parametrize("path", ["", "accounts/user/", "accounts/user/add/", "accounts/act/"])
def test_the_administration_breaks_no_policy(browse, shoot, cast, path):
    page = browse(cast.admin)
    assert page.goto(f"/admin/{path}").status == 200
    shoot(page)
    expect(page.locator("#header")).to_have_css("background-color", "rgb(0, 0, 145)")
