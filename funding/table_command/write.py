"""The calculated table as CSV or JSON for scripts: decimal points, whole euros, harmless text cells."""

from __future__ import annotations

import csv
import io
import json
import re
from decimal import Decimal

from documents.french import plain
from documents.spreadsheets.csv_files import harmless
from funding.formula.types import Result

OUTPUT_COLUMNS = (
    "centre",
    "zone",
    "qpv",
    "indice_qpv",
    "km",
    "indice_km",
    "indice",
    "etp_supplementaires",
    "etp",
    "part_fixe",
    "part_variable",
    "budget_socle",
    "plancher_etat",
    "alertes",
)

Cell = str | int | Decimal


def table_rows(result: Result) -> list[dict[str, Cell]]:
    """Return one row per calculated centre, under OUTPUT_COLUMNS, in the order of the result."""
    shared = [alert.sentence for alert in result.alerts]
    return [
        {
            "centre": allocation.centre.name,
            "zone": allocation.centre.zone.value,
            "qpv": allocation.centre.qpv,
            "indice_qpv": allocation.qpv_index,
            "km": _shortest(allocation.centre.km),
            "indice_km": allocation.distance_index,
            "indice": allocation.published_index,
            "etp_supplementaires": _shortest(allocation.extra_fte),
            "etp": _shortest(allocation.fte),
            "part_fixe": allocation.fixed_part,
            "part_variable": allocation.variable_part,
            "budget_socle": allocation.budget,
            "plancher_etat": allocation.state_floor,
            "alertes": " | ".join(shared + [alert.sentence for alert in allocation.alerts]),
        }
        for allocation in result.allocations
    ]


def _shortest(value: Decimal) -> Decimal:
    return Decimal(plain(value))


def to_csv(result: Result) -> str:
    """Return the table as CSV, `;` between cells and a point in decimals; no text cell starts a formula."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    writer.writerow(OUTPUT_COLUMNS)
    # On one line: csv leaves a lone carriage return unquoted, and a row would break there.
    writer.writerows(
        [harmless(re.sub(r"[\r\n]+", " ", cell)) if isinstance(cell, str) else _figure(cell) for cell in row.values()]
        for row in table_rows(result)
    )
    return out.getvalue()


def _figure(value: int | Decimal) -> str:
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def to_json(result: Result) -> str:
    """Return the table as a JSON list of objects, one per line, numbers with all their decimals."""
    lines = []
    for row in table_rows(result):
        pairs = (
            (name, json.dumps(cell, ensure_ascii=False) if isinstance(cell, str) else _figure(cell))
            for name, cell in row.items()
        )
        lines.append("  {" + ", ".join(f"{json.dumps(name)}: {text}" for name, text in pairs) + "}")
    return "[\n" + ",\n".join(lines) + "\n]\n"
