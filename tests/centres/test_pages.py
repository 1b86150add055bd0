"""The registry's pages: who opens what, what they show, and at what price."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from accounts.enums import Role
from centres.enums import LegalForm
from centres.models import Centre, Commune, DistrictCount, Identity, Perimeter, PriorityDistrict
from centres.reference.load import load_reference
from tests.factories import CentreFactory, DepartmentFactory, MandateFactory

LIST, FILE = "/centres/", "/centres/{}/"
EVERYONE_OF_THE_NETWORK = ("admin", "national")
OF_THE_CENTRE = ("regional", "departmental", "director", "partner")


@pytest.fixture
def network(db):
    load_reference()


@pytest.fixture
def national(db, sign_in):
    """A browser of somebody of the national staff."""
    return sign_in(MandateFactory(role=Role.NATIONAL).user)


def names_in(response):
    return [row.name for row in response.context["rows"]]


def without_token(response):
    """The page without the secret of its sign-out button, new at each page."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())


# Who ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "own", "foreign"),
    [
        *((who, 200, 200) for who in EVERYONE_OF_THE_NETWORK),
        *((who, 200, 404) for who in OF_THE_CENTRE),
        *((f"other_{who}", 404, 200) for who in OF_THE_CENTRE),
        ("nobody", 404, 404),
    ],
)
def test_each_role_opens_the_files_of_its_perimeter(cast, sign_in, who, own, foreign):
    browser = sign_in(getattr(cast, who))
    assert [browser.get(FILE.format(slug)).status_code for slug in ("ici", "ailleurs")] == [own, foreign]


@pytest.mark.parametrize("who", [*OF_THE_CENTRE, "nobody"])
def test_a_foreign_centre_looks_exactly_like_an_absent_one(cast, sign_in, who):
    browser = sign_in(getattr(cast, who))
    foreign, absent = (browser.get(FILE.format(slug)) for slug in ("ailleurs", "ailleuri"))
    assert (foreign.status_code, absent.status_code) == (404, 404)
    assert without_token(foreign).replace("ailleurs", "ailleuri") == without_token(absent)


@pytest.mark.parametrize("url", [LIST, "/centres/centres.csv", "/centres/centres.xlsx", "/centres/ici/"])
def test_a_stranger_is_sent_to_the_sign_in_page(ici, client, url):
    assert client.get(url).url == f"/compte/connexion/?next={url}"


@pytest.mark.parametrize(
    ("who", "names"),
    [
        *((who, ["Ailleurs", "Ici"]) for who in EVERYONE_OF_THE_NETWORK),
        *((who, ["Ici"]) for who in OF_THE_CENTRE),
        ("nobody", []),
    ],
)
def test_the_list_and_its_copies_hold_the_same_centres(cast, sign_in, who, names):
    browser = sign_in(getattr(cast, who))
    assert names_in(browser.get(LIST)) == names
    lines = browser.get("/centres/centres.csv").content.decode("utf-8-sig").splitlines()
    assert [line.split(";")[0] for line in lines[1:]] == names


@pytest.mark.parametrize("method", ["post", "put", "delete"])
@pytest.mark.parametrize("url", [LIST, "/centres/ici/"])
def test_reading_pages_change_nothing(cast, sign_in, method, url):
    before = list(Centre.objects.values_list())
    getattr(sign_in(cast.national), method)(url, {"usual_name": "Autre"})
    assert list(Centre.objects.values_list()) == before


@pytest.mark.parametrize(
    ("who", "reads"),
    [("admin", True), ("national", True), ("regional", True), ("departmental", False), ("director", False),
     ("partner", False)],
)  # fmt: skip
def test_only_the_state_national_or_in_region_reads_who_has_a_mandate(cast, sign_in, who, reads):
    dossier = sign_in(getattr(cast, who)).get("/centres/ici/").context["dossier"]
    expected = sorted(["René Nom", "Denise Nom", "Tifenn Nom", "Paule Nom"])
    people = dossier.people and sorted(person.name.rstrip("0123456789") for person in dossier.people)
    assert people == (expected if reads else None)


@pytest.mark.parametrize(("who", "edits"), [("admin", True), ("national", True), ("regional", False)])
def test_only_the_national_staff_is_offered_to_edit(cast, sign_in, ici, who, edits):
    response = sign_in(getattr(cast, who)).get("/centres/ici/")
    assert (reverse("admin:centres_centre_change", args=[ici.pk]) in response.content.decode()) is edits


# What: the list -----------------------------------------------------------------------------------------------------


def test_a_row_tells_the_centre_as_it_is_today(network, national):
    row = next(row for row in national.get(LIST).context["rows"] if row.slug == "irev")
    assert (row.name, row.short_form, row.zone, row.echelon, row.seat) == (
        "Institut régional de la ville (IREV)", "GIP", "métropole", "régional", "Lille",
    )  # fmt: skip
    assert (row.perimeter, row.codes) == ("Hauts-de-France\u00a0: 5\u00a0départements", "02 59 60 62 80")
    assert (row.qpv, row.km, row.doubts) == (204, 52, ("identité", "distance"))


