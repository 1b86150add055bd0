"""`{% load dashboard %}`: a dashboard's figures, cells and charts in templates, live or published."""

from decimal import Decimal

from django import template

from crpv.dashboard.charts import Drawing
from crpv.dashboard.charts import drawn as drawn_chart
from crpv.dashboard.drill_down_queries import kind_of_centre, told_measure
from crpv.dashboard.schema import Cell, Chart, Column, Figure, Section, Table
from crpv.dashboard.sentences import kind_of, sentence_of, told, told_apart, unit_of
from documents.french import NBSP, number
from documents.spreadsheets.columns import Kind
from evaluation.law.aggregation import Aggregate, Measure
from evaluation.law.consolidation import ConsolidatedIndicator, Definition

register = template.Library()

MOST_ROWS = 50


@register.filter
def drawn(chart: Chart) -> Drawing:
    """The drawing of a chart; its own `template` shows it."""
    return drawn_chart(chart)


@register.filter
def figure_apart(figure: Figure) -> tuple[str, str]:
    """The same, the figure and the word of its unit apart, so that a narrow card parts them between words."""
    return told_apart(figure.value, figure.kind, figure.unit)


@register.filter
def figure_previous(figure: Figure) -> str:
    """« 2024 : 3 163 demi-journées »; empty when the year before tells nothing."""
    if figure.previous is None:
        return ""
    return f"{figure.previous_year}{NBSP}: {told(figure.previous, figure.kind, figure.unit)}"


@register.filter
def shown_rows(table: Table) -> list[list[tuple[Column, str]]]:
    """The rows that a page shows, fifty at most, each cell with its column and in words."""
    return [list(zip(table.columns, map(_cell, row, table.columns), strict=True)) for row in table.rows[:MOST_ROWS]]


@register.filter
def hidden_rows(table: Table) -> int:
    """How many rows the page leaves to the workbook."""
    return max(0, len(table.rows) - MOST_ROWS)


@register.filter
def table_of(section: Section, chart: Chart) -> Table | None:
    """The table that a chart draws."""
    return next((table for table in section.tables if table.key == chart.table), None)


@register.filter
def lone_tables(section: Section) -> list[Table]:
    """The tables that no chart of the section draws."""
    told_by_a_chart = {chart.table for chart in section.charts}
    return [table for table in section.tables if table.key not in told_by_a_chart]


@register.filter
def notes_of(section: Section) -> list[str]:
    """The notes of the years, each once for the whole section."""
    return list(dict.fromkeys(note for chart in section.charts for note in chart.notes))


def _cell(value: Cell, column: Column) -> str:
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
    return told_measure(definition, measure)


@register.filter
def aggregate_value(definition: Definition, made: Aggregate) -> str:
    """The figure of several centres, and who made it."""
    worth = told(made.value, kind_of(definition), unit_of(definition))
    return f"{worth}. {sentence_of(ConsolidatedIndicator(definition=definition, aggregate=made))}"


@register.filter
def centre_value(definition: Definition, value: Decimal | None) -> str:
    """A figure of one centre, or of a quartile of centres, with its unit."""
    return told(value, kind_of_centre(definition), definition.unit)
