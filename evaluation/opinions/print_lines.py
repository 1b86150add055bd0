"""The lines of the sections that are lists: recommendations, their follow-up, the quality commitments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line: what it is about, what is said of it in a word, and the remark beside it."""

    text: str
    mark: str = ""
    remark: str = ""


def lines_of(section: Mapping[str, Any]) -> tuple[Line, ...]:
    """The lines of a section, none for a text."""
    return tuple(line_of(item) for item in section.get("items", []))


def line_of(item: Mapping[str, Any] | str) -> Line:
    if isinstance(item, str):
        return Line(text=item)
    return Line(text=item.get("text", ""), mark=item.get("mark", ""), remark=item.get("remark", ""))
