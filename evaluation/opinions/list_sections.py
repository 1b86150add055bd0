"""The items of the three lists of an opinion, plain JSON: commitments, recommendations, follow-up of last year's."""

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


def commitment_items(commitments: Iterable[Commitment]) -> list[dict[str, Any]]:
    """The thirteen commitments with what the figures propose for each; only the agent appraises."""
    return [
        {
            "rule": commitment.rule,
            "criterion": commitment.criterion.value,
            "statement": commitment.statement,
            "facts": commitment.evidence,
            "proposed": VERDICTS[commitment.verdict].value if commitment.verdict in VERDICTS else "",
            "kept": "",
            "evidence": "",
        }
        for commitment in commitments
    ]


def renewed_commitments(old: Iterable[dict[str, Any]], new: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The new items with what was already appraised of each rule."""
    by_rule = {item["rule"]: item for item in old}
    return [
        item | {name: by_rule[item["rule"]][name] for name in ("kept", "evidence") if item["rule"] in by_rule}
        for item in new
    ]


def blank_follow_ups(centre: Centre, year: int) -> list[dict[str, Any]]:
    """The recommendations of last year's opinion in force, as frozen, without follow-up yet (1 query)."""
    last = Opinion.objects.in_force().filter(centre=centre, year=year - 1).first()
    if last is None:
        return []
    items = next(row["items"] for row in last.frozen["sections"] if row["key"] == SectionKey.RECOMMENDATIONS)
    return [{"rank": item["rank"], "text": item["text"], "followed": "", "word": ""} for item in items]


def items_as_text(key: str, items: list[dict[str, Any]]) -> str:
    """The items of a list in plain text, a line each: what the history compares."""
    if key == SectionKey.RECOMMENDATIONS:
        return "\n".join(f"{item['rank']}. {item['text']}" for item in items)
    if key == SectionKey.FOLLOW_UPS:
        return "\n".join(_item_text(f"{item['rank']}.", item["followed"], Followed, item["word"]) for item in items)
    return "\n".join(_item_text(f"{item['rule']}", item["kept"], Kept, item["evidence"]) for item in items)


def _item_text(name: str, choice: str, words: type[Followed] | type[Kept], remark: str) -> str:
    label = words(choice).label if choice else "non apprécié"
    return f"{name} {label}{f' : {remark}' if remark else ''}"
