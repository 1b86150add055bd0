"""Charts of the index: every centre of an exercise, and one centre among the others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from centres.enums import Zone
from documents.charts.bands import ChartBand, ChartBar, IndexChart, ScaleChart, index_chart, scale_chart
from documents.french import number
from funding.models import Allocation, Round
from funding.rounds.queries import AllocationRow


def bands_of(exercise: Round) -> list[ChartBand]:
    """The bands that the calculation used, named by the ETP they add."""
    return [
        ChartBand(
            above=Decimal(band["above"]),
            up_to=Decimal(band["up_to"]),
            label=f"+{number(Decimal(band['extra_fte']))} ETP",
        )
        for band in exercise.ruler.get("bands", [])
    ]


def index_chart_of(exercise: Round, rows: Iterable[AllocationRow]) -> IndexChart | None:
    """One bar per centre of the rows, the highest index first; None before the calculation."""
    lines = [row.line for row in rows if row.line.weighted_index is not None]
    if not lines:
        return None
    lines.sort(key=lambda line: (-line.weighted_index, line.name))
    bars = [
        ChartBar(
            label=line.name,
            value=line.published_index,
            note="sans effet" if line.zone == Zone.OVERSEAS else f"{number(line.fte)} ETP",
            aside=line.zone == Zone.OVERSEAS,
        )
        for line in lines
    ]
    return index_chart(bars, bands_of(exercise), title=f"Indice de chaque centre en {exercise.year}")


def scale_chart_of(line: Allocation, others: Sequence[Decimal]) -> ScaleChart | None:
    """The centre's place on the scale, among the indices of the others; None before the calculation."""
    if line.published_index is None:
        return None
    return scale_chart(
        line.published_index,
        bands_of(line.round),
        title=f"Place de {line.name} sur l’échelle de l’indice",
        label=f"{line.name} : {number(line.published_index, 1)}",
        others=others,
    )
