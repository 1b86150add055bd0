"""The life of a sign-in with a second factor: what opens at each step, for each role."""

import re

import pytest
from django.contrib import admin
from django.contrib.sessions.models import Session
from django.test import Client
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.enums import Role
from accounts.models import Act
from accounts.second_factor import services as second_factor
from tests.accounts.second_factor.enrolment import (  # fmt: skip
    CODE,
    CODES,
    ENROL,
    HUB,
    PASSWORD,
    RECOVERY,
    REMOVE,
    code_of,
    enrolled,
    enters,
    has_passed,
    key_shown,
    next_code,
    pending_key,
    wrong_code,
)
from tests.factories import MandateFactory
from tests.routes.roles import KEEPERS, ROLES
from tests.text import words


@pytest.fixture(autouse=True)
def in_production(settings):
    settings.SECOND_FACTOR = True


def verbs():
    return list(Act.objects.order_by("pk").values_list("verb", flat=True))


def where(client, page="/"):
    """Where a page leads: itself, or the step that is missing."""
    response = client.get(page)
    return response.url.split("?")[0] if response.status_code == 302 else response.status_code


# State × role ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(("has_one", "asked"), [(False, ENROL), (True, CODE)])
def test_after_the_password_each_role_meets_the_step_that_it_lacks(client, cast, role, has_one, asked):
    person = getattr(cast, role)
    if has_one:
        enrolled(person)
    enters(client, person)
    assert where(client) == (asked if has_one or role in KEEPERS else 200)


@pytest.mark.parametrize("role", ROLES)
def test_where_no_role_demands_it_only_whoever_has_one_is_asked(client, cast, settings, role):
    settings.SECOND_FACTOR = False
    person = getattr(cast, role)
    enters(client, person)
    assert where(client) == 200
    enrolled(person)
    enters(other := Client(), person)
    assert where(other) == CODE


@pytest.mark.parametrize("role", ROLES)
def test_the_code_opens_the_site_and_the_session_changes_its_key(client, cast, role):
    person = getattr(cast, role)
    enrolled(person)
    enters(client, person)
    before = client.session.session_key
    response = client.post(CODE, {"code": next_code(person), "next": "/centres/"})
    assert (response.status_code, response.url) == (302, "/centres/")
    assert client.session.session_key != before
    assert Session.objects.filter(pk=before).exists() is False
    assert where(client) == 200


def test_the_first_administrator_of_a_new_site_enrols(client, django_user_model, db):
    person = django_user_model.objects.create_superuser("premier@exemple.invalid", PASSWORD)
    enters(client, person)
    assert where(client) == ENROL


@pytest.mark.parametrize("role", [Role.NATIONAL, Role.ADMIN])
def test_a_mandate_given_during_a_session_asks_at_the_very_next_request(sign_in, cast, role):
    client = sign_in(cast.regional)
    assert where(client) == 200
    mandate = MandateFactory(user=cast.regional, role=role)
    assert where(client) == ENROL
    mandate.valid_to = "2020-01-01"
    mandate.save()
    assert where(client) == 200


@pytest.mark.parametrize(
    ("asked", "given"),
    [("/centres/?zone=metropole", "/centres/?zone=metropole"), ("https://ailleurs.example/", "/"), ("", "/")],
)
def test_one_goes_where_one_was_heading_but_never_elsewhere(client, cast, asked, given):
    enrolled(cast.national)
    enters(client, cast.national)
    if asked.startswith("/"):
        assert client.get(asked).url == f"{CODE}?next=%2Fcentres%2F%3Fzone%3Dmetropole"
    assert client.post(CODE, {"code": next_code(cast.national), "next": asked}).url == given


def test_somebody_who_has_passed_has_no_use_for_the_pages_of_the_code(sign_in, cast):
    client = sign_in(cast.director)
    assert [where(client, page) for page in (CODE, RECOVERY)] == ["/", "/"]


def test_half_way_one_may_sign_out(client, cast):
    enters(client, cast.national)
    assert client.post("/compte/deconnexion/").url == "/compte/connexion/"
    assert "_auth_user_id" not in client.session


def test_half_way_the_page_shows_nothing_of_the_house(client, cast):
    enters(client, cast.national)
    page = client.get(ENROL).content.decode()
    assert ("Se déconnecter" in page, "Mon compte" in page, 'id="menu"' in page) == (True, False, False)


