"""Signing in and out: who enters, who does not, and what a stranger may learn from it (nothing)."""

import re

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.password_validation import validate_password

from accounts.demo import DEMO_ACCOUNTS, DEMO_PASSWORD
from accounts.models import User
from accounts.sign_in.throttling import client_ip
from tests.factories import UserFactory

PAGE = "/compte/connexion/"
PASSWORD = "mot de passe des essais"


@pytest.fixture
def person(db):
    return UserFactory(email="nadia@exemple.invalid")


def enter(client, email="nadia@exemple.invalid", password=PASSWORD, **more):
    return client.post(PAGE, {"username": email, "password": password, **more})


def refusal(response):
    """What the page says, without what was typed in it."""
    page = re.sub(r'(name="(?:username|csrfmiddlewaretoken)" value=")[^"]*', r"\1", response.content.decode())
    return response.status_code, page


def signed_in(client):
    return "_auth_user_id" in client.session


def test_the_right_password_opens_the_home_page(client, person):
    assert (enter(client).url, signed_in(client)) == ("/", True)


@pytest.mark.parametrize("typed", ["NADIA@exemple.invalid", " Nadia@Exemple.invalid "])
def test_an_address_is_known_however_it_is_typed(client, person, typed):
    assert enter(client, typed).url == "/"


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("/centres/?zone=metropole", "/centres/?zone=metropole"),
        ("https://ailleurs.example/", "/"),
        ("//ailleurs.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ],
)
def test_one_goes_where_one_was_heading_but_never_elsewhere(client, person, asked, given):
    assert enter(client, next=asked).url == given


def test_the_refusal_is_the_same_whatever_the_reason(client, person):
    UserFactory(email="ferme@exemple.invalid", is_active=False)
    User.objects.create_user("invite@exemple.invalid")  # invited: no password yet
    wrong = refusal(enter(client, password="autre mot de passe"))
    assert wrong[0] == 200
    for email in ("inconnu@exemple.invalid", "ferme@exemple.invalid", "invite@exemple.invalid"):
        assert refusal(enter(client, email)) == wrong
    assert signed_in(client) is False


def test_the_refusal_points_at_nothing_but_says_what_to_do(client, person):
    errors = enter(client, password="faux").context["form"].errors
    assert list(errors) == ["__all__"]
    assert errors["__all__"] == [
        "Adresse électronique ou mot de passe incorrect. Vérifiez l’une et l’autre, majuscules comprises."
    ]


def test_an_empty_form_names_each_field_in_its_summary(client, db):
    page = client.post(PAGE, {}).content.decode()
    links = re.findall(r'<a href="#(id_\w+)">([^:<]+?)\s: ', page)
    assert links == [("id_username", "Adresse électronique"), ("id_password", "Mot de passe")]


def test_a_field_in_error_is_tied_to_its_hint_and_its_message(client, db):
    page = client.post(PAGE, {}).content.decode()
    (field,) = re.findall(r'<input[^>]* name="username"[^>]*>', page)
    (described,) = re.findall(r'aria-describedby="([^"]*)"', field)
    assert described.split() == ["id_username_helptext", "id_username_error"]
    assert [page.count(f'id="{name}"') for name in described.split()] == [1, 1]


def test_the_session_changes_its_key_on_entering(client, person):
    session = client.session
    session["kept"] = True
    session.save()
    before = session.session_key
    enter(client)
    assert (client.session["kept"], client.session.session_key == before) == (True, False)


def test_somebody_signed_in_has_no_use_for_the_page(sign_in, person):
    assert sign_in(person).get(PAGE).url == "/"


def test_signing_out_says_so(sign_in, person):
    visitor = sign_in(person)
    response = visitor.post("/compte/deconnexion/", follow=True)
    assert (signed_in(visitor), response.redirect_chain) == (False, [(PAGE, 302)])
    assert [str(message) for message in response.context["messages"]] == ["Vous êtes déconnecté."]


def test_a_link_cannot_sign_anybody_out(sign_in, person):
    visitor = sign_in(person)
    assert (visitor.get("/compte/deconnexion/").status_code, signed_in(visitor)) == (405, True)


