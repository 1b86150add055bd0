"""The commands of bin/: what they answer before doing anything, and the guard that refuses skipped tests."""

import os
import re
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest
import yaml

from tests.house_guards import ROOT, pins

SCRIPTS = ["bin/run", "bin/test", ".ci/run"]


def run(*command, **variables):
    return subprocess.run(
        command,
        cwd="/",
        env=os.environ | variables,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("script", [*SCRIPTS, "bin/_common.sh", "bin/_postgres.sh"])
def test_bash_reads_the_script(script):
    answer = run("bash", "-n", str(ROOT / script))

    assert (answer.returncode, answer.stderr) == (0, "")


@pytest.mark.parametrize("script", SCRIPTS)
def test_the_script_is_a_command(script):
    assert os.access(ROOT / script, os.X_OK)


@pytest.mark.parametrize("script", ["bin/run", "bin/test"])
def test_the_command_explains_itself(script):
    answer = run(str(ROOT / script), "--help")

    assert (answer.returncode, answer.stderr) == (0, "")
    assert answer.stdout.startswith(f"Usage : {script} ")


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--prot", "8001"], "Option inconnue : --prot"),
        (["--port"], "L’option --port attend un numéro de port."),
        (["--port", "huit"], "« huit » n’est pas un numéro de port : donnez un nombre entre 1 et 65535."),
        (["--port=70000"], "« 70000 » n’est pas un numéro de port : donnez un nombre entre 1 et 65535."),
    ],
)
def test_a_wrong_option_is_refused_with_the_usage(options, sentence):
    answer = run(str(ROOT / "bin/run"), *options)

    assert (answer.returncode, answer.stdout) == (2, "")
    assert answer.stderr.splitlines()[0] == sentence
    assert answer.stderr.splitlines()[2].startswith("Usage : bin/run ")


def test_a_busy_port_is_said_in_one_sentence_before_anything_is_done():
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = busy.getsockname()[1]
        answer = run(str(ROOT / "bin/run"), "--port", str(port))

    assert (answer.returncode, answer.stdout) == (1, "")
    assert answer.stderr.startswith(f"Le port {port} est déjà occupé sur cette machine : ")
    assert len(answer.stderr.splitlines()) == 1


# Elsewhere: a forge, a commit -------------------------------------------------------------------------------------


def test_the_forge_runs_the_command_of_ci():
    jobs = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text("utf-8"))["jobs"]

    assert [job["steps"][-1]["run"].splitlines()[-1] for job in jobs.values()] == [".ci/run"]


def test_a_commit_is_checked_by_commands_of_bin_test_and_nothing_is_fetched():
    repositories = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))["repos"]
    commands = [hook["entry"].replace(" --force-exclude", "") for hook in repositories[0]["hooks"]]
    stages = re.findall(r'"\$VENV/(bin/[\w-]+)"(.*?)(?: \.)?$', (ROOT / "bin/test").read_text("utf-8"), re.MULTILINE)

    assert [(repository["repo"], len(repository["hooks"])) for repository in repositories] == [("local", 4)]
    assert set(commands) - {f".venv/{tool}{options}" for tool, options in stages} == set()


# Prepared once ---------------------------------------------------------------------------------------------------


def make_database(file, *, applied, seal):
    """The two tables that say which database this is, with one row each; no act when `seal` is empty."""
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("CREATE TABLE django_migrations (id INTEGER PRIMARY KEY, name TEXT, applied TEXT)")
        connection.execute("CREATE TABLE accounts_act (id INTEGER PRIMARY KEY, seal TEXT)")
        connection.execute("INSERT INTO django_migrations (name, applied) VALUES ('0001_initial', ?)", [applied])
        connection.executemany("INSERT INTO accounts_act (seal) VALUES (?)", [[seal]] if seal else [])
    return file


def identity(file):
    return run(sys.executable, str(ROOT / "bin/database_identity.py"), DATABASE_URL=f"sqlite:///{file}")


def test_a_database_is_told_from_one_made_anew_or_emptied(tmp_path):
    databases = {
        "first": {"applied": "2026-01-01 10:00:00", "seal": "a1"},
        "same": {"applied": "2026-01-01 10:00:00", "seal": "a1"},
        "anew": {"applied": "2026-01-01 10:00:01", "seal": "a1"},
        "emptied": {"applied": "2026-01-01 10:00:00", "seal": ""},
    }
    answers = {name: identity(make_database(tmp_path / name, **rows)) for name, rows in databases.items()}

    assert {answer.returncode for answer in answers.values()} == {0}
    assert answers["same"].stdout == answers["first"].stdout
    assert len({answer.stdout for answer in answers.values()}) == 3


def test_a_missing_database_has_no_identity(tmp_path):
    answer = identity(tmp_path / "missing.sqlite3")

    assert (answer.returncode, answer.stdout) == (1, "")


def test_uv_is_taken_from_the_locked_list_of_developers():
    """The lines that bin/run gives to pip: one library, its version, its hashes."""
    script = f'. "{ROOT}/bin/_common.sh" && uv_pin'
    pin = run("bash", "-c", script).stdout

    assert pins(pin) == {"uv": pins((ROOT / "requirements/dev.txt").read_text("utf-8"))["uv"]}


# Measures --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("measure", "missing"),
    [("benchmarks", "factory, pikepdf, playwright"), ("benchmarks.pages", "factory")],
)
def test_measures_say_what_to_install_when_the_developers_libraries_are_missing(measure, missing):
    answer = run(sys.executable, "-S", "-m", measure, PYTHONPATH=str(ROOT))  # -S: the standard library, nothing else

    assert (answer.returncode, answer.stdout) == (1, "")
    assert answer.stderr == (
        f"Les mesures demandent les bibliothèques des développeurs, et il manque {missing} : installez-les avec "
        "« .venv/bin/python -m pip install --require-hashes -r requirements/dev.txt ».\n"
    )


# Nothing skipped -------------------------------------------------------------------------------------------------

SKIPPED = (
    "import pytest\n\n@pytest.mark.skip(reason={reason!r})\ndef test_nothing(): ...\n\ndef test_something(): ...\n"
)


@pytest.mark.parametrize(
    ("reason", "options", "code"),
    [
        ("LibreOffice absent", [], 0),
        ("LibreOffice absent", ["-p", "tests.nothing_skipped"], 1),
        ("autre base de données : PostgreSQL", ["-p", "tests.nothing_skipped"], 0),
    ],
)
def test_where_everything_is_required_a_skipped_test_is_a_failure(tmp_path, reason, options, code):
    (tmp_path / "test_sample.py").write_text(SKIPPED.format(reason=reason), "utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\n", "utf-8")

    answer = run(
        sys.executable, "-m", "pytest", "-c", str(tmp_path / "pytest.ini"), *options, str(tmp_path),
        PYTHONPATH=str(ROOT), PYTEST_DISABLE_PLUGIN_AUTOLOAD="1",
    )  # fmt: skip
    assert answer.returncode == code