# Codes -----------------------------------------------------------------------------------------------------------


def test_a_code_serves_once(client, cast):
    enrolled(cast.national)
    code = next_code(cast.national)
    enters(client, cast.national)
    client.post(CODE, {"code": code})
    enters(thief := Client(), cast.national)
    refused = thief.post(CODE, {"code": code})
    assert refused.context["form"].errors["code"] == [second_factor.WRONG_CODE]
    assert has_passed(thief) is False


def test_the_code_that_enrolled_never_serves_to_sign_in(client, cast):
    enters(client, cast.national)
    client.get(ENROL)
    code = code_of(pending_key(client))
    client.post(ENROL, {"code": code})
    enters(other := Client(), cast.national)
    other.post(CODE, {"code": code})
    assert has_passed(other) is False


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "12_456", "-12345"])
def test_what_is_no_code_is_said_and_not_counted(client, cast, typed):
    enrolled(cast.national)
    enters(client, cast.national)
    assert list(client.post(CODE, {"code": typed}).context["form"].errors) == ["code"]
    assert TOTPDevice.objects.get().throttling_failure_count == 0


def test_a_code_typed_with_its_space_is_read(client, cast):
    enrolled(cast.national)
    enters(client, cast.national)
    code = next_code(cast.national)
    assert client.post(CODE, {"code": f" {code[:3]} {code[3:]} "}).status_code == 302


def test_attempts_wait_longer_and_longer_but_never_for_days(client, cast, time_machine_of):
    enrolled(cast.national)
    enters(client, cast.national)
    waits, clock = [], 0
    for _ in range(13):
        time_machine_of(seconds=clock)
        assert client.post(CODE, {"code": wrong_code(cast.national)}).status_code == 200
        refused = client.post(CODE, {"code": next_code(cast.national)})
        assert refused.status_code == 429
        waits.append(int(refused["Retry-After"]))
        clock += waits[-1]
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 512, 512, 512]
    told = words(refused.context["form"].errors["code"][0])
    assert told == "Trop d’essais : attendez 512 secondes, puis réessayez."


def test_a_good_code_forgets_the_failures_before_it(client, cast, time_machine_of):
    enrolled(cast.national)
    enters(client, cast.national)
    client.post(CODE, {"code": wrong_code(cast.national)})
    time_machine_of(seconds=2)
    client.post(CODE, {"code": next_code(cast.national)})
    assert (has_passed(client), TOTPDevice.objects.get().throttling_failure_count) == (True, 0)


# Recovery codes --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", [str, str.upper, lambda code: code.replace("-", " "), lambda code: f" {code} "])
def test_a_recovery_code_opens_once_however_it_is_typed(client, cast, typed):
    code = enrolled(cast.national)[0]
    enters(client, cast.national)
    response = client.post(RECOVERY, {"code": typed(code), "next": "/centres/"})
    assert (response.url, has_passed(client), second_factor.remaining_codes(cast.national)) == ("/centres/", True, 9)
    enters(thief := Client(), cast.national)
    refused = thief.post(RECOVERY, {"code": code})
    assert refused.context["form"].errors["code"] == [second_factor.WRONG_RECOVERY]
    assert has_passed(thief) is False


def test_the_use_of_a_recovery_code_is_told_and_journalled(client, cast):
    code = enrolled(cast.national)[0]
    enters(client, cast.national)
    page = client.post(RECOVERY, {"code": code}, follow=True)
    assert "il vous en reste 9." in str(next(iter(page.context["messages"])))
    act = Act.objects.get(verb="second facteur : code de secours")
    assert (act.actor, act.facts) == (cast.national, {"restants": 9})


def test_recovery_codes_are_tried_as_slowly_and_do_not_slow_the_application(client, cast):
    good = enrolled(cast.national)[0]
    enters(client, cast.national)
    client.post(RECOVERY, {"code": "aaaa-aaaa-aaaa-aaaa"})
    assert client.post(RECOVERY, {"code": good}).status_code == 429
    assert client.post(CODE, {"code": next_code(cast.national)}).status_code == 302


def test_a_copy_of_the_base_gives_no_recovery_code(cast):
    codes = enrolled(cast.national)
    kept = set(StaticToken.objects.values_list("token", flat=True))
    assert len(kept) == len(set(codes)) == 10
    assert kept & {code.replace("-", "") for code in codes} == set()


