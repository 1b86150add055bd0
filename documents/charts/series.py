"""Charts of series: bars, shares, years, points; measures as in `bands`.

Every drawing has a key, a title and a text alternative. Colour alone carries no information: a figure is written beside
each bar, segment or point, and tones differ in grey.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from documents.charts.bands import FILLS, GROUNDS, HOLLOW, OUTLINE, across, anchor_at, shortened

HATCH: Final = "hachures"
# Ranks of a series, from the first: dark, middle, hatched, pale, hollow.
STYLES: Final = ("3", "1", HATCH, "0", "aside")
PITCH, BAR_DOWN, LINE_TOP, LINE_FLOOR, AXIS = 38, 20, 34, 190, 120
ZERO: Final = Decimal(0)
SEPARATOR: Final = "\u00a0· "

Write = Callable[[Decimal], str]


@dataclass(frozen=True)
class Swatch:
    """One entry of a legend."""

    label: str
    style: str
    fill: str
    stroke: str


@dataclass(frozen=True)
class Segment:
    """The geometry of a part of a bar."""

    x: str
    width: str
    style: str
    fill: str
    stroke: str


@dataclass(frozen=True)
class BarRow:
    """The geometry of one bar: its segments under its text."""

    label: str
    short: str
    text: str
    text_y: str
    bar_y: str
    segments: tuple[Segment, ...]


@dataclass(frozen=True)
class BarDrawing:
    """Bars of one segment, or of shares that fill the width."""

    key: str
    title: str
    description: str
    height: str
    rows: tuple[BarRow, ...]
    legend: tuple[Swatch, ...]
    hatch: str
    template: str = "documents/charts/_bars.html"


@dataclass(frozen=True)
class Dot:
    """The geometry of a point, with its text."""

    x: str
    y: str
    text: str = ""
    text_y: str = ""
    anchor: str = "middle"


@dataclass(frozen=True)
class Stroke:
    """The geometry of a straight line."""

    x1: str
    y1: str
    x2: str
    y2: str


@dataclass(frozen=True)
class LineDrawing:
    """One series over the years, from zero; a year without a figure is a gap."""

    key: str
    title: str
    description: str
    height: str
    floor: str
    label_y: str
    dots: tuple[Dot, ...]
    strokes: tuple[Stroke, ...]
    labels: tuple[Dot, ...]
    template: str = "documents/charts/_line.html"


@dataclass(frozen=True)
class StripDrawing:
    """Values as points on one axis; a band from the first to the third quartile; one value marked."""

    key: str
    title: str
    description: str
    height: str
    axis_y: str
    label_y: str
    dots: tuple[Dot, ...]
    half: Segment | None
    median: Dot | None
    edges: tuple[Dot, ...]
    mark: Dot | None
    template: str = "documents/charts/_strip.html"


def fill_of(style: str, key: str) -> str:
    """The SVG `fill` of a style: an attribute, since the PDF has no charts.css."""
    if style == HATCH:
        return f"url(#{key}-{HATCH})"
    return HOLLOW if style == "aside" else FILLS[int(style)]


def swatches(labels: Sequence[str], key: str) -> tuple[Swatch, ...]:
    """The legend of several series."""
    styles = [STYLES[min(rank, len(STYLES) - 1)] for rank in range(len(labels))]
    pairs = zip(labels, styles, strict=True)
    return tuple(
        Swatch(label, style, fill_of(style, key), OUTLINE if style in ("aside", HATCH) else FILLS[int(style)])
        for label, style in pairs
    )


def bar_drawing(
    rows: Sequence[tuple[str, Decimal | None]], write: Write, *, key: str, title: str, description: str
) -> BarDrawing:
    """One bar a row, relative to the largest; a row without a figure has a text and no bar."""
    top = max((value for _, value in rows if value is not None), default=ZERO) or Decimal(1)
    bars = [
        _bar_row(
            rank,
            label,
            "non communiqué" if value is None else write(value),
            (Segment("0.00%", across(value, top), "3", FILLS[3], FILLS[3]),) if value else (),
        )
        for rank, (label, value) in enumerate(rows)
    ]
    return BarDrawing(key, title, description, str(len(rows) * PITCH + 8), tuple(bars), (), f"{key}-{HATCH}")


def _bar_row(rank: int, label: str, text: str, segments: tuple[Segment, ...]) -> BarRow:
    y = rank * PITCH
    return BarRow(label, shortened(label, text), text, str(y + 14), str(y + BAR_DOWN), segments)


def shares_drawing(
    rows: Sequence[tuple[str, Sequence[Decimal | None]]],
    labels: Sequence[str],
    write: Callable[[Sequence[Decimal]], str],
    *,
    key: str,
    title: str,
    description: str,
) -> BarDrawing:
    """Bars of the full width, one segment a series; a row that lacks a figure has no bar."""
    legend = swatches(labels, key)
    bars = []
    for rank, (label, values) in enumerate(rows):
        figures = [value for value in values if value is not None]
        whole = len(figures) == len(labels) and sum(figures) > 0
        text = write(figures) if whole else "non communiqué"
        bars.append(_bar_row(rank, label, text, _segments(figures, legend) if whole else ()))
    return BarDrawing(key, title, description, str(len(rows) * PITCH + 8), tuple(bars), legend, f"{key}-{HATCH}")


def _segments(values: Sequence[Decimal], legend: Sequence[Swatch]) -> tuple[Segment, ...]:
    total, done, segments = sum(values, ZERO), ZERO, []
    for value, swatch in zip(values, legend, strict=True):
        if value:
            segments.append(
                Segment(across(done, total), across(value, total), swatch.style, swatch.fill, swatch.stroke)
            )
        done += value
    return tuple(segments)


def line_drawing(
    points: Sequence[tuple[str, Decimal | None]], write: Write, *, key: str, title: str, description: str
) -> LineDrawing:
    """The points in their order, at equal distances, over an axis at zero."""
    top = max((value for _, value in points if value is not None), default=ZERO) or Decimal(1)
    count = Decimal(len(points))
    places = [across(Decimal(rank) + Decimal("0.5"), count) for rank in range(len(points))]
    heights = [
        None if value is None else int(LINE_FLOOR - max(value, ZERO) * (LINE_FLOOR - LINE_TOP) / top)
        for _, value in points
    ]
    dots = tuple(
        Dot(x, str(y), write(value), str(y - 12))
        for x, y, (_, value) in zip(places, heights, points, strict=True)
        if y is not None and value is not None
    )
    pairs = zip(places, heights, places[1:], heights[1:], strict=False)
    strokes = tuple(Stroke(x, str(y), then, str(after)) for x, y, then, after in pairs if None not in (y, after))
    labels = tuple(Dot(x, "", label) for x, (label, _) in zip(places, points, strict=True))
    return LineDrawing(
        key, title, description, str(LINE_FLOOR + 28), str(LINE_FLOOR), str(LINE_FLOOR + 20), dots, strokes, labels
    )  # fmt: skip


def strip_drawing(
    values: Sequence[Decimal],
    middle: tuple[Decimal, Decimal, Decimal] | None,
    write: Write,
    *,
    mark: tuple[str, Decimal] | None,
    key: str,
    title: str,
    description: str,
) -> StripDrawing:
    """The values on an axis from the smallest to the largest; equal or close ones are stacked.

    `middle` is the first quartile, the median and the third. Without `values`, the band and the mark alone are drawn,
    so that no single value can be read.
    """
    bounds = [*values, *(middle or ()), *([mark[1]] if mark else [])]
    scale = _Scale(min(bounds, default=ZERO), max(bounds, default=ZERO))
    half = None
    if middle:
        width = f"{scale.place(middle[2]) - scale.place(middle[0]):.2f}%"
        half = Segment(scale.at(middle[0]), width, "ground-2", GROUNDS[2], GROUNDS[2])
    return StripDrawing(
        key=key,
        title=title,
        description=description,
        height=str(AXIS + 30),
        axis_y=str(AXIS),
        label_y=str(AXIS + 20),
        dots=tuple(Dot(scale.at(value), str(AXIS - 14 - 13 * rank)) for value, rank in scale.piled(values)),
        half=half,
        median=_labelled_dot(scale, "médiane", middle[1]) if middle else None,
        edges=(Dot(scale.at(scale.low), "", write(scale.low)), Dot(scale.at(scale.high), "", write(scale.high))),
        mark=_labelled_dot(scale, *mark) if mark else None,
    )


@dataclass(frozen=True)
class _Scale:
    """From `low` to `high`, with 8 % of the width at both ends."""

    low: Decimal
    high: Decimal

    @property
    def span(self) -> Decimal:
        return self.high - self.low or Decimal(1)

    def place(self, value: Decimal) -> Decimal:
        """The horizontal position, in percent of the width."""
        return 8 + 84 * (value - self.low) / self.span

    def at(self, value: Decimal) -> str:
        return f"{self.place(value):.2f}%"

    def piled(self, values: Sequence[Decimal]) -> list[tuple[Decimal, int]]:
        """Each value with its rank among those within the same 2 % of the width, 4 at most."""
        counts: dict[int, int] = {}
        piled = []
        for value in sorted(values):
            slot = int(self.place(value) / 2)
            piled.append((value, min(counts.get(slot, 0), 4)))
            counts[slot] = counts.get(slot, 0) + 1
        return piled


def _labelled_dot(scale: _Scale, name: str, value: Decimal) -> Dot:
    return Dot(scale.at(value), str(AXIS), name, anchor=anchor_at(scale.place(value), Decimal(100), room=4))
