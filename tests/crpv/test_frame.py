"""What every page carries: who is here, where one may go, and the doors that stay shut."""

import pytest
from django.urls import reverse
from django.utils.html import escape

from crpv.navigation import menu
from tests.factories import MandateFactory

EVERYONE = [
    "Accueil", "Centres", "Contrats et programmes", "Financement", "Évaluation", "Vie du réseau", "Échéances",
]  # fmt: skip
AUDITED = [*EVERYONE[:-1], "Suivi"]
KEEPERS = [*AUDITED, "Administration"]
PLACES = [
    "Accueil", "Centres", "Conventions", "Programmes", "Financement", "Indicateurs", "Avis", "Tableau de bord",
    "Référentiel", "Instances", "Programme national", "Productions", "Échéances", "Conformité", "Administration",
]  # fmt: skip

ABOUT = [
    "Vérifier un document", "Tableaux de bord publiés", "Données ouvertes", "Interface pour programmes",
    "Accessibilité", "Mentions légales", "Données personnelles",
]  # fmt: skip
POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
}

OPEN_PAGES = {
    "/compte/connexion/": "Connexion",
    "/compte/mot-de-passe-oublie/": "Mot de passe oublié",
    "/compte/mot-de-passe-oublie/courriel/": "Consultez votre messagerie",
    "/compte/mot-de-passe/x/y/": "Ce lien ne sert plus",
    "/accessibilite/": "Déclaration d’accessibilité",
    "/mentions-legales/": "Mentions légales",
    "/donnees-personnelles/": "Données personnelles et cookies",
    "/plan-du-site/": "Plan du site",
}
CLOSED_PAGES = {
    "/": "Bonjour Tifenn",
    "/compte/": "Mon compte",
    "/compte/mot-de-passe/": "Changer de mot de passe",
}


def page_of(response):
    return response.content.decode()


def headings(response):
    """The level 1 headings of a page."""
    return [part.split("</h1>")[0].split(">", 1)[1].strip() for part in page_of(response).split("<h1")[1:]]


@pytest.mark.parametrize(("path", "heading"), OPEN_PAGES.items())
def test_open_pages_need_no_account(client, db, path, heading):
    response = client.get(path)
    assert (response.status_code, headings(response)) == (200, [heading])


@pytest.mark.parametrize("path", CLOSED_PAGES)
def test_a_stranger_is_asked_to_sign_in_first(client, path):
    assert client.get(path).url == f"/compte/connexion/?next={path}"


@pytest.mark.parametrize(("path", "heading"), CLOSED_PAGES.items())
def test_closed_pages_open_to_somebody_signed_in(sign_in, cast, path, heading):
    response = sign_in(cast.director).get(path)
    assert (response.status_code, headings(response)) == (200, [heading])


@pytest.mark.parametrize(
    ("who", "entries"),
    [
        ("admin", KEEPERS),
        ("national", KEEPERS),
        ("regional", AUDITED),
        ("departmental", EVERYONE),
        ("director", AUDITED),
        ("partner", EVERYONE),
        ("nobody", EVERYONE),
    ],
)
def test_the_menu_follows_the_role(rf, cast, who, entries):
    request = rf.get("/")
    request.user = getattr(cast, who)
    assert [entry.label for entry in menu(request)] == entries


@pytest.mark.parametrize(
    ("path", "current"),
    [
        ("/", ["Accueil"]),
        ("/centres/ici/", ["Centres"]),
        ("/programmes/", ["Contrats et programmes", "Programmes"]),
        ("/compte/", []),
    ],
)
def test_the_menu_says_where_one_is(rf, cast, path, current):
    request = rf.get(path)
    request.user = cast.national
    shown = [place for entry in menu(request) for place in (entry, *entry.inside)]
    assert [entry.label for entry in shown if entry.is_current] == current


def test_the_header_names_the_person_and_every_mandate(sign_in, cast, ailleurs):
    MandateFactory(user=cast.director, role="partner", centre=ailleurs)
    page = page_of(sign_in(cast.director).get("/plan-du-site/"))
    assert page.count(f'<span class="crpv-who__name">{cast.director}</span>') == 1
    for mandate in ("direction du centre, Ici", "partenaire de la gouvernance, Ailleurs"):
        assert page.count(f'<span class="crpv-who__mandate">{mandate}</span>') == 1


def test_a_name_is_never_read_as_html(sign_in, cast):
    cast.director.last_name = "<b>gras</b>"
    cast.director.save()
    page = page_of(sign_in(cast.director).get("/"))
    assert ("<b>gras" in page, escape("<b>gras</b>") in page) == (False, True)


@pytest.mark.parametrize("demo", [True, False])
def test_a_demonstration_says_that_it_is_one(client, db, settings, demo):
    settings.DEMO = demo
    assert ('id="demonstration"' in page_of(client.get("/plan-du-site/"))) is demo


@pytest.mark.parametrize("path", ["/compte/connexion/", "/plan-du-site/", "/sante/", "/inconnue/", "/admin/"])
def test_every_answer_forbids_what_our_pages_do_not_need(client, db, path):
    response = client.get(path)
    assert set(response["Content-Security-Policy"].split("; ")) == POLICY
    assert (response["X-Frame-Options"], response["X-Content-Type-Options"]) == ("DENY", "nosniff")
    assert (response["Referrer-Policy"], response["Cross-Origin-Opener-Policy"]) == ("same-origin", "same-origin")


def test_the_site_map_shows_what_the_person_may_open(sign_in, cast, client):
    def labels(visitor):
        places = visitor.get("/plan-du-site/").context["places"]
        return {heading: [entry.label for entry in entries] for heading, entries in places.items()}

    about = {"Le site": ABOUT}
    assert labels(client) == {"Le service": ["Connexion"]} | about
    assert (
        labels(sign_in(cast.national))
        == {
            "Le service": PLACES,
            "Votre compte": ["Mon compte", "Changer de mot de passe", "Second facteur", "Jetons d’accès aux données"],
        }
        | about
    )


@pytest.mark.parametrize("count", [1, 3])
def test_the_frame_costs_three_queries_whatever_the_mandates(sign_in, cast, django_assert_num_queries, count):
    MandateFactory.create_batch(count, user=cast.national)
    visitor = sign_in(cast.national)
    with django_assert_num_queries(2):  # session, person, mandates
        visitor.get("/plan-du-site/")


def test_a_stranger_costs_no_query(client, db, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get("/plan-du-site/")


def test_legal_pages_show_who_answers_for_the_site(client, settings):
    settings.SERVICE = settings.SERVICE | {"publisher": "Agence d’essai", "director": "La directrice"}
    page = page_of(client.get("/mentions-legales/"))
    assert (page.count("Agence d’essai"), page.count("La directrice")) == (1, 1)
    assert page.count("à compléter à la mise en service") == 2  # host and contact are still missing


def test_the_lack_of_an_audit_is_said_on_every_page(client):
    page = page_of(client.get("/plan-du-site/"))
    assert page.count(f'href="{reverse("accessibility")}">Accessibilité\u00a0: non conforme</a>') == 1


def test_browsers_find_the_icon_where_they_look_for_it(client):
    assert client.get("/favicon.ico").url == "/static/dsfr/dist/favicon/favicon.ico"
