"""The funding pages in a real browser: the whole path of national staff, of a regional agent, of a director."""

import datetime as dt
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from funding.models import Notification, Round
from funding.payments.services import notify
from funding.rounds import services as rounds

TABLE, CENTRE = "/financement/2025/", "/financement/2025/ici/"
WORKSHOP = "/financement/2025/exercice/"


def heading(page):
    return page.get_by_role("heading", level=1)


def test_national_staff_prepare_mend_adopt_and_take_the_table_away(browse, cast, network, scale):
    page = browse(cast.national)
    page.goto("/financement/")
    page.get_by_role("link", name="Préparer un exercice").click()
    page.get_by_label("Exercice").fill("2025")
    page.get_by_role("button", name="Préparer").click()
    expect(heading(page)).to_have_text("Préparation de l’exercice 2025")

    page.get_by_role("link", name="Corriger les données de Grand").click()
    page.get_by_label("Nombre de quartiers prioritaires").fill("99")
    page.get_by_label("Motif de la correction").fill("Recomptage.")
    page.get_by_role("button", name="Voir l’effet sur tout le réseau").click()
    expect(page.get_by_role("table")).to_contain_text("Ailleurs")
    page.get_by_role("button", name="Confirmer la correction").click()

    page.get_by_role("link", name="Adopter l’exercice").click()
    page.get_by_role("button", name="Adopter l’exercice 2025").click()
    expect(heading(page)).to_have_text("Financement des centres, exercice 2025")
    expect(page.locator("main")).to_contain_text("Adopté")
    with page.expect_download() as download:
        page.get_by_role("link", name="Tableau Excel").click()
    assert download.value.suggested_filename == "financement-crpv-2025.xlsx"


def test_a_regional_agent_notifies_above_the_floor_with_a_reason(browse, cast, adopted, axe):
    page = browse(cast.regional)
    page.goto(TABLE)
    page.get_by_role("link", name="Ici", exact=True).click()
    page.get_by_role("link", name="Notifier un montant").click()
    page.get_by_label("Montant (€)").fill("200 000")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator("#erreurs")).to_contain_text("R-99")
    axe(page)
    page.get_by_label("Motif").fill("Sites entrants.")
    page.get_by_role("button", name="Enregistrer").click()
    expect(heading(page)).to_contain_text("Ici")
    assert Notification.objects.values_list("amount", "reason").get() == (200_000, "Sites entrants.")


def test_a_regional_agent_mends_a_slip_and_the_struck_line_stays(browse, cast, adopted, axe):
    line = adopted.allocations.select_related("round", "centre").get(centre__slug="ici")
    notify(line, actor=cast.regional, amount=Decimal(1_000), on=dt.date(2025, 2, 14), reference="A1")
    page = browse(cast.regional, width=375)
    page.goto(CENTRE)
    page.get_by_role("link", name="Corriger : Notification").click()
    axe(page)
    page.get_by_label("Montant (€)").fill("100 000")
    page.get_by_label("Pourquoi cette correction").fill("Deux zéros oubliés.")
    page.get_by_role("button", name="Corriger une notification").click()
    struck = page.get_by_role("row", name="Ne compte plus")
    expect(struck).to_contain_text("Deux zéros oubliés.")
    axe(page)
    page.get_by_role("link", name="Annuler : Notification").click()
    page.get_by_label("Pourquoi cette annulation").fill("Le préfet n’a rien signé.")
    page.get_by_role("button", name="Annuler une notification").click()
    expect(struck).to_have_count(2)
    assert page.evaluate("document.documentElement.scrollWidth") == 375
    assert not Notification.objects.standing().exists()


def test_a_director_understands_the_amount_in_two_clicks(browse, cast, adopted):
    page = browse(cast.director)
    page.goto("/")
    page.get_by_role("link", name="Financement", exact=True).click()
    page.get_by_role("link", name="Ici", exact=True).click()
    steps = page.locator(".crpv-steps > li")
    assert steps.count() == len(adopted.allocations.get(centre__slug="ici").steps)
    expect(page.get_by_role("link", name="Notifier un montant")).to_have_count(0)


def test_the_table_sorts_and_filters_without_script_on_a_telephone(browse, cast, adopted):
    page = browse(cast.director, width=375, javascript=False)
    page.goto(TABLE)
    page.get_by_role("link", name="Plancher de l’État").click()
    expect(page.get_by_role("columnheader", name="Plancher de l’État")).to_have_attribute("aria-sort", "ascending")
    page.get_by_label("Zone").select_option("outre-mer")
    page.get_by_role("button", name="Afficher").click()
    expect(page.locator("#table-financement tbody tr")).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth") == 375


@pytest.mark.parametrize("width", [1280, 375])
@pytest.mark.parametrize("url", [TABLE, CENTRE, "/financement/2025/paris/", "/financement/2025/exercice/corriger/"])
def test_published_pages_have_no_accessibility_violation(browse, cast, adopted, axe, url, width):
    page = browse(cast.national, width=width)
    page.goto(url)
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("width", [1280, 375])
@pytest.mark.parametrize(
    "url",
    [
        "/financement/preparer/",
        WORKSHOP,
        f"{WORKSHOP}adopter/",
        f"{WORKSHOP}abandonner/",
        f"{WORKSHOP}donnees/ici/",
        TABLE,
    ],
)
def test_the_workshop_has_no_accessibility_violation(browse, cast, draft, axe, url, width):
    page = browse(cast.national, width=width)
    page.goto(url)
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_the_preview_and_the_correction_have_no_accessibility_violation(browse, cast, adopted, axe):
    rounds.open_correction(adopted, actor=cast.national, reason="Recomptage.")
    page = browse(cast.national)
    page.goto(f"{WORKSHOP}donnees/grand/")
    page.get_by_label("Nombre de quartiers prioritaires").fill("99")
    page.get_by_label("Motif de la correction").fill("Recomptage.")
    page.get_by_role("button", name="Voir l’effet sur tout le réseau").click()
    axe(page)
    page.get_by_role("button", name="Confirmer la correction").click()
    expect(page.get_by_role("heading", name="Ce que la correction change")).to_be_visible()
    axe(page)
    assert Round.objects.count() == 2


@pytest.mark.parametrize("url", [f"{CENTRE}notifier/", f"{CENTRE}verser/"])
def test_the_forms_of_amounts_have_no_accessibility_violation(browse, cast, adopted, axe, url):
    page = browse(cast.regional, width=375)
    page.goto(url)
    axe(page)
