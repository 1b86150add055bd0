"""The delay that grows with the failures: for one account from one address, the same whether it exists or not."""

import datetime as dt
import re

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import SignInPace, User
from accounts.sign_in.throttling import forget_failures, wait_after, wait_before_trying
from tests.factories import UserFactory
from tests.races import all_at_once, on_disk

PAGE, PASSWORD = "/compte/connexion/", "mot de passe des essais"
KNOWN, UNKNOWN = "nadia@exemple.invalid", "inconnue@exemple.invalid"


@pytest.fixture
def person(db, time_machine_of):
    time_machine_of(seconds=0)  # the clock stands still between two attempts
    return UserFactory(email=KNOWN)


def enter(client, email=KNOWN, password="faux", ip="203.0.113.7"):
    return client.post(PAGE, {"username": email, "password": password}, REMOTE_ADDR=ip)


def test_three_failures_are_free_then_the_wait_doubles_then_it_is_a_quarter_of_an_hour():
    assert [wait_after(failures) for failures in range(12)] == [0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 900, 900]
    assert wait_after(10**6) == 900


@pytest.mark.parametrize("email", [KNOWN, UNKNOWN])
def test_an_attempt_too_early_is_told_how_long_to_wait(client, person, time_machine_of, email):
    waits, clock = [], 0
    for _ in range(3):
        assert enter(client, email).status_code == 200
    for _ in range(6):
        refused = enter(client, email, PASSWORD)
        waits.append(int(refused["Retry-After"]))
        (told,) = refused.context["form"].non_field_errors()
        shown = "1 seconde" if waits[-1] == 1 else f"{waits[-1]} secondes"
        assert told == f"Plusieurs essais ont échoué de suite\u00a0: attendez {shown}, puis réessayez."
        assert (refused.status_code, "_auth_user_id" in client.session) == (429, False)
        clock += waits[-1]
        time_machine_of(seconds=clock)
        assert enter(client, email).status_code == 200
    assert waits == [1, 2, 4, 8, 16, 32]


def test_what_is_said_while_waiting_is_the_same_for_an_unknown_account(client, person):
    pages = []
    for email in (KNOWN, UNKNOWN):
        for _ in range(4):
            answer = enter(client, email)
        text = answer.content.decode().replace(email, "…")
        pages.append((answer.status_code, re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text)))
    assert pages[0] == pages[1]


def test_the_wait_once_over_the_good_password_opens(client, person, time_machine_of):
    for _ in range(4):
        enter(client)
    time_machine_of(seconds=1)
    assert enter(client, password=PASSWORD).url == "/"
    assert SignInPace.objects.count() == 0


def test_others_of_the_same_network_and_the_same_person_elsewhere_do_not_wait(client, person):
    UserFactory(email="autre@exemple.invalid")
    for _ in range(4):
        enter(client)
    assert enter(client, "autre@exemple.invalid", PASSWORD).url == "/"
    client.logout()
    assert enter(client, KNOWN, PASSWORD, ip="198.51.100.1").url == "/"


def test_an_attempt_refused_for_its_haste_lengthens_nothing(client, person, time_machine_of):
    for _ in range(3):
        enter(client)
    for _ in range(20):
        assert enter(client)["Retry-After"] == "1"
    time_machine_of(seconds=1)
    assert enter(client, password=PASSWORD).url == "/"


def test_a_form_without_password_counts_for_nothing(client, person):
    for _ in range(5):
        assert enter(client, password="").status_code == 200
    assert SignInPace.objects.count() == 0


def test_a_quarter_of_an_hour_without_failure_forgets_them(client, person, time_machine_of):
    for _ in range(3):
        enter(client)
    time_machine_of(minutes=16)
    for _ in range(3):
        assert enter(client).status_code == 200
    assert enter(client)["Retry-After"] == "1"


def test_what_is_kept_names_nobody_and_is_erased(client, person, capsys):
    enter(client)
    (row,) = SignInPace.objects.values()
    assert [text for text in (KNOWN, "203.0.113.7") if text in str(row)] == []
    call_command("clear_traces")
    assert SignInPace.objects.count() == 1
    SignInPace.objects.update(last_at=timezone.now() - dt.timedelta(minutes=16))
    call_command("clear_traces")
    assert SignInPace.objects.count() == 0


def test_an_account_is_freed_everywhere_or_at_one_address(db):
    for address in ("203.0.113.7", "198.51.100.1"):
        wait_before_trying(KNOWN, address)
    assert (forget_failures(KNOWN, "203.0.113.7"), forget_failures(KNOWN), forget_failures(KNOWN)) == (1, 1, 0)


def test_attempts_sent_at_once_are_not_more_than_attempts_in_turn(transactional_db, tmp_path, time_machine_of):
    time_machine_of(seconds=0)
    with on_disk(tmp_path):
        waits = all_at_once([lambda: wait_before_trying(KNOWN, "203.0.113.7")] * 6, workers=6)
    assert sorted(waits) == [0, 0, 0, 1, 1, 1]


# Same time -------------------------------------------------------------------------------------------------------


class CountedHasher(MD5PasswordHasher):
    """Counts how many times a password is hashed, which is what takes time."""

    algorithm = "md5"
    counted = 0

    def encode(self, password, salt):
        CountedHasher.counted += 1
        return super().encode(password, salt)


def test_a_refusal_costs_the_same_work_whether_the_account_is_known_or_not(client, person, settings):
    UserFactory(email="ferme@exemple.invalid", is_active=False)
    User.objects.create_user("invite@exemple.invalid")
    settings.PASSWORD_HASHERS = ["tests.accounts.sign_in.test_throttling.CountedHasher"]
    work = {}
    for email in (KNOWN, UNKNOWN, "ferme@exemple.invalid", "invite@exemple.invalid"):
        CountedHasher.counted = 0
        with CaptureQueriesContext(
            connection,
        ) as queries:
            enter(client, email)
        work[email] = (CountedHasher.counted, len(queries))
    assert {hashed for hashed, _ in work.values()} == {1}
    assert len({asked for _, asked in work.values()}) == 1