def test_new_codes_close_the_former_ones_and_ask_for_the_password(sign_in, client, cast):
    old = enrolled(cast.director)[0]
    enters(client, cast.director)
    client.post(CODE, {"code": next_code(cast.director)})
    assert list(client.post(CODES, {"password": "faux"}).context["form"].errors) == ["password"]
    codes = client.post(CODES, {"password": PASSWORD}).context["codes"]
    assert (len(codes), second_factor.remaining_codes(cast.director)) == (10, 10)
    enters(other := Client(), cast.director)
    assert other.post(RECOVERY, {"code": old}).status_code == 200
    assert verbs()[-1] == "second facteur : nouveaux codes de secours"


# Enrolling -------------------------------------------------------------------------------------------------------


def test_enrolling_shows_a_square_and_a_key_then_the_codes_once(client, cast):
    enters(client, cast.national)
    page = client.get(ENROL)
    key = pending_key(client)
    assert key_shown(page) == second_factor.readable(key)
    assert page.content.decode().count('<svg class="crpv-square-code"') == 1
    assert page["Cache-Control"].split(", ")[:3] == ["max-age=0", "no-cache", "no-store"]

    shown = client.post(ENROL, {"code": code_of(key), "next": "/centres/"})
    codes = re.findall(r"<code>([a-z2-7]{4}(?:-[a-z2-7]{4}){3})</code>", shown.content.decode())
    assert (codes, len(codes)) == (shown.context["codes"], 10)
    assert 'href="/centres/"' in shown.content.decode()
    assert (where(client), "factor_pending_key" in client.session) == (200, False)
    assert codes[0] not in client.get(HUB).content.decode()
    assert verbs() == ["second facteur : activer"]


def test_a_wrong_code_enrols_nothing_and_keeps_the_same_key(client, cast):
    enters(client, cast.national)
    client.get(ENROL)
    key = pending_key(client)
    good = {code_of(key, later) for later in range(-2, 3)}
    bad = next(code for code in ("000000", "111111", "222222", "333333", "444444", "555555") if code not in good)
    assert list(client.post(ENROL, {"code": bad}).context["form"].errors) == ["code"]
    assert (pending_key(client), TOTPDevice.objects.count(), where(client)) == (key, 0, ENROL)


def test_an_enrolment_left_half_way_leaves_nothing_and_starts_again_with_another_key(client, cast):
    enters(client, cast.national)
    client.get(ENROL)
    key = pending_key(client)
    client.post("/compte/deconnexion/")
    enters(client, cast.national)
    assert where(client) == ENROL
    client.get(ENROL)
    assert (pending_key(client) == key, TOTPDevice.objects.count(), StaticDevice.objects.count()) == (False, 0, 0)


def test_two_windows_that_enrol_at_once_leave_one_application(cast):
    key = second_factor.new_key()
    stale = type(cast.national).objects.get(pk=cast.national.pk)
    assert second_factor.enrol(cast.national, key, code_of(key)) is not None
    assert second_factor.enrol(stale, key, code_of(key)) is None
    assert TOTPDevice.objects.count() == 1


def test_anybody_may_enrol_from_their_account_with_their_password(sign_in, cast):
    here, elsewhere = sign_in(cast.partner), sign_in(cast.partner)
    here.get(ENROL)
    code = code_of(pending_key(here))
    assert list(here.post(ENROL, {"code": code, "password": "faux"}).context["form"].errors) == ["password"]
    before = here.session.session_key
    assert here.post(ENROL, {"code": code, "password": PASSWORD}).status_code == 200
    assert (where(here), where(elsewhere), here.session.session_key == before) == (200, "/compte/connexion/", False)


def test_another_device_replaces_the_first_with_its_codes(client, cast):
    old_codes = enrolled(cast.national)
    old = TOTPDevice.objects.get().key
    enters(client, cast.national)
    client.post(RECOVERY, {"code": old_codes[0]})
    client.get(ENROL)
    client.post(ENROL, {"code": code_of(pending_key(client)), "password": PASSWORD})
    assert (TOTPDevice.objects.get().key == old, where(client)) == (False, 200)
    enters(other := Client(), cast.national)
    other.post(RECOVERY, {"code": old_codes[1]})
    assert has_passed(other) is False
    assert verbs()[-1] == "second facteur : changer d’appareil"


