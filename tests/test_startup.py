"""The site starts light: what prints, writes workbooks, draws or checks is loaded by whoever needs it, then only."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# openpyxl, and lxml and PIL with it, comes with the imports of the administration; segno and markdown-it are small.
HEAVY = {"weasyprint", "pydyf", "pikepdf", "xlsxwriter", "numpy", "matplotlib", "jsonschema", "fontTools"}
FIRST_PAGE = f"""
import tests.environment, os
os.environ["DEBUG"] = "True"  # plain static names: nothing is collected here
import django, sys
django.setup()
import crpv.wsgi
from django.test import Client
assert Client().get("/compte/connexion/").status_code == 200
print(sorted({HEAVY!r} & set(sys.modules)))
"""


def test_the_whole_site_and_a_first_page_load_nothing_heavy():
    run = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", FIRST_PAGE], capture_output=True, text=True, cwd=ROOT,
        env={"DJANGO_SETTINGS_MODULE": "crpv.settings", "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    assert (run.returncode, run.stdout) == (0, "[]\n"), run.stderr[-2000:]
