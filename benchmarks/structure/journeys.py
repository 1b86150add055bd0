"""The files that five journeys execute, as JSON: `python benchmarks/structure/journeys.py CHECKOUT`.

On a demonstration loaded in a temporary SQLite database, by HTTP alone, so that any layout of the code can be measured.
Counted: the files of the rooms where a function is called (`sys.setprofile`) while the address answers, migrations
apart, less those that the site map calls for the same people: what any page goes through.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

ROOMS = ("crpv", "evaluation", "funding", "governance", "centres", "accounts", "documents")
FRAME = "/plan-du-site/"  # a page without a subject
PASSWORD = "quartiers-prioritaires"
SECTION = "/indicateurs/2026/reso-villes/m1/"
TO_VERIFY = "/indicateurs/2026/irev/etapes/verify/"
DASHBOARD = "/tableau-de-bord/2026/provisoire/"
ROUND, WORKBOOK = "/financement/2027/exercice/adopter/", "/financement/2027.xlsx"
WRITING, STEPS = "/avis/2025/labo-cites/rediger/chiffres/", "/avis/2025/labo-cites/etapes/"
OPINION = "/avis/2025/labo-cites.pdf"
CONVENTION = "/conventions/reso-villes/12/texte"
SIGN_IN = "/compte/connexion/"


def main(checkout: Path) -> None:
    """Load the demonstration of `checkout`, make the five journeys, print the files of each."""
    with tempfile.TemporaryDirectory() as folder:
        prepare(checkout, Path(folder))
        print(json.dumps(Journeys(checkout).all()))


def prepare(checkout: Path, folder: Path) -> None:
    """Django on a new database of this folder, with the demonstration; what is printed waits for nobody."""
    sys.path[0] = str(checkout)
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "crpv.settings",
        "DATABASE_URL": f"sqlite:///{folder / 'mesure.sqlite3'}",
        "SECRET_KEY": "clef-des-mesures-sans-aucune-valeur-0123456789-abcdefghijklmnop",
        "ALLOWED_HOSTS": "testserver",
        "HTTPS": "False",
        "SECOND_FACTOR": "False",
        "DEBUG": "True",  # plain static names: nothing is collected here
        "DEMO": "True",
        "EMAIL_URL": "memorymail://",
        "LOG_LEVEL": "ERROR",
    }
    import django  # noqa: PLC0415 - Django reads the environment just written

    django.setup()
    from django.conf import settings  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415

    settings.DEBUG = False
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    call_command("migrate", verbosity=0)
    with (folder / "demo.log").open("w") as log:
        call_command("demo", stdout=log)


class Journeys:
    """Three people of the demonstration, and the files that their requests execute."""

    def __init__(self, checkout: Path) -> None:
        self.checkout = checkout
        self.files: set[str] = set()
        self.director = self.signed_in("tifenn.direction")
        self.national = self.signed_in("nadia.national")
        self.admin = self.signed_in("agathe.admin")
        for person in (self.director, self.national, self.admin):
            self.get(person, FRAME)
        self.frame = self.files

    def all(self) -> dict[str, list[str]]:
        """Each journey, and its files in order."""
        journeys: dict[str, Callable[[], object]] = {
            "valeur tapée → tableau de bord": self.value_to_dashboard,
            "exercice → classeur": self.round_to_workbook,
            "phrase → PDF": self.sentence_to_pdf,
            "texte d’une convention": self.convention_text,
            "connexion": self.sign_in,
        }
        return {name: self.files_of(journey) for name, journey in journeys.items()}

    def files_of(self, journey: Callable[[], object]) -> list[str]:
        self.files = set()
        journey()
        return sorted(self.files - self.frame)

    def value_to_dashboard(self) -> None:
        """A centre types a figure, a form is verified, the national dashboard is read."""
        self.post(self.director, SECTION, {"M1-01--value": "17"})
        self.post(self.admin, TO_VERIFY)
        self.get(self.national, DASHBOARD)

    def round_to_workbook(self) -> None:
        """A round is adopted, its workbook is read."""
        self.post(self.admin, ROUND)
        self.get(self.admin, WORKBOOK)

    def sentence_to_pdf(self) -> None:
        """A sentence is added to an opinion, which is closed, communicated, printed (the last in another process)."""
        self.post(self.admin, WRITING, {"source": "Une phrase de plus."})
        self.post(self.admin, f"{STEPS}relire/")
        self.post(self.admin, f"{STEPS}communiquer/", {"as_it_is": "on"})
        self.get(self.admin, OPINION)

    def convention_text(self) -> None:
        """The text of a convention, as a page and as a PDF."""
        self.get(self.admin, f"{CONVENTION}/")
        self.get(self.admin, f"{CONVENTION}.pdf")

    def sign_in(self) -> None:
        self.profiled(lambda: self.signed_in("nadia.national"))

    # Requests ---------------------------------------------------------------------------------------------------------

    def signed_in(self, name: str) -> Any:
        from django.test import Client  # noqa: PLC0415

        client = Client()
        person = {"username": f"{name}@demo.invalid", "password": PASSWORD}
        check(client.post(SIGN_IN, person), SIGN_IN, 302)
        return client

    def get(self, client: Any, address: str) -> None:
        check(self.profiled(lambda: client.get(address, follow=True)), address, 200)

    def post(self, client: Any, address: str, values: dict[str, str] | None = None) -> None:
        """Send the form of a page as it stands but for these values; only the sending is counted."""
        page = FormFields(set(values or {}))
        page.feed(client.get(address).content.decode())
        check(self.profiled(lambda: client.post(address, page.fields | (values or {}))), address, 302)

    def profiled(self, request: Callable[[], Any]) -> Any:
        def note(frame: Any, event: str, _argument: object) -> None:
            if event == "call":
                codes.add(frame.f_code.co_filename)

        codes: set[str] = set()
        sys.setprofile(note)
        try:
            response = request()
        finally:
            sys.setprofile(None)
        inside = (Path(name).relative_to(self.checkout) for name in codes if name.startswith(f"{self.checkout}/"))
        self.files |= {str(path) for path in inside if path.parts[0] in ROOMS and "migrations" not in path.parts}
        return response


class FormFields(HTMLParser):
    """The fields of a page, form by form; `fields`: those of the last form that has every name of `required`."""

    def __init__(self, required: set[str]) -> None:
        super().__init__()
        self.required = required
        self.forms: list[dict[str, str]] = []
        self.names: list[set[str]] = []  # unchecked boxes too
        self.textarea = self.select = ""

    @property
    def fields(self) -> dict[str, str]:
        matching = [form for form, names in zip(self.forms, self.names, strict=True) if self.required <= names]
        return matching[-1] if matching else {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        name = attributes.get("name", "")
        if tag == "form":
            self.forms.append({})
            self.names.append(set())
        if not self.forms:
            return
        form = self.forms[-1]
        self.names[-1].add(name)
        if tag == "input" and name and attributes.get("type") not in ("file", "submit", "checkbox", "radio"):
            form[name] = attributes.get("value", "")
        elif tag == "input" and name and "checked" in attributes:
            form[name] = attributes.get("value", "on")
        elif tag == "textarea":
            self.textarea, form[name] = name, ""
        elif tag == "select":
            self.select = name
        elif tag == "option" and "selected" in attributes:
            form[self.select] = attributes.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.textarea = ""

    def handle_data(self, data: str) -> None:
        if self.textarea:
            self.forms[-1][self.textarea] += data


def check(response: Any, address: str, status: int) -> None:
    """Stop with a sentence when an address does not answer as a journey needs."""
    if response.status_code != status:
        sys.exit(f"{address} : {response.status_code} au lieu de {status}, le parcours est interrompu.")


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
