"""The lines of the sections that are lists: recommendations, their follow-up, the quality commitments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices

from evaluation.opinion_enums import Followed, Kept, SectionKey

NOT_SAID = "non apprécié"


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line: what it is about, what is said of it in a word, and the remark beside it."""

    text: str
    mark: str = ""
    remark: str = ""


def lines_of(section: Mapping[str, Any]) -> tuple[Line, ...]:
    """The lines of a section, none for a text."""
    read = READERS.get(section["key"], _recommendation)
    return tuple(read(item) for item in section["items"])


def _recommendation(item: Mapping[str, Any]) -> Line:
    return Line(text=item["text"])


def _follow_up(item: Mapping[str, Any]) -> Line:
    return Line(text=item["text"], mark=_label(Followed, item["followed"]), remark=item["word"])


def _commitment(item: Mapping[str, Any]) -> Line:
    text = f"{item['statement'].rstrip('.')} ({item['rule']})"
    return Line(
        text=text, mark=_label(Kept, item["kept"]), remark=" ".join(filter(None, (item.get("facts"), item["evidence"])))
    )


def _label(words: type[TextChoices], choice: str) -> str:
    return str(words(choice).label) if choice in words.values else NOT_SAID


READERS = {SectionKey.FOLLOW_UPS: _follow_up, SectionKey.COMMITMENTS: _commitment}
