"""What is typed: the server says when it is written, and leads whoever lost their session back to their form."""

import pytest
from django.contrib.messages import get_messages

from accounts.acts.drafts import NOT_STORED, STORED

NEW = "/programme-national/2025/orientations/nouvelle/"
BROWSER = {"headers": {"accept": "text/html,*/*"}}


def mark(key):
    return f'data-saved-draft="{key}"'


def test_the_page_after_a_success_acknowledges_what_was_typed(cast, sign_in):
    client = sign_in(cast.national)
    page = client.post(NEW, {"title": "Juste", "draft": "abc1"}, follow=True).content.decode()
    assert (mark("abc1") in page, page.count("abc1")) == (True, 1)
    assert mark("abc1") not in client.get("/").content.decode()


def test_a_refusal_acknowledges_nothing(cast, sign_in):
    """The negative control."""
    page = sign_in(cast.national).post(NEW, {"title": "", "draft": "abc1"})
    assert (page.status_code, mark("abc1") in page.content.decode()) == (200, False)


def test_a_hostile_key_is_escaped(cast, sign_in):
    page = sign_in(cast.national).post(NEW, {"title": "Juste", "draft": '"><script>'}, follow=True).content.decode()
    assert mark("&quot;&gt;&lt;script&gt;") in page


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [({"title": "Juste", "draft": "abc1"}, [STORED]), ({"title": "Juste"}, [NOT_STORED]), ({"draft": "abc1"}, [])],
)
def test_a_form_sent_without_a_session_leads_to_its_page_and_says_what_is_stored(client, db, typed, sentence):
    answer = client.post(NEW, typed, **BROWSER)
    assert (answer.status_code, answer["Location"]) == (302, f"/compte/connexion/?next={NEW}")
    assert [str(message) for message in get_messages(answer.wsgi_request)] == sentence


@pytest.mark.parametrize(
    ("referer", "following"),
    [
        ("http://testserver/avis/2025/ici/rediger/m1/?a=1", "/avis/2025/ici/rediger/m1/%3Fa%3D1"),
        ("https://ailleurs.exemple/avis/", "/avis/2025/ici/remarques/m1/"),
        ("", "/avis/2025/ici/remarques/m1/"),
    ],
)
def test_the_page_of_a_form_is_the_one_that_showed_it(client, db, referer, following):
    headers = BROWSER["headers"] | ({"referer": referer} if referer else {})
    answer = client.post("/avis/2025/ici/remarques/m1/", {"text": "À revoir."}, headers=headers)
    assert answer["Location"] == f"/compte/connexion/?next={following}"


def test_what_a_script_sends_over_and_over_adds_no_message(client, db):
    answer = client.post(NEW, {"title": "Juste", "draft": "abc1"}, headers={"accept": "application/json"})
    assert list(get_messages(answer.wsgi_request)) == []
