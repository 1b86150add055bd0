"""Registers that every app fills when the site starts: rules, obligations, figures for other apps.

Each app adds what it has in its module `registrations`, imported by `AccountsConfig.ready` once all models are loaded.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from typing import Generic, TypeVar

T = TypeVar("T")


class Registry(Generic[T]):
    """The items added, in order; `key` identifies each (by default the item itself)."""

    def __init__(self, *, key: Callable[[T], Hashable] | None = None) -> None:
        self._key = key
        self._by_key: dict[Hashable, T] = {}

    def add(self, *items: T) -> None:
        """Add `items`; ValueError when a key is already there."""
        for item in items:
            key = self._key(item) if self._key else item
            if key in self._by_key:
                raise ValueError(f"{key} is registered twice.")
            self._by_key[key] = item

    def __iter__(self) -> Iterator[T]:
        return iter(self._by_key.values())

    def __len__(self) -> int:
        return len(self._by_key)
