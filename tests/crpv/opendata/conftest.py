"""The same world as the interface for programs."""

from tests.crpv.api.conftest import ici, people, world

__all__ = ["ici", "people", "world"]
