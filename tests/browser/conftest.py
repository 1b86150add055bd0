"""A real Chromium before the live site. A page that complains in its console fails its test.

    def test_something(browse, cast, axe):
        page = browse(cast.national)              # signed in; browse() for a stranger
        page.goto("/centres/")                    # addresses of the live site
        axe(page)                                 # no accessibility violation
        narrow = browse(cast.national, width=375, javascript=False)

`SCREENSHOTS=folder pytest -m browser` keeps a picture of each page that axe has seen.
"""

from __future__ import annotations

import os
import re
import shutil
import threading
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from tests.funding.conftest import adopted, draft, network, scale  # noqa: F401 - the same exercises, in a browser

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright's loop lives in the thread of the tests

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium")
AXE = (Path(__file__).parent / "axe/axe.min.js").read_text("utf-8")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
)


def pytest_collection_modifyitems(items):
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker("browser")
            if not CHROMIUM:
                item.add_marker(pytest.mark.skip(reason="Chromium est absent"))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": list(QUIET)}


class Complaints:
    """What the pages of one context said against the site: script errors, refused policies, missing files."""

    def __init__(self, context):
        self.said, self.documents = [], set()
        context.on("console", self.hear)
        context.on("weberror", lambda error: self.said.append((str(error.error), "")))
        context.on("response", self.remember)

    def hear(self, message):
        if message.type in ("error", "warning"):
            self.said.append((message.text, message.location.get("url", "")))

    def remember(self, response):
        if response.request.is_navigation_request():
            self.documents.add(response.url)

    def unexpected(self, forgiven=()):
        """All but the status of a page that the test itself opened (an error page is one), or made fail."""
        return [
            text
            for text, url in self.said
            if not (
                text.startswith("Failed to load resource")
                and (url in self.documents or any(part in url for part in forgiven))
            )
        ]


@pytest.fixture
def browse(live_server, browser):
    """Open a browser window, signed in as `user` or not: `browse(cast.national, width=375, javascript=False)`."""
    contexts, complaints = [], []

    def opened(user=None, *, width=1280, height=900, javascript=True):
        context = browser.new_context(
            base_url=live_server.url,
            locale="fr-FR",
            viewport={"width": width, "height": height},
            java_script_enabled=javascript,
            reduced_motion="reduce",
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        complaints.append(Complaints(context))
        if user:
            context.add_cookies([_session_of(user, live_server.url)])
        return context.new_page()

    opened.forgiven = set()  # parts of addresses that the test itself makes fail
    yield opened
    for context in contexts:
        context.close()
    _wait_until_served()
    assert [text for one in complaints for text in one.unexpected(opened.forgiven)] == []


def _wait_until_served(seconds=30):
    """Let the server finish what the closed windows still asked.

    On SQLite its threads share the connection of the test: one still answering would break the emptying of the tables.
    """
    limit = time.monotonic() + seconds
    while asked := [each.name for each in threading.enumerate() if "process_request_thread" in each.name]:
        assert time.monotonic() < limit, f"Le serveur répond encore à une fenêtre fermée : {asked}"
        time.sleep(0.01)


def _session_of(user, url):
    client = Client()
    client.force_login(user, backend="centres.permissions.MandateBackend")
    return {"name": settings.SESSION_COOKIE_NAME, "value": client.session.session_key, "url": url}


@pytest.fixture
def slow_replies():
    """The server hears a request at once, and its reply stays on the way until it is let go.

    `one_is_held()` waits for such a reply; `let_go()` ends it all.
    """

    def slow(page, address):
        replies, is_over = [], []

        def hear(route):
            if is_over:
                route.continue_()
            else:
                replies.append((route, route.fetch()))

        def one_is_held():
            limit = time.monotonic() + 20
            while not replies:
                assert time.monotonic() < limit, "Rien n’est parti vers le serveur."
                page.wait_for_timeout(50)

        def let_go():
            is_over.append(True)
            for route, reply in replies:
                route.fulfill(response=reply)

        page.route(address, hear)
        return one_is_held, let_go

    return slow


@pytest.fixture
def axe(shoot):
    """Fail on any violation that axe-core finds in the page."""

    def checked(page):
        shoot(page)
        page.evaluate(AXE)
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        faults = [
            f"{rule['id']} : {rule['help']} — {node['target']}"
            for rule in found["violations"]
            for node in rule["nodes"]
        ]
        assert faults == []

    return checked


@pytest.fixture
def shoot(request):
    """Keep a picture of the whole page when `SCREENSHOTS` names a folder."""
    folder = os.environ.get("SCREENSHOTS")

    def shot(page, name=""):
        if folder:
            told = name or re.sub(r"\W+", "-", f"{request.node.name}{page.url.split('/', 3)[-1]}").strip("-")
            path = Path(folder) / f"{told}-{page.viewport_size['width']}.png"
            page.screenshot(path=path, full_page=True)

    return shot
