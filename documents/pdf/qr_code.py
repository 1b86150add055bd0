"""QR codes as one SVG path: no image file, no external service."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

import segno

QUIET = 2  # white modules around, required by readers


@dataclass(frozen=True)
class SquareCode:
    """`side` modules wide, quiet zone included; `path` draws the dark ones, one unit a module."""

    side: int
    path: str


def square_code(text: str) -> SquareCode:
    """The QR code of a text; `ValueError` beyond 2 331 letters."""
    modules = segno.make_qr(text, error="m").matrix
    path = ""
    for y, row in enumerate(modules, QUIET):
        x = QUIET
        for dark, run in groupby(bytes(row)):
            length = len(list(run))
            if dark:
                path += f"M{x} {y}h{length}v1h-{length}z"
            x += length
    return SquareCode(side=len(modules) + 2 * QUIET, path=path)
