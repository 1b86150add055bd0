"""The charts of an opinion on paper: three a row, and one table of the same figures for all of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from documents.charts.bands import FILLS, BarShape, ChartBand, ChartBar, IndexChart, index_chart
from documents.french import NBSP

WHOLE = Decimal(1)
THIS_YEAR, LAST_YEAR, COMPARABLES = "annee", "annee-precedente", "comparables"
TONES = {THIS_YEAR: 3, LAST_YEAR: 1}


def drawings_of(context: dict[str, Any]) -> list[tuple[dict[str, Any], IndexChart]]:
    """Each chart of the context with its drawing; the rows of the first are the table beside the second."""
    return [(chart, drawing_of(chart)) for chart in context.get("charts", [])]


def drawing_of(chart: dict[str, Any]) -> IndexChart:
    """The bars of one chart, this centre's dark, its comparables' hollow; each says its figure as the table does."""
    told = chart["rows"]
    rows = [ChartBar(label=row["label"], value=Decimal(row["value"]), aside=row["of"] == COMPARABLES) for row in told]
    top = max([*(row.value for row in rows), WHOLE])
    drawn = index_chart(
        rows, [ChartBand(Decimal(0), top, "")], title=chart["title"], key=f"graphique-{chart['code'].lower()}"
    )
    bars = tuple(_told(bar, row) for bar, row in zip(drawn.bars, told, strict=True))
    return replace(drawn, description=description_of(chart), bars=bars)


def _told(bar: BarShape, row: dict[str, Any]) -> BarShape:
    tone = TONES.get(row["of"])
    shape = {} if tone is None else {"tone": str(tone), "fill": FILLS[tone], "stroke": FILLS[tone]}
    return replace(bar, text=row["shown"], **shape)


def description_of(chart: dict[str, Any]) -> str:
    """What the chart shows, for those who do not see it."""
    told = " ; ".join(f"{row['label']}{NBSP}: {row['shown']}" for row in chart["rows"])
    return f"{told}. {chart['answered']} centres comparables ont répondu ({chart['comparable']})."


WIDTH, PITCH, TEXT_DOWN, BAR_DOWN, A_ROW = 247, 27, 12, 16, 3
PRINTED_FILLS = {LAST_YEAR: "#6a6af4", THIS_YEAR: "#000091"}
OTHERS = "#929292"


@dataclass(frozen=True, kw_only=True)
class PrintedBar:
    """One bar: what it stands for, its figure as read, where it begins, how long it is, where its marks are."""

    label: str
    shown: str
    text_y: str
    bar_y: str
    x: str
    width: str
    fill: str
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Chart:
    """A chart as drawn, and the words that replace it for those who do not see it."""

    code: str
    title: str
    description: str
    height: str
    bars: tuple[PrintedBar, ...]


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
    """A bar for each year of the centre, one from the first to the last quarter of the comparable centres."""
    own = [row for row in chart["rows"] if row["of"] != COMPARABLES]
    others = [row for row in chart["rows"] if row["of"] == COMPARABLES]
    length = _scale([Decimal(row["value"]) for row in chart["rows"]])
    bars = [_bar(rank, row, length) for rank, row in enumerate(own)]
    if others:
        bars.append(_range(len(own), others, length))
    return Chart(
        code=chart["code"],
        title=chart["title"],
        description=f"{chart['title']}. {description_of(dict(chart))}",
        height=str(len(bars) * PITCH + 2),
        bars=tuple(bars),
    )


def _scale(values: Sequence[Decimal]) -> Callable[[Decimal], Decimal]:
    """From a figure to a length: the highest one fills the width, nothing is drawn under zero."""
    top = max([*values, Decimal(1)])
    return lambda value: max(value, Decimal(0)) * WIDTH / top


def _bar(rank: int, row: Mapping[str, Any], length: Callable[[Decimal], Decimal]) -> PrintedBar:
    return PrintedBar(
        label=row["label"],
        shown=row["shown"],
        x="0",
        width=f"{length(Decimal(row['value'])):.1f}",
        fill=PRINTED_FILLS.get(row["of"], OTHERS),
        **_place(rank),
    )


def _range(rank: int, rows: Sequence[Mapping[str, Any]], length: Callable[[Decimal], Decimal]) -> PrintedBar:
    """The comparable centres in one bar: its ends are their quarters, its mark their median."""
    ends = [length(Decimal(row["value"])) for row in rows]
    return PrintedBar(
        label="Comparables",
        shown=f"{rows[0]['shown']} à {rows[-1]['shown']}",
        x=f"{ends[0]:.1f}",
        width=f"{max(ends[-1] - ends[0], Decimal(1)):.1f}",
        fill=OTHERS,
        marks=tuple(f"{max(end - 1, Decimal(0)):.1f}" for end in ends[1:-1]),
        **_place(rank),
    )


def _place(rank: int) -> dict[str, str]:
    return {"text_y": str(rank * PITCH + TEXT_DOWN), "bar_y": str(rank * PITCH + BAR_DOWN)}


def in_rows(charts: Sequence[Chart]) -> list[tuple[Chart, ...]]:
    return [tuple(charts[rank : rank + A_ROW]) for rank in range(0, len(charts), A_ROW)]


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
