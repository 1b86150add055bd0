"""The charts of an opinion, drawn from its context: one figure, this centre beside what its comparables make."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from documents.charts import FILLS, Band, Bar, IndexChart, Row, index_chart
from documents.formats import NBSP

WHOLE = Decimal(1)
THIS_YEAR, LAST_YEAR, COMPARABLES = "annee", "annee-precedente", "comparables"
TONES = {THIS_YEAR: 3, LAST_YEAR: 1}


def charts_of(context: dict[str, Any]) -> list[tuple[dict[str, Any], IndexChart]]:
    """Each chart of the context with its drawing; the rows of the first are the table beside the second."""
    return [(chart, drawing_of(chart)) for chart in context.get("charts", [])]


def drawing_of(chart: dict[str, Any]) -> IndexChart:
    """The bars of one chart, this centre's dark, its comparables' hollow; each says its figure as the table does."""
    told = chart["rows"]
    rows = [Row(label=row["label"], value=Decimal(row["value"]), aside=row["of"] == COMPARABLES) for row in told]
    top = max([*(row.value for row in rows), WHOLE])
    drawn = index_chart(
        rows, [Band(Decimal(0), top, "")], title=chart["title"], key=f"graphique-{chart['code'].lower()}"
    )
    bars = tuple(_told(bar, row) for bar, row in zip(drawn.bars, told, strict=True))
    return replace(drawn, description=description_of(chart), bars=bars)


def _told(bar: Bar, row: dict[str, Any]) -> Bar:
    tone = TONES.get(row["of"])
    shape = {} if tone is None else {"tone": str(tone), "fill": FILLS[tone], "stroke": FILLS[tone]}
    return replace(bar, text=row["shown"], **shape)


def description_of(chart: dict[str, Any]) -> str:
    """What the chart shows, for those who do not see it."""
    told = " ; ".join(f"{row['label']}{NBSP}: {row['shown']}" for row in chart["rows"])
    return f"{told}. {chart['answered']} centres comparables ont répondu ({chart['comparable']})."
