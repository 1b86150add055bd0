"""The bricks of the sections: a figure told by its parts as a table and its drawing, the figures of a list of codes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from crpv.dashboard.queries import Sources
from crpv.dashboard.schema import Cell, Chart, ChartKind, Column, Figure, FigureKind, Series, Table
from crpv.dashboard.sentences import figure_of, kind_of, told, unit_of
from documents.french import NBSP, counted, listed
from documents.spreadsheets.columns import Kind
from evaluation.law.aggregation import share
from evaluation.law.consolidation import ConsolidatedIndicator
from evaluation.referential.breakdowns import adds_up, parts_of

COLUMN_KINDS: Mapping[FigureKind, Kind] = {
    FigureKind.INTEGER: Kind.INTEGER,
    FigureKind.DECIMAL: Kind.DECIMAL,
    FigureKind.PERCENT: Kind.PERCENT,
    FigureKind.AMOUNT: Kind.EUROS,
}
NO_PARTS = "Aucun détail n’est communiqué."


def figures_of_codes(sources: Sources, codes: Iterable[str]) -> tuple[Figure, ...]:
    """The figures of those codes, in their order; the ones that the year's version does not have are left out."""
    found = ((code, sources.now.figures.line(code)) for code in codes)
    return tuple(_figure(sources, line) for _, line in found if line is not None)


def _figure(sources: Sources, line: ConsolidatedIndicator) -> Figure:
    before = sources.kept.get(sources.year - 1)
    previous = before.figures.line(line.definition.code) if before else None
    return figure_of(line, previous, sources.year - 1)


def breakdown(sources: Sources, code: str, *, key: str, title: str) -> tuple[tuple[Table, ...], tuple[Chart, ...]]:
    """An indicator told by its parts: its table, and its bars; nothing when the year's version does not have it."""
    line = sources.now.figures.line(code)
    if line is None or not line.aggregate.parts:
        return (), ()
    rows = _part_rows(line)
    return (_breakdown_table(line, rows, key, title),), (_bars(line, rows, key, title),)


def _part_rows(line: ConsolidatedIndicator) -> list[tuple[str, Decimal]]:
    """(label, figure), the largest first; the parts keep the order of the form where one holds the other."""
    parts, labels = line.aggregate.parts, parts_of(line.definition.breakdown)
    known = [(label, parts[part]) for part, label in labels.items() if part in parts]
    known += [(part, figure) for part, figure in parts.items() if part not in labels]
    told_apart = [(label[:1].upper() + label[1:], figure) for label, figure in known]
    return sorted(told_apart, key=lambda row: -row[1]) if adds_up(line.definition.breakdown) else told_apart


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
    first = listed([f"{label} ({told(figure, kind, unit)})" for label, figure in rows[:3]])
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


def gathered(*pairs: tuple[tuple[Table, ...], tuple[Chart, ...]]) -> tuple[tuple[Table, ...], tuple[Chart, ...]]:
    """The tables and the charts of several breakdowns."""
    return tuple(table for tables, _ in pairs for table in tables), tuple(
        chart for _, charts in pairs for chart in charts
    )


def evolution(sources: Sources, code: str, *, key: str, title: str) -> tuple[tuple[Table, ...], tuple[Chart, ...]]:
    """One indicator over the years: its table with who answered, its line, and the notes of the years."""
    lines = {year: kept.figures.line(code) for year, kept in sources.kept.items()}
    known = {year: line for year, line in sorted(lines.items()) if line is not None}
    told_years = {year: line for year, line in known.items() if line.aggregate.value is not None}
    if len(told_years) < 2:
        return (), ()
    last = known[max(known)].definition
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
            for year, line in known.items()
        ),
    )
    first, final = (_told_year(told_years, year, kind, unit) for year in (min(told_years), max(told_years)))
    chart = Chart(
        key=f"{key}-courbe",
        title=title,
        kind=ChartKind.LINE,
        table=key,
        alternative=f"De {first} à {final}.",
        value_kind=kind,
        unit=unit,
        categories=tuple(str(year) for year in known),
        series=(Series(label=last.label, values=tuple(line.aggregate.value for line in known.values())),),
        notes=notes_of(sources),
    )
    return (table,), (chart,)


def _told_year(lines: Mapping[int, ConsolidatedIndicator], year: int, kind: FigureKind, unit: str) -> str:
    """« 2 900 demi-journées en 2021 (18 centres) »: by how many centres, unless every year has as many."""
    made = lines[year].aggregate
    unlike = len({line.aggregate.answered for line in lines.values()}) > 1
    return f"{told(made.value, kind, unit)} en {year}" + (f" ({counted(made.answered, 'centre')})" if unlike else "")


def notes_of(sources: Sources) -> tuple[str, ...]:
    """The notes of the years, the same one once for all its years: « 2022 et 2023 : … »."""
    years: dict[str, list[str]] = {}
    for year in sources.years:
        if sources.kept[year].note:
            years.setdefault(sources.kept[year].note, []).append(str(year))
    return tuple(f"{listed(told_years)}{NBSP}: {note}" for note, told_years in years.items())
