"""Geometry of a dashboard’s charts: the same for the live page, the published one and the PDF."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from crpv.dashboard.schema import Chart, ChartKind, FigureKind
from crpv.dashboard.sentences import figure_text
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


def draw_chart(chart: Chart) -> Drawing:
    """The geometry of a chart, with the template that renders it (`template`)."""
    names = {"key": chart.key, "title": chart.title, "description": chart.alternative}
    values = chart.series[0].values if chart.series else ()
    unit = chart.unit if chart.value_kind in (FigureKind.PERCENT, FigureKind.AMOUNT) else ""

    def write(value: Decimal) -> str:
        return figure_text(value, chart.value_kind, unit)

    match chart.kind:
        case ChartKind.BARS:
            return bar_drawing(list(zip(chart.categories, values, strict=True)), write, **names)
        case ChartKind.LINE:
            years = [f"{year}{chart.note_call(year)}" for year in chart.categories]
            return line_drawing(list(zip(years, values, strict=True)), write, **names)
        case ChartKind.STRIP:
            return strip_drawing([value for value in values if value is not None], None, write, mark=None, **names)
        case ChartKind.MAP:
            counts = {code: value or Decimal(0) for code, value in zip(chart.categories, values, strict=True)}
            return map_drawing(counts, {}, **names)
    return _draw_shares(chart, names)


def _draw_shares(chart: Chart, names: dict[str, str]) -> BarDrawing:
    """Bars of shares; their text is « 18 sur 19 » for numbers of centres, « 60 % · 40 % » otherwise."""

    def write(shares: Sequence[Decimal]) -> str:
        if chart.value_kind is FigureKind.INTEGER:
            return f"{number(shares[0])} sur {number(sum(shares, Decimal(0)))}"
        return SEPARATOR.join(with_unit(share, "%") for share in whole_shares(shares))

    rows = [(label, [series.values[rank] for series in chart.series]) for rank, label in enumerate(chart.categories)]
    return shares_drawing(rows, [series.label for series in chart.series], write, **names)


def whole_shares(values: Sequence[Decimal]) -> list[int]:
    """Whole percentages that sum to 100: the points lost in rounding go to the largest remainders."""
    total = sum(values, Decimal(0))
    exact = [value * 100 / total for value in values]
    shares = [int(share) for share in exact]
    by_rest = sorted(range(len(exact)), key=lambda rank: shares[rank] - exact[rank])
    for rank in by_rest[: 100 - sum(shares)]:
        shares[rank] += 1
    return shares
