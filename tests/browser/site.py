"""The live site of the browser tests: Django's own server, before a base in a file, as in production."""

import time
from contextlib import contextmanager

from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.test.testcases import QuietWSGIRequestHandler
from pytest_django.live_server_helper import LiveServer


class StaticFilesOnce(StaticFilesHandler):
    """A browser asks for a static file once, as it does in production, where names say the version."""

    def serve(self, request):
        answer = super().serve(request)
        answer["Cache-Control"] = "max-age=3600"
        return answer


class Answering(QuietWSGIRequestHandler):
    """Knows which requests are being answered: the other connections are open, and ask nothing."""

    now = set()

    def parse_request(self):  # called once the first line of a request has come
        self.now.add(self)
        return super().parse_request()

    def handle_one_request(self):
        try:
            super().handle_one_request()
        finally:
            self.now.discard(self)


@contextmanager
def served():
    """The site, open on this machine for the time of a block; its address is `.url`."""
    site = LiveServer("localhost", start=False)
    site.thread.static_handler = StaticFilesOnce
    site.start()
    site.thread.httpd.RequestHandlerClass = Answering
    try:
        yield site
    finally:
        site.stop()


def wait_until_served(seconds=30):
    """Let the server finish what the closed pages still asked: it would write in the base of the next test."""
    limit = time.monotonic() + seconds
    while Answering.now:
        assert time.monotonic() < limit, f"Le serveur répond encore à une fenêtre fermée : {Answering.now}"
        time.sleep(0.01)
