"""The charts of an opinion from its frozen content: those of the page, those of the print, and the table of the same
figures. No database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from documents.charts.bands import FILLS, ChartBand, ChartBar, IndexChart, index_chart
from documents.french import NBSP

WHOLE = Decimal(1)
THIS_YEAR, LAST_YEAR, COMPARABLES = "annee", "annee-precedente", "comparables"
TONES = {THIS_YEAR: 3, LAST_YEAR: 1}


def index_charts(content: dict[str, Any]) -> list[tuple[dict[str, Any], IndexChart]]:
    """Each chart of the content with its shape on the page; its `rows` are the table beside it."""
    return [(chart, index_chart_of(chart)) for chart in content.get("charts", [])]


def index_chart_of(chart: dict[str, Any]) -> IndexChart:
    """The bars of a chart, dark for the centre, hollow for its comparables, with the text of the table."""
    figures = chart["rows"]
    rows = [
        ChartBar(label=row["label"], value=Decimal(row["value"]), aside=row["of"] == COMPARABLES) for row in figures
    ]
    bands = [ChartBand(Decimal(0), max([*(row.value for row in rows), WHOLE]), "")]
    shape = index_chart(rows, bands, title=chart["title"], key=f"graphique-{chart['code'].lower()}")
    bars = []
    for bar, row in zip(shape.bars, figures, strict=True):
        tone = TONES.get(row["of"])
        colours = {} if tone is None else {"tone": str(tone), "fill": FILLS[tone], "stroke": FILLS[tone]}
        bars.append(replace(bar, text=row["shown"], **colours))
    return replace(shape, description=description_of(chart), bars=tuple(bars))


def description_of(chart: dict[str, Any]) -> str:
    """The text that replaces a chart: its figures, and how many centres answered."""
    figures = " ; ".join(f"{row['label']}{NBSP}: {row['shown']}" for row in chart["rows"])
    return f"{figures}. {chart['answered']} centres comparables ont répondu ({chart['comparable']})."


WIDTH, PITCH, TEXT_DOWN, BAR_DOWN, A_ROW = 247, 27, 12, 16, 3
PRINTED_FILLS = {LAST_YEAR: "#6a6af4", THIS_YEAR: "#000091"}
OTHERS = "#929292"


@dataclass(frozen=True, kw_only=True)
class PrintedBar:
    """A bar of the print: its label, its figure as text, its position, its length, its marks (SVG coordinates)."""

    label: str
    text: str
    text_y: str
    bar_y: str
    x: str
    width: str
    fill: str
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PrintedChart:
    """A chart of the print, and the text that replaces it."""

    code: str
    title: str
    description: str
    height: str
    bars: tuple[PrintedBar, ...]


@dataclass(frozen=True, kw_only=True)
class ComparisonRow:
    """A row of the table: an indicator, its figures in the order of the columns, how many centres answered."""

    code: str
    title: str
    texts: tuple[str, ...]
    answered: int


@dataclass(frozen=True, kw_only=True)
class ComparisonTable:
    """The table of all the charts; `labels` are its columns."""

    labels: tuple[str, ...]
    rows: tuple[ComparisonRow, ...]


def printed_charts(content: Mapping[str, Any]) -> list[PrintedChart]:
    return [printed_chart(chart) for chart in content.get("charts", [])]


def printed_chart(chart: Mapping[str, Any]) -> PrintedChart:
    """A bar for each year of the centre, then one from the first to the last quartile of the comparable centres."""
    own = [row for row in chart["rows"] if row["of"] != COMPARABLES]
    comparables = [row for row in chart["rows"] if row["of"] == COMPARABLES]
    lengths = _lengths(chart["rows"])
    bars = [
        PrintedBar(
            label=row["label"],
            text=row["shown"],
            x="0",
            width=f"{lengths[row['label']]:.1f}",
            fill=PRINTED_FILLS.get(row["of"], OTHERS),
            **_heights(rank),
        )
        for rank, row in enumerate(own)
    ]
    if comparables:
        bars.append(_comparables_bar(len(own), comparables, [lengths[row["label"]] for row in comparables]))
    return PrintedChart(
        code=chart["code"],
        title=chart["title"],
        description=f"{chart['title']}. {description_of(dict(chart))}",
        height=str(len(bars) * PITCH + 2),
        bars=tuple(bars),
    )


def _lengths(rows: Iterable[Mapping[str, Any]]) -> dict[str, Decimal]:
    """The length of each figure, by label: the highest fills the width, a negative one has none."""
    values = {row["label"]: Decimal(row["value"]) for row in rows}
    top = max([*values.values(), WHOLE])
    return {label: max(value, Decimal(0)) * WIDTH / top for label, value in values.items()}


def _comparables_bar(rank: int, rows: Sequence[Mapping[str, Any]], lengths: Sequence[Decimal]) -> PrintedBar:
    """The comparable centres in a bar: its ends are their quartiles, its mark their median."""
    return PrintedBar(
        label="Comparables",
        text=f"{rows[0]['shown']} à {rows[-1]['shown']}",
        x=f"{lengths[0]:.1f}",
        width=f"{max(lengths[-1] - lengths[0], WHOLE):.1f}",
        fill=OTHERS,
        marks=tuple(f"{max(length - 1, Decimal(0)):.1f}" for length in lengths[1:-1]),
        **_heights(rank),
    )


def _heights(rank: int) -> dict[str, str]:
    return {"text_y": str(rank * PITCH + TEXT_DOWN), "bar_y": str(rank * PITCH + BAR_DOWN)}


def in_rows(charts: Sequence[PrintedChart]) -> list[tuple[PrintedChart, ...]]:
    return [tuple(charts[rank : rank + A_ROW]) for rank in range(0, len(charts), A_ROW)]


def comparison_table(content: Mapping[str, Any]) -> ComparisonTable:
    """Every figure of the charts; empty where one is missing."""
    charts = content.get("charts", [])
    labels = tuple(dict.fromkeys(row["label"] for chart in charts for row in chart["rows"]))
    rows = []
    for chart in charts:
        texts = {row["label"]: row["shown"] for row in chart["rows"]}
        rows.append(
            ComparisonRow(
                code=chart["code"],
                title=chart["title"],
                texts=tuple(texts.get(label, "") for label in labels),
                answered=chart["answered"],
            )
        )
    return ComparisonTable(labels=labels, rows=tuple(rows))
