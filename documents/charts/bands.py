"""Charts drawn by the server: geometry in frozen dataclasses, SVG in the templates of `documents/`.

Across, everything is in hundredths of the width, so that a chart is as wide as its place and its letters keep
their size, on a telephone as on paper. Down, everything is in pixels. All of it in texts: no language turns
their point into a comma.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from documents.french import NBSP, counted, listed, number

# Four blues that stay apart in grey; the dark theme has its own in charts.css.
FILLS = ("#cacafb", "#8585f6", "#4a4ad0", "#000091")
GROUNDS = ("#ffffff", "#f5f5fe", "#ececfe", "#e3e3fd")
HOLLOW = "#ffffff"
OUTLINE = "#666666"
LONGEST_LINE = 44
GROUND_Y, HEAD, PITCH, BAR_DOWN = 22, 30, 38, 20


@dataclass(frozen=True)
class Band:
    """Values of ]above ; up_to] (the first band holds its lower edge too), and what they bring: « +1 ETP »."""

    above: Decimal
    up_to: Decimal
    label: str


@dataclass(frozen=True)
class Row:
    """One bar: its name, its value, what is written at its end; `aside` when the band has no effect on it."""

    label: str
    value: Decimal
    note: str = ""
    aside: bool = False


@dataclass(frozen=True)
class BandShape:
    """A band as drawn: from `x`, `width` wide, its label at `middle`; `tone` from 0 (pale) to 3 (dark)."""

    x: str
    width: str
    middle: str
    label: str
    tone: str
    fill: str
    ground: str


@dataclass(frozen=True)
class Edge:
    """A threshold as drawn."""

    x: str
    label: str
    anchor: str


@dataclass(frozen=True)
class Bar:
    """A row as drawn: a line of text, then the bar under it; `short` is the name that fits a telephone, if another."""

    label: str
    short: str
    text: str
    text_y: str
    bar_y: str
    width: str
    tone: str
    fill: str
    stroke: str


@dataclass(frozen=True)
class IndexChart:
    """One bar a row, in the order given, over the bands and their thresholds."""

    key: str
    title: str
    description: str
    height: str
    ground: str
    floor: str
    axis_y: str
    bands: tuple[BandShape, ...]
    edges: tuple[Edge, ...]
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class ScaleChart:
    """The scale, its bands, the place of one on it and the discreet places of the others."""

    key: str
    title: str
    description: str
    height: str
    marker: str
    anchor: str
    label: str
    bands: tuple[BandShape, ...]
    edges: tuple[Edge, ...]
    others: tuple[str, ...]


def across(value: Decimal, top: Decimal) -> str:
    """A value of 0 to `top` as a place across the chart: « 20.00% »; out of it, the nearest end."""
    kept = min(max(value, Decimal(0)), top)
    return f"{kept * 100 / top:.2f}%"


def anchor_at(value: Decimal, top: Decimal, *, room: int = 12) -> str:
    """Which end of a text to fix so that it stays inside: the ends of the chart are its outer `room`-ths."""
    if value * room < top:
        return "start"
    return "end" if value * room > top * (room - 1) else "middle"


def band_shapes(bands: Sequence[Band]) -> tuple[BandShape, ...]:
    """The bands as drawn, darker and darker."""
    top = bands[-1].up_to
    return tuple(
        BandShape(
            x=across(band.above, top),
            width=across(band.up_to - band.above, top),
            middle=across((band.above + band.up_to) / 2, top),
            label=band.label,
            tone=str(tone_of(rank)),
            fill=FILLS[tone_of(rank)],
            ground=GROUNDS[tone_of(rank)],
        )
        for rank, band in enumerate(bands)
    )


def edges_of(bands: Sequence[Band]) -> tuple[Edge, ...]:
    """The thresholds as drawn, both ends included."""
    top = bands[-1].up_to
    values = [bands[0].above, *(band.up_to for band in bands)]
    return tuple(Edge(across(value, top), number(value), anchor_at(value, top)) for value in values)


def tone_of(rank: int) -> int:
    """The tone of a band, by its rank: beyond the fourth, the darkest."""
    return min(rank, len(FILLS) - 1)


def rank_of(value: Decimal, bands: Sequence[Band]) -> int:
    """In which band a value falls: on a threshold, the band that ends there."""
    return next((rank for rank, band in enumerate(bands) if value <= band.up_to), len(bands) - 1)


def shortened(label: str, beside: str) -> str:
    """A label cut to leave room, on a telephone, for the text beside it; empty when the whole of it fits."""
    room = LONGEST_LINE - len(beside)
    return "" if len(label) <= room else f"{label[: room - 1].rstrip()}…"


def bar(rank: int, row: Row, bands: Sequence[Band], decimals: int) -> Bar:
    """A row as drawn, the `rank`-th from the top."""
    y = HEAD + rank * PITCH
    figure = number(row.value, decimals)
    text = f"{figure}{NBSP}· {row.note}" if row.note else figure
    tone = tone_of(rank_of(row.value, bands))
    return Bar(
        label=row.label,
        short=shortened(row.label, text),
        text=text,
        text_y=str(y + 14),
        bar_y=str(y + BAR_DOWN),
        width=across(row.value, bands[-1].up_to),
        tone="aside" if row.aside else str(tone),
        fill=HOLLOW if row.aside else FILLS[tone],
        stroke=OUTLINE if row.aside else FILLS[tone],
    )


def describe_rows(rows: Sequence[Row], bands: Sequence[Band], decimals: int) -> str:
    """What the chart shows, for those who do not see it."""
    if not rows:
        return "Aucun centre."
    least, most = min(rows, key=lambda row: row.value), max(rows, key=lambda row: row.value)
    thresholds = listed([number(band.up_to) for band in bands[:-1]])
    return (
        f"{counted(len(rows), 'centre')}, de {number(least.value, decimals)} ({least.label}) "
        f"à {number(most.value, decimals)} ({most.label}), sur une échelle de {number(bands[0].above)} "
        f"à {number(bands[-1].up_to)}. Seuils{NBSP}: {thresholds}."
    )


def index_chart(
    rows: Sequence[Row], bands: Sequence[Band], *, title: str, decimals: int = 1, key: str = "indices"
) -> IndexChart:
    """The chart of the rows over the bands, in the order given; `key` prefixes its identifiers in the page."""
    floor = HEAD + len(rows) * PITCH
    return IndexChart(
        key=key,
        title=title,
        description=describe_rows(rows, bands, decimals),
        height=str(floor + 22),
        ground=str(floor - GROUND_Y),
        floor=str(floor),
        axis_y=str(floor + 16),
        bands=band_shapes(bands),
        edges=edges_of(bands),
        bars=tuple(bar(rank, row, bands, decimals) for rank, row in enumerate(rows)),
    )


def scale_chart(
    value: Decimal,
    bands: Sequence[Band],
    *,
    title: str,
    label: str,
    others: Sequence[Decimal] = (),
    key: str = "echelle",
) -> ScaleChart:
    """The place of `value` on the scale of the bands, `label` written over it."""
    top = bands[-1].up_to
    return ScaleChart(
        key=key,
        title=title,
        description=(
            f"{label}, sur une échelle de {number(bands[0].above)} à {number(top)}, "
            f"dans la tranche «{NBSP}{bands[rank_of(value, bands)].label}{NBSP}»."
        ),
        height="110" if others else "88",
        marker=across(value, top),
        anchor=anchor_at(value, top, room=4),
        label=label,
        bands=band_shapes(bands),
        edges=edges_of(bands),
        others=tuple(across(other, top) for other in others),
    )
