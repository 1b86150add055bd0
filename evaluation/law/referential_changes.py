"""What changes from one version of the referential to the next, indicator by indicator. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

Told = Mapping[str, str]


class Sort(StrEnum):
    """What happened to an indicator."""

    ADDED = "ajouté"
    REMOVED = "retiré"
    CHANGED = "modifié"


@dataclass(frozen=True)
class Moved:
    """One column that changed: its French name, what it said and what it says."""

    column: str
    before: str
    after: str


@dataclass(frozen=True)
class Change:
    """One indicator that is not the same in both versions; all that it says when it is added or removed."""

    code: str
    label: str
    sort: Sort
    moved: tuple[Moved, ...] = ()

    @property
    def is_in_both(self) -> bool:
        """Whether both versions have it: else one side only has something to say."""
        return self.sort is Sort.CHANGED


def changes(before: Mapping[str, Told], after: Mapping[str, Told], *, label: str = "libellé") -> list[Change]:
    """What `after` adds and changes, in its order, then what it removes. Each side: code → column → text."""
    return [*_kept_or_added(before, after, label), *_removed(before, after, label)]


def _kept_or_added(before: Mapping[str, Told], after: Mapping[str, Told], label: str) -> Iterator[Change]:
    for code, told in after.items():
        if code not in before:
            yield Change(code, told.get(label, ""), Sort.ADDED, _moved({}, told))
        elif moved := _moved(before[code], told):
            yield Change(code, told.get(label, ""), Sort.CHANGED, moved)


def _removed(before: Mapping[str, Told], after: Mapping[str, Told], label: str) -> Iterator[Change]:
    for code, told in before.items():
        if code not in after:
            gone = tuple(Moved(one.column, one.after, "") for one in _moved({}, told))
            yield Change(code, told.get(label, ""), Sort.REMOVED, gone)


def _moved(before: Told, after: Told) -> tuple[Moved, ...]:
    return tuple(
        Moved(name, before.get(name, ""), text) for name, text in after.items() if before.get(name, "") != text
    )