def test_signing_out_twice_is_no_error(client, db):
    assert client.post("/compte/deconnexion/").url == PAGE


def test_ten_failures_lock_the_account_for_a_while_and_no_other(client, person, patiently):
    UserFactory(email="autre@exemple.invalid")
    answers = patiently(10, lambda n: enter(client, person.email.upper() if n > 4 else person.email, "faux"))
    assert [answer.status_code for answer in answers] == [200] * 10
    locked = enter(client)
    assert (locked.status_code, locked["Retry-After"], signed_in(client)) == (429, "900", False)
    assert locked.context["form"].non_field_errors() == [
        "Plusieurs essais ont échoué de suite\u00a0: attendez 15 minutes, puis réessayez."
    ]
    assert enter(client, "autre@exemple.invalid").url == "/"


def test_a_quarter_of_an_hour_after_the_tenth_failure_the_account_opens_again(
    client, person, patiently, time_machine_of
):
    patiently(10, lambda n: enter(client, password="faux"))
    for second, opens in ((899, False), (900, True)):
        time_machine_of(seconds=10 * 65 + second)
        enter(client)
        assert signed_in(client) is opens


@pytest.mark.parametrize(
    ("proxies", "claimed", "address"),
    [
        (0, "203.0.113.7", "127.0.0.1"),
        (1, "203.0.113.7", "203.0.113.7"),
        (1, "198.51.100.1, 203.0.113.7", "203.0.113.7"),
        (2, "198.51.100.1, 203.0.113.7", "198.51.100.1"),
        (2, "203.0.113.7", "127.0.0.1"),
        (1, "n’importe quoi", "127.0.0.1"),
        (1, "2001:db8::1", "2001:db8::1"),
        (1, "", "127.0.0.1"),
    ],
)
def test_an_address_is_the_one_our_own_proxy_tells(rf, settings, proxies, claimed, address):
    settings.TRUSTED_PROXIES = proxies
    assert client_ip(rf.get("/", headers={"x-forwarded-for": claimed})) == address


def test_failures_are_counted_by_account_and_by_address(client, person, settings, patiently):
    settings.TRUSTED_PROXIES = 1
    attacker, owner = ({"headers": {"x-forwarded-for": ip}} for ip in ("203.0.113.7", "198.51.100.1"))
    attempt = {"username": person.email, "password": "faux"}
    answers = patiently(10, lambda n: client.post(PAGE, attempt, **attacker))
    assert [answer.status_code for answer in answers] == [200] * 10
    assert client.post(PAGE, attempt, **attacker).status_code == 429
    assert client.post(PAGE, attempt | {"password": PASSWORD}, **owner).url == "/"


def test_a_success_forgets_the_failures_before_it(client, person, patiently):
    for _ in range(2):
        last = patiently(10, lambda n: enter(client, password="faux" if n < 9 else PASSWORD))[-1]
        assert last.url == "/"
        client.logout()


# Demonstration ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("demo", [True, False])
def test_accounts_to_try_are_shown_on_a_demonstration_only(client, db, settings, demo):
    settings.DEMO = demo
    page = client.get(PAGE).content.decode()
    shown = [account.email in page and account.role.label in page for account in DEMO_ACCOUNTS]
    assert (shown, DEMO_PASSWORD in page) == ([demo] * len(DEMO_ACCOUNTS), demo)


def test_the_common_password_would_be_accepted_from_anybody(db):
    for account in DEMO_ACCOUNTS:
        validate_password(DEMO_PASSWORD, User(email=account.email, first_name=account.first_name))


def test_the_accounts_to_try_cannot_receive_mail():
    assert {account.email.rpartition(".")[2] for account in DEMO_ACCOUNTS} == {"invalid"}
    assert django_settings.DEMO is False


@pytest.mark.parametrize(("demo", "demanded", "told"), [(True, False, 1), (True, True, 0), (False, False, 0)])
def test_a_demonstration_says_that_production_asks_for_more(client, db, settings, demo, demanded, told):
    settings.DEMO, settings.SECOND_FACTOR = demo, demanded
    assert client.get(PAGE).content.decode().count("un code de leur téléphone") == told
