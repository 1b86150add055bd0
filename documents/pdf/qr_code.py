"""A square code that a telephone reads, as one path for an SVG: no image, no call to anybody."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

import segno

QUIET = 2  # white modules around, which readers need


@dataclass(frozen=True)
class SquareCode:
    """`side` modules wide, white margin included; `path` draws the dark ones, one unit a module."""

    side: int
    path: str


def square_code(text: str) -> SquareCode:
    """The code of an address; `ValueError` when the text is too long for one (2 331 letters)."""
    modules = segno.make_qr(text, error="m").matrix
    path = "".join(_row(y + QUIET, bytes(row)) for y, row in enumerate(modules))
    return SquareCode(side=len(modules) + 2 * QUIET, path=path)


def _row(y: int, row: bytes) -> str:
    """The dark runs of one line."""
    drawn, x = "", QUIET
    for dark, run in groupby(row):
        length = len(list(run))
        if dark:
            drawn += f"M{x} {y}h{length}v1h-{length}z"
        x += length
    return drawn
