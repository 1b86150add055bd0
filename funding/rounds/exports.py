"""Files of the funding table: CSV, workbook with live formulas, PDF. Columns are a contract: tests check them."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.text import capfirst

from documents import french
from documents.pdf.render import render_pdf
from documents.spreadsheets.columns import Column, Kind
from documents.spreadsheets.csv_files import csv_bytes
from funding.models import Allocation
from funding.models.round import CORRECTED
from funding.rounds.calculation import parameters_used, result_of
from funding.rounds.queries import AllocationRow, RoundTable, index_chart_of
from funding.workbook.build import Sources, funding_workbook


def print_table(table: RoundTable) -> bytes:
    """The table of one exercise as a PDF, without the amounts that only some may read."""
    return render_pdf(
        "funding/rounds/round_pdf.html",
        {"exercise": table.exercise, "table": table, "chart": index_chart_of(table.exercise, table.rows)},
        identifier=table.exercise.seal or None,
    )


def print_allocation(line: Allocation, context: dict[str, object]) -> bytes:
    """One centre's calculation, step by step, as a PDF."""
    return render_pdf("funding/rounds/allocation_pdf.html", {"line": line, "exercise": line.round, **context})


def _of_line(name: str) -> Callable[[AllocationRow], Any]:
    return lambda row: _short(getattr(row.line, name))


def _short(value: Any) -> Any:
    """A decimal without the zeros that its column in the database adds (504000.00 → 504000), anything else as it is."""
    if not isinstance(value, Decimal):
        return value
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


COLUMNS = (
    Column("Exercice", lambda row: row.line.round.year, Kind.YEAR),
    Column("Centre", _of_line("name")),
    Column("Zone", lambda row: row.line.get_zone_display()),
    Column("Dans le calcul", lambda row: "oui" if row.line.in_formula else "non"),
    Column("Quartiers prioritaires", _of_line("qpv"), Kind.INTEGER),
    Column("Indice quartiers", _of_line("qpv_index"), Kind.DECIMAL, decimals=4),
    Column("Distance médiane (km)", _of_line("km"), Kind.DECIMAL, decimals=1),
    Column("Indice distance", _of_line("distance_index"), Kind.DECIMAL, decimals=4),
    Column("Indice pondéré", _of_line("weighted_index"), Kind.DECIMAL, decimals=4),
    Column("Indice publié", _of_line("published_index"), Kind.DECIMAL, decimals=1),
    Column("ETP supplémentaires", _of_line("extra_fte"), Kind.DECIMAL, decimals=0),
    Column("ETP", _of_line("fte"), Kind.DECIMAL, decimals=0),
    Column("Part fixe (€)", _of_line("fixed_part"), Kind.EUROS),
    Column("Part variable (€)", _of_line("variable_part"), Kind.EUROS),
    Column("Budget socle (€)", _of_line("budget"), Kind.EUROS),
    Column("Plancher de l’État (€)", _of_line("state_floor"), Kind.EUROS),
    Column("Évolution du plancher (€)", lambda row: _short(row.floor_change), Kind.EUROS),
    Column("À trouver ailleurs (€)", _of_line("remainder"), Kind.EUROS),
    Column("Notifié (€)", lambda row: _short(row.notified), Kind.EUROS),
    Column("Versé (€)", lambda row: _short(row.paid), Kind.EUROS),
    Column("Points d’attention", lambda row: " | ".join(anomaly.sentence for anomaly in row.anomalies)),
)


def table_csv(table: RoundTable) -> bytes:
    """The table for a spreadsheet in French: semicolons, decimal commas, UTF-8 with its mark."""
    return csv_bytes(COLUMNS, table.rows)


def table_workbook(table: RoundTable) -> bytes:
    """The workbook with live formulas, from the exercise's own data and scale."""
    exercise = table.exercise
    lines = [row.line for row in table.rows]
    result = result_of(lines, parameters_used(exercise))
    sources = {}
    for line in lines:
        method = f"{capfirst(line.get_km_method_display())}. " if line.km_method else ""
        km = method + _source_text(line, line.km_source)
        sources[line.centre.slug] = Sources(qpv=_source_text(line, line.qpv_source), km=km)
    return funding_workbook(
        result,
        title=f"Financement des centres, {exercise}",
        year=exercise.year,
        notes=notes_of(table),
        sources=sources,
        findings=findings_of(table),
    )


def _source_text(line: Allocation, source: str) -> str:
    """Source of a figure; the reason for a corrected one; both when the corrected one is not identified."""
    reason = f"Donnée corrigée pour cet exercice\u00a0: {line.input_reason}" if line.input_reason else ""
    if source == CORRECTED:
        return reason
    is_certain = CORRECTED in (line.qpv_source, line.km_source)
    return source if is_certain else f"{source} {reason}".strip()


def findings_of(table: RoundTable) -> list[tuple[str, str]]:
    """Pairs (label, sentence): alerts on the network, then anomalies of centres, as on its page and in its PDF."""
    alerts = [("Réseau", sentence) for sentence in table.exercise.ruler.get("alerts", [])]
    centre_findings = [
        (anomaly.label, f"{anomaly.sentence} ({french.listed(names)})") for anomaly, names in table.findings
    ]
    return alerts + [(capfirst(label), sentence) for label, sentence in centre_findings]


def notes_of(table: RoundTable) -> list[tuple[str, str]]:
    """Pairs (label, value) of the first sheet: state, dates, reason, fingerprint, note."""
    exercise = table.exercise
    notes = [
        ("Exercice", str(exercise).removeprefix("exercice ")),
        ("État", exercise.get_state_display()),
        ("Adopté le", french.date(timezone.localtime(exercise.adopted_at)) if exercise.adopted_at else ""),
        ("Motif de la correction", exercise.reason),
        ("Note", exercise.note),
        ("Empreinte (SHA-256)", exercise.seal),
    ]
    return [(label, value) for label, value in notes if value]


def table_pdf(table: RoundTable) -> bytes:
    """The published bytes of an adopted exercise; a draft is printed anew."""
    document = getattr(table.exercise, "document", None)
    return bytes(document.content) if document else print_table(table)
