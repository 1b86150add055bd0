"""The funding table and its indices: the adopted round of the year (R-13, R-87 to R-104)."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from crpv.dashboard.queries import Sources
from crpv.dashboard.schema import Cell, Chart, ChartKind, Column, Figure, FigureKind, Section, Series, Table
from documents.french import counted, listed, number
from documents.spreadsheets.columns import Kind
from documents.text import unaccented
from funding.models import Allocation


def funding(sources: Sources) -> Section:
    """What the formula gives; amounts are theoretical (R-104)."""
    lines = sorted(sources.allocations, key=lambda line: unaccented(line.name))
    told = [line for line in lines if line.budget is not None]
    if not told:
        return Section(
            key="financement",
            title="Le financement par l’État",
            introduction=f"Aucun exercice de financement {sources.year} n’est adopté : rien n’est publié ici.",
        )
    return Section(
        key="financement",
        title="Le financement par l’État",
        introduction=(
            "Montants théoriques de l’exercice adopté : ce que donne la formule, pas ce qui est notifié ni versé."
            + _not_asked(told, sources.year)
        ),
        figures=tuple(_figures(told)),
        tables=(_table(lines),),
        charts=(_indices(told),),
    )


def _not_asked(lines: list[Allocation], year: int) -> str:
    """Whom the formula counts though no form was asked of them: a centre that the framework expects, not open yet."""
    names = [line.name for line in lines if not line.is_asked]
    if not names:
        return ""
    return f" Dans le calcul sans être interrogé sur son activité {year}, ni compté sur la carte : {listed(names)}."


def _figures(lines: list[Allocation]) -> Iterable[Figure]:
    for code, label, field, kind, unit, rule in (
        ("FI-01", "Budget socle du réseau", "budget", FigureKind.AMOUNT, "€", "R-90"),
        ("FI-02", "Plancher de l’État", "state_floor", FigureKind.AMOUNT, "€", "R-98"),
        ("FI-03", "Équipes financées", "fte", FigureKind.DECIMAL, "ETP", "R-89"),
    ):
        known = [getattr(line, field) for line in lines if getattr(line, field) is not None]
        yield Figure(
            code=code, label=label, value=sum(known, Decimal(0)) if known else None, kind=kind, unit=unit, rule=rule,
            sentence=f"Pour {counted(len(known), 'centre')} dans le calcul.",
        )  # fmt: skip


def _table(lines: list[Allocation]) -> Table:
    return Table(
        key="dotations",
        caption="Ce que la formule donne à chaque centre",
        columns=(
            Column(title="Centre"),
            Column(title="Zone"),
            Column(title="Quartiers prioritaires", kind=Kind.INTEGER),
            Column(title="Indice", kind=Kind.DECIMAL),
            Column(title="ETP", kind=Kind.DECIMAL),
            Column(title="Budget socle (€)", kind=Kind.EUROS),
            Column(title="Plancher de l’État (€)", kind=Kind.EUROS),
        ),
        rows=tuple(_row(line) for line in lines),
    )


def _row(line: Allocation) -> tuple[Cell, ...]:
    qpv = None if line.qpv is None else Decimal(line.qpv)
    return (line.name, line.get_zone_display(), qpv, line.published_index, line.fte, line.budget, line.state_floor)


def _indices(lines: list[Allocation]) -> Chart:
    ranked = sorted(
        (line for line in lines if line.published_index is not None),
        key=lambda line: (-line.published_index, unaccented(line.name)),
    )
    least, most = ranked[-1], ranked[0]
    return Chart(
        key="indices",
        title="Indice de chaque centre, de 0 à 10",
        kind=ChartKind.BARS,
        table="dotations",
        alternative=(
            f"De {number(least.published_index)} ({least.name}) à {number(most.published_index)} ({most.name})."
        ),
        categories=tuple(line.name for line in ranked),
        series=(Series(label="Indice", values=tuple(line.published_index for line in ranked)),),
    )
