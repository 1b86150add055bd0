"""The restrained text of the opinions: Markdown without HTML, rendered then sanitised.

Headings, lists, bold, italics and links; nothing else ever reaches a page: the renderer knows no HTML, no image, no
code, and what it gives is then held to a short list of elements, so that a fault of either is caught by the other.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

RULES = ("heading", "list", "emphasis", "link", "newline", "escape")
ATTRIBUTES: dict[str, set[str]] = {"a": {"href"}, "*": set()}  # « * »: not even a title
TAGS = {"p", "h4", "h5", "ul", "ol", "li", "strong", "em", "a", "br"}
SCHEMES = {"http", "https", "mailto"}
LONGEST = 20_000  # characters of one section: some ten pages


@cache
def _renderer() -> MarkdownIt:
    renderer = MarkdownIt("zero", {"html": False, "linkify": False, "typographer": False})
    return renderer.enable(list(RULES))


def _lower(tokens: list[Token]) -> list[Token]:
    """Headings sit under those of the page: the first level becomes the fourth, all others the fifth."""
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = "h4" if token.tag in ("h1", "h2") else "h5"
    return tokens


def html_of(source: str) -> str:
    """`source` as sanitised HTML: only the elements above, links to `http`, `https` and `mailto` only."""
    renderer = _renderer()
    env: dict[str, Any] = {}
    rendered = renderer.renderer.render(_lower(renderer.parse(source, env)), renderer.options, env)
    return nh3.clean(
        rendered,
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES,
        link_rel="noopener noreferrer",
    ).strip()


def safe(html: str) -> SafeString:
    """HTML of `html_of`, sanitised once more on its way to a page: what was stored may have been touched since."""
    clean = nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel="noopener noreferrer")
    return mark_safe(clean)  # noqa: S308 - the only place, and it comes out of the sanitiser
