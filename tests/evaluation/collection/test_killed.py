"""A server killed in the middle of a save: whatever it had acknowledged is there, and nothing is half written."""

import http.client
import json
import time
from functools import partial

import pytest

from accounts.journal import faults
from evaluation.models import ValueChange
from tests.evaluation.collection.factories import a_form, fill, posted, value
from tests.evaluation.collection.real_server import Server, keys_of
from tests.races import all_at_once

CODES = ("M1-01", "M3-05", "MO-03", "M2-01")
KILLS, SECONDS = 3, 1.5

pytestmark = pytest.mark.usefixtures("shared_database")


class Typist:
    """Types in one answer until the server dies, and keeps what it acknowledged."""

    def __init__(self, server, form, code, keys, run):
        self.server, self.form, self.code, self.run = server, form, code, run
        self.cookies, self.token = keys
        self.acknowledged = []

    def __call__(self):
        for number in range(10_000):
            words = f"{self.run}-{number}"
            try:
                status, answer = self.save(words)
            except (OSError, http.client.HTTPException):
                return
            assert (status, json.loads(answer)["kind"]) == (200, "saved")
            self.acknowledged.append((self.code, words))

    def save(self, words):
        body = {**posted(self.form, self.code, commentaire=words), "csrfmiddlewaretoken": self.token}
        address = f"{self.form.get_absolute_url()}valeurs/{self.code}/"
        status, _, answer = self.server.ask("POST", address, self.cookies, body)
        return status, answer


def kill_soon(server):
    time.sleep(SECONDS)
    server.kill()


def saves_until_death(form, client, run):
    """Four people type at once, the server dies; what it had acknowledged by then."""
    server = Server()
    try:
        keys = keys_of(server, client, f"{form.get_absolute_url()}m1/")
        typists = [Typist(server, form, code, keys, run) for code in CODES]
        all_at_once([*typists, partial(kill_soon, server)], workers=5)
    finally:
        server.kill()
    return [one for typist in typists for one in typist.acknowledged]


def test_a_server_killed_while_saving_loses_nothing_that_it_acknowledged(ici, cast, sign_in):
    form, client = fill(a_form(ici, certifier=cast.director)), sign_in(cast.director)
    acknowledged = [one for run in range(KILLS) for one in saves_until_death(form, client, run)]
    changes = ValueChange.objects.select_related("value__indicator")
    kept = {(one.value.indicator.code, one.after["comment"]) for one in changes}
    assert len(acknowledged) > KILLS
    assert set(acknowledged) - kept == set()
    assert all(value(form, code).changes.count() == value(form, code).version for code in CODES)
    assert list(faults()) == []
