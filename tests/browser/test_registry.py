"""The registry in a real browser: a centre found, its file on another day, tables out of the administration and in."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from centres.models import Centre
from centres.reference.load import load_reference
from tests.factories import LONG_AGO

ADMIN_PAGES = [
    "index",
    "centres_centre_changelist",
    "centres_centre_add",
    "centres_centre_import",
    "centres_centre_export",
    "centres_prioritydistrict_add",
    "centres_distance_add",
    "centres_mandate_add",
    "funding_scale_changelist",
    "funding_round_changelist",
    "funding_allocation_changelist",
    "funding_allocation_import",
    "funding_allocation_export",
]


def heading(page):
    return page.get_by_role("heading", level=1)


def test_national_staff_find_a_centre_and_read_it_as_it_was(browse, cast):
    load_reference()
    page = browse(cast.national)
    page.goto("/")
    page.get_by_role("link", name="Centres", exact=True).first.click()
    page.get_by_label("Région").select_option(label="Centre-Val de Loire")
    page.get_by_role("button", name="Afficher").click()
    page.get_by_role("link", name="Villes au Carré").click()
    expect(page.get_by_role("heading", name="Périmètre")).to_contain_text("6")
    page.get_by_label("Situation au").fill("2016-06-01")
    page.get_by_role("button", name="Voir à cette date").click()
    expect(page.locator("main")).to_contain_text("La fiche telle qu’elle était au 1er juin 2016.")
    expect(page.get_by_role("heading", name="Périmètre")).to_contain_text("10")
    page.get_by_role("link", name="Revenir à aujourd’hui").click()
    expect(page.get_by_role("heading", name="Périmètre")).to_contain_text("6")


def test_the_list_sorts_without_script_on_a_telephone_and_goes_away_in_a_file(browse, cast):
    load_reference()
    page = browse(cast.national, width=375, javascript=False)
    page.goto("/centres/")
    page.get_by_role("link", name="Quartiers").click()
    page.get_by_role("link", name="Quartiers").click()
    expect(page.get_by_role("columnheader", name="Quartiers")).to_have_attribute("aria-sort", "descending")
    expect(page.locator("tbody tr").first).to_contain_text("IREV")
    with page.expect_download() as download:
        page.get_by_role("link", name="Tableau Excel").click()
    assert download.value.suggested_filename.endswith(".xlsx")


@pytest.mark.parametrize("width", [1280, 375])
@pytest.mark.parametrize(
    "url", ["/centres/", "/centres/?zone=outre-mer&region=ZZ", "/centres/mayotte/", "/centres/irev/?au=1990-01-01"]
)
def test_every_page_is_accessible_and_fits(browse, cast, axe, url, width):
    load_reference()
    page = browse(cast.national, width=width)
    page.goto(url)
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("name", ADMIN_PAGES)
def test_the_administration_breaks_no_policy(browse, cast, name):
    page = browse(cast.admin)
    page.goto(reverse(f"admin:{name}"))
    expect(page.locator("#site-name")).to_have_text("Administration du réseau")


def test_a_dated_fact_is_added_in_the_administration(browse, cast, ici):
    page = browse(cast.national)
    page.goto(ici.get_absolute_url())
    page.get_by_role("link", name="Modifier la fiche").click()
    page.get_by_text("Ajouter un objet Agrément supplémentaire").click()
    page.locator("#id_recognitions-0-reference").fill("Décision 12")
    page.locator("#id_recognitions-0-valid_from").fill("01/01/2015")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("Ici")
    assert ici.recognitions.values_list("reference", "valid_from").get() == ("Décision 12", LONG_AGO)


def test_a_table_goes_out_is_mended_and_comes_back(browse, cast, ici, tmp_path):
    page = browse(cast.national)
    page.goto(reverse("admin:centres_centre_changelist"))
    page.get_by_role("link", name="Exporter").click()
    page.get_by_label("Format").select_option("csv")
    with page.expect_download() as download:
        page.get_by_role("button", name="Exporter").click()
    table = download.value.path().read_text("utf-8-sig")
    columns, lines = table.splitlines()[0].split(";"), table.splitlines()
    place = columns.index("note")
    mended = [line.split(";") for line in lines]
    for row in mended[1:]:
        row[place] = "Mémoire"
    file = tmp_path / "centres.csv"
    file.write_text("\n".join(";".join(row) for row in mended), "utf-8")

    page.goto(reverse("admin:centres_centre_changelist"))
    page.get_by_role("link", name="Importer").click()
    page.get_by_label("Fichier").set_input_files(file)
    page.get_by_role("button", name="Voir l’aperçu").click()
    expect(page.get_by_role("heading", name="Aperçu")).to_contain_text("2 lignes modifiées")
    assert Centre.objects.filter(note="Mémoire").count() == 0
    page.get_by_role("button", name="Confirmer l’import").click()
    expect(page.locator(".messagelist")).to_contain_text("Import terminé")
    assert Centre.objects.filter(note="Mémoire").count() == 2


def test_a_faulty_table_says_where_it_is_wrong(browse, cast, ici, tmp_path):
    file = tmp_path / "centres.csv"
    file.write_text("identifiant;zone\nici;lune\n", "utf-8")
    page = browse(cast.national)
    page.goto(reverse("admin:centres_centre_import"))
    page.get_by_label("Fichier").set_input_files(file)
    page.get_by_role("button", name="Voir l’aperçu").click()
    expect(page.get_by_role("alert")).to_contain_text("Ligne 2, colonne")
    expect(page.get_by_role("button", name="Confirmer l’import")).to_have_count(0)
