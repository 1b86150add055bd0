"""The site in a process of its own, that a test may kill."""

import http.client
import os
import re
import socket
import subprocess
import sys
import time
from urllib.parse import quote, urlencode

from django.conf import settings
from django.db import connection

from tests.house_guards import ROOT


def free_port():
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return door.getsockname()[1]


def address_of_base():
    kept = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{kept['NAME']}"
    who = f"{kept['USER']}:{quote(kept['PASSWORD'])}" if kept["PASSWORD"] else kept["USER"]
    port = f":{kept['PORT']}" if kept["PORT"] else ""
    place = f"/{quote(kept['HOST'], safe='')}" if kept["HOST"].startswith("/") else f"{kept['HOST']}{port}"
    return f"postgres://{who}@{place}/{kept['NAME']}"


class Server:
    """The site in a process of its own, on the test's base."""

    def __init__(self):
        self.port = free_port()
        env = {
            **os.environ, "DATABASE_URL": address_of_base(), "SECRET_KEY": settings.SECRET_KEY, "HTTPS": "False",
            "JOURNAL_KEY": settings.JOURNAL_KEY, "DEBUG": "True", "ALLOWED_HOSTS": "127.0.0.1",
        }  # fmt: skip
        command = [sys.executable, "manage.py", "runserver", "--noreload", "--skip-checks", f"127.0.0.1:{self.port}"]
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )  # fmt: skip
        self.wait()

    def wait(self):
        for _ in range(300):
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=1):
                    return
            except OSError:
                time.sleep(0.1)
        raise AssertionError("the server did not start")

    def kill(self):
        """`kill -9`: nothing is tidied up."""
        self.process.kill()
        self.process.wait()

    def ask(self, method, path, cookies, body=None):
        door = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        headers = {"Cookie": "; ".join(f"{name}={text}" for name, text in cookies.items())}
        if body is not None:
            headers |= {
                "Content-Type": "application/x-www-form-urlencoded",
                "Referer": f"http://127.0.0.1:{self.port}/",
            }
        try:
            door.request(method, path, urlencode(body) if body else None, headers)
            answer = door.getresponse()
            if answer.headers["Content-Length"] is None:
                raise ConnectionError("cut in the middle of its headers: nothing was acknowledged")
            return answer.status, answer.headers, answer.read().decode()
        finally:
            door.close()


def keys_of(server, client, path):
    """The cookies and the token of a page."""
    cookies = {settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value}
    _, headers, page = server.ask("GET", path, cookies)
    for line in headers.get_all("Set-Cookie"):
        name, _, rest = line.partition("=")
        cookies[name] = rest.split(";")[0]
    return cookies, re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
