"""What a first visit weighs, measured by a real Chromium on the site as served by gunicorn and whitenoise.

    python -m benchmarks.page_weight        (exit 1 when the visit is heavier than the goal)

Collects the static files, serves an empty base on a free port, and sums what travelled, headers included.
"""

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

from playwright.sync_api import sync_playwright

GOAL = 180_000  # bytes
ROOT = Path(__file__).resolve().parent.parent
PAGES = ("/compte/connexion/", "/accessibilite/")


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


def wait_for(url, seconds=20):
    """Until the site answers; the last refusal is raised when it never does."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            return urllib.request.urlopen(url, timeout=2).close()
        except (urllib.error.URLError, ConnectionError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


def weigh(site):
    """The bytes of each file, for each page of `PAGES` opened in turn by one new visitor."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page()
        network = page.context.new_cdp_session(page)
        network.send("Network.enable")
        names, visits = {}, []
        network.on("Network.responseReceived", lambda told: names.update({told["requestId"]: told["response"]["url"]}))
        network.on(
            "Network.loadingFinished",
            lambda told: visits[-1].append((told["encodedDataLength"], names.get(told["requestId"], "?"))),
        )
        for path in PAGES:
            visits.append([])
            page.goto(site + path, wait_until="networkidle")
        browser.close()
    return visits


def measure(folder):
    env, port = environment(folder), free_port()
    manage(env, "collectstatic", "--noinput")
    manage(env, "migrate")
    command = [sys.executable, "-m", "gunicorn", "crpv.wsgi", "--bind", f"localhost:{port}", "--log-level", "error"]
    server = subprocess.Popen(command, cwd=ROOT, env=env)
    try:
        wait_for(f"http://localhost:{port}/sante/")
        return weigh(f"http://localhost:{port}")
    finally:
        server.terminate()
        server.wait(10)


def main():
    with tempfile.TemporaryDirectory() as folder:
        visits = measure(folder)
    for path, files in zip(PAGES, visits, strict=True):
        print(f"{path} : {sum(size for size, _ in files)} octets")
        for size, url in sorted(((size, url) for size, url in files if size), reverse=True):
            print(f"  {size:>7}  {url.split('/', 3)[-1]}")
    first = sum(size for size, _ in visits[0])
    print(f"Première visite : {first} octets pour {GOAL} permis.")
    return int(first > GOAL)


if __name__ == "__main__":
    sys.exit(main())
