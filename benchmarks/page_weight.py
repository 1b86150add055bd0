"""What the pages weigh, measured by a real Chromium on the site as served by gunicorn and whitenoise.

    python -m benchmarks.page_weight        (exit 1 when a visit is heavier than the goal)

Collects the static files, serves the demonstration on a free port, and sums what travelled, headers included: each page
for a new visitor, then again. The pages themselves are counted as the door of the site (deploy/Caddyfile) compresses
them: gunicorn alone sends them whole.
"""

import gzip
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from benchmarks.conditions import require

GOAL, GOAL_AGAIN = 180_000, 15_000  # bytes: a first visit, then the same page again
ROOT = Path(__file__).resolve().parent.parent
NATIONAL, DIRECTOR = "nadia.national@demo.invalid", "tifenn.direction@demo.invalid"
REGIONAL = "rene.pays-de-la-loire@demo.invalid"
PAGES = (
    ("", "/compte/connexion/"),
    (NATIONAL, "/"),
    (NATIONAL, "/centres/"),
    (NATIONAL, "/tableau-de-bord/2025/"),
    (DIRECTOR, "/indicateurs/2026/reso-villes/m2/"),
    (DIRECTOR, "/indicateurs/2026/reso-villes/certifier/"),
    (REGIONAL, "/avis/2025/profession-banlieue/rediger/"),
)
# Sessions of the three people, and a mandate in the region whose opinion is being written.
OPEN = f"""
import json, sys
from accounts.models import User
from accounts.sign_in.sessions import open_now
from centres.models import LeadRegion, Mandate
from django.test import Client
region = LeadRegion.objects.get(centre__slug="profession-banlieue", valid_to=None).region
Mandate.objects.create(user=User.objects.get(email={REGIONAL!r}),
    role="regional", region=region, valid_from="2020-01-01")
def opened(email):
    client = Client()
    client.force_login(User.objects.get(email=email), backend="centres.permissions.MandateBackend")
    session = client.session
    open_now(session)
    session.save()
    return session.session_key
print(json.dumps({{email: opened(email) for email in {(NATIONAL, DIRECTOR, REGIONAL)!r}}}))
"""


def environment(folder):
    return {
        **os.environ,
        "SECRET_KEY": secrets.token_urlsafe(60),
        "ALLOWED_HOSTS": "localhost",
        "DATABASE_URL": f"sqlite:///{folder}/base.sqlite3",
        "HTTPS": "False",
        "DEBUG": "False",
        "DEMO": "True",
    }


def free_port():
    with socket.socket() as door:
        door.bind(("localhost", 0))
        return door.getsockname()[1]


def manage(env, *command):
    subprocess.run([sys.executable, "manage.py", *command, "--verbosity", "0"], cwd=ROOT, env=env, check=True)


def wait_for(url, seconds=60):
    """Until the site answers; the last refusal is raised when it never does."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            return urllib.request.urlopen(url, timeout=20).close()
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


def weigh(site, sessions):
    """For each page, what travels for a new visitor, then when they open it again: (bytes, address) of each file."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - its absence is said first

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        weights = [_weights(browser, site, path, sessions.get(who)) for who, path in PAGES]
        browser.close()
    return weights


def _weights(browser, site, path, session):
    context = browser.new_context()
    if session:
        context.add_cookies([{"name": "sessionid", "value": session, "url": site}])
    page = context.new_page()
    network, names, visits = context.new_cdp_session(page), {}, []
    network.send("Network.enable")
    network.on("Network.responseReceived", lambda told: names.update({told["requestId"]: told["response"]["url"]}))
    network.on(
        "Network.loadingFinished",
        lambda told: visits[-1].append((told["encodedDataLength"], names.get(told["requestId"], "?"))),
    )
    for _ in range(2):
        visits.append([])
        answer = page.goto(site + path, wait_until="networkidle")
        if answer.status not in (200, 304):
            raise SystemExit(f"{path} : {answer.status}")
        visits[-1] = [(_as_compressed(size, url, site + path, answer), url) for size, url in visits[-1]]
        page.goto("about:blank")
    context.close()
    return visits


def _as_compressed(size, url, address, answer):
    """The page itself as the door compresses it: what gunicorn sent whole weighs less on the way."""
    if url != address or answer.status == 304 or size < len(answer.body()):
        return size
    return size - len(answer.body()) + len(gzip.compress(answer.body(), 5))


def measure(folder):
    env, port = environment(folder), free_port()
    manage(env, "collectstatic", "--noinput")
    manage(env, "migrate")
    manage(env, "demo")
    told = subprocess.run(
        [sys.executable, "manage.py", "shell", "--verbosity", "0", "-c", OPEN],
        cwd=ROOT, env=env, check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    command = [sys.executable, "-m", "gunicorn", "crpv.wsgi", "--bind", f"localhost:{port}", "--log-level", "error"]
    server = subprocess.Popen(command, cwd=ROOT, env=env)
    try:
        wait_for(f"http://localhost:{port}/sante/")
        return weigh(f"http://localhost:{port}", json.loads(told.splitlines()[-1]))
    finally:
        server.terminate()
        server.wait(10)


def main():
    require("playwright")
    if shutil.which("chromium") is None:
        raise SystemExit("Cette mesure demande le navigateur Chromium (paquet chromium).")
    with tempfile.TemporaryDirectory() as folder:
        weights = measure(folder)
    firsts, agains = [], []
    for (_, path), (first, again) in zip(PAGES, weights, strict=True):
        firsts.append(sum(size for size, _ in first))
        agains.append(sum(size for size, _ in again))
        print(f"{path} : {firsts[-1]} octets, puis {agains[-1]}")
        for size, url in sorted(((size, url) for size, url in first if size), reverse=True):
            print(f"  {size:>7}  {url.split('/', 3)[-1]}")
    print(f"Première visite : {max(firsts)} octets pour {GOAL} permis.")
    print(f"Page rouverte : {max(agains)} octets pour {GOAL_AGAIN} permis.")
    return int(max(firsts) > GOAL or max(agains) > GOAL_AGAIN)


if __name__ == "__main__":
    sys.exit(main())
