"""Where a figure stands in the distribution of comparable centres: between which quarters, never at which rank. Pure.

The words are about the figure, high or low: most indicators have no better end, so none is ever called best or worst.
"""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Final


class Place(StrEnum):
    """A part of the distribution, as the table names it."""

    HIGHEST = "quart le plus élevé"
    UPPER = "entre la médiane et le dernier quart"
    MIDDLE = "à la médiane"
    LOWER = "entre le premier quart et la médiane"
    LOWEST = "quart le moins élevé"

    @property
    def phrase(self) -> str:
        """As a sentence says it: « dans le quart le plus élevé », « entre la médiane et le dernier quart »."""
        return f"dans le {self.value}" if self in ENDS else self.value


ENDS: Final = frozenset({Place.HIGHEST, Place.LOWEST})


def place_in(value: Decimal, first: Decimal, median: Decimal, third: Decimal) -> Place:
    """The part of the distribution that holds `value`; its three quarters belong to the parts inside."""
    if value == median:
        return Place.MIDDLE
    if value > median:
        return Place.HIGHEST if value > third else Place.UPPER
    return Place.LOWEST if value < first else Place.LOWER
