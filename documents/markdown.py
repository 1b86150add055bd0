"""Render restricted Markdown as HTML, then sanitise it: headings, lists, bold, italics, links.

The renderer reads no HTML, image nor code, and its output is then limited to a list of elements, so that a fault of
the one is caught by the other.
"""

from __future__ import annotations

import re
from typing import Any

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

RULES = ("heading", "list", "emphasis", "link", "newline", "escape")
ATTRIBUTES: dict[str, set[str]] = {"a": {"href"}, "*": set()}  # « * »: not even a title
TAGS = {"p", "h4", "h5", "ul", "ol", "li", "strong", "em", "a", "br"}
SCHEMES = {"http", "https", "mailto"}
LONGEST = 20_000  # characters of one section: some ten pages
# A line of a list as word processors paste it: « • », « – », « ▪ », or their private signs.
PASTED_BULLET = re.compile(r"^([ \t]*)(?:[•▪‣◦·\uf0b7\uf0a7][ \t\u00a0]*|[–—][ \t\u00a0]+)", re.MULTILINE)


RENDERER = MarkdownIt("zero", {"html": False, "linkify": False, "typographer": False, "breaks": True}).enable(
    list(RULES)
)


def with_lists(source: str) -> str:
    """`source` with the lists that a word processor pasted written as Markdown writes them."""
    return PASTED_BULLET.sub(r"\1- ", source)


def html_of(source: str) -> str:
    """`source` as sanitised HTML: only the elements above, links to `http`, `https` and `mailto` only.

    A line end stays a line end, and a pasted list a list.
    """
    env: dict[str, Any] = {}
    tokens = RENDERER.parse(with_lists(source), env)
    for token in tokens:
        # Headings come under those of the page: h1 and h2 become h4, the others h5.
        if token.type in ("heading_open", "heading_close"):
            token.tag = "h4" if token.tag in ("h1", "h2") else "h5"
    return _sanitised(RENDERER.renderer.render(tokens, RENDERER.options, env)).strip()


def safe(html: str) -> SafeString:
    """HTML of `html_of` for a page, sanitised again: what was stored may have been altered since."""
    return mark_safe(_sanitised(html))  # noqa: S308 - the only place, and it comes out of the sanitiser


def _sanitised(html: str) -> str:
    return nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel="noopener noreferrer")
