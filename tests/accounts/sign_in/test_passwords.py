"""Forgotten, chosen by a link, changed: a password is always the person's own doing, and the journal knows."""

import re

import pytest

from accounts.mails import link_for
from accounts.models import Act, User
from tests.factories import UserFactory

OLD, NEW = "mot de passe des essais", "une autre phrase secrète"
FORGOTTEN = "/compte/mot-de-passe-oublie/"
CHANGE = "/compte/mot-de-passe/"


@pytest.fixture
def person(db):
    return UserFactory(email="nadia@exemple.invalid", first_name="Nadia")


def ask(client, email="nadia@exemple.invalid"):
    return client.post(FORGOTTEN, {"email": email})


def follow(client, link):
    """Open the link of a letter, as far as the form."""
    return client.get(link, follow=True)


def choose(client, link, password=NEW, again=None):
    form = follow(client, link).request["PATH_INFO"]
    return client.post(form, {"new_password1": password, "new_password2": again or password})


def acts():
    return list(Act.objects.order_by("pk").values_list("verb", "actor__email"))


def test_the_link_arrives_by_mail_in_french(client, person, mailoutbox):
    ask(client)
    (letter,) = mailoutbox
    (link,) = re.findall(r"http://testserver(/\S+)", letter.body)
    assert letter.to == ["nadia@exemple.invalid"]
    assert letter.subject == "Choisir un nouveau mot de passe (centres de ressources politique de la ville)"
    assert letter.body.startswith("Bonjour Nadia,\n\nQuelqu’un, sans doute vous, a demandé")
    assert choose(client, link).url == "/compte/connexion/"


def test_a_name_with_an_apostrophe_is_written_as_it_is(client, db, mailoutbox):
    UserFactory(email="o@exemple.invalid", first_name="D'Arcy & Co")
    ask(client, "o@exemple.invalid")
    assert mailoutbox[0].body.startswith("Bonjour D'Arcy & Co,\n")


def test_the_answer_is_the_same_for_an_unknown_account(client, person, mailoutbox):
    known, unknown = ask(client), ask(client, "inconnu@exemple.invalid")
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url) == (302, f"{FORGOTTEN}courriel/")
    assert len(mailoutbox) == 1


def test_the_answer_is_the_same_when_no_letter_can_leave(client, person, settings, caplog):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "localhost", 9  # nobody listens there
    answer = ask(client)
    assert (answer.status_code, answer.url) == (302, f"{FORGOTTEN}courriel/")
    assert [line.getMessage() for line in caplog.records if line.name == "accounts.sign_in.forms"] == [
        f"Lien de mot de passe non envoyé au compte n° {person.pk} : ConnectionRefusedError"
    ]


def test_a_closed_account_receives_nothing(client, db, mailoutbox):
    UserFactory(email="nadia@exemple.invalid", is_active=False)
    ask(client)
    assert mailoutbox == []


def test_an_invitation_that_grew_old_can_be_asked_again(client, db, mailoutbox):
    User.objects.create_user("nadia@exemple.invalid")
    ask(client, "NADIA@exemple.invalid")
    assert [letter.to for letter in mailoutbox] == [["nadia@exemple.invalid"]]


def test_the_chosen_password_opens_the_door_and_the_journal_says_how(client, person):
    choose(client, link_for(person))
    assert client.post("/compte/connexion/", {"username": person.email, "password": NEW}).url == "/"
    assert acts() == [("mot de passe choisi par courriel", person.email)]


def test_a_link_serves_once(client, person):
    link = link_for(person)
    choose(client, link)
    assert follow(client, link).content.decode().count("<h1>Ce lien ne sert plus</h1>") == 1


def test_a_link_dies_after_a_day(client, person, time_machine_of):
    link = link_for(person)
    time_machine_of(hours=23, minutes=59)
    assert follow(client, link).context["validlink"] is True
    time_machine_of(hours=24, minutes=1)
    assert follow(client, link).context["validlink"] is False


def test_a_link_dies_with_the_account(client, person):
    link = link_for(person)
    person.is_active = False
    person.save()
    assert follow(client, link).context["validlink"] is False


def test_nobody_reads_the_link_in_an_address_sent_elsewhere(client, person):
    response = follow(client, link_for(person))
    assert response.request["PATH_INFO"].endswith("/set-password/")
    assert response["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize(
    ("password", "again", "told"),
    [
        ("court", None, "12"),
        ("123456789012345", None, "numérique"),
        ("motdepasse123", "motdepasse124", "ne correspondent pas"),
        ("nadia@exemple.invalid", None, "semblable"),
    ],
)
def test_a_poor_password_is_refused_and_nothing_changes(client, person, password, again, told):
    response = choose(client, link_for(person), password, again)
    (messages,) = response.context["form"].errors.values()
    assert told in " ".join(messages)
    person.refresh_from_db()
    assert (person.check_password(OLD), acts()) == (True, [])


def test_a_person_changes_their_password_and_stays_signed_in(sign_in, person):
    here, elsewhere = sign_in(person), sign_in(person)
    response = here.post(CHANGE, {"old_password": OLD, "new_password1": NEW, "new_password2": NEW})
    assert response.url == "/compte/"
    assert here.get("/compte/").status_code == 200
    assert elsewhere.get("/compte/").status_code == 302
    assert acts() == [("mot de passe changé", person.email)]


def test_the_old_password_is_asked(sign_in, person):
    response = sign_in(person).post(CHANGE, {"old_password": "faux", "new_password1": NEW, "new_password2": NEW})
    assert list(response.context["form"].errors) == ["old_password"]
    person.refresh_from_db()
    assert (person.check_password(OLD), acts()) == (True, [])


def test_no_password_is_shown_again_after_an_error(sign_in, person):
    page = sign_in(person).post(CHANGE, {"old_password": OLD, "new_password1": "secret", "new_password2": "secret"})
    assert (OLD in page.content.decode(), "secret" in page.content.decode()) == (False, False)


@pytest.mark.parametrize(("page", "field"), [(CHANGE, "old_password"), ("/compte/second-facteur/activer/", "password")])
def test_a_password_guessed_on_a_screen_left_open_waits_as_at_the_door(sign_in, person, time_machine_of, page, field):
    time_machine_of(seconds=0)
    visitor = sign_in(person)
    guess = {"new_password1": NEW, "new_password2": NEW, "code": "123456"}
    told = [visitor.post(page, guess | {field: "faux"}).context["form"].errors[field][0] for _ in range(4)]
    assert len(set(told[:3])) == 1
    assert told[3] == "Plusieurs essais ont échoué de suite\u00a0: attendez 1 seconde, puis réessayez."
    assert field in visitor.post(page, guess | {field: OLD}).context["form"].errors
    time_machine_of(seconds=1)
    answer = visitor.post(page, guess | {field: OLD})
    assert answer.status_code == 302 or field not in answer.context["form"].errors
