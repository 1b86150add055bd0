"""The manners of the house, kept by tests; each guard is shown a bad sample too, so that none of them sleeps."""

import re
import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ModelState, ProjectState
from django.template import engines
from django.test import Client
from django.test.utils import isolate_apps
from django.urls import URLPattern, get_resolver, path
from django.utils.translation import override

from tests import house_guards as guards
from tests.accounts.second_factor.enrolment import enrolled
from tests.conftest import LONGEST_FIRST
from tests.house_guards import ROOMS, ROOT, code_files, findings, template_files

# Routes that a stranger may open. Anything else asks for a login.
OPEN_ROUTES = {
    "accessibilite/",
    "compte/connexion/",
    "compte/deconnexion/",
    "compte/mot-de-passe-oublie/",
    "compte/mot-de-passe-oublie/courriel/",
    "compte/mot-de-passe/<uidb64>/<token>/",
    "api/v1/",
    "api/v1/<path:path>",
    "api/v1/centres",
    "api/v1/centres/<str:centre>",
    "api/v1/centres/<str:centre>/indicateurs/<str:annee>",
    "api/v1/financements",
    "api/v1/financements/<str:annee>",
    "api/v1/indicateurs",
    "api/v1/openapi.json",
    "api/v1/tableaux-de-bord",
    "api/v1/tableaux-de-bord/<str:annee>",
    "donnees-personnelles/",
    "donnees/",
    "donnees/<slug:name>.<data:ending>",
    "donnees/<year:year>/<slug:name>.<data:ending>",
    "donnees/<year:year>/v<version:version>/<slug:name>.<data:ending>",
    "donnees/catalogue.json",
    "donnees/schemas/<slug:name>.json",
    "tableau-de-bord/",
    "tableau-de-bord/<year:year>.<document:ending>",
    "tableau-de-bord/<year:year>/",
    "tableau-de-bord/<year:year>/versions/",
    "echeances/calendrier/<token>.ics",
    "favicon.ico",
    "mentions-legales/",
    "plan-du-site/",
    "sante/",
    "verifier/",
}

# Heavy libraries that a function loads only when it needs them, each in one place.
HIDDEN_IMPORTS = {
    "documents/spreadsheets/read_workbook.py": {"openpyxl"},
    "documents/pdf/page.py": {"documents.pdf.archive"},
    "documents/pdf/render.py": {"documents.pdf.weasyprint_renderer"},
    "documents/spreadsheets/xlsx.py": {"xlsxwriter"},
}

# Files that declare a text safe without escaping it, each with its reason.
TRUSTED_HTML = {"documents/markdown.py"}  # what comes out of the sanitiser, and nothing else
UNESCAPED_TEMPLATES: set[str] = set()

# Files longer than the house likes, each with its reason.
LONG_FILES: set[str] = set()

MOST_MODULES = 12
DOWNWARDS = "Inside a package: views read downwards"

# Django finds these by their name.
CONVENTIONAL_TEMPLATES = {"400.html", "403.html", "404.html", "500.html"}

# Acronyms that a French name may begin with.
ACRONYMS = {"CPO", "CSV", "DDETS", "DREETS", "ETP", "GIP", "INSEE", "PDF", "QPV", "SHA-256"}


def place(path: Path) -> str:
    return str(path.relative_to(ROOT))


# Doors -----------------------------------------------------------------------------------------------------------

# What fills the holes of an address, by kind of hole, to knock at every door.
SAMPLES = {
    "int": "1",
    "year": "2024",
    "version": "1",
    "data": "csv",
    "document": "pdf",
    "indicator": "M1-01",
    "slug": "brest",
    "str": "x",
    "path": "x",
    "uuid": "0" * 8 + "-0000-4000-8000-" + "0" * 12,
}


# The sign-in page, and the administration's own address, which leads to it.
DOORS = ("/compte/connexion/?next=", "/admin/login/?next=")


def routes(patterns, prefix=""):
    for entry in patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield route, entry.callback
        else:
            yield from routes(entry.url_patterns, route)