# Removing --------------------------------------------------------------------------------------------------------


def test_whoever_chose_it_may_give_it_up(client, sign_in, cast):
    enrolled(cast.partner)
    enters(client, cast.partner)
    client.post(CODE, {"code": next_code(cast.partner)})
    client.post(REMOVE, {"password": "faux"})
    assert TOTPDevice.objects.count() == 1
    client.post(REMOVE, {"password": PASSWORD})
    assert (TOTPDevice.objects.count(), StaticToken.objects.count(), where(client)) == (0, 0, 200)
    assert verbs()[-1] == "second facteur : retirer"


@pytest.mark.parametrize("role", sorted(KEEPERS))
def test_a_role_that_demands_it_does_not_give_it_up(client, cast, role):
    person = getattr(cast, role)
    enrolled(person)
    enters(client, person)
    client.post(CODE, {"code": next_code(person)})
    assert client.post(REMOVE, {"password": PASSWORD}).url == HUB
    assert (TOTPDevice.objects.count(), REMOVE in client.get(HUB).content.decode()) == (1, False)


# Forged ----------------------------------------------------------------------------------------------------------


def test_half_way_nobody_replaces_removes_or_renews_the_factor(client, cast):
    """The password alone must not lead to another application: it would be worth the factor itself."""
    enrolled(cast.national)
    key = TOTPDevice.objects.get().key
    enters(client, cast.national)
    session = client.session
    session["factor_pending_key"] = forged = second_factor.new_key()
    session.save()
    for page in (ENROL, CODES, REMOVE, HUB, "/compte/mot-de-passe/", "/compte/jetons/"):
        answer = client.post(page, {"code": code_of(forged), "password": PASSWORD, "name": "x", "days": "30"})
        assert (answer.status_code, answer.url) == (302, CODE), page
    assert (TOTPDevice.objects.get().key, cast.national.api_tokens.count(), has_passed(client)) == (key, 0, False)


def test_somebody_to_enrol_cannot_pass_by_the_pages_of_the_code(client, cast):
    enters(client, cast.national)
    for page in (CODE, RECOVERY):
        assert client.post(page, {"code": "123456"}).url == ENROL
    assert has_passed(client) is False


def test_nobody_passes_with_the_code_of_somebody_else(client, cast):
    mine = enrolled(cast.director)
    enrolled(cast.national)
    enters(client, cast.national)
    client.post(CODE, {"code": next_code(cast.director)})
    client.post(RECOVERY, {"code": mine[0]})
    assert has_passed(client) is False


# Secrets ---------------------------------------------------------------------------------------------------------


def test_the_administration_knows_neither_devices_nor_codes():
    assert [model.__name__ for model in admin.site._registry if model in (TOTPDevice, StaticDevice, StaticToken)] == []


def test_no_secret_is_in_the_journal_nor_in_any_page_of_the_administration(client, cast):
    codes = enrolled(cast.admin)
    key = TOTPDevice.objects.get().key
    enters(client, cast.admin)
    client.post(RECOVERY, {"code": codes[0]})
    pages = [f"/admin/accounts/user/{cast.admin.pk}/change/", "/admin/accounts/user/", "/admin/accounts/act/", HUB]
    shown = "".join(client.get(page).content.decode() for page in pages) + str(list(Act.objects.values()))
    secrets = [key, second_factor.readable(key), second_factor.readable(key).replace(" ", ""), *codes]
    assert [secret for secret in secrets if secret in shown] == []


def test_the_log_says_nothing_of_a_code(client, cast, caplog):
    caplog.set_level("DEBUG")
    codes = enrolled(cast.national)
    enters(client, cast.national)
    code = wrong_code(cast.national)
    client.post(CODE, {"code": code})
    client.post(RECOVERY, {"code": codes[0]})
    told = [record.getMessage() for record in caplog.records if not record.name.startswith("django.db")]
    assert [line for line in told if code in line or codes[0] in line] == []


def test_the_factor_costs_no_query_of_any_page(client, cast, django_assert_num_queries):
    enrolled(cast.national)
    enters(client, cast.national)
    client.post(CODE, {"code": next_code(cast.national)})
    with django_assert_num_queries(2):  # session, person with their mandates
        client.get("/plan-du-site/")
