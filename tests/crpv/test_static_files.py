"""The static files as they are delivered: collected under names that change with their content, the plain ones gone."""

import re

import pytest
from django.contrib.staticfiles.management.commands.collectstatic import Command
from django.core.management import call_command

from crpv.apps import StaticStorage

IMPORT = re.compile(r"""^import\b[^"']*["'](\.[^"']+)["']""", re.MULTILINE)


def absent_imports(folder):
    """The imports of our scripts that lead to no collected file."""
    scripts = [path for path in folder.rglob("*.js") if "dsfr" not in path.parts and "admin" not in path.parts]
    imports = [(path, name) for path in scripts for name in IMPORT.findall(path.read_text("utf-8"))]
    assert imports != []
    return [name for path, name in imports if not (path.parent / name).exists()]


@pytest.fixture(scope="module")
def collected(tmp_path_factory):
    """The folder that the command of the installation fills, with the storage of a real site."""
    folder = tmp_path_factory.mktemp("static")
    command = Command()
    command.storage = StaticStorage(location=folder)
    call_command(command, interactive=False, verbosity=0)
    return folder


def test_a_script_imports_what_is_collected(collected):
    assert absent_imports(collected) == []


def test_a_plain_name_is_not_collected(collected):
    """The negative control: an import whose name was not changed would find nothing."""
    (script,) = (collected / "evaluation").glob("collection.*.js")
    plain = re.sub(r"(typed_numbers)\.[0-9a-f]+\.js", r"\1.js", script.read_text("utf-8"))
    (collected / "evaluation" / "plain.js").write_text(plain, "utf-8")
    assert absent_imports(collected) == ["../documents/typed_numbers.js"]
