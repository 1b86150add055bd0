"""`{% load opinions %}`: filters of the content of an opinion, for its pages and its print."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import template

from documents.markdown import html_of, safe
from evaluation.enums import Followed, Kept
from evaluation.opinions.printing.context import placed as placed_in_words
from evaluation.opinions.printing.context import provenance as provenance_in_words
from governance.registers.rules import PageLink

register = template.Library()


@register.filter
def rich(html: str) -> str:
    """HTML from `html_of`, sanitised again."""
    return safe(html)


@register.filter
def marked(source: str) -> str:
    """A restrained Markdown as sanitised HTML."""
    return safe(html_of(source))


@register.filter
def day(iso: str | None) -> dt.date | None:
    """The date of an ISO text of the content; None when there is none."""
    return dt.date.fromisoformat(iso[:10]) if iso else None


@register.simple_tag
def figure_url(year: int, slug: str, code: str) -> str:
    """The address of one figure in the form of its centre; empty when that page is not open."""
    url = PageLink("evaluation:collection", (year, slug)).url
    return f"{url}#{code}" if url and code else url


@register.filter
def placed(line: dict[str, Any]) -> str:
    """The place of a figure of the content among comparable centres, empty when it is not compared."""
    return placed_in_words(line)


@register.filter
def provenance(row: dict[str, Any], version: int) -> str:
    """How a contribution of the content came, in parentheses, beside its date; empty when the département wrote it."""
    return provenance_in_words(row, version)


@register.filter
def answer(item: dict[str, Any]) -> str:
    """The label of the answer of an item of a list."""
    if item.get("kept"):
        return Kept(item["kept"]).label
    return Followed(item["followed"]).label if item.get("followed") else "non apprécié"


@register.filter
def line_name(item: dict[str, Any]) -> str:
    """The name of an item in its form: the rule of a commitment, the rank of a recommendation."""
    return str(item.get("rule") or item["rank"])


@register.filter
def line_choice(item: dict[str, Any]) -> str:
    """The key of the answer of an item, empty without answer."""
    return str(item.get("kept") or item.get("followed") or "")
