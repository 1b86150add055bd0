"""The map of the départements, overseas included, coloured by their number of centres: none, one, several.

Outlines: @gouvfr/dsfr-chart 2.0.4 (MIT), kept as data beside this file with their licence. A territory without an
outline (Saint-Martin) is a square with its name.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Final

from documents.charts.bands import FILLS, HOLLOW, OUTLINE
from documents.charts.series import Swatch

OUTLINES: Final = Path(__file__).with_name("outlines") / "departments.json"
# Where an overseas outline stands under the mainland: its horizontal place; all are drawn 2.3 times as large.
OVERSEAS: Final[Mapping[str, tuple[int, str]]] = {
    "971": (20, "Guadeloupe"), "972": (210, "Martinique"), "973": (390, "Guyane"),
    "974": (560, "La Réunion"), "976": (755, "Mayotte"), "978": (915, "St-Martin"),
}  # fmt: skip
INNER_PARIS: Final = ("75", "92", "93", "94")
INSET: Final = "translate(-1843 -1200) scale(5.5)"
WHOLE: Final = "0 0 1010 1210"
MARGIN: Final = 12
PAINTS: Final = (HOLLOW, FILLS[1], FILLS[3])


@dataclass(frozen=True)
class Outline:
    """A path and its bounding box."""

    path: str
    left: int
    top: int
    right: int
    bottom: int


SQUARE: Final = Outline("M8 14h22v22H8z", 8, 14, 30, 36)


@dataclass(frozen=True)
class MapShape:
    """The geometry of one territory."""

    path: str
    transform: str
    tone: str
    fill: str
    title: str


@dataclass(frozen=True)
class Caption:
    """The name under an outline drawn outside the mainland."""

    x: str
    y: str
    text: str


@dataclass(frozen=True)
class MapDrawing:
    """The map and its legend."""

    key: str
    title: str
    description: str
    view_box: str
    shapes: tuple[MapShape, ...]
    captions: tuple[Caption, ...]
    legend: tuple[Swatch, ...]
    template: str = "documents/charts/_map.html"


@cache
def outlines() -> Mapping[str, Outline]:
    """The outline of each département, by its code."""
    return {code: Outline(shape["d"], *shape["box"]) for code, shape in json.loads(OUTLINES.read_text()).items()}


def map_drawing(
    counts: Mapping[str, Decimal], names: Mapping[str, str], *, key: str, title: str, description: str
) -> MapDrawing:
    """The map of the territories of `counts` (by code): the whole country, or one region enlarged."""
    whole = any(code in OVERSEAS for code in counts) and any(code not in OVERSEAS for code in counts)
    shapes = [
        _shape(
            code,
            count,
            names,
            (f"translate({OVERSEAS[code][0]} 1045) scale(2.3)" if code in OVERSEAS else "") if whole else "",
        )
        for code, count in counts.items()
    ]
    captions: list[Caption] = []
    if whole:
        captions += [Caption(str(x + 50), "1195", name) for code, (x, name) in OVERSEAS.items() if code in counts]
        inset = [_shape(code, counts[code], names, INSET) for code in INNER_PARIS if code in counts]
        captions += [Caption("715", "40", "Paris et"), Caption("715", "70", "petite couronne")] if inset else []
        shapes += inset
    labels = ("aucun centre", "un centre", "plusieurs centres")
    return MapDrawing(
        key=key,
        title=title,
        description=description,
        view_box=WHOLE if whole else _view_box(counts),
        shapes=tuple(shape for shape in shapes if shape),
        captions=tuple(captions),
        legend=tuple(Swatch(label, f"map{tone}", PAINTS[tone], OUTLINE) for tone, label in enumerate(labels)),
    )


def _outline(code: str) -> Outline | None:
    return outlines().get(code) or (SQUARE if code in OVERSEAS else None)


def _shape(code: str, count: Decimal, names: Mapping[str, str], transform: str) -> MapShape | None:
    outline = _outline(code)
    if outline is None:
        return None
    tone = min(int(count), 2)
    return MapShape(outline.path, transform, str(tone), PAINTS[tone], names.get(code, code))


def _view_box(codes: Mapping[str, Decimal]) -> str:
    """The SVG view box of those territories, with a margin; of the whole country without outline."""
    shapes = [shape for shape in map(_outline, codes) if shape]
    if not shapes:
        return WHOLE
    left, top = min(shape.left for shape in shapes), min(shape.top for shape in shapes)
    width, height = max(shape.right for shape in shapes) - left, max(shape.bottom for shape in shapes) - top
    margin = max(width, height) // MARGIN + 1
    return f"{left - margin} {top - margin} {width + 2 * margin} {height + 2 * margin}"
