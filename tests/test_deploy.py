"""What production starts from: the image, the services around it, and how the site's health is asked."""

import os
import re
import shutil
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
import yaml

from tests.house_guards import ROOMS, ROOT

COMPOSE = (ROOT / "docker-compose.yml").read_text("utf-8")
SITE = yaml.safe_load(COMPOSE)
SETTINGS_READ = set(re.findall(r'\benv(?:\.\w+)?\(\s*"(\w+)"', (ROOT / "crpv/settings.py").read_text("utf-8")))
REQUIRED = {
    "SECRET_KEY": "k" * 50,
    "JOURNAL_KEY": "j" * 50,
    "SITE_HOST": "crpv.example",
    "POSTGRES_PASSWORD": "p" * 20,
    "EMAIL_URL": "smtp://localhost",
    "DEFAULT_FROM_EMAIL": "ne-pas-repondre@crpv.example",
}


def run(*command, **variables):
    environment = {name: value for name, value in os.environ.items() if name not in REQUIRED} | variables
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


# Services --------------------------------------------------------------------------------------------------------


def compose_command():
    """Docker's own reader of the file, where this machine has one; elsewhere the YAML itself is read below."""
    if shutil.which("docker") and run("docker", "compose", "version").returncode == 0:
        return ["docker", "compose"]
    return ["docker-compose"] if shutil.which("docker-compose") else []


@pytest.fixture
def read_by_docker(tmp_path):
    """What Docker says of the file; the .env of this machine must not fill in what is left out on purpose."""
    (tmp_path / "empty").touch()
    command = [*compose_command(), "--env-file", str(tmp_path / "empty"), "config", "--quiet"]
    return lambda **variables: run(*command, **variables)


def test_docker_compose_accepts_the_file_once_every_variable_is_given(read_by_docker):
    assert not compose_command() or read_by_docker(**REQUIRED).returncode == 0


@pytest.mark.parametrize("name", REQUIRED)
def test_a_missing_variable_stops_docker_compose_with_a_sentence(read_by_docker, name):
    assert f"${{{name}:?Il manque {name}" in COMPOSE
    if compose_command():
        answer = read_by_docker(**{key: value for key, value in REQUIRED.items() if key != name})
        assert answer.returncode != 0
        assert f"Il manque {name}" in answer.stderr


def test_no_variable_is_required_without_being_listed_here():
    assert set(re.findall(r"\$\{(\w+):\?", COMPOSE)) == set(REQUIRED)


def test_the_services_are_the_site_its_migrations_its_worker_its_database_and_its_door():
    assert set(SITE["services"]) == {"db", "migrate", "web", "worker", "proxy"}
    assert [name for name, service in SITE["services"].items() if "ports" in service] == ["proxy"]


def test_the_site_waits_for_the_database_and_for_its_migrations():
    waits = {
        name: {on: how["condition"] for on, how in service.get("depends_on", {}).items()}
        for name, service in SITE["services"].items()
    }

    assert waits == {
        "db": {},
        "migrate": {"db": "service_healthy"},
        "web": {"db": "service_healthy", "migrate": "service_completed_successfully"},
        "worker": {"db": "service_healthy", "migrate": "service_completed_successfully"},
        "proxy": {"web": "service_healthy"},
    }


def test_migrations_run_once_and_the_rest_comes_back_by_itself():
    restarts = {name: service["restart"] for name, service in SITE["services"].items()}

    assert restarts == {name: "no" if name == "migrate" else "unless-stopped" for name in SITE["services"]}


def test_no_secret_is_written_in_the_file():
    written = {
        f"{service}.{name}": value
        for service, described in SITE["services"].items()
        for name, value in described.get("environment", {}).items()
        if re.search("KEY|PASSWORD|EMAIL_URL", name) and not value.startswith("${")
    }

    assert written == {}
    assert re.findall(r"://\w+:(?!\$\{|mot-de-passe)", COMPOSE) == []


def test_the_site_is_given_only_settings_that_it_reads():
    assert set(SITE["x-site"]["environment"]) - {"WEB_CONCURRENCY"} - SETTINGS_READ == set()


def test_every_setting_is_explained_to_whoever_installs_the_site():
    explained = set(re.findall(r"^(?:# )?([A-Z_]+)=", (ROOT / ".env.example").read_text("utf-8"), re.M))

    assert SETTINGS_READ - explained == set()


# Image -----------------------------------------------------------------------------------------------------------


def test_the_image_holds_every_room_and_nothing_that_git_or_a_developer_left():
    allowed = (ROOT / ".dockerignore").read_text("utf-8").splitlines()

    assert next(line for line in allowed if not line.startswith("#")) == "*"
    assert {f"!{room}/" for room in ROOMS} - set(allowed) == set()
    assert {"!.env", "!.git/", "!tests/"} & set(allowed) == set()


def test_the_image_runs_as_nobody_in_particular_and_says_how_it_is():
    lines = (ROOT / "Dockerfile").read_text("utf-8").splitlines()

    assert [line for line in lines if line.startswith("USER ")] == ["USER crpv"]
    assert sum(line.startswith("HEALTHCHECK ") for line in lines) == 1


def test_the_server_accepts_its_configuration():
    settings = {"SECRET_KEY": "clef-des-essais-sans-valeur-0123456789-abcdefghijklmnop", "ALLOWED_HOSTS": "localhost"}
    settings |= {"PYTHONWARNINGS": "ignore"}  # nothing is collected before the tests
    answer = run(
        sys.executable,
        "-m",
        "gunicorn",
        "crpv.wsgi",
        "--check-config",
        "--config",
        "deploy/gunicorn.conf.py",
        **settings,
    )

    assert (answer.returncode, answer.stderr) == (0, "")


# Health ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def site_answering():
    """A small site that answers the given status, and remembers what it was asked."""
    servers = []

    def start(status):
        class Site(BaseHTTPRequestHandler):
            def do_GET(self):
                self.server.asked.append((self.path, self.headers["Host"]))
                self.send_response(status)
                self.end_headers()

            def log_message(self, *_): ...

        server = HTTPServer(("127.0.0.1", 0), Site)
        server.asked = []
        threading.Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
        servers.append(server)
        return server

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def ask_health(port):
    return run(sys.executable, "deploy/healthcheck.py", str(port), ALLOWED_HOSTS="crpv.example, autre.example")


@pytest.mark.parametrize(("status", "code"), [(200, 0), (503, 1)])
def test_the_container_is_healthy_when_the_site_says_so(site_answering, status, code):
    server = site_answering(status)

    assert ask_health(server.server_port).returncode == code
    assert server.asked == [("/sante/", "crpv.example")]


def test_the_container_is_ill_when_nobody_answers(site_answering):
    server = site_answering(200)
    server.shutdown()
    server.server_close()

    answer = ask_health(server.server_port)
    assert (answer.returncode, answer.stderr[:26]) == (1, "Le site ne répond pas : [E")
