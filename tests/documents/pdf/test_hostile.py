"""Whatever a text contains, printing opens our static files and nothing else: neither the disk nor the network."""

import socket
import sys
import threading
from base64 import b64encode
from contextlib import suppress

import pytest
from weasyprint.urls import URLFetcher, URLFetchingError

from documents.pdf import weasyprint_renderer as press
from documents.pdf.weasyprint_renderer import StaticFetcher

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" {extra}><rect id="a" width="9" height="9"/></svg>'
DATA_SVG = b64encode(b'<svg xmlns="http://www.w3.org/2000/svg"><image href="{file}.svg"/></svg>').decode()
PAYLOADS = [
    '<img src="{file}.svg" alt="x">',
    '<img src="{http}/a.svg" alt="x">',
    '<img src="{net}/a.svg" alt="x">',
    '<img src="{shout}.svg" alt="x">',
    '<img src="\t{file}.svg" alt="x">',
    '<img srcset="{http}/a.svg 2x" src="{http}/b.svg" alt="x">',
    '<picture><source srcset="{http}/a.svg"><img src="{file}.svg" alt="x"></picture>',
    '<p style="background:url({file}.svg)">x</p>',
    "<style>p{{background-image:url('{http}/a.svg')}}</style><p>x</p>",
    "<style>@import '{file}.css';</style>",
    "<style>@import url({http}/a.css);</style>",
    "<style>@page{{background:url({file}.svg)}}</style>",
    "<style>@page{{@top-left{{content:url({http}/a.svg)}}}}</style>",
    "<style>li{{list-style-image:url({file}.svg)}}</style><ul><li>x</li></ul>",
    "<style>p::before{{content:url({file}.svg)}}</style><p>x</p>",
    "<style>p{{border:9px solid;border-image:url({http}/a.svg) 3}}</style><p>x</p>",
    "<style>@font-face{{font-family:f;src:url({file}.woff2)}}p{{font-family:f}}</style><p>x</p>",
    "<style>@font-face{{font-family:g;src:url({http}/a.woff2)}}p{{font-family:g}}</style><p>x</p>",
    "<style>@font-face{{font-family:h;src:local('DejaVu Sans')}}p{{font-family:h}}</style><p>x</p>",
    "<style>@color-profile --c{{src:url({file}.icc)}}</style>",
    '<link rel="stylesheet" href="{file}.css">',
    '<link rel="stylesheet" href="{http}/a.css">',
    '<link rel="attachment" href="{file}.svg">',
    '<a rel="attachment" href="{file}.svg">x</a>',
    '<object data="{file}.svg" type="image/svg+xml"></object>',
    '<object data="{http}/a.svg"></object>',
    '<embed src="{file}.svg">',
    '<iframe src="{file}.svg"></iframe>',
    '<video poster="{http}/a.svg" src="{http}/a.mp4"></video>',
    '<input type="image" src="{http}/a.svg">',
    '<meta http-equiv="refresh" content="0;url={http}/">',
    '<base href="{folder}/"><img src="secret.svg" alt="x">',
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><image href="{file}.svg" width="9" height="9"/></svg>',
    '<svg viewBox="0 0 9 9"><image xlink:href="{http}/a.svg" width="9" height="9"/></svg>',
    '<svg viewBox="0 0 9 9"><image xml:base="{folder}/" href="secret.svg" width="9" height="9"/></svg>',
    '<svg viewBox="0 0 9 9"><use href="{file}.svg#a"/></svg>',
    '<svg viewBox="0 0 9 9"><use xlink:href="{http}/a.svg#a"/></svg>',
    '<svg viewBox="0 0 9 9"><rect width="9" height="9" fill="url({file}.svg#a)"/></svg>',
    '<svg viewBox="0 0 9 9"><filter id="f"><feImage href="{http}/a.svg"/></filter><rect filter="url(#f)"/></svg>',
    "<svg viewBox='0 0 9 9'><style>@import url({http}/a.css);</style><rect width='9' height='9'/></svg>",
    '<svg viewBox="0 0 9 9"><style>@font-face{{font-family:k;src:url({file}.woff2)}}</style></svg>',
    '<img src="data:image/svg+xml;base64,' + DATA_SVG + '" alt="x">',
    "<img src=\"data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'><image href='{http}/a'/></svg>\" alt='x'>",
    '<img src="app:../../manage.py" alt="x">',
    '<img src="app:documents/../../../documents/apps.py" alt="x">',
    '<img src="app:%2e%2e/%2e%2e/manage.py" alt="x">',
    '<img src="app://{path}.svg" alt="x">',
    '<img src="app:{path}.svg" alt="x">',
    '<img src="app:documents/print.css?x={file}" alt="x">',
    '<img src="ftp://127.0.0.1:{port}/a.svg" alt="x">',
    '<img src="jar:{file}.svg!/" alt="x">',
    '<!DOCTYPE svg [<!ENTITY s SYSTEM "{file}.css">]><svg viewBox="0 0 9 9"><text>&s;</text></svg>',
    '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{file}.css" parse="text"/>',
]