@pytest.mark.parametrize(
    ("query", "slugs"),
    [
        ("zone=outre-mer", ["la-reunion", "guyane", "mayotte", "guadeloupe-saint-martin", "ville-caraibe"]),
        ("region=76", ["ressources-et-territoires", "villes-et-territoires-occitanie"]),
        ("region=53", ["reso-villes"]),
        ("forme=a_creer", ["guadeloupe-saint-martin"]),
        ("forme=gip&zone=outre-mer", ["la-reunion", "mayotte"]),
        ("forme=gip&zone=outre-mer&au=2024-12-31", ["la-reunion"]),
        ("region=75&au=2016-12-31", ["pqn-a", "villes-au-carre"]),
        ("region=75&au=2017-01-01", ["pqn-a"]),
        ("region=94", []),
    ],
)
def test_filters_read_the_day_asked(network, national, query, slugs):
    assert [row.slug for row in national.get(f"{LIST}?{query}").context["rows"]] == slugs


@pytest.mark.parametrize(
    ("query", "first", "last"),
    [
        ("tri=qpv", "ville-caraibe", "irev"),
        ("tri=qpv&sens=desc", "irev", "ville-caraibe"),
        ("tri=km&sens=desc", "trajectoire-ressources", "paris"),
        ("tri=km", "profession-banlieue", "paris"),
        ("tri=siege", "pqn-a", "guadeloupe-saint-martin"),
        ("tri=inconnu", "cite-ressources", "villes-et-territoires-occitanie"),
    ],
)
def test_the_list_is_sorted_and_what_is_unknown_comes_last(network, national, query, first, last):
    rows = national.get(f"{LIST}?{query}").context["rows"]
    assert (rows[0].slug, rows[-1].slug) == (first, last)


def test_headings_keep_the_filters_and_turn_the_order_round(network, national):
    headings = national.get(f"{LIST}?zone=outre-mer&tri=qpv&page=1").context["headings"]
    assert {heading.title: (heading.url, heading.direction) for heading in headings[6:8]} == {
        "Quartiers": ("?zone=outre-mer&tri=qpv&sens=desc", "ascending"),
        "Distance": ("?zone=outre-mer&tri=km", ""),
    }


@pytest.mark.parametrize(
    "query", ["zone=lune", "region=ZZ", "forme=roi", "au=hier", "au=2018-02-30", "page=zut", "au="]
)
def test_an_unknown_filter_is_ignored(network, national, query):
    assert len(national.get(f"{LIST}?{query}").context["rows"]) == 20


def test_no_page_holds_more_than_fifty_centres(db, national):
    department = DepartmentFactory()
    for _ in range(51):
        CentreFactory(department=department)
    assert [len(national.get(f"{LIST}?page={page}").context["rows"]) for page in (1, 2)] == [50, 1]
    assert len(national.get("/centres/centres.csv").content.decode().splitlines()) == 52


def test_a_missing_figure_is_said_to_be_missing(db, national):
    CentreFactory(usual_name="Sans chiffre", qpv=None, km=None)
    html = national.get(LIST).content.decode()
    assert html.count("non renseigné") == 3  # seat, districts, distance


def test_the_csv_holds_numbers_and_says_what_is_to_confirm(network, national):
    lines = national.get("/centres/centres.csv?zone=outre-mer&tri=qpv").content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("Centre;Identifiant;Forme juridique;Structure porteuse;Zone;Échelon;Siège;Régions;")
    assert lines[1] == (
        "Ville Caraïbe;ville-caraibe;association;;outre-mer;régional;Fort-de-France;Martinique;972;9;"
        "2024 (outre-mer\u00a0: 2025);21,0;vol d’oiseau;oui;identité"
    )


@pytest.mark.parametrize("prefix", ["=", "+", "-", "@", "\t=", "＝"])
def test_no_name_leaves_the_list_as_a_formula(ici, cast, sign_in, prefix):
    Identity.objects.update(name=f"{prefix}1+1")
    lines = sign_in(cast.director).get("/centres/centres.csv").content.decode("utf-8-sig").splitlines()
    assert lines[1].startswith(f"'{prefix}1+1;ici;")


# What: the file -----------------------------------------------------------------------------------------------------


def test_the_file_tells_the_centre_as_it_was_on_the_day_asked(network, national):
    story = national.get("/centres/villes-au-carre/?au=2016-06-01").context["story"]
    assert [fact.code for fact in story.perimeter] == ["16", "17", "18", "28", "36", "37", "41", "45", "79", "86"]
    assert story.districts_now is None
    assert {event.day.year for event in story.events} == {2007}


