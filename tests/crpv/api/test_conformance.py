"""Every answer is the one that the description promises, whatever is asked: the interface is fuzzed from it."""

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft202012Validator
from schemathesis import GenerationMode

from accounts.models import RateCount
from crpv.api.description import ENDPOINTS, openapi
from crpv.wsgi import application

EXAMPLES = 12
SCHEMA = schemathesis.openapi.from_dict(openapi())
SCHEMA.app = application
PATHS = {one.name: f"/api/v1/{one.path}" for one in ENDPOINTS}


@pytest.fixture(autouse=True)
def one_connection():
    """Requests made through WSGI would close the connection of the test: Django's own client spares it the same way."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.one_database
@pytest.mark.parametrize("name", sorted(PATHS))
def test_every_answer_conforms(world, bearer, name):
    """With good values and bad ones, with a token and without: no error of ours, and nothing undescribed."""
    operation, told = SCHEMA[PATHS[name]]["GET"], set()
    for headers in ({}, bearer(world.director), {"Authorization": "Bearer crpv_inconnu"}):
        for mode in GenerationMode:
            if mode is GenerationMode.POSITIVE or operation.path_parameters or operation.query:
                told |= _asked(operation, mode, headers)

    assert told <= {200, 400, 401, 404}
    assert {200, 401} <= told | ({200} if "{" in PATHS[name] else set())


def _asked(operation, mode, headers):
    told = set()

    @settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case):
        RateCount.objects.all().delete()
        case.headers = headers
        response = case.call(base_url="http://testserver")
        case.validate_response(response)
        told.add(response.status_code)

    ask()
    return told


@pytest.mark.parametrize("one", ENDPOINTS, ids=lambda one: one.name)
def test_the_examples_of_the_documentation_conform(client, world, bearer, one):
    year = {"round": 2025, "dashboard": 2023}.get(one.name, 2024)
    path = one.path.format(centre="ici", annee=year)
    answer = client.get(f"/api/v1/{path}", headers=bearer(world.director))

    assert answer.status_code == 200
    Draft202012Validator(one.schema, format_checker=Draft202012Validator.FORMAT_CHECKER).validate(answer.json())


def test_the_description_is_given_and_documented(client, db):
    """The page is drawn from the description: no address is forgotten on it."""
    description = client.get("/api/v1/openapi.json")
    page = client.get("/api/v1/").content.decode()

    assert description.json() == openapi()
    assert [path for path in PATHS.values() if f"GET {path}" not in page] == []
