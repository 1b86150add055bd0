"""What changed from one text to another, word by word, readable inside the line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

WORDS = re.compile(r"\s+|[^\s]+")


@dataclass(frozen=True)
class Run:
    """A run of words: `kind` is « same », « added » or « removed »."""

    kind: str
    text: str


def differences(before: str, after: str) -> list[Run]:
    """The runs that lead from `before` to `after`: what is kept and added makes `after`, what is kept and removed
    makes `before`."""
    old, new = WORDS.findall(before), WORDS.findall(after)
    return list(_runs(old, new))


def _runs(old: list[str], new: list[str]) -> Iterator[Run]:
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Run("same", "".join(old[a:b]))
            continue
        if a < b:
            yield Run("removed", "".join(old[a:b]))
        if c < d:
            yield Run("added", "".join(new[c:d]))
