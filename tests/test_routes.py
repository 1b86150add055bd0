"""Every route × every role × own, foreign and absent objects, read and written. A route nobody classified fails."""

from __future__ import annotations

import re
from functools import partial

import pytest
from django.db import transaction
from django.urls import URLPattern, get_resolver

from funding.rounds import services as rounds
from tests.accounts.second_factor.enrolment import enrolled
from tests.cast import keys_of, make_ailleurs, make_cast, make_ici, read_anew, shared_world
from tests.funding.conftest import make_network, make_scale
from tests.governance.conventions.factories import PLACES
from tests.routes import accounts, collection, dashboard, governance, opinions, prints, publications, referential
from tests.routes import funding as funding_routes
from tests.routes.roles import KEEPERS, ROLES

# Each with its ROUTES, its TOLD_ALIKE and its `build_doors(cast, ici, ailleurs)`.
ROOMS = (governance, referential, collection, opinions, prints, dashboard, publications, accounts)
ROUTES = funding_routes.ROUTES.copy()
for room in ROOMS:
    ROUTES |= room.ROUTES
DRAFTS = funding_routes.DRAFTS
# Open to strangers (tests/test_house.py knocks at these), or closed by Django's administration itself.
ELSEWHERE = {
    "accessibility", "legal_notice", "personal_data", "site_map", "health", "favicon", "accounts:sign_in",
    "accounts:sign_out", "accounts:password_forgotten", "accounts:password_mail_sent", "accounts:password_set",
    "governance:calendar_feed", "verify",
} | publications.ELSEWHERE | accounts.ELSEWHERE  # fmt: skip
# One world a room and a role: building it costs more than all the questions asked of it.
BY_ROOM = {"funding": funding_routes.ROUTES | DRAFTS} | {room.__name__.split(".")[-1]: room.ROUTES for room in ROOMS}
# Who opens everything, and who opens by the territory: what the other roles read is read by the same requests.
ON_BOTH_DATABASES = {"admin", "director"}
CASES = [
    pytest.param(name, role, id=f"{name}-{role}", marks=() if role in ON_BOTH_DATABASES else pytest.mark.one_database)
    for name in BY_ROOM
    for role in ROLES
]


@pytest.fixture(scope="module")
def people(django_db_setup, django_db_blocker):
    """2025 adopted, 2026 in preparation; behind each address, an object here and one elsewhere. Who is who, by role."""
    with shared_world(django_db_blocker):
        ici, ailleurs = make_ici(), make_ailleurs()
        cast, scale = make_cast(ici, ailleurs), make_scale()
        make_network()
        rounds.adopt_without_printing(rounds.prepare(2025, scale, actor=cast.national), actor=cast.national)
        funding_routes.build_doors(ici, ailleurs)
        for room in ROOMS:
            room.build_doors(cast, ici, ailleurs)
        rounds.prepare(2026, scale, actor=cast.national)
        yield keys_of(cast)


@pytest.fixture
def world(people, db):
    """The people of the matrix, read anew for each test."""
    return read_anew(people)


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


@pytest.mark.parametrize(("room", "role"), CASES)
def test_each_role_opens_what_is_its_own_and_nothing_else(world, sign_in, room, role):
    client, routes = sign_in(getattr(world, role)), BY_ROOM[room]
    found = {name: undone(partial(all_answers, client, route)) for name, route in routes.items()}
    assert found == {name: all_expected(route, role) for name, route in routes.items()}


def undone(ask):
    """What `ask` answers, and nothing of what it wrote: the next route finds the same world."""
    with transaction.atomic():
        answer = ask()
        transaction.set_rollback(True)
    return answer


def all_answers(client, route):
    places = ("inconnu", "ailleurs", "ici") if "{" in route.address else ("ici",)
    return {slug: answers(client, route, slug) for slug in places}


def all_expected(route, role):
    """Own, foreign and absent: whoever may not read is told « absent »."""
    own = {"ici": _expected(role in route.own)}
    if "{" not in route.address:
        return own
    return own | {"inconnu": _expected(False), "ailleurs": _expected(role in route.foreign)}


def _expected(is_open):
    return ("open", "open") if is_open else ("absent", "absent")


TOLD_ALIKE = (
    "centres:centre",
    *funding_routes.TOLD_ALIKE,
    *(name for room in ROOMS for name in room.TOLD_ALIKE),
)


def test_a_foreign_object_is_told_exactly_like_an_absent_one(world, sign_in):
    client = sign_in(world.nobody)
    for name in TOLD_ALIKE:
        foreign, absent = (client.get(address_of(ROUTES[name], slug)) for slug in ("ailleurs", "inconnu"))
        assert told(foreign, "ailleurs") == told(absent, "inconnu"), name


def told(response, slug):
    body = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())
    return response.status_code, body.replace(slug, "…").replace(str(PLACES[slug]), "…")


def test_a_stranger_is_sent_to_sign_in(world, client):
    addresses = {name: address_of(route, "ici") for name, route in ROUTES.items()}
    found = {name: client.get(address) for name, address in addresses.items()}
    assert {name: (one.status_code, one.headers.get("Location")) for name, one in found.items()} == {
        name: (302, f"/compte/connexion/?next={address}") for name, address in addresses.items()
    }


@pytest.mark.one_database
@pytest.mark.parametrize("role", sorted(KEEPERS))
@pytest.mark.parametrize("has_one", [True, False])
def test_between_the_password_and_the_second_factor_nothing_opens(world, sign_in, settings, role, has_one):
    """Every address of the matrix, read and written, leads to the step that is missing."""
    settings.SECOND_FACTOR = True
    person = getattr(world, role)
    if has_one:
        enrolled(person)
    missing = "accounts:give_code" if has_one else "accounts:enrol_factor"
    step = {"accounts:give_code", "accounts:give_recovery_code"} if has_one else {"accounts:enrol_factor"}
    client = sign_in(person)
    found = {
        (name, call.__name__): call(address_of(route, slug))
        for name, route in ROUTES.items()
        for slug in ("ici", "inconnu")
        for call in (client.get, client.post)
        if name not in step
    }
    assert {key: one.headers.get("Location", "").split("?")[0] for key, one in found.items()} == dict.fromkeys(
        found, address_of(ROUTES[missing], "ici")
    )
    for name in step:
        assert client.get(address_of(ROUTES[name], "ici")).status_code == 200


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
