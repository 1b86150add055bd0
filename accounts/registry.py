"""Lists that every app adds to when the site starts: rules, dates, duties, figures lent from one app to another.

Each app adds what it has in its module `registrations`, imported by `AccountsConfig.ready` once all models are loaded.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from typing import Generic, TypeVar

T = TypeVar("T")


def _itself(item: Hashable) -> Hashable:
    return item


class Registry(Generic[T]):
    """The items added, in their order; `key` names each, and is the item itself unless told otherwise."""

    def __init__(self, *, key: Callable[[T], Hashable] = _itself) -> None:
        self._key = key
        self._by_key: dict[Hashable, T] = {}

    def add(self, *items: T) -> None:
        """Add `items`; ValueError when one bears a key that is there already."""
        for item in items:
            key = self._key(item)
            if key in self._by_key:
                raise ValueError(f"{key} is registered twice.")
            self._by_key[key] = item

    def __iter__(self) -> Iterator[T]:
        return iter(self._by_key.values())

    def __len__(self) -> int:
        return len(self._by_key)