def open_routes(patterns):
    return {route for route, view in routes(patterns) if not getattr(view, "login_required", True)}


def address(route):
    """An address that the route answers: `centres/<slug:slug>/` gives `/centres/brest/`; patterns are read too."""
    plain = re.sub(r"\(\?P<\w+>(\w*).*?\)", lambda hole: hole[1] or "1", route).replace("/^", "/").replace("\\.", ".")
    return "/" + re.sub(r"<(?:(\w+):)?\w+>", lambda hole: SAMPLES[hole[1] or "str"], plain).rstrip("$")


ROUTES = sorted({route for route, _ in routes(get_resolver().url_patterns)})


def test_every_route_asks_for_a_login_but_these():
    assert open_routes(get_resolver().url_patterns) == OPEN_ROUTES


@pytest.mark.django_db
def test_a_stranger_is_sent_to_the_sign_in_page():
    answers = {route: Client().get(address(route)) for route in ROUTES}

    opened = {route for route, answer in answers.items() if not sent_to_sign_in(answer)}
    assert opened == OPEN_ROUTES


def sent_to_sign_in(response):
    return response.status_code == 302 and response.url.startswith(DOORS)


# Where somebody half-way gives the missing factor, or leaves.
HALF_WAY = {"compte/connexion/code/", "compte/connexion/code-de-secours/", "compte/deconnexion/"}


@pytest.mark.one_database
def test_half_way_one_is_a_stranger_and_a_closed_door_leads_to_the_code(sign_in, cast, settings):
    """The administration, the files, everything: between the password and the second factor, nothing opens."""
    settings.SECOND_FACTOR = True
    enrolled(cast.admin)
    half_way = {route: sign_in(cast.admin).get(address(route)) for route in ROUTES}
    strangers = {route: Client().get(address(route)) for route in OPEN_ROUTES - HALF_WAY}

    closed = set(ROUTES) - OPEN_ROUTES - HALF_WAY
    assert {route: seen(half_way[route]).partition("?")[0] for route in closed} == dict.fromkeys(
        closed, "302 /compte/connexion/code/"
    )
    assert {route: seen(half_way[route]) for route in strangers} == {
        route: seen(answer) for route, answer in strangers.items()
    }
    assert {half_way[route].status_code for route in HALF_WAY} <= {200, 405}
    name = str(cast.admin).encode()
    assert [route for route in strangers if name in half_way[route].getvalue()] == []


def seen(response):
    """What a route answers, and where it leads: « 302 /compte/connexion/ »."""
    return f"{response.status_code} {response.headers.get('Location', '')}"


@pytest.mark.parametrize(
    ("route", "knocked"),
    [
        ("centres/<slug:slug>/", "/centres/brest/"),
        ("compte/<uidb64>/<token>/", "/compte/x/x/"),
        (r"financement/^(?P<year>\d+)\.(?P<kind>csv|xlsx)$", "/financement/1.csv"),
    ],
)
def test_the_address_knocked_at_is_the_one_of_the_route(route, knocked):
    assert address(route) == knocked


def test_an_open_door_is_noticed():
    def closed(request): ...

    def opened(request): ...

    opened.login_required = False
    assert open_routes([path("a/", closed), path("b/<int:pk>/", opened)]) == {"b/<int:pk>/"}


# Data ------------------------------------------------------------------------------------------------------------


def missing_migrations(to_state):
    loader = MigrationLoader(None)
    with override(None):  # as makemigrations does: a translated name is no change
        changes = MigrationAutodetector(loader.project_state(), to_state()).changes(
            loader.graph, trim_to_apps=set(ROOMS)
        )
    return {app: [str(step) for migration in found for step in migration.operations] for app, found in changes.items()}


def test_no_migration_is_missing():
    assert missing_migrations(lambda: ProjectState.from_apps(apps)) == {}


def test_a_missing_migration_is_noticed():
    def with_a_forgotten_model():
        state = ProjectState.from_apps(apps)
        state.add_model(ModelState("centres", "Forgotten", []))
        return state

    assert list(missing_migrations(with_a_forgotten_model)) == ["centres"]


