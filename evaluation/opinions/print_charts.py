"""The charts of an opinion on paper: two a row, and one table of the same figures for all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from evaluation.opinions.charts import description_of

WIDTH, PITCH, TEXT_DOWN, BAR_DOWN = 380, 27, 12, 16
FILLS = {"annee": "#000091", "annee-precedente": "#6a6af4"}
OTHERS = "#929292"


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One bar: what it stands for, its figure as read, its place."""

    label: str
    shown: str
    text_y: str
    bar_y: str
    width: str
    fill: str


@dataclass(frozen=True, kw_only=True)
class Chart:
    """A chart as drawn, and the words that replace it for those who do not see it."""

    code: str
    title: str
    description: str
    height: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """One line of the table: an indicator, its figures in the order of the columns, how many centres answered."""

    code: str
    title: str
    shown: tuple[str, ...]
    answered: int


@dataclass(frozen=True, kw_only=True)
class Comparisons:
    """The table beside the charts."""

    labels: tuple[str, ...]
    lines: tuple[Comparison, ...]


def charts_of(told: Mapping[str, Any]) -> list[Chart]:
    return [chart_of(chart) for chart in told.get("charts", [])]


def chart_of(chart: Mapping[str, Any]) -> Chart:
    """The bars of one chart, over a scale that ends at the longest."""
    rows = chart["rows"]
    top = max([*(Decimal(row["value"]) for row in rows), Decimal(1)])
    return Chart(
        code=chart["code"],
        title=chart["title"],
        description=f"{chart['title']}. {description_of(dict(chart))}",
        height=str(len(rows) * PITCH + 2),
        bars=tuple(_bar(rank, row, top) for rank, row in enumerate(rows)),
    )


def _bar(rank: int, row: Mapping[str, Any], top: Decimal) -> Bar:
    y, width = rank * PITCH, max(Decimal(row["value"]), Decimal(0)) * WIDTH / top
    return Bar(
        label=row["label"],
        shown=row["shown"],
        text_y=str(y + TEXT_DOWN),
        bar_y=str(y + BAR_DOWN),
        width=f"{width:.1f}",
        fill=FILLS.get(row["of"], OTHERS),
    )


def in_pairs(charts: Sequence[Chart]) -> list[tuple[Chart, ...]]:
    return [tuple(charts[rank : rank + 2]) for rank in range(0, len(charts), 2)]


def comparisons_of(told: Mapping[str, Any]) -> Comparisons:
    """Every figure of the charts; a figure that is missing leaves its place empty."""
    charts = told.get("charts", [])
    labels = tuple(dict.fromkeys(row["label"] for chart in charts for row in chart["rows"]))
    return Comparisons(labels=labels, lines=tuple(_comparison(chart, labels) for chart in charts))


def _comparison(chart: Mapping[str, Any], labels: Sequence[str]) -> Comparison:
    shown = {row["label"]: row["shown"] for row in chart["rows"]}
    return Comparison(
        code=chart["code"],
        title=chart["title"],
        shown=tuple(shown.get(label, "") for label in labels),
        answered=chart["answered"],
    )
