"""Every route × every role × own, foreign and absent objects, read and written. A route nobody classified fails."""

from __future__ import annotations

import re

import pytest
from django.urls import URLPattern, get_resolver

from funding import rounds
from tests.funding.conftest import adopted, draft, network, scale  # noqa: F401 - 2025 is adopted, 2026 a draft
from tests.governance.convention_factories import PLACES
from tests.routes import collection, dashboard, governance, opinions, prints, publications, referential
from tests.routes import funding as funding_routes
from tests.routes.roles import KEEPERS, ROLES

# Each with its ROUTES, its TOLD_ALIKE and its `build_doors(cast, ici, ailleurs)`.
ROOMS = (governance, referential, collection, opinions, prints, dashboard, publications)
ROUTES = funding_routes.ROUTES.copy()
for room in ROOMS:
    ROUTES |= room.ROUTES
DRAFTS = funding_routes.DRAFTS
# Open to strangers (tests/test_house.py knocks at these), or closed by Django's administration itself.
ELSEWHERE = {
    "accessibility", "legal_notice", "personal_data", "site_map", "health", "favicon", "accounts:sign_in",
    "accounts:sign_out", "accounts:password_forgotten", "accounts:password_mail_sent", "accounts:password_set",
    "governance:calendar_feed", "verify",
} | publications.ELSEWHERE  # fmt: skip
CASES = [pytest.param(route, role, id=f"{name}-{role}") for name, route in (ROUTES | DRAFTS).items() for role in ROLES]


@pytest.fixture
def world(adopted, scale, cast, ici, ailleurs):  # noqa: F811
    """2025 adopted, 2026 in preparation; behind each address, an object here and one elsewhere."""
    for room in ROOMS:
        room.build_doors(cast, ici, ailleurs)
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
    *(name for room in ROOMS for name in room.TOLD_ALIKE),
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
