"""Where the writing of an opinion stands, section by section."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from evaluation.models import Opinion, OpinionSection
from evaluation.opinion_enums import LISTS, REQUIRED, Decision, SectionKey

LINE_ANSWERS = {SectionKey.COMMITMENTS: "kept", SectionKey.FOLLOW_UPS: "followed"}


@dataclass(frozen=True, kw_only=True)
class Progress:
    """One section: what it holds already, what waits."""

    key: SectionKey
    words: int
    kept: int
    undecided: int
    lines: int
    unanswered: int
    remarks: int
    is_required: bool

    @property
    def is_list(self) -> bool:
        return self.key in LISTS

    @property
    def is_empty(self) -> bool:
        return not (self.words or self.kept or self.lines)


def progress_of(opinion: Opinion) -> list[Progress]:
    """The sections in their order (3 queries)."""
    sections = {one.key: one for one in opinion.sections.all()}
    decisions = Counter(opinion.sentences.values_list("section", "decision"))
    remarks = Counter(opinion.margin.filter(answers=None, resolved_at=None).values_list("section", flat=True))
    return [_progress(key, sections[key], decisions, remarks[key]) for key in SectionKey]


def _progress(key: SectionKey, section: OpinionSection, decisions: Counter[tuple[str, str]], remarks: int) -> Progress:
    answer = LINE_ANSWERS.get(key)
    return Progress(
        key=key,
        words=0 if key in LISTS else len(section.source.split()),
        kept=decisions[key.value, Decision.KEPT.value] + decisions[key.value, Decision.REWRITTEN.value],
        undecided=decisions[key.value, Decision.PROPOSED.value],
        lines=len(section.items),
        unanswered=sum(not item[answer] for item in section.items) if answer else 0,
        remarks=remarks,
        is_required=key in REQUIRED,
    )