def name_faults(name, *, given=True):
    first = re.split(r"[\s’,]", str(name))[0]
    return [
        fault
        for fault, found in {
            "not given": not given,
            "capital": first[:1].isupper() and first not in ACRONYMS,
            "straight apostrophe": "'" in str(name),
        }.items()
        if found
    ]


def naming(model):
    """What is wrong with the names that a person reads for this model and its fields."""
    meta = model._meta
    names = {
        "Meta.verbose_name": (meta.verbose_name, "verbose_name" in meta.original_attrs),
        "Meta.verbose_name_plural": (meta.verbose_name_plural, "verbose_name_plural" in meta.original_attrs),
    }
    for field in [*meta.local_fields, *meta.local_many_to_many]:
        if not field.auto_created and not getattr(field.remote_field, "parent_link", False):
            names[field.name] = (field.verbose_name, field._verbose_name is not None)
    with override("fr"):
        return [
            f"{meta.label}.{key}: {fault}"
            for key, (name, given) in names.items()
            for fault in name_faults(name, given=given)
        ]


def test_names_are_given_in_lower_case_french():
    models = [model for room in ROOMS for model in apps.get_app_config(room).get_models()]

    assert [fault for model in models for fault in naming(model)] == []


@pytest.mark.parametrize(
    ("name", "given", "faults"),
    [
        ("année", True, []),
        ("QPV de l’année", True, []),
        ("Année", True, ["capital"]),
        ("created at", False, ["not given"]),
        ("nombre d'agents", True, ["straight apostrophe"]),
    ],
)
def test_a_careless_name_is_noticed(name, given, faults):
    assert name_faults(name, given=given) == faults


@isolate_apps("centres")
def test_a_model_without_names_is_noticed():
    class Nameless(models.Model):
        started_on = models.DateField()

        class Meta:
            app_label = "centres"

    assert naming(Nameless) == [
        "centres.Nameless.Meta.verbose_name: not given",
        "centres.Nameless.Meta.verbose_name_plural: not given",
        "centres.Nameless.started_on: not given",
    ]


# Code ------------------------------------------------------------------------------------------------------------


def test_only_workflows_change_a_state():
    writers = {"accounts/acts/workflow.py", "evaluation/collection/workflow.py"}  # a campaign closes its forms at once
    outside = [path for path in code_files() if place(path) not in writers]

    assert findings(outside, guards.state_writes) == []


def test_no_import_hides_in_a_function():
    rooms = [path for path in code_files() if "benchmarks" not in path.parts]  # a benchmark starts Django by itself
    hidden = {place(path): set(guards.hidden_imports(path.read_text("utf-8"))) for path in rooms}

    assert {file: names for file, names in hidden.items() if names} == HIDDEN_IMPORTS


def test_no_text_is_declared_safe():
    declared = [path for path in code_files() if guards.trusted_html(path.read_text("utf-8"))]

    assert {place(path) for path in declared} == TRUSTED_HTML


def test_files_stay_short():
    long = findings([*code_files(), *code_files(tests=True)], guards.longer_than(500))

    assert {finding.split(":")[0] for finding in long} == LONG_FILES


def test_a_folder_holds_at_most_twelve_modules():
    folders = {path.parent for path in code_files()}
    crowded = {place(folder): count for folder in folders if (count := guards.modules_in(folder)) > MOST_MODULES}

    assert crowded == {}


def test_a_crowded_folder_is_noticed(tmp_path):
    for number in range(MOST_MODULES + 1):
        (tmp_path / f"m{number}.py").touch()
    (tmp_path / "__init__.py").touch()

    assert guards.modules_in(tmp_path) == MOST_MODULES + 1


def layered_packages():
    """Packages with at least two modules that the contract « views read downwards » orders."""
    layers = CONTRACTS[DOWNWARDS]["layers"]
    ordered = {name for layer in layers for name in re.findall(r"\w+", layer)}
    folders = {path.parent for path in code_files() if path.parent.relative_to(ROOT).parts[0] in ROOMS}
    return {
        place(folder).replace("/", ".")
        for folder in folders
        if len({name for name in ordered if (folder / f"{name}.py").exists() or (folder / name).is_dir()}) > 1
    }


