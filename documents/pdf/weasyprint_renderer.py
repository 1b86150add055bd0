"""Render HTML with WeasyPrint, fed with our own static files and nothing else.

Imported by `documents.pdf.render` alone, at the first document: it loads Pango and takes a second.
"""

import hashlib
import re
from functools import cache
from pathlib import Path
from threading import Lock

from django.contrib.staticfiles import finders
from pydyf import PDF, Dictionary
from weasyprint import CSS, HTML
from weasyprint.document import Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

SHEET = "app:documents/print.css"
TYPES = {"css": "text/css", "svg": "image/svg+xml", "png": "image/png", "woff2": "font/woff2"}
NAME = "[A-Za-z0-9_][A-Za-z0-9_.-]*"
OURS = re.compile(rf"app:((?:{NAME}/)*{NAME}\.({'|'.join(TYPES)}))")
TITLES = ("title", "{http://www.w3.org/2000/svg}title")
# Classes whose text is repeated in the margins of every page (`string-set` of the sheets).
RUNNING_CLASSES = ("issuer", "edition")
HYPHEN = re.compile(r"(?<=\w)-(?=\w)")
JOINER = "\u2060"
# A word that could push the columns of a table off the sheet: addresses and fingerprints, meant to be copied, are not.
LONG_WORD = re.compile(r"(?<!\S)(?!https?:)(?![0-9a-f]+(?!\S))\S{25,}")
PIECE = re.compile(r"[^_./]{1,19}[_./]?|[_./]")
BREAK = "\u200b"
# Pango and the shared fonts are not made for two documents at once.
RENDER_LOCK = Lock()


class StaticFetcher(URLFetcher):
    """Opens `app:` addresses in our static files; refuses the disk, the network, and data carried in the page."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols={"app"}, allow_redirects=False)

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        """The static file at `app:<path>`; `ValueError` for any other address."""
        match = OURS.fullmatch(url)
        path = match and finders.find(match[1])
        if not match or not path:
            raise ValueError(f"Adresse refusée à l’impression\u00a0: {url[:80]}")
        return URLFetcherResponse(url, Path(path).read_bytes(), {"Content-Type": TYPES[match[2]]})


@cache
def sheet() -> tuple[CSS, FontConfiguration]:
    """The print style sheet and its fonts, read once a process."""
    fonts = FontConfiguration()
    return CSS(url=SHEET, font_config=fonts, url_fetcher=StaticFetcher()), fonts


def scope_headers(document: Document, pdf: PDF) -> None:
    """Set the scope (column or row) of each header cell, which PDF/UA requires and WeasyPrint omits."""
    objects = {thing.reference: thing for thing in pdf.objects if isinstance(thing, Dictionary)}
    for cell in objects.values():
        if cell.get("S") == "/TH":
            group = objects[objects[cell["P"]]["P"]]
            cell["A"]["Scope"] = "/Column" if group.get("S") == "/THead" else "/Row"


def tidy_titles(page: HTML) -> HTML:
    """The page, its titles on one line: they become the title of the document and the alternatives of its drawings."""
    for element in page.etree_element.iter():
        if element.tag in TITLES:
            element.text = " ".join((element.text or "").split())
    return page


def set_running_words(page: HTML) -> HTML:
    """The page, with the texts of its margins in `data-running`, where a name with hyphens never breaks."""
    for element in page.etree_element.iter():
        if element.tag == "h1" or element.get("class") in RUNNING_CLASSES:
            words = " ".join("".join(element.itertext()).split())
            element.set("data-running", HYPHEN.sub(f"-{JOINER}", words))
    return page


def break_long_words(page: HTML) -> HTML:
    """The page, where a word of 25 characters or more may be cut, after its punctuation or every 20 characters.

    Done here and not in the style sheet: `overflow-wrap: anywhere` also cuts the short words of a narrow column.
    """
    body = page.etree_element.find("body")
    for element in () if body is None else body.iter():
        if (
            element.text and element.tag != "style" and not str(element.tag).startswith("{")
        ):  # a drawing has a namespace
            element.text = LONG_WORD.sub(_with_breaks, element.text)
        if element.tail:
            element.tail = LONG_WORD.sub(_with_breaks, element.tail)
    return page


def _with_breaks(word: re.Match[str]) -> str:
    return BREAK.join(PIECE.findall(word[0]))


def render_html(html: str, identifier: bytes | None) -> bytes:
    """The page as a tagged PDF; the same bytes for the same page."""
    with RENDER_LOCK:
        css, fonts = sheet()
        page = break_long_words(set_running_words(tidy_titles(HTML(string=html, url_fetcher=StaticFetcher()))))
        return page.write_pdf(
            stylesheets=[css],
            font_config=fonts,
            finisher=scope_headers,
            pdf_variant="pdf/ua-1",
            pdf_identifier=identifier or hashlib.sha256(html.encode()).digest()[:16],
        )