def test_the_file_bears_the_names_of_its_time(network, national):
    response = national.get("/centres/labo-cites/?au=2015-01-01")
    assert response.context["story"].identity.label == "CR-DSU Rhône-Alpes"
    assert [service.acronym for service in response.context["dossier"].services] == ["CGET", "DRJSCS", "DDCS(PP)"]
    today = national.get("/centres/profession-banlieue/").context["dossier"]
    assert [service.acronym for service in today.services] == ["ANCT", "DRIEETS", "DDETS(PP)"]


def test_overseas_there_is_no_departmental_service(network, national):
    services = national.get("/centres/la-reunion/").context["dossier"].services
    assert [service.acronym for service in services] == ["ANCT", "DEETS"]


def test_before_its_creation_a_centre_has_nothing_to_show(network, national):
    response = national.get("/centres/irev/?au=1990-01-01")
    story = response.context["story"]
    assert (response.status_code, story.identity, story.events) == (200, None, [])


def test_the_imported_list_is_compared_with_the_declared_count(ici, cast, sign_in):
    finistere = ici.perimeters.get().department
    brest = Commune.objects.create(code="29019", name="Brest", department=finistere)
    quimper = Commune.objects.create(code="29232", name="Quimper", department=finistere)
    for number in range(3):
        district = PriorityDistrict.objects.create(code=f"QN02900{number}", vintage=2024)
        district.communes.set([brest, quimper])
    PriorityDistrict.objects.create(code="QP029001", vintage=2015).communes.set([brest])
    browser = sign_in(cast.director)
    assert browser.get("/centres/ici/").context["dossier"].imported_districts == 3
    DistrictCount.objects.all().delete()
    assert browser.get("/centres/ici/").context["dossier"].imported_districts is None


def test_the_story_of_a_centre_reads_in_sentences(network, national):
    events = national.get("/centres/villes-et-territoires-occitanie/").context["story"].events
    assert [(event.day.isoformat(), event.sentence) for event in events] == [
        ("2024-01-01", "59\u00a0quartiers prioritaires, liste 2024 (outre-mer : 2025)."),
        ("2018-01-01", "Prend le nom «\u00a0Villes et Territoires Occitanie\u00a0»."),
        ("2017-01-01", "Médiane des distances\u00a0: 79\u00a0km, estimation (vol d’oiseau × 1,3)."),
        ("2016-01-01", "Région chef de file\u00a0: Occitanie."),
        ("2015-01-01", "59\u00a0quartiers prioritaires, liste 2015."),
        (
            "2013-03-28",
            (
                "Prend le nom «\u00a0Villes et Territoires Languedoc-Roussillon\u00a0», change de forme\u00a0: "
                "association et devient sa propre structure."
            ),
        ),
        (
            "2013-03-28",
            (
                "Couvre 5\u00a0départements\u00a0: Aude (11), Gard (30), Hérault (34), Lozère (48) et "
                "Pyrénées-Orientales (66)."
            ),
        ),
        (
            "2012-01-01",
            (
                "Villes et Territoires Languedoc-Roussillon (préfiguration)\u00a0: sans structure propre, "
                "activité portée par IRTS, siège à Montpellier."
            ),
        ),
    ]


def test_a_department_that_left_is_told(network, national):
    events = national.get("/centres/villes-au-carre/").context["story"].events
    left = [event for event in events if event.sentence.startswith("Ne couvre plus")]
    assert [(event.day.isoformat(), event.sentence) for event in left] == [
        (
            "2017-01-01",
            (
                "Ne couvre plus 4\u00a0départements\u00a0: Charente (16), Charente-Maritime (17), Deux-Sèvres (79) "
                "et Vienne (86)."
            ),
        )
    ]


def test_paris_says_that_the_state_does_not_fund_it(network, national):
    html = national.get("/centres/paris/").content.decode()
    assert html.count("hors financement de l’État") == 1


# At what price ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("centres", [1, 3])
def test_the_list_costs_the_same_for_one_centre_and_for_three(db, national, django_assert_num_queries, centres):
    for _ in range(centres):
        CentreFactory()
    with django_assert_num_queries(5):  # session, person, mandates, centres, regions of the filter, perimeters
        national.get(LIST)


@pytest.mark.parametrize("facts", [1, 3])
def test_the_file_costs_the_same_whatever_the_story(ici, cast, sign_in, django_assert_num_queries, facts):
    for number in range(facts):
        Perimeter.objects.create(centre=ici, department=DepartmentFactory())
        year = dt.date(2000 + number, 1, 1)
        Identity.objects.create(
            centre=ici, name=f"Nom {number}", legal_form=LegalForm.GIP, valid_from=year, valid_to=year
        )
        MandateFactory(role=Role.PARTNER, centre=ici)
    browser = sign_in(cast.national)
    with django_assert_num_queries(7):  # session, person, mandates, centre, facts, institutions, districts, people
        browser.get("/centres/ici/")
