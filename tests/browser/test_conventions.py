"""The conventions in a real browser: a regional agent signs, a director attaches the copy and agrees on the review."""

import pytest
from playwright.sync_api import expect

from governance.enums import CartographyState, ConventionState
from governance.models import Convention, ConventionDocument, FinalReview
from tests.governance.conventions.factories import (
    THIS_YEAR,
    AmendmentFactory,
    CartographyFactory,
    ConventionFactory,
    FinalReviewFactory,
    adopt,
    build_convention_doors,
    publish_referential,
)


def heading(page):
    return page.get_by_role("heading", level=1)


@pytest.mark.parametrize("width", [1280, 375])
def test_a_regional_agent_prepares_and_signs_a_convention(browse, cast, ici, width):
    """R-51, R-74, R-75, R-78: without script, on any screen."""
    CartographyFactory(centre=ici)
    adopt(ici, THIS_YEAR)
    publish_referential()
    page = browse(cast.regional, width=width, javascript=False)
    page.goto("/conventions/")
    page.get_by_role("link", name="Ici", exact=True).click()
    page.get_by_role("link", name="Préparer : convention pluriannuelle d’objectifs").click()
    page.get_by_label("Début").fill(f"{THIS_YEAR}-01-01")
    page.get_by_label("Objet").fill("Animer le réseau régional.")
    page.get_by_label("Cartographie stratégique").select_option(index=1)
    page.get_by_label("Contrat d’engagement républicain souscrit").check(force=True)
    page.get_by_role("button", name="Ouvrir le projet").click()
    expect(page.locator("main")).to_contain_text("Indiquez la version du référentiel d’indicateurs")

    page.get_by_role("link", name="Signer la convention").click()
    page.get_by_role("button", name="Signer la convention").click()
    expect(page.locator("#erreurs")).to_contain_text("R-78")
    page.get_by_role("link", name="Revenir sans enregistrer").click()
    page.get_by_role("link", name="Modifier le projet").click()
    page.get_by_label("Version du référentiel d’indicateurs").select_option("2017")
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_role("link", name="Signer la convention").click()
    page.get_by_role("button", name="Signer la convention").click()

    expect(page.locator("main")).to_contain_text("son texte est figé")
    assert Convention.objects.get().state == ConventionState.SIGNED
    with page.expect_download() as download:
        page.get_by_role("link", name="convention-pluriannuelle").click()
    assert download.value.suggested_filename == ConventionDocument.objects.get().name


def test_a_director_attaches_the_copy_and_agrees_on_the_final_review(browse, cast, ici, tmp_path):
    """R-82."""
    one = ConventionFactory(centre=ici, state=ConventionState.EXPIRED, years_ago=3)
    FinalReviewFactory(convention=one, agreed_by_centre_on=None)
    copy = tmp_path / "copie.pdf"
    copy.write_bytes(b"%PDF-1.7 essai")
    page = browse(cast.director, width=375)
    page.goto(one.get_absolute_url())
    page.get_by_role("link", name="Déposer une copie signée").click()
    page.get_by_label("Copie signée").set_input_files(copy)
    page.get_by_role("button", name="Déposer la copie").click()
    expect(page.locator("main")).to_contain_text("La copie signée est déposée.")

    page.get_by_role("link", name="Ouvrir le bilan final").click()
    page.get_by_role("link", name="Donner l’accord du centre").click()
    page.get_by_role("button", name="Donner l’accord").click()
    expect(heading(page)).to_have_text("Bilan final de la convention")
    assert FinalReview.objects.get().agreed_by_centre_on is not None


@pytest.mark.parametrize("width", [1280, 375])
def test_two_agents_on_the_same_draft_are_shown_both_texts(browse, cast, ici, axe, width):
    """Nothing is lost: the second one reads both, and chooses; once it is signed, the page says who did it."""
    adopt(ici, THIS_YEAR)
    publish_referential()
    one = ConventionFactory(centre=ici, state=ConventionState.DRAFT, purpose="Avant")
    late, early = browse(cast.regional, width=width), browse(cast.admin, width=width)
    for page, text in ((late, "Le mien"), (early, "Le sien")):
        page.goto(f"{one.get_absolute_url()}modifier/")
        page.get_by_label("Objet").fill(text)
    early.get_by_role("button", name="Enregistrer").click()
    late.get_by_role("button", name="Enregistrer").click()
    both = late.get_by_role("region", name="Deux saisies de la même page")
    expect(both).to_contain_text("Le sien")
    expect(both).to_contain_text("Le mien")
    axe(late)
    assert late.evaluate("document.documentElement.scrollWidth") == width
    assert Convention.objects.get().purpose == "Le sien"
    late.get_by_role("button", name="Enregistrer").click()
    late.get_by_role("link", name="Signer la convention").click()
    early.goto(late.url)
    late.get_by_role("button", name="Signer la convention").click()
    assert Convention.objects.get().purpose == "Le mien"
    early.get_by_role("button", name="Signer la convention").click()
    expect(heading(early)).to_have_text("C’est déjà fait")
    axe(early)
    early.get_by_role("link", name="Ouvrir la page à jour").click()
    expect(early.locator("main")).to_contain_text("signée")


ADDRESSES = [
    "/conventions/",
    "/conventions/ici/",
    "/conventions/ici/preparer/cpo/",
    "/conventions/ici/enregistrer/",
    "/conventions/ici/cartographies/101/",
    "/conventions/ici/cartographies/101/lignes/101/",
    "/conventions/ici/cartographies/101/valider/",
    "/conventions/ici/101/",
    "/conventions/ici/101/texte/",
    "/conventions/ici/101/signer/",
    "/conventions/ici/101/abandonner/",
    "/conventions/ici/2101/",
    "/conventions/ici/2101/avenants/2/",
    "/conventions/ici/2101/avenants/2/texte/",
    f"/conventions/ici/2101/bilans/{THIS_YEAR - 3}/",
    "/conventions/ici/2101/bilan-final/",
    "/conventions/ici/2101/bilan-final/ecrire/",
    "/conventions/ici/2101/pieces/deposer/",
]


@pytest.mark.parametrize("width", [1280, 375])
def test_no_page_has_an_accessibility_violation(browse, cast, ici, ailleurs, axe, width):
    build_convention_doors(ici, ailleurs)
    page = browse(cast.regional, width=width)
    for address in ADDRESSES:
        page.goto(address)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") == width, address


def test_refusals_and_late_steps_have_no_accessibility_violation(browse, cast, ici, axe):
    late = ConventionFactory(centre=ici, years_ago=2)
    AmendmentFactory(convention=late)
    bare = CartographyFactory(centre=ici, state=CartographyState.ONGOING, dated=None, contributors="", line=False)
    page = browse(cast.regional)
    page.goto(late.get_absolute_url())
    axe(page)
    page.goto(f"/conventions/ici/cartographies/{bare.pk}/valider/")
    page.get_by_role("button", name="Valider la cartographie").click()
    expect(page.locator("#erreurs")).to_contain_text("R-52")
    axe(page)
