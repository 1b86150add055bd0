"""Sheet « Synthèse »: live totals by zone and by band, chart of the indices, alerts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from documents.french import number
from documents.spreadsheets.columns import Kind
from documents.spreadsheets.sheet import Page, Shape, address, span
from funding.formula.allocate import Result
from funding.workbook.calculation import PLACE, STEPS, SUMMED, Table
from funding.workbook.teams import HEADING, NOTE, ZONES

COUNT = Kind.INTEGER
TITLES = ("Centres", *(STEPS[PLACE[key]].title for key in SUMMED))


class Group(NamedTuple):
    """The centres that a row adds up: those whose step holds this value; a live label where the scale gives it."""

    value: str | int
    label: str
    formula: str = ""


def write_summary(page: Page, result: Result, table: Table, findings: Sequence[tuple[str, str]]) -> None:
    """Write the totals of the network, read from « Calcul », the chart and the alerts."""
    page.widths(42, 10, 9, 11, 9, *[16] * 5)
    page.put(0, 0, "Synthèse du réseau", Shape("title"))
    page.put(1, 0, "Tout se recalcule, sauf les points d’attention.", NOTE)
    page.sheet.freeze_panes(3, 1)
    page.sheet.set_portrait()
    row = _write_table(page, 3, "Par zone", "zone", [Group(zone, zone) for zone in ZONES.values()], table)
    bands = [
        Group(
            rank,
            f"Tranche {rank}, jusqu’à {number(band.up_to)}",
            # The comma is put by hand: a figure joined to a text takes the separator of the reader's language.
            f'"Tranche {rank}, jusqu’à "&SUBSTITUTE(INDEX(tranches_haut,{rank}),".",",")',
        )
        for rank, band in enumerate(result.parameters.bands, 1)
    ]
    bands.append(Group(0, "Indice sans effet"))
    row = _write_table(page, row, "Par tranche de l’indice", "band", bands, table)
    row = _draw(page, row, table)
    page.line(row, ("Points d’attention et réserves", *[""] * len(TITLES)), HEADING)
    for place, (label, sentence) in enumerate(findings or [("Aucun", "")], row + 1):
        page.put(place, 0, label, Shape("strong"))
        page.wide(place, 1, len(TITLES), sentence, Shape("plain"))


def _write_table(page: Page, row: int, title: str, key: str, groups: Sequence[Group], table: Table) -> int:
    page.titles(row, (title, *TITLES), right=range(1, 10))
    page.sheet.set_row(row, 34)
    total = row + len(groups) + 1
    for place, group in enumerate(groups, row + 1):
        _write_group(page, place, key, group, table)
    page.put(total, 0, "Réseau", Shape("total"))
    sums = [(table.shape(name, "total"), sum(values[name] for values in table.values)) for name in SUMMED]
    for column, (shape, amount) in enumerate([(Shape("total", COUNT), len(table.rows)), *sums], 1):
        page.formula(total, column, f"SUM({span(row + 1, column, total - 1, column)})", amount, shape)
    page.put(total + 1, 0, "Écart avec le total de «\u00a0Calcul\u00a0»", NOTE)
    for column, name in enumerate(SUMMED, 2):
        page.formula(total + 1, column, f"{address(total, column)}-{table.total(name)}", 0, Shape("note", COUNT))
    page.alarm(span(total + 1, 2, total + 1, 1 + len(SUMMED)), f"ABS({address(total + 1, 2)})>0.000001")
    return total + 3


def _write_group(page: Page, row: int, key: str, group: Group, table: Table) -> None:
    criterion = f'"{group.value}"' if isinstance(group.value, str) else str(group.value)
    members = [values for values in table.values if values[key] == group.value]
    if group.formula:
        page.formula(row, 0, group.formula, group.label)
    else:
        page.put(row, 0, group.label)
    page.formula(row, 1, f"COUNTIF({table.column(key)},{criterion})", len(members), Shape("body", COUNT))
    for column, name in enumerate(SUMMED, 2):
        expression = f"SUMIF({table.column(key)},{criterion},{table.column(name)})"
        page.formula(row, column, expression, sum(values[name] for values in members), table.shape(name))


def _draw(page: Page, row: int, table: Table) -> int:
    """Draw the published index of each centre; answers the first row under the drawing."""
    bars = min(len(table.rows), 60)
    chart = page.book.add_chart({"type": "bar"})
    chart.add_series(
        {
            "name": "Indice publié",
            "categories": f"={table.column('name')}",
            "values": f"={table.column('published_index')}",
            "fill": {"color": "#000091"},
            "data_labels": {"value": True, "font": {"name": "Arial", "size": 8}},
            "gap": 60,
        }
    )
    chart.set_title(
        {"name": "Indice publié de chaque centre", "name_font": {"name": "Arial", "size": 11, "color": "#000091"}}
    )
    chart.set_x_axis(
        {
            "min": 0,
            "max": 10,
            "major_unit": 2,
            "num_font": {"name": "Arial", "size": 8},
            "major_gridlines": {"visible": True, "line": {"color": "#DDDDDD"}},
        }
    )
    chart.set_y_axis({"reverse": True, "num_font": {"name": "Arial", "size": 8}, "line": {"color": "#666666"}})
    chart.set_legend({"none": True})
    height = 90 + 20 * bars
    chart.set_size({"width": 1000, "height": height})
    page.sheet.insert_chart(row, 0, chart, {"description": "Indice publié de chaque centre, de 0 à 10"})
    return row + height // 20 + 2


def alerts_of(result: Result) -> list[tuple[str, str]]:
    """Pairs (label, sentence) of the alerts of the formula: the network first, then each centre."""
    alerts = [("Réseau", alert.sentence) for alert in result.alerts]
    return alerts + [
        (allocation.centre.name, alert.sentence) for allocation in result.allocations for alert in allocation.alerts
    ]
