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
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from tests.browser.site import served, wait_until_served
from tests.funding.conftest import adopted, draft, network, scale  # noqa: F401 - the same exercises, in a browser
from tests.races import on_disk

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
        self.context = context
        self.listeners = {"console": self.hear, "weberror": self.break_down, "response": self.remember}
        for event, listener in self.listeners.items():
            context.on(event, listener)

    def end(self):
        for event, listener in self.listeners.items():
            self.context.remove_listener(event, listener)

    def hear(self, message):
        if message.type in ("error", "warning"):
            self.said.append((message.text, message.location.get("url", "")))

    def break_down(self, error):
        self.said.append((str(error.error), ""))

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


@pytest.fixture(scope="package")
def blank_base(django_db_setup, django_db_blocker, tmp_path_factory):
    """The base of this folder is a file, where each request of the site has a connection; and a copy still empty."""
    folder = tmp_path_factory.mktemp("base")
    with django_db_blocker.unblock(), on_disk(folder) as base:
        if base is None:
            pytest.skip("autre base de données")
        yield base, shutil.copyfile(base, folder / "blank.sqlite3")


@pytest.fixture
def transactional_db(blank_base, django_db_blocker):
    """An empty base: copied again, which is quicker than emptying a hundred tables."""
    base, blank = blank_base
    for old in base.parent.glob(f"{base.name}*"):
        old.unlink()
    shutil.copyfile(blank, base)
    with django_db_blocker.unblock():
        yield
        connection.close()


@pytest.fixture
def db(transactional_db):
    """The site sees what the test writes."""


@pytest.fixture(scope="package")
def live_server(blank_base):
    with served() as site:
        yield site


@pytest.fixture(scope="package")
def windows(browser, live_server):
    """Windows that no test is using, with script or not: what one has fetched and compiled is not done again."""
    idle = {True: [], False: []}
    yield idle
    for page in [*idle[True], *idle[False]]:
        page.context.close()


@pytest.fixture
def browse(live_server, browser, windows, transactional_db):
    """Open a browser window, signed in as `user` or not: `browse(cast.national, width=375, javascript=False)`."""
    opened = []

    def open_one(user=None, *, width=1280, height=900, javascript=True):
        page = windows[javascript].pop() if windows[javascript] else _new_window(browser, live_server, javascript)
        opened.append((javascript, page, Complaints(page.context)))
        if user:
            page.context.add_cookies([_session_of(user, live_server.url)])
        page.set_viewport_size({"width": width, "height": height})
        return page

    open_one.forgiven = set()  # parts of addresses that the test itself makes fail
    yield open_one
    for javascript, page, complaints in opened:
        _forget(page, live_server)
        complaints.end()
        windows[javascript].append(page)
    wait_until_served()
    assert [text for *_, one in opened for text in one.unexpected(open_one.forgiven)] == []


def _new_window(browser, site, javascript):
    context = browser.new_context(
        base_url=site.url, locale="fr-FR", java_script_enabled=javascript, reduced_motion="reduce"
    )
    context.set_default_timeout(10_000)
    return context.new_page()


def _forget(page, site):
    """Leave nothing of a test in its window but the static files."""
    page.unroute_all()
    page.emulate_media(media="null")
    page.goto("about:blank")
    page.context.clear_cookies()
    session = page.context.new_cdp_session(page)
    session.send("Storage.clearDataForOrigin", {"origin": site.url, "storageTypes": "local_storage"})
    session.detach()
    page.mouse.move(0, 0)


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
