"""`{% load dashboard %}`: a dashboard's figures, cells and charts in templates, live or published."""

from decimal import Decimal

from django import template

from crpv.dashboard.charts import Drawing, draw_chart
from crpv.dashboard.drill_down_queries import kind_of_centre, measure_text
from crpv.dashboard.schema import Cell, Chart, Column, Figure, Section, Table
from crpv.dashboard.sentences import figure_and_unit, figure_text, kind_of, sentence_of, unit_of
from documents.french import NBSP, number
from documents.spreadsheets.columns import Kind
from evaluation.law.aggregation import Aggregate, Measure
from evaluation.law.consolidation import ConsolidatedIndicator, Definition

register = template.Library()

MOST_ROWS = 50


@register.filter
def drawing(chart: Chart) -> Drawing:
    """The geometry of a chart; its own `template` renders it."""
    return draw_chart(chart)


@register.filter
def figure_apart(figure: Figure) -> tuple[str, str]:
    """The figure and its unit apart, so that a narrow card breaks between them."""
    return figure_and_unit(figure.value, figure.kind, figure.unit)


@register.filter
def figure_previous(figure: Figure) -> str:
    """« 2024 : 3 163 demi-journées »; empty when the two years are not compared."""
    if figure.previous is None:
        return ""
    return f"{figure.previous_year}{NBSP}: {figure_text(figure.previous, figure.kind, figure.unit)}"


@register.filter
def page_rows(table: Table) -> list[list[tuple[Column, str]]]:
    """The first fifty rows, each cell as text with its column."""
    return [
        list(zip(table.columns, map(_cell_text, row, table.columns), strict=True)) for row in table.rows[:MOST_ROWS]
    ]


@register.filter
def hidden_rows(table: Table) -> int:
    """How many rows the page leaves out; the workbook has them all."""
    return max(0, len(table.rows) - MOST_ROWS)


@register.filter
def table_of(section: Section, chart: Chart) -> Table | None:
    """The table that a chart draws."""
    return next((table for table in section.tables if table.key == chart.table), None)


@register.filter
def lone_tables(section: Section) -> list[Table]:
    """The tables that no chart of the section draws."""
    charted = {chart.table for chart in section.charts}
    return [table for table in section.tables if table.key not in charted]


@register.filter
def notes_of(section: Section) -> list[str]:
    """The notes of the years, each once for the whole section."""
    return list(dict.fromkeys(note for chart in section.charts for note in chart.notes))


def _cell_text(value: Cell, column: Column) -> str:
    if value is None:
        return "–"
    if isinstance(value, str):
        return value
    if column.kind is Kind.PERCENT:
        return number(value, 1)
    return number(value, 0 if column.kind is Kind.EUROS else None)


@register.filter
def measure_value(definition: Definition, measure: Measure) -> str:
    """One centre's answer in words."""
    return measure_text(definition, measure)


@register.filter
def aggregate_value(definition: Definition, aggregate: Aggregate) -> str:
    """The figure of several centres, and how many it counts."""
    worth = figure_text(aggregate.value, kind_of(definition), unit_of(definition))
    return f"{worth}. {sentence_of(ConsolidatedIndicator(definition=definition, aggregate=aggregate))}"


@register.filter
def centre_value(definition: Definition, value: Decimal | None) -> str:
    """A figure of one centre, or of a quartile of centres, with its unit."""
    return figure_text(value, kind_of_centre(definition), definition.unit)
