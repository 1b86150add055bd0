"""The commands of bin/: what they answer before doing anything, and the guard that refuses skipped tests."""

import os
import re
import socket
import subprocess
import sys

import pytest
import yaml

from tests.house_guards import ROOT

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


def stages():
    """The commands of bin/test that read the code, without the folder of the tools."""
    text = (ROOT / "bin/test").read_text("utf-8")
    return set(re.findall(r'"\$VENV/bin/([\w-]+)"((?: [\w.-]+)*)$', text, re.MULTILINE))


def test_a_commit_is_checked_as_bin_test_checks_it_and_fetches_nothing():
    repositories = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))["repos"]
    hooks = [hook for repository in repositories for hook in repository["hooks"]]

    assert [repository["repo"] for repository in repositories] == ["local"]
    assert {hook["language"] for hook in hooks} == {"system"}
    assert [hook["entry"].replace(" --force-exclude", "") for hook in hooks] == [
        f".venv/bin/{tool}"
        for tool in ("ruff check", "ruff format --check", "djlint templates --lint --check --quiet", "lint-imports")
    ]
    assert {entry for tool, rest in stages() for entry in [f".venv/bin/{tool}{rest}".removesuffix(" .")]} >= {
        hook["entry"].replace(" --force-exclude", "") for hook in hooks
    }


def test_the_forge_runs_the_command_of_ci():
    jobs = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text("utf-8"))["jobs"]

    assert [job["steps"][-1]["run"].splitlines()[-1] for job in jobs.values()] == [".ci/run"]


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
