"""Position of a figure among the quartiles of comparable centres; never its rank. Pure.

The words are about the figure, high or low: most indicators have no better end, so none is ever called best or worst.
"""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Final


class QuartilePosition(StrEnum):
    """A part of the distribution, as tables write it."""

    HIGHEST = "quart le plus élevé"
    UPPER = "entre la médiane et le dernier quart"
    MIDDLE = "à la médiane"
    LOWER = "entre le premier quart et la médiane"
    LOWEST = "quart le moins élevé"

    @property
    def phrase(self) -> str:
        """As a sentence writes it: « dans le quart le plus élevé », « entre la médiane et le dernier quart »."""
        return f"dans le {self.value}" if self in ENDS else self.value


ENDS: Final = frozenset({QuartilePosition.HIGHEST, QuartilePosition.LOWEST})


def quartile_position(value: Decimal, first: Decimal, median: Decimal, third: Decimal) -> QuartilePosition:
    """The part of the distribution where `value` is; a value equal to a quartile is not at the end beyond it."""
    if value == median:
        return QuartilePosition.MIDDLE
    if value > median:
        return QuartilePosition.HIGHEST if value > third else QuartilePosition.UPPER
    return QuartilePosition.LOWEST if value < first else QuartilePosition.LOWER
