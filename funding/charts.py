"""The funding figures as drawings: who stands where on the scale of the index."""

from __future__ import annotations

from decimal import Decimal

from centres.enums import Zone
from documents.charts import Band, IndexChart, Row, ScaleChart, index_chart, scale_chart
from documents.formats import number
from funding.figures import RoundTable
from funding.models import Allocation, Round


def bands_of(exercise: Round) -> list[Band]:
    """The bands that the calculation used, named by the ETP they add."""
    return [
        Band(
            above=Decimal(band["above"]),
            up_to=Decimal(band["up_to"]),
            label=f"+{number(Decimal(band['extra_fte']))} ETP",
        )
        for band in exercise.ruler.get("bands", [])
    ]


def index_chart_of(table: RoundTable) -> IndexChart | None:
    """One bar per centre, the highest index first; None before the calculation."""
    lines = [row.line for row in table.rows if row.line.weighted_index is not None]
    if not lines:
        return None
    lines.sort(key=lambda line: (-line.weighted_index, line.name))
    rows = [
        Row(
            label=line.name,
            value=line.published_index,
            note="sans effet outre-mer" if line.zone == Zone.OVERSEAS else f"{number(line.fte)} ETP",
            aside=line.zone == Zone.OVERSEAS,
        )
        for line in lines
    ]
    return index_chart(rows, bands_of(table.exercise), title=f"Indice de chaque centre en {table.exercise.year}")


def scale_chart_of(line: Allocation) -> ScaleChart | None:
    """The centre's place on the scale, among the others (1 query); None before the calculation."""
    if line.published_index is None:
        return None
    others = line.round.allocations.exclude(pk=line.pk).exclude(published_index=None).order_by("published_index")
    return scale_chart(
        line.published_index,
        bands_of(line.round),
        title=f"Place de {line.name} sur l’échelle de l’indice",
        label=f"{line.name} : {number(line.published_index, 1)}",
        others=list(others.values_list("published_index", flat=True)),
    )
