"""The lists of an opinion: the thirteen commitments, the recommendations, and what became of last year's."""

from __future__ import annotations

from collections.abc import Iterable
from types import MappingProxyType
from typing import Any, Final

from centres.models import Centre
from evaluation.enums import Followed, Kept, SectionKey
from evaluation.law.commitments import Commitment, Verdict
from evaluation.models import Opinion

VERDICTS: Final = MappingProxyType(
    {Verdict.FULFILLED: Kept.RESPECTED, Verdict.UNDER_WAY: Kept.UNDER_WAY, Verdict.NOT_FULFILLED: Kept.NOT_RESPECTED}
)


def commitment_lines(told: Iterable[Commitment]) -> list[dict[str, Any]]:
    """The thirteen lines with what the figures say of each, not appraised yet: the agent appraises, not the figures."""
    return [
        {
            "rule": one.rule,
            "criterion": one.criterion.value,
            "statement": one.statement,
            "facts": one.evidence,
            "proposed": VERDICTS[one.verdict].value if one.verdict in VERDICTS else "",
            "kept": "",
            "evidence": "",
        }
        for one in told
    ]


def renewed_commitments(old: Iterable[dict[str, Any]], new: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The new facts under what was already appraised."""
    known = {item["rule"]: item for item in old}
    return [
        item | {name: known[item["rule"]][name] for name in ("kept", "evidence") if item["rule"] in known}
        for item in new
    ]


def blank_follow_ups(centre: Centre, year: int) -> list[dict[str, Any]]:
    """The recommendations of last year's opinion in force, as it was communicated, to be followed up."""
    last = Opinion.objects.in_force().filter(centre=centre, year=year - 1).first()
    if last is None:
        return []
    told = next(one for one in last.frozen["sections"] if one["key"] == SectionKey.RECOMMENDATIONS)
    return [{"rank": item["rank"], "text": item["text"], "followed": "", "word": ""} for item in told["items"]]


def told_in_text(key: str, items: list[dict[str, Any]]) -> str:
    """The lines of a list in plain text, one a line: what the history compares."""
    if key == SectionKey.RECOMMENDATIONS:
        return "\n".join(f"{item['rank']}. {item['text']}" for item in items)
    if key == SectionKey.FOLLOW_UPS:
        return "\n".join(_line(f"{item['rank']}.", item["followed"], Followed, item["word"]) for item in items)
    return "\n".join(_line(f"{item['rule']}", item["kept"], Kept, item["evidence"]) for item in items)


def _line(name: str, choice: str, words: type[Followed] | type[Kept], more: str) -> str:
    label = words(choice).label if choice else "non apprécié"
    return f"{name} {label}{f' : {more}' if more else ''}"
