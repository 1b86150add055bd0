"""Differences between two versions of the referential, indicator by indicator. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

IndicatorTexts = Mapping[str, str]


class Sort(StrEnum):
    """How an indicator differs from one version to the next."""

    ADDED = "ajouté"
    REMOVED = "retiré"
    CHANGED = "modifié"


@dataclass(frozen=True)
class ColumnChange:
    """One column that changed: its French name, its text before and after."""

    column: str
    before: str
    after: str


@dataclass(frozen=True)
class IndicatorChange:
    """One indicator that differs; `columns` holds all its columns when it is added or removed."""

    code: str
    label: str
    sort: Sort
    columns: tuple[ColumnChange, ...] = ()

    @property
    def is_in_both(self) -> bool:
        """Whether both versions have it; when false, one side of `columns` is empty."""
        return self.sort is Sort.CHANGED


def changes(
    before: Mapping[str, IndicatorTexts], after: Mapping[str, IndicatorTexts], *, label: str = "libellé"
) -> list[IndicatorChange]:
    """What `after` adds and changes, in its order, then what it removes. Each side: code → column → text."""
    differing = []
    for code, texts in after.items():
        old = before.get(code, {})
        columns = tuple(
            ColumnChange(name, old.get(name, ""), text) for name, text in texts.items() if old.get(name, "") != text
        )
        if code not in before or columns:
            sort = Sort.CHANGED if code in before else Sort.ADDED
            differing.append(IndicatorChange(code, texts.get(label, ""), sort, columns))
    for code, texts in before.items():
        if code not in after:
            columns = tuple(ColumnChange(name, text, "") for name, text in texts.items() if text)
            differing.append(IndicatorChange(code, texts.get(label, ""), Sort.REMOVED, columns))
    return differing
