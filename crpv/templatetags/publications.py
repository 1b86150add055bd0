"""`{% load publications %}`: layout of a printed dashboard."""

from django import template

from crpv.dashboard.schema import Chart, ChartKind, Table

register = template.Library()

LONGEST_LABEL, MOST_COLUMNS = 34, 4


@register.filter
def fits_beside(chart: Chart, table: Table | None) -> bool:
    """Whether a drawing and its table fit side by side on a page: short labels, few columns, no map."""
    if table is None or chart.kind is ChartKind.MAP or len(table.columns) > MOST_COLUMNS:
        return False
    return max(map(len, chart.categories), default=0) <= LONGEST_LABEL
