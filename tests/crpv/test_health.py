"""What machines read to know whether the site can work."""

import tomllib

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.db.utils import OperationalError

VERSION = tomllib.loads((django_settings.BASE_DIR / "pyproject.toml").read_text("utf-8"))["project"]["version"]


def answer(client):
    response = client.get("/sante/")
    return response.status_code, response.json()


@pytest.mark.django_db
def test_a_site_in_order_says_so(client):
    assert answer(client) == (200, {"base": "ok", "migrations": "ok", "version": VERSION})


@pytest.mark.django_db
def test_a_base_behind_the_code_is_named_table_by_table(client):
    MigrationRecorder(connection).record_unapplied("accounts", "0001_initial")
    assert answer(client) == (503, {"base": "ok", "migrations": ["accounts.0001_initial"], "version": VERSION})


def test_a_base_that_does_not_answer_is_said(client, monkeypatch):
    def refused(*args, **kwargs):
        raise OperationalError("mot-de-passe-secret")

    monkeypatch.setattr(connection, "cursor", refused)
    assert answer(client) == (503, {"base": "injoignable", "migrations": "injoignable", "version": VERSION})


@pytest.mark.django_db
def test_it_costs_the_same_each_time_and_is_never_kept(client, django_assert_num_queries):
    client.get("/sante/")
    for _ in range(2):
        with django_assert_num_queries(2):
            response = client.get("/sante/")
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
def test_it_opens_no_session(client):
    assert client.get("/sante/").cookies == {}
