"""Every route × every role × own, foreign and absent objects, read and written. A route nobody classified fails."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
from django.urls import URLPattern, get_resolver

from funding import rounds
from tests.funding.conftest import adopted, draft, network, scale  # noqa: F401 - 2025 is adopted, 2026 a draft
from tests.governance.body_factories import build_body_doors
from tests.governance.convention_factories import PLACES, TODAY, build_convention_doors
from tests.governance.programme_factories import build_programme_doors

ROLES = ("admin", "national", "regional", "departmental", "director", "partner", "nobody")
EVERYONE = frozenset(ROLES)
KEEPERS = frozenset({"admin", "national"})
OF_THE_CENTRE = EVERYONE - {"nobody"}
LEAD_REGION = frozenset({"admin", "regional"})
ADMIN = frozenset({"admin"})
PARTIES = frozenset({"admin", "regional", "director"})
MAP, DRAFT, LIVE = "/conventions/{slug}/cartographies/{n}/", "/conventions/{slug}/{n}/", "/conventions/{slug}/2{n}/"
READS_DRAFTS = frozenset({"admin", "national", "regional", "director"})
KEEPS_BODIES = frozenset({"admin", "regional", "director"})
ITS_TEAM = frozenset({"admin", "director"})
YEAR_OF, ACTION = "/programmes/{slug}/2030/", "/programmes/{slug}/2030/actions/{n}/"


@dataclass(frozen=True)
class Route:
    """An address, who opens it for their own centre, and for a foreign one (`{slug}`, or `{n}` its number, inside)."""

    address: str
    own: frozenset[str]
    foreign: frozenset[str] = frozenset()


ROUTES = {
    "home": Route("/", EVERYONE),
    "accounts:account": Route("/compte/", EVERYONE),
    "accounts:password_change": Route("/compte/mot-de-passe/", EVERYONE),
    "centres:list": Route("/centres/", EVERYONE),
    "centres:list_file": Route("/centres/centres.csv", EVERYONE),
    "centres:centre": Route("/centres/{slug}/", OF_THE_CENTRE, KEEPERS),
    "funding:index": Route("/financement/", EVERYONE),
    "funding:round": Route("/financement/2025/", EVERYONE),
    "funding:round_file": Route("/financement/2025.csv", EVERYONE),
    "funding:allocation": Route("/financement/2025/{slug}/", EVERYONE, EVERYONE),
    "funding:allocation_file": Route("/financement/2025/{slug}.pdf", EVERYONE, EVERYONE),
    "funding:notify": Route("/financement/2025/{slug}/notifier/", LEAD_REGION, ADMIN),
    "funding:pay": Route("/financement/2025/{slug}/verser/", LEAD_REGION, ADMIN),
    "funding:prepare": Route("/financement/preparer/", KEEPERS),
    "funding:exercise": Route("/financement/2026/exercice/", KEEPERS),
    "funding:refresh": Route("/financement/2026/exercice/relire/", KEEPERS),
    "funding:adopt": Route("/financement/2026/exercice/adopter/", KEEPERS),
    "funding:abandon": Route("/financement/2026/exercice/abandonner/", KEEPERS),
    "funding:correct": Route("/financement/2025/exercice/corriger/", KEEPERS),
    "funding:figure": Route("/financement/2026/exercice/donnees/{slug}/", KEEPERS, KEEPERS),
    # Conventions: read by those who open the centre's file, written by its lead region, attached to by either party
    "governance:conventions": Route("/conventions/", EVERYONE),
    "governance:conventions_file": Route("/conventions/conventions.csv", EVERYONE),
    "governance:centre_conventions": Route("/conventions/{slug}/", OF_THE_CENTRE, KEEPERS),
    "governance:create_convention": Route("/conventions/{slug}/preparer/cpo/", LEAD_REGION, ADMIN),
    "governance:record_convention": Route("/conventions/{slug}/enregistrer/", LEAD_REGION, ADMIN),
    "governance:create_cartography": Route("/conventions/{slug}/cartographies/nouvelle/", LEAD_REGION, ADMIN),
    "governance:cartography": Route(MAP, OF_THE_CENTRE, KEEPERS),
    "governance:edit_cartography": Route(f"{MAP}modifier/", LEAD_REGION, ADMIN),
    "governance:validate_cartography": Route(f"{MAP}valider/", LEAD_REGION, ADMIN),
    "governance:add_line": Route(f"{MAP}lignes/nouvelle/", PARTIES, ADMIN),
    "governance:edit_line": Route(f"{MAP}lignes/{{n}}/", PARTIES, ADMIN),
    "governance:remove_line": Route(f"{MAP}lignes/{{n}}/retirer/", PARTIES, ADMIN),
    "governance:convention": Route(DRAFT, OF_THE_CENTRE, KEEPERS),
    "governance:edit_convention": Route(f"{DRAFT}modifier/", LEAD_REGION, ADMIN),
    "governance:abandon_convention": Route(f"{DRAFT}abandonner/", LEAD_REGION, ADMIN),
    "governance:sign_convention": Route(f"{DRAFT}signer/", LEAD_REGION, ADMIN),
    "governance:convention_text": Route(f"{DRAFT}texte/", OF_THE_CENTRE, KEEPERS),
    "governance:convention_text_file": Route(f"{DRAFT}texte.pdf", OF_THE_CENTRE, KEEPERS),
    "governance:extend_convention": Route(f"{LIVE}proroger/", LEAD_REGION, ADMIN),
    "governance:amendment": Route(f"{LIVE}avenants/2/", LEAD_REGION, ADMIN),
    "governance:amendment_text": Route(f"{LIVE}avenants/2/texte/", OF_THE_CENTRE, KEEPERS),
    "governance:amendment_text_file": Route(f"{LIVE}avenants/2/texte.pdf", OF_THE_CENTRE, KEEPERS),
    "governance:sign_amendment": Route(f"{LIVE}avenants/2/signer/", LEAD_REGION, ADMIN),
    "governance:record_amendment": Route(f"{LIVE}avenants/3/enregistrer/", LEAD_REGION, ADMIN),
    "governance:interim_review": Route(f"{LIVE}bilans/{TODAY.year - 3}/", OF_THE_CENTRE, KEEPERS),
    "governance:expire_convention": Route(f"{LIVE}echeance/", LEAD_REGION, ADMIN),
    "governance:final_review": Route(f"{LIVE}bilan-final/", OF_THE_CENTRE, KEEPERS),
    "governance:write_final_review": Route(f"{LIVE}bilan-final/ecrire/", LEAD_REGION, ADMIN),
    "governance:agree_on_final_review": Route(f"{LIVE}bilan-final/accord/", PARTIES, ADMIN),
    "governance:validate_final_review": Route(f"{LIVE}bilan-final/valider/", LEAD_REGION, ADMIN),
    "governance:close_convention": Route(f"{LIVE}ne-pas-renouveler/", LEAD_REGION, ADMIN),
    "governance:attach_copy": Route(f"{LIVE}pieces/deposer/", PARTIES, ADMIN),
    "governance:convention_paper": Route(f"{LIVE}pieces/{{n}}/", OF_THE_CENTRE, KEEPERS),
    # Bodies, meetings, the national programme
    "governance:bodies": Route("/instances/", EVERYONE),
    "governance:national_body_new": Route("/instances/nouvelle/", KEEPERS),
    "governance:bodies_of": Route("/instances/centres/{slug}/", OF_THE_CENTRE, KEEPERS),
    "governance:body_new": Route("/instances/centres/{slug}/nouvelle/", KEEPS_BODIES, ADMIN),
    "governance:body": Route("/instances/{n}/", OF_THE_CENTRE, KEEPERS),
    "governance:body_edit": Route("/instances/{n}/modifier/", KEEPS_BODIES, ADMIN),
    "governance:seat_new": Route("/instances/{n}/sieges/nouveau/", KEEPS_BODIES, ADMIN),
    "governance:seat_edit": Route("/instances/sieges/{n}/modifier/", KEEPS_BODIES, ADMIN),
    "governance:meeting_new": Route("/instances/{n}/reunions/nouvelle/", KEEPS_BODIES, ADMIN),
    "governance:meeting": Route("/instances/reunions/{n}/", OF_THE_CENTRE, KEEPERS),
    "governance:meeting_edit": Route("/instances/reunions/{n}/modifier/", KEEPS_BODIES, ADMIN),
    "governance:meeting_cancel": Route("/instances/reunions/{n}/annuler/", KEEPS_BODIES, ADMIN),
    "governance:attendance": Route("/instances/reunions/103/presences/", KEEPERS),
    "governance:national_index": Route("/programme-national/", EVERYONE),
    "governance:national": Route("/programme-national/2025/", EVERYONE),
    "governance:worksite_new": Route("/programme-national/2025/chantiers/nouveau/", KEEPERS),
    "governance:orientation_new": Route("/programme-national/2025/orientations/nouvelle/", KEEPERS),
    "governance:orientation_edit": Route("/programme-national/orientations/103/modifier/", KEEPERS),
    "governance:worksite_edit": Route("/programme-national/chantiers/103/modifier/", KEEPERS),
    "governance:worksite_validate": Route("/programme-national/chantiers/103/valider/", KEEPERS),
    "governance:contribution": Route(
        "/programme-national/chantiers/103/contributions/{slug}/", ITS_TEAM | KEEPERS, KEEPERS
    ),
    # Productions (those of these addresses are drafts; what is published is everyone's)
    "governance:productions": Route("/productions/", EVERYONE),
    "governance:productions_file": Route("/productions.csv", EVERYONE),
    "governance:production_new": Route("/productions/nouvelle/", ITS_TEAM),
    "governance:production": Route("/productions/{n}/", READS_DRAFTS, KEEPERS),
    "governance:production_file": Route("/productions/{n}/fichier/", READS_DRAFTS, KEEPERS),
    "governance:production_edit": Route("/productions/{n}/modifier/", ITS_TEAM, ADMIN),
    # Registers of rules and dates
    "governance:compliance": Route("/conformite/", READS_DRAFTS),
    "governance:compliance_of": Route("/conformite/{slug}/", READS_DRAFTS, KEEPERS),
    "governance:deadlines": Route("/echeances/", EVERYONE),
    "governance:calendar": Route("/echeances/calendrier.ics", EVERYONE),
    "governance:calendar_key": Route("/echeances/agenda/", EVERYONE),
    # Programmes (2030 is a draft, 2031 is submitted), actions, sessions, budgets
    "governance:programmes": Route("/programmes/", EVERYONE),
    "governance:programme_new": Route("/programmes/{slug}/nouveau/", ITS_TEAM, ADMIN),
    "governance:programme": Route(YEAR_OF, READS_DRAFTS, KEEPERS),
    "governance:programme_file": Route("/programmes/{slug}/2030.xlsx", READS_DRAFTS, KEEPERS),
    "governance:programme_present": Route(f"{YEAR_OF}presenter/", ITS_TEAM, ADMIN),
    "governance:programme_validate": Route("/programmes/{slug}/2031/valider/", ITS_TEAM, ADMIN),
    "governance:programme_move": Route("/programmes/{slug}/2031/etapes/send_back/", ITS_TEAM, ADMIN),
    "governance:action_new": Route(f"{YEAR_OF}actions/nouvelle/", ITS_TEAM, ADMIN),
    "governance:actions_import": Route(f"{YEAR_OF}actions/importer/", ITS_TEAM, ADMIN),
    "governance:actions_file": Route(f"{YEAR_OF}actions.csv", READS_DRAFTS, KEEPERS),
    "governance:action": Route(ACTION, READS_DRAFTS, KEEPERS),
    "governance:action_edit": Route(f"{ACTION}modifier/", ITS_TEAM, ADMIN),
    "governance:action_remove": Route(f"{ACTION}retirer/", ITS_TEAM, ADMIN),
    "governance:action_move": Route(f"{ACTION}etapes/postpone/", ITS_TEAM, ADMIN),
    "governance:action_satisfaction": Route(f"{ACTION}satisfaction/", ITS_TEAM, ADMIN),
    "governance:action_service": Route(f"{ACTION}prestation/", ITS_TEAM, ADMIN),
    "governance:session_new": Route(f"{ACTION}seances/nouvelle/", ITS_TEAM, ADMIN),
    "governance:session_edit": Route(f"{ACTION}seances/{{n}}/", ITS_TEAM, ADMIN),
    "governance:budget": Route(f"{YEAR_OF}budget/", READS_DRAFTS, KEEPERS),
    "governance:budget_import": Route(f"{YEAR_OF}budget/importer/", ITS_TEAM, ADMIN),
    "governance:budget_file": Route(f"{YEAR_OF}budget.csv", READS_DRAFTS, KEEPERS),
    "governance:budget_edit": Route(f"{YEAR_OF}budget/previsionnel/", ITS_TEAM, ADMIN),
    "governance:quick_list": Route("/saisie/", frozenset({"director"})),
    "governance:quick_session": Route("/saisie/{n}/", ITS_TEAM, ADMIN),
}
DRAFTS = {
    "the table of a draft": Route("/financement/2026/", KEEPERS),
    "the file of a draft": Route("/financement/2026.xlsx", KEEPERS),
    "a line of a draft": Route("/financement/2026/{slug}/", KEEPERS, KEEPERS),
    "amounts on a draft": Route("/financement/2026/{slug}/notifier/", frozenset(), frozenset()),
}
# Open to strangers (tests/test_house.py knocks at these), or closed by Django's administration itself.
ELSEWHERE = {
    "accessibility", "legal_notice", "personal_data", "site_map", "health", "favicon", "accounts:sign_in",
    "accounts:sign_out", "accounts:password_forgotten", "accounts:password_mail_sent", "accounts:password_set",
    "governance:calendar_feed",
}  # fmt: skip
CASES = [pytest.param(route, role, id=f"{name}-{role}") for name, route in (ROUTES | DRAFTS).items() for role in ROLES]


@pytest.fixture
def world(adopted, scale, cast, ici, ailleurs):  # noqa: F811
    """2025 adopted, 2026 in preparation; behind each address, an object here and one elsewhere."""
    build_convention_doors(ici, ailleurs)
    build_body_doors(ici, ailleurs)
    build_programme_doors(ici, ailleurs)
    rounds.prepare(2026, scale, actor=cast.national)
    return cast


def named_routes(patterns, namespace=""):
    for one in patterns:
        if isinstance(one, URLPattern):
            yield f"{namespace}{one.name}"
        elif one.namespace != "admin":
            yield from named_routes(one.url_patterns, f"{one.namespace}:" if one.namespace else namespace)


def test_every_route_is_classified():
    assert set(named_routes(get_resolver().url_patterns)) == set(ROUTES) | ELSEWHERE


def answers(client, route, slug):
    """What reading and writing answer: « open » or « absent » (404); anything else speaks for itself."""
    address = address_of(route, slug)
    return tuple(_word(call(address).status_code) for call in (client.get, client.post))


def address_of(route, slug):
    return route.address.format(slug=slug, n=PLACES[slug])


def _word(status):
    return {200: "open", 302: "open", 405: "open", 404: "absent"}.get(status, status)


@pytest.mark.parametrize(("route", "role"), CASES)
def test_each_role_opens_what_is_its_own_and_nothing_else(world, sign_in, route, role):
    client = sign_in(getattr(world, role))
    if "{" in route.address:
        assert answers(client, route, "inconnu") == ("absent", "absent")
        assert answers(client, route, "ailleurs") == _expected(role in route.foreign)
    assert answers(client, route, "ici") == _expected(role in route.own)


def _expected(is_open):
    return ("open", "open") if is_open else ("absent", "absent")


TOLD_ALIKE = (
    "centres:centre",
    "funding:notify",
    "funding:figure",
    "governance:convention",
    "governance:sign_convention",
    "governance:body",
    "governance:production",
    "governance:compliance_of",
    "governance:programme",
    "governance:action",
)


@pytest.mark.parametrize("route", [ROUTES[name] for name in TOLD_ALIKE])
def test_a_foreign_object_is_told_exactly_like_an_absent_one(world, sign_in, route):
    client = sign_in(world.nobody)
    foreign, absent = (client.get(address_of(route, slug)) for slug in ("ailleurs", "inconnu"))
    assert told(foreign, "ailleurs") == told(absent, "inconnu")


def told(response, slug):
    body = response.content.decode().replace(slug, "…").replace(str(PLACES[slug]), "…")
    return response.status_code, re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", body)


@pytest.mark.parametrize("name", ROUTES)
def test_a_stranger_is_sent_to_sign_in(world, client, name):
    address = address_of(ROUTES[name], "ici")
    response = client.get(address)
    assert (response.status_code, response.headers["Location"]) == (302, f"/compte/connexion/?next={address}")


@pytest.mark.parametrize("role", ROLES)
def test_the_administration_opens_to_its_keepers_only(world, sign_in, role):
    response = sign_in(getattr(world, role)).get("/admin/centres/centre/")
    assert response.status_code == (200 if role in KEEPERS else 302)


def test_a_mandate_that_ends_is_refused_on_the_very_next_request(world, sign_in):
    client = sign_in(world.director)
    assert client.get("/centres/ici/").status_code == 200
    world.director.mandates.update(valid_to="2020-01-01")
    assert client.get("/centres/ici/").status_code == 404


def test_an_account_that_is_closed_is_signed_out_on_the_very_next_request(world, sign_in):
    client = sign_in(world.director)
    world.director.is_active = False
    world.director.save()
    assert client.get("/centres/ici/").status_code == 302
