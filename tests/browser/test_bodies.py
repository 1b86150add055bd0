"""Bodies, the national programme, productions and the registers in a real browser."""

import datetime as dt

import pytest
from playwright.sync_api import expect

from governance.enums import BodyKind, College
from governance.models import Body, Contribution, Production, Seat
from tests.governance.bodies.factories import (
    AttendanceFactory,
    BodyFactory,
    ConventionFactory,
    MeetingFactory,
    NationalBodyFactory,
    ProductionFactory,
    SeatFactory,
    WorksiteFactory,
)

WIDTHS = [1280, 375]


@pytest.fixture
def world(cast, ici):
    """Something on every page: a board, a national committee with its roll, a worksite, a production, a convention."""
    board = BodyFactory(pk=1, centre=ici, name="Conseil d’administration")
    SeatFactory(pk=1, body=board)
    MeetingFactory(pk=1, body=board, is_held=False, on=dt.date(2030, 1, 15), starts_at=dt.time(9, 30), place="Brest")
    committee = NationalBodyFactory(pk=2, name="Comité technique")
    AttendanceFactory(meeting=MeetingFactory(pk=2, body=committee, agenda="Actualité\nQuestions"), centre=ici)
    WorksiteFactory(pk=1, year=2026, title="Sites entrants")
    ProductionFactory(pk=1, made_by=[ici], title="Repères", summary="Pour commencer.")
    ConventionFactory(centre=ici)
    return cast


def heading(page):
    return page.get_by_role("heading", level=1)


def test_a_director_opens_the_committee_of_funders_and_the_warning_goes(browse, world, ici):
    """R-63, R-65."""
    page = browse(world.director, width=375, javascript=False)
    page.goto("/instances/centres/ici/")
    page.get_by_role("link", name="Ouvrir le comité des financeurs").click()
    page.get_by_role("button", name="Enregistrer").click()
    expect(heading(page)).to_have_text("Comité des financeurs")
    page.get_by_role("link", name="Ajouter un siège").click()
    page.get_by_label("Collège").select_option("etat")
    page.get_by_label("Organisme").fill("Préfecture de région")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("table", name="Qui siège aujourd’hui")).to_contain_text("Préfecture de région")
    page.goto("/instances/centres/ici/")
    expect(page.get_by_text("Il manque le comité des financeurs")).to_have_count(0)
    assert Seat.objects.filter(body__kind=BodyKind.FUNDERS, college=College.STATE).count() == 1


def test_the_state_is_refused_on_the_board_in_one_sentence(browse, world, axe):
    """R-63."""
    page = browse(world.director)
    page.goto("/instances/1/sieges/nouveau/")
    page.get_by_label("Collège").select_option("etat")
    page.get_by_label("Organisme").fill("Préfecture")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator("main")).to_contain_text("L’État ne peut pas être membre du conseil d’administration")
    axe(page)


def test_national_staff_take_the_roll_of_the_technical_committee(browse, world, ici, ailleurs):
    """R-108."""
    page = browse(world.national)
    page.goto("/instances/reunions/2/")
    page.get_by_role("link", name="Relever les présences").click()
    page.get_by_text("Ailleurs", exact=True).click()
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator("main")).to_contain_text("2 centres présents sur 2")


def test_a_director_contributes_from_the_grid(browse, world, ici):
    """R-112."""
    page = browse(world.director)
    page.goto("/programme-national/2026/")
    page.get_by_role("link", name="Contribuer de Ici : Sites entrants").click()
    page.get_by_label("Contribution").fill("Une fiche d’expérience.")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("table", name="Contributions des centres")).to_contain_text("Une fiche d’expérience.")
    assert Contribution.objects.get().centre == ici


def test_a_director_publishes_a_file_that_another_centre_finds(browse, world, tmp_path):
    """R-25, R-30."""
    (tmp_path / "fiche.pdf").write_bytes(b"%PDF-1.7")
    page = browse(world.director)
    page.goto("/productions/")
    page.get_by_role("link", name="Ajouter une production").click()
    page.get_by_label("Titre").fill("Médiation numérique")
    page.get_by_label("Type").select_option("note")
    page.get_by_label("Thème").select_option("cohesion")
    page.get_by_label("Publiée le").fill("2026-01-12")
    page.get_by_label("Fichier").set_input_files(tmp_path / "fiche.pdf")
    page.get_by_role("button", name="Enregistrer").click()
    expect(heading(page)).to_have_text("Médiation numérique")
    reader = browse(world.other_director, width=375)
    reader.goto("/productions/")
    reader.get_by_label("Mots cherchés").fill("mediation")
    reader.get_by_role("button", name="Chercher").click()
    reader.get_by_role("link", name="Médiation numérique").click()
    with reader.expect_download() as download:
        reader.get_by_role("link", name="Télécharger fiche.pdf").click()
    assert download.value.suggested_filename == "fiche.pdf"
    assert Production.objects.count() == 2


def test_somebody_opens_an_address_for_their_calendar(browse, world, axe):
    page = browse(world.director)
    page.goto("/echeances/")
    page.get_by_role("link", name="Suivre dans votre agenda").click()
    page.get_by_role("button", name="Ouvrir une adresse").click()
    address = page.get_by_label("Adresse privée").input_value()
    axe(page)
    stranger = browse()
    answer = stranger.request.get(address)
    assert (answer.status, answer.text().startswith("BEGIN:VCALENDAR")) == (200, True)


def test_a_finding_leads_to_the_page_that_mends_it(browse, world):
    """R-65."""
    page = browse(world.regional)
    page.goto("/conformite/")
    page.get_by_role("link", name="Ici", exact=True).first.click()
    page.get_by_role("link", name="Ouvrir la page de la règle R-65").click()
    expect(heading(page)).to_have_text("Instances de Ici")
    assert Body.objects.filter(kind=BodyKind.FUNDERS).count() == 0


PAGES = {
    "national": [
        "/instances/", "/instances/nouvelle/", "/instances/2/", "/instances/2/modifier/", "/instances/reunions/2/",
        "/instances/reunions/2/presences/", "/programme-national/2026/", "/programme-national/2026/chantiers/nouveau/",
        "/programme-national/2026/orientations/nouvelle/", "/programme-national/chantiers/1/valider/", "/conformite/",
        "/conformite/ici/",
    ],
    "director": [
        "/instances/centres/ici/", "/instances/centres/ici/nouvelle/", "/instances/1/", "/instances/sieges/1/modifier/",
        "/instances/1/reunions/nouvelle/", "/instances/reunions/1/", "/instances/reunions/1/annuler/",
        "/programme-national/chantiers/1/contributions/ici/", "/productions/", "/productions/nouvelle/",
        "/productions/1/", "/productions/1/modifier/", "/echeances/", "/echeances/agenda/",
    ],
}  # fmt: skip


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("role", PAGES)
def test_pages_have_no_accessibility_violation_and_fit_the_screen(browse, world, axe, role, width):
    page = browse(getattr(world, role), width=width)
    for url in PAGES[role]:
        assert page.goto(url).status == 200
        axe(page)
        assert (url, page.evaluate("document.documentElement.scrollWidth")) == (url, width)
