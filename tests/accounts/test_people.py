"""Accounts as the administration keeps them: opened by an invitation, closed, never deleted."""

import re

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.core.mail.backends.base import BaseEmailBackend

from accounts.journal import record
from accounts.models import Act, User
from tests.factories import UserFactory

LIST = "/admin/accounts/user/"
NEWCOMER = {"email": "Tifenn@Exemple.invalid", "first_name": "Tifenn", "last_name": "Dupré"}


@pytest.fixture
def office(sign_in, cast):
    return sign_in(cast.admin)


def form_of(person, **changes):
    fields = {"email": person.email, "first_name": person.first_name, "last_name": person.last_name, "is_active": "on"}
    return {name: value for name, value in (fields | changes).items() if value is not None}


def acts():
    return list(Act.objects.order_by("pk").values_list("verb", "object_label"))


def run(visitor, action, *people, **more):
    return visitor.post(LIST, {"action": action, "_selected_action": [one.pk for one in people]}, follow=True, **more)


def told(response):
    return [str(message) for message in response.context["messages"]]


def test_somebody_is_invited_and_chooses_their_own_password(office, client, mailoutbox):
    office.post(f"{LIST}add/", NEWCOMER)
    person = User.objects.get(email="tifenn@exemple.invalid")
    assert person.has_usable_password() is False
    assert acts() == [("compte ouvert", "Tifenn Dupré"), ("invitation envoyée", "Tifenn Dupré")]

    (letter,) = mailoutbox
    (link, forgotten) = re.findall(r"http://testserver(/\S+)", letter.body)
    assert forgotten == "/compte/mot-de-passe-oublie/"
    form = client.get(link, follow=True).request["PATH_INFO"]
    client.post(form, {"new_password1": "une phrase bien à elle", "new_password2": "une phrase bien à elle"})
    entered = client.post("/compte/connexion/", {"username": person.email, "password": "une phrase bien à elle"})
    assert entered.url == "/"


def test_an_address_serves_one_person_whatever_the_case(office, cast):
    response = office.post(f"{LIST}add/", NEWCOMER | {"email": cast.national.email.upper()})
    assert "Une personne a déjà cette adresse électronique." in str(response.context["errors"])
    assert acts() == []


def test_a_letter_that_does_not_leave_is_said_and_can_be_sent_again(office, settings, mailoutbox):
    settings.EMAIL_BACKEND = "tests.accounts.test_people.NoPostman"
    response = office.post(f"{LIST}add/", NEWCOMER, follow=True)
    person = User.objects.get(email="tifenn@exemple.invalid")
    assert told(response)[0].startswith("Le courriel n’est pas parti vers tifenn@exemple.invalid")
    assert acts() == [("compte ouvert", "Tifenn Dupré")]

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert told(run(office, "send_invitation", person)) == ["Une invitation est partie vers tifenn@exemple.invalid."]
    assert [letter.to for letter in mailoutbox] == [[person.email]]


class NoPostman(BaseEmailBackend):
    def send_messages(self, messages):
        raise ConnectionRefusedError("le serveur de courriel ne répond pas")


def test_a_closed_account_is_signed_out_at_once_and_keeps_its_acts(office, sign_in, cast):
    visitor = sign_in(cast.director)
    assert visitor.get("/compte/").status_code == 200
    run(office, "close_accounts", cast.director)
    assert visitor.get("/compte/").status_code == 302
    assert acts() == [("compte fermé", str(cast.director))]


def test_closing_a_closed_account_writes_nothing(office, cast):
    for _ in range(2):
        run(office, "close_accounts", cast.director)
    assert acts() == [("compte fermé", str(cast.director))]


def test_nobody_closes_their_own_account(office, cast):
    assert told(run(office, "close_accounts", cast.admin)) == ["Comptes fermés\u00a0: 0."]
    office.post(f"{LIST}{cast.admin.pk}/change/", form_of(cast.admin, is_active=None))
    cast.admin.refresh_from_db()
    assert cast.admin.is_active is True


def test_corrections_and_reopening_have_each_their_line(office, cast):
    person = UserFactory(last_name="Avant", is_active=False)
    office.post(f"{LIST}{person.pk}/change/", form_of(person, last_name="Après"))
    act = Act.objects.get(verb="compte corrigé")
    assert [verb for verb, _ in acts()] == ["compte corrigé", "compte rouvert"]
    assert (act.actor, act.target, act.facts) == (cast.admin, person, {"champs": ["last_name"]})


def test_a_locked_account_can_be_freed(office, client, cast, patiently):
    attempt = {"username": cast.director.email, "password": "faux"}
    patiently(10, lambda n: client.post("/compte/connexion/", attempt))
    good = attempt | {"password": "mot de passe des essais"}
    assert client.post("/compte/connexion/", good).status_code == 429
    answer = run(office, "allow_sign_in_again", cast.director, cast.partner)
    assert told(answer) == ["Blocages levés\u00a0: 1."]
    assert client.post("/compte/connexion/", good).url == "/"


@pytest.mark.parametrize("path", [f"{LIST}{{}}/delete/", "/admin/accounts/act/add/", "/admin/accounts/act/{}/delete/"])
def test_nothing_is_deleted_and_no_act_is_invented(office, cast, path):
    run(office, "close_accounts", cast.director)
    act = Act.objects.get()
    pk = act.pk if "act/" in path else cast.director.pk
    assert office.get(path.format(pk)).status_code == 403
    assert b"delete_selected" not in office.get(LIST).content


def test_the_journal_is_read_in_the_administration(office, cast):
    run(office, "close_accounts", cast.director)
    act = Act.objects.get()
    assert office.get("/admin/accounts/act/").status_code == 200
    page = office.get(f"/admin/accounts/act/{act.pk}/change/").content.decode()
    assert (act.seal in page, 'name="_save"' in page) == (True, False)


def test_the_journal_sets_what_is_sealed_with_plain_spaces(office, cast):
    act = record(cast.admin, "exercice : adopter")
    for address in ("/admin/accounts/act/", f"/admin/accounts/act/{act.pk}/change/"):
        assert "exercice\u00a0: adopter" in office.get(address).content.decode()
    assert Act.objects.get().verb == "exercice : adopter"


@pytest.mark.parametrize("who", ["national", "regional", "departmental", "director", "partner", "nobody"])
def test_accounts_are_kept_by_administrators_only(sign_in, cast, who):
    answers = {sign_in(getattr(cast, who)).get(path).status_code for path in (LIST, "/admin/accounts/act/")}
    assert answers == ({403} if who == "national" else {302})


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_with_one_person_or_three(office, django_assert_num_queries, count):
    UserFactory.create_batch(count)
    with django_assert_num_queries(5):  # session, person, mandates, two counts, the rows
        office.get(LIST)


def test_the_administration_has_no_password_page_of_its_own(office):
    assert office.get("/admin/password_change/").url == "/compte/mot-de-passe/"
    assert office.post("/admin/logout/").url == "/compte/connexion/"
    assert admin.site.is_registered(Group) is False
