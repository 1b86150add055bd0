"""How a proposed sentence writes a figure, a change, a day, a list. Pure: no locale, no database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from funding.french import number, typeset

MINUS: Final = "−"
PERCENT, AMOUNT, YES_NO = "pourcentage", "montant", "oui_non"
VOWELS: Final = "aeéèêiouyh"
MONTHS: Final = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip


def day(on: dt.date) -> str:
    """« 1er avril 2026 »."""
    return f"{'1er' if on.day == 1 else on.day} {MONTHS[on.month - 1]} {on.year}"


def shown(value: Decimal, kind: str) -> str:
    """A figure with its unit: « 42 », « 45,5 % », « 712 000 € »."""
    unit = {PERCENT: " %", AMOUNT: " €"}.get(kind, "")
    return typeset(f"{_minus(value)}{unit}")


def said(value: Decimal, kind: str) -> str:
    """A figure as it is read: with its unit, or « oui », « non »."""
    if kind == YES_NO:
        return "oui" if value else "non"
    return shown(value, kind)


def signed(value: Decimal) -> str:
    """« +4 », « −3,2 », « 0 »."""
    return f"+{number(value)}" if value > 0 else _minus(value)


def _minus(value: Decimal) -> str:
    return f"{MINUS}{number(-value)}" if value < 0 else number(value)


def listed(words: Sequence[str]) -> str:
    """« a, b et c »; empty for nothing."""
    return " et ".join([part for part in (", ".join(words[:-1]), *words[-1:]) if part])
