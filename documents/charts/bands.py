"""Charts of indices over bands: geometry in frozen dataclasses, SVG in the templates of `documents/charts`.

Horizontal measures are percentages of the width: a chart fills its container and its letters stay the same size, on a
telephone as on paper. Vertical ones are pixels. All are texts, which no locale writes with a comma.
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
class ChartBand:
    """Values of ]above ; up_to] (the first band includes its lower end), and their effect: « +1 ETP »."""

    above: Decimal
    up_to: Decimal
    label: str


@dataclass(frozen=True)
class ChartBar:
    """One bar: its name, its value, a note after the value; `aside` when the band has no effect on it."""

    label: str
    value: Decimal
    note: str = ""
    aside: bool = False


@dataclass(frozen=True)
class BandShape:
    """The geometry of a band: from `x`, `width` wide, its label at `middle`; `tone` from 0 (pale) to 3 (dark)."""

    x: str
    width: str
    middle: str
    label: str
    tone: str
    fill: str
    ground: str


@dataclass(frozen=True)
class ThresholdMark:
    """The geometry of a threshold."""

    x: str
    label: str
    anchor: str


@dataclass(frozen=True)
class BarShape:
    """The geometry of a bar, under its text; `short` is the name cut for a telephone, empty when it fits."""

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
    """The bars in their order, over the bands and their thresholds."""

    key: str
    title: str
    description: str
    height: str
    ground: str
    floor: str
    axis_y: str
    bands: tuple[BandShape, ...]
    edges: tuple[ThresholdMark, ...]
    bars: tuple[BarShape, ...]


@dataclass(frozen=True)
class ScaleChart:
    """A scale and its bands, with one value marked and the other values as ticks."""

    key: str
    title: str
    description: str
    height: str
    marker: str
    anchor: str
    label: str
    bands: tuple[BandShape, ...]
    edges: tuple[ThresholdMark, ...]
    others: tuple[str, ...]


def across(value: Decimal, top: Decimal) -> str:
    """A value of 0 to `top` as a horizontal position, « 20.00% »; beyond, the nearest end."""
    bounded = min(max(value, Decimal(0)), top)
    return f"{bounded * 100 / top:.2f}%"


def anchor_at(value: Decimal, top: Decimal, *, room: int = 12) -> str:
    """SVG `text-anchor` that keeps a text inside the chart: its ends are the outer `room`-ths of the width."""
    if value * room < top:
        return "start"
    return "end" if value * room > top * (room - 1) else "middle"


def band_shapes(bands: Sequence[ChartBand]) -> tuple[BandShape, ...]:
    """The geometry of the bands, from the palest to the darkest."""
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


def edges_of(bands: Sequence[ChartBand]) -> tuple[ThresholdMark, ...]:
    """The geometry of the thresholds, both ends included."""
    top = bands[-1].up_to
    values = [bands[0].above, *(band.up_to for band in bands)]
    return tuple(ThresholdMark(across(value, top), number(value), anchor_at(value, top)) for value in values)


def tone_of(rank: int) -> int:
    """The tone of a band, by its rank: beyond the fourth, the darkest."""
    return min(rank, len(FILLS) - 1)


def rank_of(value: Decimal, bands: Sequence[ChartBand]) -> int:
    """The rank of the band of a value; on a threshold, the band that ends there."""
    return next((rank for rank, band in enumerate(bands) if value <= band.up_to), len(bands) - 1)


def shortened(label: str, beside: str) -> str:
    """A label cut to fit a telephone with the text `beside` it; empty when it fits whole."""
    room = LONGEST_LINE - len(beside)
    return "" if len(label) <= room else f"{label[: room - 1].rstrip()}…"


def bar_shape(rank: int, bar: ChartBar, bands: Sequence[ChartBand], decimals: int) -> BarShape:
    """The geometry of a bar, the `rank`-th from the top."""
    y = HEAD + rank * PITCH
    figure = number(bar.value, decimals)
    text = f"{figure}{NBSP}· {bar.note}" if bar.note else figure
    tone = tone_of(rank_of(bar.value, bands))
    return BarShape(
        label=bar.label,
        short=shortened(bar.label, text),
        text=text,
        text_y=str(y + 14),
        bar_y=str(y + BAR_DOWN),
        width=across(bar.value, bands[-1].up_to),
        tone="aside" if bar.aside else str(tone),
        fill=HOLLOW if bar.aside else FILLS[tone],
        stroke=OUTLINE if bar.aside else FILLS[tone],
    )


def describe_rows(rows: Sequence[ChartBar], bands: Sequence[ChartBand], decimals: int) -> str:
    """The text alternative of the chart."""
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
    rows: Sequence[ChartBar], bands: Sequence[ChartBand], *, title: str, decimals: int = 1, key: str = "indices"
) -> IndexChart:
    """The chart of the bars over the bands, in their order; `key` prefixes its identifiers in the page."""
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
        bars=tuple(bar_shape(rank, bar, bands, decimals) for rank, bar in enumerate(rows)),
    )


def scale_chart(
    value: Decimal,
    bands: Sequence[ChartBand],
    *,
    title: str,
    label: str,
    others: Sequence[Decimal] = (),
    key: str = "echelle",
) -> ScaleChart:
    """The scale of the bands with `value` marked and `label` over it."""
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
