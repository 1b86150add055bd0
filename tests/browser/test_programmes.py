"""Programmes in a real browser: a session on a telephone, an action and a budget typed at a desk, no violation."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from governance.enums import ProgrammeState
from governance.models import Action, BudgetLine, Programme, Session
from tests.governance.programmes.factories import (
    YEAR,
    a_complementary_action,
    a_programme,
    a_session,
    expense,
    income,
    type_budget,
)

HERE = f"/programmes/ici/{YEAR}/"


def heading(page):
    return page.get_by_role("heading", level=1)


def test_a_director_enters_a_session_on_a_telephone_sending_it_twice(browse, cast, ici, axe):
    """From the list to the confirmation in four touches and two figures; the second sending changes nothing."""
    year = timezone.localdate().year
    a_programme(ici, cast.director, ProgrammeState.UNDER_WAY, year=year)
    page = browse(cast.director, width=375, height=700, javascript=False)
    page.goto("/saisie/")
    page.get_by_role("link", name="Cycle emploi").click()
    page.locator("summary", has_text="délégués du préfet").click()
    page.get_by_label("agents de l’État, sur place").fill("12")
    page.get_by_label("associations, sur place").fill("8")
    button = page.get_by_role("button", name="Enregistrer la séance")
    assert page.get_by_label("agents de l’État, sur place").get_attribute("inputmode") == "numeric"
    assert page.evaluate("document.documentElement.scrollWidth") == 375
    button.dblclick()
    expect(page.get_by_text("20 participations")).to_be_visible()
    session = Session.objects.get()
    assert (session.on, session.half_days, session.attendances.count()) == (timezone.localdate(), 1, 2)


def test_a_public_is_unfolded_by_the_keyboard_and_a_mistake_is_told_beside_its_field(browse, cast, ici, axe):
    programme = a_programme(ici, cast.director, ProgrammeState.UNDER_WAY)
    page = browse(cast.director, width=375)
    page.goto(f"/saisie/{programme.actions.get(mission='M3').pk}/")
    page.get_by_label("Date").fill(f"{YEAR}-05-06")
    summary = page.locator("summary", has_text="bailleurs")
    summary.focus()
    page.keyboard.press("Enter")
    page.get_by_label("bailleurs et organismes HLM, à distance").fill("3")
    page.get_by_role("button", name="Enregistrer la séance").click()
    expect(page.locator("#erreurs")).to_contain_text("Des personnes sont comptées à distance")
    axe(page)
    page.get_by_text("hybride", exact=True).click()
    page.get_by_role("button", name="Enregistrer la séance").click()
    expect(heading(page)).to_contain_text("Saisir une séance")
    assert Session.objects.get().attendances.get().remote == 3


def test_a_director_adds_an_action_and_reads_why_it_is_complementary(browse, cast, ici, axe):
    """R-24: the page says it, before and after saving."""
    a_programme(ici, cast.director)
    page = browse(cast.director)
    page.goto(HERE)
    page.get_by_role("link", name="Ajouter une action").click()
    page.get_by_label("Intitulé").fill("Formation d’accueil")
    page.get_by_role("combobox", name="Mission").select_option("M2")
    page.get_by_role("combobox", name="Format").select_option("formation")
    page.get_by_label("Thème principal").select_option("cohesion")
    page.get_by_label("À la demande de").fill("Un département")
    page.get_by_role("button", name="Voir le classement sans enregistrer").click()
    expect(page.get_by_role("heading", name=re.compile(r"classée\s«\scomplémentaire\s»"))).to_be_visible()
    assert Action.objects.count() == 3
    axe(page)
    page.get_by_role("button", name="Enregistrer l’action").click()
    expect(heading(page)).to_have_text("Formation d’accueil")
    expect(page.locator("main")).to_contain_text("(R-24)")
    assert Action.objects.get(title="Formation d’accueil").nature == "complementaire"


def test_a_director_types_a_budget_and_has_the_programme_validated(browse, cast, ici, axe):
    """R-41, R-79."""
    programme = a_programme(ici, cast.director)
    type_budget(programme, cast.director, [])
    page = browse(cast.director)
    page.goto(f"{HERE}budget/previsionnel/")
    page.get_by_label("Missions socle (€), région").fill("1 200")
    page.get_by_label("Missions socle (€), personnel").fill("1 000")
    page.get_by_role("button", name="Enregistrer le budget").click()
    expect(page.locator("main")).to_contain_text("les produits dépassent les charges de 200")
    axe(page)
    page.get_by_role("link", name="Saisir le budget prévisionnel").click()
    page.get_by_label("Missions socle (€), personnel").fill("1 200")
    page.get_by_role("button", name="Enregistrer le budget").click()
    page.goto(HERE)
    page.get_by_role("link", name="Soumettre à l’instance").click()
    page.get_by_role("button", name="Soumettre à l’instance").click()
    page.get_by_role("link", name="Enregistrer la validation").click()
    page.get_by_label("Date de la validation").fill(f"{YEAR}-01-08")
    page.get_by_label("Décidé sans réunion").check(force=True)
    page.get_by_role("button", name="Enregistrer la validation").click()
    expect(page.locator("main")).to_contain_text(f"Validé le 8 janvier {YEAR}")
    assert Programme.objects.get().state == ProgrammeState.VALIDATED
    assert BudgetLine.objects.count() == 1


def test_a_table_of_actions_is_sent_previewed_and_confirmed(browse, cast, ici, axe):
    a_programme(ici, cast.director)
    page = browse(cast.director)
    page.goto(f"{HERE}actions/importer/")
    axe(page)
    lines = ["Intitulé;Mission;Format;Thème;Tous les contrats de ville", "Réseau santé;M1;reseau;lune;oui"]
    send(page, "\n".join(lines))
    expect(page.locator("#erreurs")).to_contain_text("Ligne 2, colonne")
    axe(page)
    send(page, "\n".join(lines).replace("lune", "santé"))
    expect(page.get_by_role("table")).to_contain_text("nouvelle action")
    axe(page)
    page.get_by_role("button", name="Confirmer l’import").click()
    expect(heading(page)).to_contain_text(f"Programme {YEAR}")
    assert Action.objects.filter(title="Réseau santé").exists()


def send(page, text):
    page.get_by_label("Fichier").set_input_files(
        files=[{"name": "actions.csv", "mimeType": "text/csv", "buffer": text.encode()}]
    )
    page.get_by_role("button", name="Voir l’aperçu").click()


@pytest.fixture
def full(cast, ici):
    """A draft with everything that a page may show."""
    programme = a_programme(ici, cast.director)
    action = a_complementary_action(programme, cast.director, ici.bodies.get())
    a_session(action, cast.director)
    rows = [
        income("region", socle=1_000), income("prestations", concurrentiel=300),
        expense("personnel", socle=900, concurrentiel=300),
    ]  # fmt: skip
    type_budget(programme, cast.director, rows)
    return programme


PAGES = (
    "/programmes/", "/programmes/ici/nouveau/", HERE, f"{HERE}presenter/", f"{HERE}etapes/submit/",
    f"{HERE}actions/nouvelle/", f"{HERE}actions/{{action}}/", f"{HERE}actions/{{action}}/prestation/",
    f"{HERE}actions/{{action}}/seances/nouvelle/", f"{HERE}budget/", f"{HERE}budget/previsionnel/",
    f"{HERE}budget/importer/", "/saisie/", "/saisie/{action}/",
)  # fmt: skip


@pytest.mark.parametrize("width", [1280, 375])
def test_the_pages_have_no_accessibility_violation_and_fit_the_screen(browse, cast, full, axe, width):
    page = browse(cast.director, width=width)
    for address in PAGES:
        page.goto(address.format(action=full.actions.get(mission="C2").pk))
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") == width, address