class Watch:
    """Notes each file opened in the secret folder, and each connection tried."""

    def __init__(self, folder):
        self.folder, self.seen, self.on = str(folder), [], False

    def __call__(self, event, args):
        if not self.on:
            return
        if event == "open" and str(args[0]).startswith(self.folder):
            self.seen.append(str(args[0]))
        elif event in ("socket.connect", "socket.getaddrinfo"):
            self.seen.append(event)


class Listener(threading.Thread):
    """A server of the machine itself, which counts those who knock and answers nothing."""

    def __init__(self):
        super().__init__(daemon=True)
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port, self.knocks = self.socket.getsockname()[1], 0

    def run(self):
        while True:
            try:
                visitor, _ = self.socket.accept()
            except OSError:
                return
            self.knocks += 1
            visitor.close()


@pytest.fixture(scope="module")
def trap(tmp_path_factory):
    """A folder of secrets, a listener, and the watch that sees whoever goes there."""
    folder = tmp_path_factory.mktemp("secret")
    (folder / "secret.svg").write_text(SVG.format(extra=""))
    (folder / "secret.css").write_text("p { color: red }")
    for kind in ("woff2", "icc"):
        (folder / f"secret.{kind}").write_bytes(b"secret")
    watch, listener = Watch(folder), Listener()
    sys.addaudithook(watch)
    listener.start()
    yield folder, watch, listener
    watch.on = False
    listener.socket.close()


def visits(trap, payload):
    """What was opened or called while this payload was printed."""
    folder, watch, listener = trap
    address = f"{folder}/secret"
    content = payload.format(
        file=f"file://{address}", shout=f"FILE://{address}", folder=f"file://{folder}", path=address,
        http=f"http://127.0.0.1:{listener.port}", net=f"//127.0.0.1:{listener.port}", port=listener.port,
    )  # fmt: skip
    watch.seen, watch.on, listener.knocks = [], True, 0
    with suppress(URLFetchingError):  # a colour profile that cannot be read stops the document: as good a refusal
        press.render_html(f'<html lang="fr"><title>x</title><body>{content}<p>fin</p></body></html>', None)
    watch.on = False
    return [*watch.seen, *["knock"] * listener.knocks]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_is_opened_outside_our_static_files(trap, payload):
    assert visits(trap, payload) == []


def test_the_trap_sees_what_the_stock_fetcher_lets_through(trap, monkeypatch):
    monkeypatch.setattr(press, "StaticFetcher", lambda: URLFetcher(timeout=1))
    caught = [payload for payload in PAYLOADS if visits(trap, payload)]
    assert len(caught) >= 25


@pytest.mark.parametrize(
    "address",
    [
        "app:documents/print.css", "app:documents/marianne.svg", "app:dsfr/dist/fonts/Marianne-Bold.woff2",
    ],
)  # fmt: skip
def test_our_own_files_are_opened(address):
    assert len(StaticFetcher().fetch(address).read()) > 1000


@pytest.mark.parametrize(
    "address",
    [
        "app:", "app:documents", "app:/documents/print.css", "app://documents/print.css", "app:documents//print.css",
        "app:documents/./print.css", "app:documents/../documents/print.css", "app:.env", "app:documents/.env.css",
        "app:documents\\print.css", "app:documents/print.css\n", "app:documents/print.css\x00.svg",
        "app:documents/print.css#x", "app:documents/absent.css", "app:documents/apps.py", "APP:documents/print.css",
        "file:///etc/passwd", "http://127.0.0.1/", "data:text/css,p{}", "documents/print.css", "",
    ],
)  # fmt: skip
def test_any_other_address_is_refused(address):
    with pytest.raises(ValueError, match="Adresse refusée à l’impression"):
        StaticFetcher().fetch(address)
