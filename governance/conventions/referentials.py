"""The published versions of the indicators, which a convention annexes (R-78): the room above lends their names.

register(provider)          once, when the room above gets ready
published_versions()        what a convention may annex, the latest first
"""

from __future__ import annotations

from collections.abc import Callable

Provider = Callable[[], list[str]]
_providers: list[Provider] = []


def register(provider: Provider) -> None:
    """Add a provider; the same one twice counts once."""
    if provider not in _providers:
        _providers.append(provider)


def published_versions() -> list[str]:
    """Every published version, the latest first."""
    return [name for provider in _providers for name in provider()]
