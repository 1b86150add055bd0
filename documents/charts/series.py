"""More charts drawn by the server, in the manner of `charts`: bars, shares, years, points.

Across in hundredths of the width, down in pixels, all in texts. Every drawing has its key, title and alternative; none
says anything by its colour alone: a figure is written beside each bar, segment or point, and tones stay apart in grey.
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
    """A part of a bar as drawn."""

    x: str
    width: str
    style: str
    fill: str
    stroke: str


@dataclass(frozen=True)
class BarRow:
    """One bar as drawn: a line of text, then its segments under it."""

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
    """A point as drawn, with what is written by it."""

    x: str
    y: str
    text: str = ""
    text_y: str = ""
    anchor: str = "middle"


@dataclass(frozen=True)
class Stroke:
    """A straight line as drawn."""

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
    """Each value as a point on one axis, a band over the half around the median, one value marked."""

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
    """The paint of a style, as an attribute: paper knows no style sheet."""
    if style == HATCH:
        return f"url(#{key}-{HATCH})"
    return HOLLOW if style == "aside" else FILLS[int(style)]


def swatches(labels: Sequence[str], key: str) -> tuple[Swatch, ...]:
    """The legend of several series."""
    styles = [STYLES[min(rank, len(STYLES) - 1)] for rank in range(len(labels))]
    pairs = zip(labels, styles, strict=True)
    return tuple(Swatch(label, style, fill_of(style, key), _stroke(style)) for label, style in pairs)


def _stroke(style: str) -> str:
    return OUTLINE if style in ("aside", HATCH) else FILLS[int(style)]


def bar_drawing(
    rows: Sequence[tuple[str, Decimal | None]], write: Write, *, key: str, title: str, description: str
) -> BarDrawing:
    """One bar a row over the largest; a row without a figure has its words and no bar."""
    top = max((value for _, value in rows if value is not None), default=ZERO) or Decimal(1)
    drawn = [
        _bar_row(rank, label, "non communiqué" if value is None else write(value), _one(value, top))
        for rank, (label, value) in enumerate(rows)
    ]
    return BarDrawing(key, title, description, str(len(rows) * PITCH + 8), tuple(drawn), (), f"{key}-{HATCH}")


def _one(value: Decimal | None, top: Decimal) -> tuple[Segment, ...]:
    if not value:
        return ()
    return (Segment("0.00%", across(value, top), "3", FILLS[3], FILLS[3]),)


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
    """Bars that fill the width, each series its share; a row that lacks one figure has no bar."""
    legend = swatches(labels, key)
    drawn = []
    for rank, (label, values) in enumerate(rows):
        known = [value for value in values if value is not None]
        whole = len(known) == len(labels) and sum(known) > 0
        text = write(known) if whole else "non communiqué"
        drawn.append(_bar_row(rank, label, text, _segments(known, legend) if whole else ()))
    return BarDrawing(key, title, description, str(len(rows) * PITCH + 8), tuple(drawn), legend, f"{key}-{HATCH}")


def _segments(values: Sequence[Decimal], legend: Sequence[Swatch]) -> tuple[Segment, ...]:
    total, done, drawn = sum(values, ZERO), ZERO, []
    for value, swatch in zip(values, legend, strict=True):
        if value:
            drawn.append(Segment(across(done, total), across(value, total), swatch.style, swatch.fill, swatch.stroke))
        done += value
    return tuple(drawn)


def line_drawing(
    points: Sequence[tuple[str, Decimal | None]], write: Write, *, key: str, title: str, description: str
) -> LineDrawing:
    """The points in their order, equally apart, over a floor that is zero."""
    top = max((value for _, value in points if value is not None), default=ZERO) or Decimal(1)
    count = Decimal(len(points))
    places = [across(Decimal(rank) + Decimal("0.5"), count) for rank in range(len(points))]
    heights = [None if value is None else _height(value, top) for _, value in points]
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


def _height(value: Decimal, top: Decimal) -> int:
    return int(LINE_FLOOR - max(value, ZERO) * (LINE_FLOOR - LINE_TOP) / top)


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
    """The values on an axis from the smallest to the largest; equal or close ones stand over each other.

    `middle` is the first quartile, the median and the third: a band holds the half of the values around the median.
    Without `values`, the band and the mark alone are drawn: nothing then tells what one of them is.
    """
    scale = _scale([*values, *(middle or ()), *([mark[1]] if mark else [])])
    return StripDrawing(
        key=key,
        title=title,
        description=description,
        height=str(AXIS + 30),
        axis_y=str(AXIS),
        label_y=str(AXIS + 20),
        dots=tuple(Dot(scale.at(value), str(AXIS - 14 - 13 * rank)) for value, rank in _piled(values, scale)),
        half=_half(middle, scale) if middle else None,
        median=_named(scale, "médiane", middle[1]) if middle else None,
        edges=(Dot(scale.at(scale.low), "", write(scale.low)), Dot(scale.at(scale.high), "", write(scale.high))),
        mark=_named(scale, *mark) if mark else None,
    )


@dataclass(frozen=True)
class _Scale:
    """From `low` to `high`, with a margin at both ends."""

    low: Decimal
    high: Decimal

    @property
    def span(self) -> Decimal:
        return self.high - self.low or Decimal(1)

    def place(self, value: Decimal) -> Decimal:
        """The place across, in hundredths."""
        return 8 + 84 * (value - self.low) / self.span

    def at(self, value: Decimal) -> str:
        return f"{self.place(value):.2f}%"


def _scale(values: Sequence[Decimal]) -> _Scale:
    return _Scale(min(values, default=ZERO), max(values, default=ZERO))


def _half(middle: tuple[Decimal, Decimal, Decimal], scale: _Scale) -> Segment:
    width = f"{scale.place(middle[2]) - scale.place(middle[0]):.2f}%"
    return Segment(scale.at(middle[0]), width, "ground-2", GROUNDS[2], GROUNDS[2])


def _named(scale: _Scale, name: str, value: Decimal) -> Dot:
    return Dot(scale.at(value), str(AXIS), name, anchor=anchor_at(scale.place(value), Decimal(100), room=4))


def _piled(values: Sequence[Decimal], scale: _Scale) -> list[tuple[Decimal, int]]:
    """Each value and its rank among those that fall within the same two hundredths of the width (5 shown)."""
    seen: dict[int, int] = {}
    piled = []
    for value in sorted(values):
        slot = int(scale.place(value) / 2)
        piled.append((value, min(seen.get(slot, 0), 4)))
        seen[slot] = seen.get(slot, 0) + 1
    return piled