def test_the_contract_of_the_views_lists_every_package():
    """A package that the contract does not name would pass by being left out."""
    assert set(CONTRACTS[DOWNWARDS]["containers"]) == layered_packages()


@pytest.mark.parametrize(
    ("guard", "sample", "found"),
    [
        (guards.state_writes, "opinion.state = 1\n", ["line 1"]),
        (guards.state_writes, "\nopinion.state += 1\n", ["line 2"]),
        (guards.state_writes, "setattr(opinion, 'state', 1)\n", ["line 1"]),
        (guards.state_writes, "Opinion.objects.update(state=1)\n", ["line 1"]),
        (guards.state_writes, "Opinion.objects.bulk_update(rows, ['text', 'state'])\n", ["line 1"]),
        (guards.state_writes, "state = opinion.state\nOpinion.objects.filter(state=state)\n", []),
        (guards.hidden_imports, "def f():\n    import weasyprint\n", ["weasyprint"]),
        (guards.hidden_imports, "class A:\n    async def f(self):\n        from a.b import c\n", ["a.b"]),
        (guards.hidden_imports, "import weasyprint\ndef f(): ...\n", []),
        (guards.trusted_html, "from django.utils.safestring import mark_safe\nmark_safe('<b>')\n", ["mark_safe"]),
        (guards.trusted_html, "format_html('<b>{}</b>', name)\n", []),
        (guards.longer_than(2), "a = 1\n\n# why\nb = 2\n", []),
        (guards.longer_than(2), "a = 1\nb = 2\nc = 3\n", ["3 lines"]),
    ],
)
def test_careless_code_is_noticed(guard, sample, found):
    assert guard(sample) == found


# Templates -------------------------------------------------------------------------------------------------------


def from_elsewhere():
    """Names that a library offers: ours replace theirs, so the library uses them."""
    folders = [folder for engine in engines.all() for folder in engine.template_dirs if folder != ROOT / "templates"]
    return {str(file.relative_to(folder)) for folder in folders for file in Path(folder).rglob("*") if file.is_file()}


def test_every_template_is_used():
    texts = {str(file.relative_to(ROOT / "templates")): file.read_text("utf-8") for file in template_files()}
    sources = [path.read_text("utf-8") for path in code_files()]

    assert guards.unused_templates(set(texts), sources, texts, CONVENTIONAL_TEMPLATES | from_elsewhere()) == set()


def test_no_style_script_or_handler_is_written_in_a_page():
    assert findings(template_files(), guards.inline_code) == []


def test_no_template_switches_escaping_off():
    pages = [path for path in template_files() if path.suffix != ".txt"]  # a plain e-mail has nothing to escape
    declared = [path for path in pages if guards.unescaped(path.read_text("utf-8"))]

    assert {place(path) for path in declared} == UNESCAPED_TEMPLATES


@pytest.mark.parametrize(
    ("guard", "sample", "found"),
    [
        (guards.inline_code, '<p style="color: red">', ["style"]),
        (guards.inline_code, '<p class="a"\n   onclick="go()">', ["onclick"]),
        (guards.inline_code, "<style>p { color: red }</style>", ["<style>"]),
        (guards.inline_code, "<script>go()</script>", ["<script>"]),
        (guards.inline_code, '<a href="javascript:go()">', ["javascript:"]),
        (guards.inline_code, '<p {% if a > b %}class="c"{% endif %} style="color: red">', ["style"]),
        (guards.inline_code, '<script src="{% static "a.js" %}" defer></script><p>on = 1, style = 2</p>', []),
        (guards.unescaped, "{{ text|linebreaks|safe }}", ["safe"]),
        (guards.unescaped, "{% autoescape off %}{{ text }}{% endautoescape %}", ["autoescape off"]),
        (guards.unescaped, "{{ text }} is safe", []),
    ],
)
def test_a_careless_template_is_noticed(guard, sample, found):
    assert guard(sample) == found


