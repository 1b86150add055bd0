"""Taking again what was written last year: comments alone, chosen one by one, never over what this year says."""

from __future__ import annotations

from collections.abc import Collection as Codes
from dataclasses import dataclass

from django.db import transaction

from accounts.models import User
from evaluation.collecting.saving import ConflictError, save_answer
from evaluation.models import Collection, Value


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """One comment of last year that could serve again."""

    code: str
    text: str


def proposals_for(collection: Collection) -> list[Proposal]:
    """Last year's comments where this year's answer has none (2 queries)."""
    blank = set(collection.values.filter(comment="").values_list("indicator__code", flat=True))
    before = Value.objects.filter(
        collection__centre=collection.centre_id, collection__campaign__year=collection.campaign.year - 1
    ).exclude(comment="")
    rows = before.order_by("indicator__rank").values_list("indicator__code", "comment")
    return [Proposal(code=code, text=text) for code, text in rows if code in blank]


@transaction.atomic
def copy_comments(collection: Collection, codes: Codes[str], *, actor: User) -> int:
    """Copy the comments chosen; answers how many. A comment written meanwhile stays as it is."""
    wanted = {one.code: one.text for one in proposals_for(collection) if one.code in codes}
    count = 0
    for value in collection.values.select_related("indicator").filter(indicator__code__in=wanted):
        try:
            save_answer(value, {"comment": wanted[value.indicator.code]}, seen=value.version, actor=actor)
        except ConflictError:
            continue
        count += 1
    return count
