"""Remarks in the margin, by thread."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from evaluation.models import MarginComment


@dataclass(frozen=True)
class Thread:
    """A first remark and its answers, in their order."""

    first: MarginComment
    answers: tuple[MarginComment, ...]


def threads_of(remarks: Iterable[MarginComment]) -> list[Thread]:
    """The threads, those still open first."""
    rows = list(remarks)
    threads = [
        Thread(first, tuple(one for one in rows if one.answers_id == first.pk))
        for first in rows
        if first.answers_id is None
    ]
    return sorted(threads, key=lambda thread: thread.first.resolved_at is not None)
