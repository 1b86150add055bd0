"""What a start refuses, in one sentence; the settings are read here as a fresh process would read them."""

import datetime as dt
import os
import runpy
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.utils.formats import date_format
from django.utils.translation import override

from tests.house_guards import ROOT

KEY = "une-clef-d-essai-tiree-au-hasard-0123456789-abcdefghijklmnop"
PRODUCTION = {
    "DEBUG": "False",
    "DEMO": "False",
    "SECOND_FACTOR": "",
    "HTTPS": "True",
    "SECRET_KEY": KEY,
    "JOURNAL_KEY": "",
    "ALLOWED_HOSTS": "crpv.example",
    "DATABASE_URL": "",
    "EMAIL_URL": "",
    "TRUSTED_PROXIES": "1",
    "LOG_LEVEL": "WARNING",
}


@pytest.fixture
def read_settings(monkeypatch):
    """The settings of a site in production, but for the variables given."""

    def read(**variables):
        for name, value in (PRODUCTION | variables).items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(str(ROOT / "crpv/settings.py"))

    return read


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("SECRET_KEY", "", "La clef secrète SECRET_KEY est absente ou trop faible"),
        ("SECRET_KEY", KEY[:49], "La clef secrète SECRET_KEY est absente ou trop faible"),
        ("SECRET_KEY", "ab" * 40, "La clef secrète SECRET_KEY est absente ou trop faible"),
        ("SECRET_KEY", f"django-insecure-{KEY}", "La clef secrète SECRET_KEY est absente ou trop faible"),
        ("JOURNAL_KEY", "courte", "La clef du journal JOURNAL_KEY est trop faible"),
        ("ALLOWED_HOSTS", "", "Aucun nom d’hôte précis"),
        ("ALLOWED_HOSTS", "*", "Aucun nom d’hôte précis"),
        ("DATABASE_URL", "nimporte", "Le réglage DATABASE_URL ne se lit pas"),
        ("DATABASE_URL", "mysql://crpv@db/crpv", "Le réglage DATABASE_URL ne se lit pas"),
        ("DATABASE_URL", "postgres://crpv@db:port/crpv", "Le réglage DATABASE_URL ne se lit pas"),
        ("EMAIL_URL", "nimporte", "Le réglage EMAIL_URL ne se lit pas"),
        ("TRUSTED_PROXIES", "un", "Le réglage TRUSTED_PROXIES ne se lit pas"),
        ("TRUSTED_PROXIES", "-1", "Le réglage TRUSTED_PROXIES ne peut pas être négatif"),
        ("SECOND_FACTOR", "peut-être", "Le réglage SECOND_FACTOR ne se lit pas"),
        ("LOG_LEVEL", "BAVARD", "Le réglage LOG_LEVEL ne se lit pas"),
    ],
)
def test_an_unsafe_or_unreadable_setting_stops_the_start_with_one_sentence(read_settings, name, value, sentence):
    with pytest.raises(ImproperlyConfigured) as refusal:
        read_settings(**{name: value})
    assert str(refusal.value).startswith(f"{sentence}\u00a0:")
    assert str(refusal.value).endswith(".") or str(refusal.value).endswith(").")


def test_a_connection_that_lasts_no_number_of_seconds_is_refused(read_settings):
    with pytest.raises(ImproperlyConfigured, match="CONN_MAX_AGE"):
        read_settings(DATABASE_URL="postgres://crpv@db/crpv", CONN_MAX_AGE="longtemps")


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("postgres://crpv@%2Fvar%2Frun%2FPg/crpv", ("/var/run/Pg", "", "crpv", "crpv")),
        ("postgresql://crpv@%2Ftmp%2Fpg:5433/essai", ("/tmp/pg", 5433, "crpv", "essai")),
        ("postgres://crpv@db:5432/crpv", ("db", 5432, "crpv", "crpv")),
    ],
)
def test_a_base_is_reached_by_its_socket_as_by_its_name(read_settings, url, place):
    found = read_settings(DATABASE_URL=url)["DATABASES"]["default"]
    assert (found["HOST"], found["PORT"], found["USER"], found["NAME"]) == place


def test_what_is_left_empty_takes_the_safe_value(read_settings):
    found = read_settings()
    assert found["DATABASES"]["default"]["ENGINE"] == "django.db.backends.sqlite3"
    assert found["JOURNAL_KEY"] == KEY
    assert (found["DEBUG"], found["DEMO"], found["HTTPS"]) == (False, False, True)


@pytest.mark.parametrize(
    ("demo", "told", "demanded"),
    [
        ("False", "", True),
        ("True", "", False),
        ("True", "True", True),
        ("False", "False", False),
        ("False", "OFF", False),
    ],
)
def test_the_second_factor_is_demanded_unless_it_is_a_demonstration_or_refused_in_clear(
    read_settings, demo, told, demanded
):
    assert read_settings(DEMO=demo, SECOND_FACTOR=told)["SECOND_FACTOR"] is demanded


def test_over_https_every_cookie_is_bound_to_this_very_site(read_settings):
    found = read_settings()
    assert (found["SESSION_COOKIE_NAME"], found["CSRF_COOKIE_NAME"]) == ("__Host-session", "__Host-csrf")
    assert found["SESSION_COOKIE_SECURE"] is found["CSRF_COOKIE_SECURE"] is True
    assert found["MESSAGE_STORAGE"] == "django.contrib.messages.storage.session.SessionStorage"
    assert found["SECURE_PROXY_SSL_HEADER"] == ("HTTP_X_FORWARDED_PROTO", "https")


def test_nobody_is_believed_about_https_without_a_proxy_of_ours(read_settings):
    assert read_settings(TRUSTED_PROXIES="0")["SECURE_PROXY_SSL_HEADER"] is None


@pytest.mark.parametrize(
    ("command", "code"),
    [(["manage.py", "check"], 1), (["-c", "import crpv.wsgi"], 4)],  # 4: gunicorn stops instead of trying for ever
)
def test_the_refusal_is_one_line_without_a_trace(command, code):
    environment = os.environ | PRODUCTION | {"SECRET_KEY": ""}
    answer = subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert answer.returncode == code
    assert answer.stderr.startswith("Démarrage refusé. La clef secrète SECRET_KEY")
    assert len(answer.stderr.splitlines()) == 1


WORKER = """
import django, logging
from importlib import import_module
django.setup()
import_module("django_tasks_db.management.commands.db_worker").Command().configure_logging(1)
for name in ("django_tasks", "django_tasks_db"):
    logging.getLogger(name).info("state=RUNNING")
    logging.getLogger(name).error("state=FAILED")
"""


@pytest.mark.parametrize(("level", "said"), [("WARNING", ["FAILED"] * 2), ("INFO", ["RUNNING", "FAILED"] * 2)])
def test_the_worker_says_what_fails_and_the_rest_only_when_asked(level, said):
    environment = os.environ | PRODUCTION | {"LOG_LEVEL": level, "DJANGO_SETTINGS_MODULE": "crpv.settings"}
    answer = subprocess.run(
        [sys.executable, "-c", WORKER], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    assert [line.rpartition("=")[2] for line in (answer.stdout + answer.stderr).splitlines()] == said


def test_a_date_that_django_writes_is_in_figures():
    """Left to itself it writes « 1 janvier 2025 »."""
    with override("fr"):
        assert date_format(dt.date(2025, 1, 1)) == "01/01/2025"
