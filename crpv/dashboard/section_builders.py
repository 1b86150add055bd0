"""Parts shared by the sections: figures of a list of codes, an indicator by its parts or over the years."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from crpv.dashboard.queries import DashboardSources
from crpv.dashboard.schema import Cell, Chart, ChartKind, Column, Figure, FigureKind, Series, Table
from crpv.dashboard.sentences import figure_of, figure_text, kind_of, unit_of
from documents.french import NBSP, counted, listed
from documents.spreadsheets.columns import Kind
from evaluation.enums import adds_up, parts_of
from evaluation.law.aggregation import share
from evaluation.law.consolidation import ConsolidatedIndicator

COLUMN_KINDS: Mapping[FigureKind, Kind] = {
    FigureKind.INTEGER: Kind.INTEGER,
    FigureKind.DECIMAL: Kind.DECIMAL,
    FigureKind.PERCENT: Kind.PERCENT,
    FigureKind.AMOUNT: Kind.EUROS,
}
NO_PARTS = "Aucun détail n’est communiqué."


def figures_of_codes(sources: DashboardSources, codes: Iterable[str]) -> tuple[Figure, ...]:
    """The figures of those codes, in their order; the ones that the year's version does not have are left out."""
    before = sources.summaries.get(sources.year - 1)
    lines = ((code, sources.now.figures.line(code)) for code in codes)
    return tuple(
        figure_of(line, before.figures.line(code) if before else None, sources.year - 1)
        for code, line in lines
        if line is not None
    )


def breakdown(
    sources: DashboardSources, code: str, *, key: str, title: str
) -> tuple[tuple[Table, ...], tuple[Chart, ...]]:
    """The parts of an indicator: their table and their bars; empty when the year's version does not have it."""
    line = sources.now.figures.line(code)
    if line is None or not line.aggregate.parts:
        return (), ()
    definition, parts, labels = line.definition, line.aggregate.parts, parts_of(line.definition.breakdown)
    labelled = [(label, parts[part]) for part, label in labels.items() if part in parts]
    labelled += [(part, figure) for part, figure in parts.items() if part not in labels]
    rows = [(label[:1].upper() + label[1:], figure) for label, figure in labelled]
    # The largest first; where one part contains another, the order of the form.
    if adds_up(definition.breakdown):
        rows.sort(key=lambda row: -row[1])
    return (_breakdown_table(line, rows, key, title),), (_bars(line, rows, key, title),)


def _breakdown_table(line: ConsolidatedIndicator, rows: list[tuple[str, Decimal]], key: str, title: str) -> Table:
    definition = line.definition
    columns = [
        Column(title="Détail"),
        Column(title=_heading(unit_of(definition)), kind=COLUMN_KINDS[kind_of(definition)]),
    ]
    cells: list[tuple[Cell, ...]] = list(rows)
    if adds_up(definition.breakdown):
        total = sum((figure for _, figure in rows), Decimal(0))
        columns.append(Column(title="Part (%)", kind=Kind.PERCENT))
        cells = [(label, figure, share(figure, total)) for label, figure in rows]
        cells.append(("Ensemble", total, share(total, total)))
    return Table(key=key, caption=title, columns=tuple(columns), rows=tuple(cells))


def _heading(unit: str) -> str:
    return {"€": "Montant (€)", "%": "Part (%)"}.get(unit) or unit[:1].upper() + unit[1:] or "Nombre"


def _bars(line: ConsolidatedIndicator, rows: list[tuple[str, Decimal]], key: str, title: str) -> Chart:
    definition = line.definition
    kind, unit = kind_of(definition), unit_of(definition)
    first = listed([f"{label} ({figure_text(figure, kind, unit)})" for label, figure in rows[:3]])
    return Chart(
        key=f"{key}-barres",
        title=title,
        kind=ChartKind.BARS,
        table=key,
        alternative=f"{title}{NBSP}: {first}{' en tête' if len(rows) > 3 else ''}. Le tableau donne chaque valeur.",
        value_kind=kind,
        unit=unit,
        categories=tuple(label for label, _ in rows),
        series=(Series(label=definition.label, values=tuple(figure for _, figure in rows)),),
    )


def combine(*pairs: tuple[tuple[Table, ...], tuple[Chart, ...]]) -> tuple[tuple[Table, ...], tuple[Chart, ...]]:
    """The tables and the charts of several breakdowns."""
    return tuple(table for tables, _ in pairs for table in tables), tuple(
        chart for _, charts in pairs for chart in charts
    )


def evolution(
    sources: DashboardSources, code: str, *, key: str, title: str
) -> tuple[tuple[Table, ...], tuple[Chart, ...]]:
    """One indicator over the years: its table with who answered, its line, and the notes of the years."""
    lines = {year: summary.figures.line(code) for year, summary in sources.summaries.items()}
    by_year = {year: line for year, line in sorted(lines.items()) if line is not None}
    with_value = {year: line for year, line in by_year.items() if line.aggregate.value is not None}
    if len(with_value) < 2:
        return (), ()
    last = by_year[max(by_year)].definition
    kind, unit = kind_of(last), unit_of(last)
    table = Table(
        key=key,
        caption=title,
        columns=(
            Column(title="Exercice", kind=Kind.TEXT),
            Column(title=_heading(unit), kind=COLUMN_KINDS[kind]),
            Column(title="Centres qui ont répondu", kind=Kind.INTEGER),
            Column(title="Centres interrogés", kind=Kind.INTEGER),
        ),
        rows=tuple(
            (str(year), line.aggregate.value, Decimal(line.aggregate.answered), Decimal(line.aggregate.asked))
            for year, line in by_year.items()
        ),
    )
    first, final = (_year_text(with_value, year, kind, unit) for year in (min(with_value), max(with_value)))
    chart = Chart(
        key=f"{key}-courbe",
        title=title,
        kind=ChartKind.LINE,
        table=key,
        alternative=f"De {first} à {final}.",
        value_kind=kind,
        unit=unit,
        categories=tuple(str(year) for year in by_year),
        series=(Series(label=last.label, values=tuple(line.aggregate.value for line in by_year.values())),),
        notes=notes_of(sources),
    )
    return (table,), (chart,)


def _year_text(lines: Mapping[int, ConsolidatedIndicator], year: int, kind: FigureKind, unit: str) -> str:
    """« 2 900 demi-journées en 2021 (18 centres) »: by how many centres, unless every year has as many."""
    aggregate = lines[year].aggregate
    unlike = len({line.aggregate.answered for line in lines.values()}) > 1
    return f"{figure_text(aggregate.value, kind, unit)} en {year}" + (
        f" ({counted(aggregate.answered, 'centre')})" if unlike else ""
    )


def notes_of(sources: DashboardSources) -> tuple[str, ...]:
    """The notes of the years, the same one once for all its years: « 2022 et 2023 : … »."""
    years: dict[str, list[str]] = {}
    for year in sources.years:
        if sources.summaries[year].note:
            years.setdefault(sources.summaries[year].note, []).append(str(year))
    return tuple(f"{listed(noted)}{NBSP}: {note}" for note, noted in years.items())
