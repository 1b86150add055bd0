"""The charts of a dashboard, drawn: the same for the live page, the published one and the PDF."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from crpv.dashboard.schema import Chart, ChartKind, FigureKind
from crpv.dashboard.sentences import told
from documents.charts.maps import MapDrawing, map_drawing
from documents.charts.series import (
    SEPARATOR,
    BarDrawing,
    LineDrawing,
    StripDrawing,
    bar_drawing,
    line_drawing,
    shares_drawing,
    strip_drawing,
)
from documents.french import number, with_unit

Drawing = BarDrawing | LineDrawing | StripDrawing | MapDrawing


def drawn(chart: Chart) -> Drawing:
    """What its template shows; the drawing says which (`drawing.template`)."""
    return _DRAWERS[chart.kind](chart)


def _values(chart: Chart) -> tuple[Decimal | None, ...]:
    return chart.series[0].values if chart.series else ()


def _writer(chart: Chart) -> Callable[[Decimal], str]:
    unit = chart.unit if chart.value_kind in (FigureKind.PERCENT, FigureKind.AMOUNT) else ""
    return lambda value: told(value, chart.value_kind, unit)


def _bars(chart: Chart) -> BarDrawing:
    rows = list(zip(chart.categories, _values(chart), strict=True))
    return bar_drawing(rows, _writer(chart), key=chart.key, title=chart.title, description=chart.alternative)


def _shares(chart: Chart) -> BarDrawing:
    rows = [(label, [series.values[rank] for series in chart.series]) for rank, label in enumerate(chart.categories)]
    return shares_drawing(
        rows,
        [series.label for series in chart.series],
        _first_of_all if chart.value_kind is FigureKind.INTEGER else _all_shares,
        key=chart.key,
        title=chart.title,
        description=chart.alternative,
    )


def _first_of_all(values: Sequence[Decimal]) -> str:
    """« 18 sur 19 »: what the first series holds of the whole."""
    return f"{number(values[0])} sur {number(sum(values, Decimal(0)))}"


def _all_shares(values: Sequence[Decimal]) -> str:
    return SEPARATOR.join(with_unit(one, "%") for one in whole_shares(values))


def whole_shares(values: Sequence[Decimal]) -> list[int]:
    """The shares in whole hundredths that make a hundred together: what rounding leaves goes to the largest rests."""
    total = sum(values, Decimal(0))
    exact = [value * 100 / total for value in values]
    shares = [int(one) for one in exact]
    by_rest = sorted(range(len(exact)), key=lambda rank: shares[rank] - exact[rank])
    for rank in by_rest[: 100 - sum(shares)]:
        shares[rank] += 1
    return shares


def _line(chart: Chart) -> LineDrawing:
    points = [
        (f"{year}{_call(chart, year)}", value) for year, value in zip(chart.categories, _values(chart), strict=True)
    ]
    return line_drawing(points, _writer(chart), key=chart.key, title=chart.title, description=chart.alternative)


def _call(chart: Chart, year: str) -> str:
    """The call of the note that tells of a year: « (1) »."""
    ranks = [rank for rank, note in enumerate(chart.notes, 1) if year in note.partition("\u00a0:")[0]]
    return f" ({ranks[0]})" if ranks else ""


def _strip(chart: Chart) -> StripDrawing:
    values = [value for value in _values(chart) if value is not None]
    return strip_drawing(
        values, None, _writer(chart), mark=None, key=chart.key, title=chart.title, description=chart.alternative
    )  # fmt: skip


def _map(chart: Chart) -> MapDrawing:
    counts = {code: value or Decimal(0) for code, value in zip(chart.categories, _values(chart), strict=True)}
    return map_drawing(counts, {}, key=chart.key, title=chart.title, description=chart.alternative)


_DRAWERS: Final[Mapping[ChartKind, Callable[[Chart], Drawing]]] = MappingProxyType(
    {
        ChartKind.BARS: _bars,
        ChartKind.STACKED: _shares,
        ChartKind.LINE: _line,
        ChartKind.STRIP: _strip,
        ChartKind.MAP: _map,
    }
)
