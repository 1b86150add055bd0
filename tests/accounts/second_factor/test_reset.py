"""A lost second factor: erased by an administrator with a reason, or by the command; nothing of it is left open."""

import io
import re

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts import services as people
from accounts.models import Act, User
from accounts.second_factor import services as second_factor
from accounts.tokens.services import find_open_token
from tests.accounts.second_factor.enrolment import CODE, ENROL, PASSWORD, enrolled, enters, has_passed, next_code

LIST = "/admin/accounts/user/"
REASON = "téléphone perdu, identité vérifiée par appel"


@pytest.fixture(autouse=True)
def in_production(settings):
    settings.SECOND_FACTOR = True


@pytest.fixture
def office(cast):
    """An administrator who gave the second factor."""
    return passed(cast.admin)


def passed(person):
    if not person.has_second_factor:
        enrolled(person)
    enters(client := Client(), person)
    client.post(CODE, {"code": next_code(person)})
    assert has_passed(client)
    return client


def asks(office, *people, **more):
    chosen = {"action": "reset_second_factor", "_selected_action": [one.pk for one in people]}
    return office.post(LIST, chosen | more, follow=True)


def devices(person):
    return (
        TOTPDevice.objects.filter(user=person).count(),
        StaticToken.objects.filter(device__user=person).count(),
    )


def test_an_administrator_erases_it_with_a_reason_that_the_journal_keeps(office, cast):
    visitor = passed(cast.national)
    page = asks(office, cast.national)
    assert (cast.national.email in page.content.decode(), devices(cast.national)) == (True, (1, 10))
    answer = asks(office, cast.national, reason=REASON)
    assert [str(message) for message in answer.context["messages"]] == ["Seconds facteurs réinitialisés\u00a0: 1."]
    act = Act.objects.get(verb="second facteur : réinitialiser")
    assert (act.actor, act.target, act.comment) == (cast.admin, cast.national, REASON)
    assert (devices(cast.national), visitor.get("/").url) == ((0, 0), "/compte/connexion/?next=/")


def test_without_a_reason_nothing_is_erased(office, cast):
    enrolled(cast.national)
    page = asks(office, cast.national, reason="  ")
    assert list(page.context["form"].errors) == ["reason"]
    assert devices(cast.national) == (1, 10)


def test_somebody_without_a_factor_changes_nothing_and_writes_nothing(office, cast):
    visitor = Client()
    enters(visitor, cast.director)
    answer = asks(office, cast.director, reason=REASON)
    assert [str(message) for message in answer.context["messages"]] == ["Seconds facteurs réinitialisés\u00a0: 0."]
    assert (Act.objects.filter(verb__contains="réinitialiser").count(), visitor.get("/").status_code) == (0, 200)


def test_nobody_erases_their_own_from_the_list(office, cast):
    asks(office, cast.admin, reason=REASON)
    assert devices(cast.admin) == (1, 10)


@pytest.mark.parametrize("who", ["national", "regional", "director"])
def test_only_administrators_erase_it(cast, who):
    enrolled(cast.partner)
    asks(passed(getattr(cast, who)), cast.partner, reason=REASON)
    assert devices(cast.partner) == (1, 10)


def test_after_a_reset_the_old_codes_open_nothing_and_one_enrols_again(office, cast):
    codes = enrolled(cast.national)
    key = TOTPDevice.objects.get(user=cast.national).key
    asks(office, cast.national, reason=REASON)
    enters(client := Client(), cast.national)
    assert client.get("/").url == f"{ENROL}?next=%2F"
    assert client.post("/compte/connexion/code-de-secours/", {"code": codes[0]}).url == ENROL
    client.get(ENROL)
    assert client.session["factor_pending_key"] != key


def test_no_session_of_before_comes_back_by_a_reset(office, cast):
    """Neither one of before the enrolment, nor one that had given the factor, nor one left half-way."""
    before = Client()
    enters(before, cast.director)
    enrolled(cast.director)
    after = passed(User.objects.get(pk=cast.director.pk))
    enters(half_way := Client(), cast.director)
    asks(office, cast.director, reason=REASON)
    assert [one.get("/compte/").status_code for one in (before, after, half_way)] == [302] * 3
    assert ["_auth_user_id" in one.session for one in (before, after, half_way)] == [False] * 3


def test_a_token_goes_on_but_none_is_opened_half_way(cast):
    client = passed(cast.national)
    token = client.post("/compte/jetons/", {"name": "Tableur", "days": "30"}).context["token"]
    second_factor.reset(User.objects.get(pk=cast.national.pk), None, REASON)
    assert find_open_token(token).user == cast.national
    enters(half_way := Client(), cast.national)
    assert half_way.post("/compte/jetons/", {"name": "Autre", "days": "30"}).url == ENROL
    assert cast.national.api_tokens.count() == 1


# The command -----------------------------------------------------------------------------------------------------


def test_the_command_frees_the_last_administrator(office, cast):
    told = io.StringIO()
    call_command("reset_second_factor", f" {cast.admin.email.upper()} ", stdout=told)
    assert re.match(f"Le second facteur de {cast.admin.email} est effacé", told.getvalue())
    assert (devices(cast.admin), office.get("/").status_code) == ((0, 0), 302)
    act = Act.objects.get(verb="second facteur : réinitialiser")
    assert (act.actor, act.comment) == (None, "commande reset_second_factor")


def test_the_command_keeps_the_reason_given(cast):
    enrolled(cast.admin)
    call_command("reset_second_factor", cast.admin.email, "--reason", REASON, stdout=io.StringIO())
    assert Act.objects.get(verb="second facteur : réinitialiser").comment == REASON


@pytest.mark.parametrize(("email", "told"), [("inconnu@exemple.invalid", "Aucun compte"), (None, "n’a pas de second")])
def test_the_command_says_why_it_does_nothing(cast, email, told):
    with pytest.raises(CommandError, match=told):
        call_command("reset_second_factor", email or cast.admin.email)


# With the account ------------------------------------------------------------------------------------------------


def test_a_closed_account_keeps_no_secret_and_a_reopened_one_enrols_again(cast):
    enrolled(cast.national)
    people.close(cast.national, cast.admin)
    assert (devices(cast.national), cast.national.has_second_factor) == ((0, 0), False)
    cast.national.is_active = True
    people.correct(cast.national, cast.admin, ["is_active"])
    enters(client := Client(), cast.national)
    assert client.get("/").url.startswith(ENROL)


def test_correcting_a_name_leaves_the_factor_as_it_is_now(cast):
    stale = User.objects.get(pk=cast.national.pk)
    enrolled(cast.national)
    stale.first_name = "Nadège"
    people.correct(stale, cast.admin, ["first_name"])
    now = User.objects.get(pk=cast.national.pk)
    assert (now.first_name, now.has_second_factor) == ("Nadège", True)


def test_an_account_erased_for_good_takes_its_devices_with_it(db):
    person = User.objects.create_user("essai@exemple.invalid", PASSWORD)
    key = second_factor.new_key()
    TOTPDevice.objects.create(user=person, key=key)
    person.delete()
    assert TOTPDevice.objects.count() == 0


def test_sessions_opened_before_this_existed_stay_open(sign_in, cast, settings):
    """Nobody is signed out by the update itself: the session’s print only changes with the factor."""
    settings.SECOND_FACTOR = False
    assert User(password="x").get_session_auth_hash() == super(User, User(password="x")).get_session_auth_hash()
    assert sign_in(cast.director).get("/").status_code == 200
