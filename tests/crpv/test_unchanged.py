"""A page that has not changed is not sent again; one that has, or whose reader has, always is."""

from __future__ import annotations

import pytest

from evaluation.models import Value
from evaluation.summaries import services as summaries
from tests.evaluation.worlds import year_of

pytestmark = pytest.mark.django_db
BOARD = "/tableau-de-bord/2024/provisoire/"


def again(client, page, address):
    return client.get(address, headers={"if-none-match": page.headers["ETag"]})


@pytest.fixture
def reader(sign_in, cast):
    year_of(2024, 2)
    summaries.refresh(2024)
    return sign_in(cast.national)


def test_the_same_page_asked_again_is_not_sent_again(reader):
    first = reader.get(BOARD)
    second = again(reader, first, BOARD)

    assert (first.status_code, second.status_code, second.content) == (200, 304, b"")
    assert first.headers["Cache-Control"] == second.headers["Cache-Control"] == "private, no-cache"
    assert second.headers["Content-Security-Policy"] == first.headers["Content-Security-Policy"]


def test_a_page_whose_figures_changed_is_sent(reader):
    first = reader.get(BOARD)
    Value.objects.filter(indicator__code="AC-01").update(value=987_654, is_not_applicable=False)
    summaries.refresh(2024)

    assert again(reader, first, BOARD).status_code == 200


def test_the_page_of_another_reader_is_sent(reader, sign_in, cast):
    first = reader.get(BOARD)

    assert again(sign_in(cast.admin), first, BOARD).status_code == 200


def test_the_mark_of_a_page_opens_nothing_to_who_may_not_read_it(reader, sign_in, cast, client):
    first = reader.get(BOARD)

    assert again(sign_in(cast.nobody), first, BOARD).status_code == 404
    assert again(client, first, BOARD).status_code == 302


def test_a_kept_form_never_holds_the_token_of_a_session_that_is_over(reader, sign_in, cast):
    first = reader.get(BOARD)

    assert b"csrfmiddlewaretoken" in first.content
    assert again(sign_in(cast.national), first, BOARD).status_code == 200


def test_the_sign_in_page_is_kept_nowhere(client):
    assert "ETag" not in client.get("/compte/connexion/").headers


def test_what_is_sent_is_neither_kept_nor_compared(reader):
    assert "ETag" not in reader.post("/compte/deconnexion/").headers
    assert "ETag" not in reader.get("/adresse-inconnue/").headers
