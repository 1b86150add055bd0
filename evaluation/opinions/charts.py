"""The charts of an opinion, drawn from its context: one figure, this centre beside what its comparables make."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from documents.charts import Band, IndexChart, Row, index_chart
from documents.formats import NBSP

WHOLE = Decimal(1)


def charts_of(context: dict[str, Any]) -> list[tuple[dict[str, Any], IndexChart]]:
    """Each chart of the context with its drawing; the rows of the first are the table beside the second."""
    return [(chart, drawing_of(chart)) for chart in context.get("charts", [])]


def drawing_of(chart: dict[str, Any]) -> IndexChart:
    """The bars of one chart, over a scale that ends at the longest."""
    rows = [Row(label=row["label"], value=Decimal(row["value"])) for row in chart["rows"]]
    top = max([*(row.value for row in rows), WHOLE])
    drawn = index_chart(
        rows,
        [Band(Decimal(0), top, "")],
        title=chart["title"],
        decimals=1 if any(row.value != row.value.to_integral_value() for row in rows) else 0,
        key=f"graphique-{chart['code'].lower()}",
    )
    return replace(drawn, description=description_of(chart))


def description_of(chart: dict[str, Any]) -> str:
    """What the chart shows, for those who do not see it."""
    told = " ; ".join(f"{row['label']}{NBSP}: {row['shown']}" for row in chart["rows"])
    return f"{told}. {chart['answered']} centres comparables ont répondu ({chart['comparable']})."
