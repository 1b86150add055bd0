"""How long a session lasts: three hours without a click, twelve in all."""

import pytest
from django.contrib.sessions.models import Session

from accounts.sign_in.sessions import ACTIVE_AT, OPENED_AT
from tests.factories import UserFactory

IDLE = "Vous avez été déconnecté après trois heures sans activité. Reconnectez-vous pour continuer."
TOO_OLD = "Votre session a duré douze heures, la durée la plus longue permise. Reconnectez-vous pour continuer."


@pytest.fixture
def visitor(sign_in, db):
    return sign_in(UserFactory())


def told(visitor):
    """The status of a closed page, and what the next page says."""
    status = visitor.get("/compte/").status_code
    return status, [str(message) for message in visitor.get("/compte/connexion/", follow=True).context["messages"]]


def test_an_active_session_stays_open(visitor, time_machine_of):
    for hours in (2, 4, 6, 8, 10):
        time_machine_of(hours=hours)
        assert visitor.get("/compte/").status_code == 200


@pytest.mark.parametrize(("minutes", "answer"), [(179, (200, [])), (181, (302, [IDLE]))])
def test_three_hours_without_a_click_close_it(visitor, time_machine_of, minutes, answer):
    visitor.get("/compte/")
    time_machine_of(minutes=minutes)
    assert told(visitor) == answer


def test_twelve_hours_close_even_an_active_one(visitor, time_machine_of):
    for hours in (2, 4, 6, 8, 10, 11.9):
        time_machine_of(hours=hours)
        assert visitor.get("/compte/").status_code == 200
    time_machine_of(hours=12, minutes=1)
    assert told(visitor) == (302, [TOO_OLD])


def test_a_closed_session_is_gone_from_the_base(visitor, time_machine_of):
    key = visitor.session.session_key
    time_machine_of(hours=4)
    visitor.get("/compte/")
    assert Session.objects.filter(pk=key).exists() is False


def test_reading_writes_once_a_minute_at_most(visitor, time_machine_of, django_assert_num_queries):
    time_machine_of(seconds=50)
    with django_assert_num_queries(3):  # session, person, mandates
        visitor.get("/plan-du-site/")
    seen = visitor.session[ACTIVE_AT]
    time_machine_of(seconds=70)
    visitor.get("/plan-du-site/")
    assert visitor.session[ACTIVE_AT] - seen == pytest.approx(70, abs=5)


def test_a_session_opened_by_another_door_is_counted_from_its_first_page(visitor):
    session = visitor.session
    del session[OPENED_AT], session[ACTIVE_AT]
    session.save()
    visitor.get("/compte/")
    assert visitor.session[OPENED_AT] == visitor.session[ACTIVE_AT]


def test_signing_in_starts_both_clocks(client, db):
    UserFactory(email="nadia@exemple.invalid")
    client.post("/compte/connexion/", {"username": "nadia@exemple.invalid", "password": "mot de passe des essais"})
    assert client.session[OPENED_AT] == client.session[ACTIVE_AT]


def test_a_stranger_gets_no_session(client):
    assert client.get("/plan-du-site/").cookies.get("sessionid") is None


@pytest.mark.parametrize("address", ["/", "/indicateurs/", "/avis/2020/", "/compte/"])
def test_a_page_shown_to_somebody_is_kept_by_no_shared_cache(sign_in, cast, address):
    assert sign_in(cast.director).get(address).headers["Cache-Control"] == "private, no-cache"


def test_what_anybody_may_take_stays_public_whoever_takes_it(sign_in, cast):
    assert sign_in(cast.director).get("/donnees/catalogue.json").headers["Cache-Control"] == "public, max-age=300"
