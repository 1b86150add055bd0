"""Centres in the order of a French dictionary, whatever the database."""

from __future__ import annotations

from collections.abc import Iterable

from centres.models import Centre
from documents.french import unaccented


def by_name(centres: Iterable[Centre]) -> list[Centre]:
    """`centres` by their usual name, regardless of capitals and accents."""
    return sorted(centres, key=lambda centre: unaccented(centre.usual_name))