def test_an_unused_template_is_noticed():
    templates = {
        "a/page.html": '{% extends "base.html" %}{% include "a/_part.html" %}',
        "a/_part.html": "",
        "a/_alone.html": '{% include "a/_alone.html" %}',
        "a/legal.html": "",
        "b/legal.html": "",
        "b/deeper/_left.html": "",
        "base.html": "",
        "404.html": "",
    }
    sources = ['render(request, "a/page.html")', 'render(request, f"b/{page}.html")']

    unused = guards.unused_templates(set(templates), sources, templates, {"404.html"})
    assert unused == {"a/_alone.html", "a/legal.html", "b/deeper/_left.html"}


# Tests ---------------------------------------------------------------------------------------------------------


def test_what_begins_a_shared_run_exists():
    assert [start for start in LONGEST_FIRST if not (ROOT / start).exists()] == []


# The law ---------------------------------------------------------------------------------------------------------

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
CONTRACTS = {contract["name"]: contract for contract in PROJECT["tool"]["importlinter"]["contracts"]}
LAW = CONTRACTS["The law is plain Python"]["source_modules"]  # packages
FRENCH = "documents.french"  # how a number is written: pure too, and the only thing the law borrows


def law_modules():
    return [path for package in LAW for path in sorted((ROOT / package.replace(".", "/")).rglob("*.py"))]


def is_law(module):
    return module == FRENCH or any(module == package or module.startswith(f"{package}.") for package in LAW)


def test_the_law_is_three_packages_typed_to_the_end():
    typed = {file.removesuffix(".py").replace("/", ".") for file in PROJECT["tool"]["mypy"]["files"]}

    assert LAW == ["evaluation.law", "funding.formula", "governance.law"]
    assert set(LAW) - typed == set()


def test_the_law_leans_only_on_the_law():
    borrowed = {place(path): guards.room_imports(path.read_text("utf-8")) for path in law_modules()}

    assert len(borrowed) > len(LAW)
    assert {file: outside for file, names in borrowed.items() if (outside := {n for n in names if not is_law(n)})} == {}


def test_a_law_that_leans_elsewhere_is_noticed():
    sample = (
        "from documents import charts as words, french\nfrom documents.french import number\nimport json\n"
        "from funding.formula import scale\nfrom funding.models import Round\nimport governance.lawful\n"
    )

    names = guards.room_imports(sample)
    assert {name for name in names if not is_law(name)} == {"documents.charts", "funding.models", "governance.lawful"}


# What surrounds the code -----------------------------------------------------------------------------------------


def unmentioned(rooms, readme):
    return [room for room in rooms if f"{room}/" not in readme]


def test_the_readme_presents_every_room():
    readme = ROOT / "README.md"

    assert not readme.exists() or unmentioned(ROOMS, readme.read_text("utf-8")) == []


def test_a_forgotten_room_is_noticed():
    assert unmentioned(["centres", "attic"], "`centres/`: what and who for") == ["attic"]


def test_the_site_and_its_developers_use_the_same_libraries():
    site, developers = (guards.pins((ROOT / f"requirements/{name}.txt").read_text("utf-8")) for name in ("base", "dev"))

    assert {name: developers.get(name) for name in site} == site


@pytest.mark.parametrize("name", ["base", "dev"])
def test_the_locked_list_names_no_registry_and_hashes_everything(name):
    locked = (ROOT / f"requirements/{name}.txt").read_text("utf-8")

    assert guards.registry_addresses(locked) == []
    assert [library for library, rest in guards.pins(locked).items() if "--hash=sha256:" not in rest] == []


def test_a_careless_lock_is_noticed():
    assert guards.registry_addresses("--index-url https://example.org/simple\na==1\n") == [
        "--index-url",
        "https://example.org/simple",
    ]
    assert guards.pins(
        "a==1 \\\n    --hash=sha256:00 \\\n    --hash=sha256:11\n    # via b\nb==2\nc==3 ; os \\\n    --hash=sha256:22"
    ) == {
        "a": "1 --hash=sha256:00 --hash=sha256:11",
        "b": "2",
        "c": "3 --hash=sha256:22",
    }
