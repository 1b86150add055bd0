"""Section on funding: the table of the adopted round of the year and its indices (R-13, R-87 to R-104)."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from crpv.dashboard.queries import DashboardSources
from crpv.dashboard.schema import Chart, ChartKind, Column, Figure, FigureKind, Section, Series, Table
from documents.french import counted, euros, listed, number, typeset, unaccented
from documents.spreadsheets.columns import Kind
from funding.models import Allocation


def funding(sources: DashboardSources) -> Section:
    """The table of the formula; its amounts are theoretical (R-104). Empty without an adopted round."""
    lines = sorted(sources.allocations, key=lambda line: unaccented(line.name))
    funded = [line for line in lines if line.budget is not None]
    if not funded:
        return Section(
            key="financement",
            title="Le financement par l’État",
            introduction=f"Aucun exercice de financement {sources.year} n’est adopté : rien n’est publié ici.",
        )
    # Centres of the formula without a form: the framework expects them, they are not open yet.
    names = [line.name for line in funded if not line.is_asked]
    absent = (
        f" Dans le calcul sans être interrogé sur son activité {sources.year}, ni compté "
        f"sur la carte : {listed(names)}."
        if names
        else ""
    )
    return Section(
        key="financement",
        title="Le financement par l’État",
        introduction=(
            "Montants théoriques de l’exercice adopté : ce que donne la formule. Ce que l’État a notifié "
            "et versé, et ce que les centres en déclarent, sont dits à part." + absent
        ),
        figures=(*_figures(funded), *_state_money(sources, funded)),
        tables=(_funding_table(lines),),
        charts=(_indices(funded),),
    )


def _figures(lines: list[Allocation]) -> Iterable[Figure]:
    for code, label, field, kind, unit, rule in (
        ("FI-01", "Budget socle du réseau", "budget", FigureKind.AMOUNT, "€", "R-90"),
        ("FI-02", "Plancher de l’État", "state_floor", FigureKind.AMOUNT, "€", "R-98"),
        ("FI-03", "Équipes financées", "fte", FigureKind.DECIMAL, "ETP", "R-89"),
    ):
        values = [getattr(line, field) for line in lines if getattr(line, field) is not None]
        yield Figure(
            code=code, label=label, value=sum(values, Decimal(0)) if values else None, kind=kind, unit=unit, rule=rule,
            sentence=f"Pour {counted(len(values), 'centre')} dans le calcul.",
        )  # fmt: skip


def _state_money(sources: DashboardSources, lines: list[Allocation]) -> Iterable[Figure]:
    """What the State notified and paid, beside what the verified forms of the same centres declare (MO-04)."""
    share = sources.now.figures.line("MO-04")
    declared = share.aggregate.numerator if share else None
    for code, label, field, word in (
        ("FI-04", "Notifié par l’État sur le programme 147", "notified", "notifiés"),
        ("FI-05", "Versé par l’État sur le programme 147", "paid", "versés"),
    ):
        amounts = [amount for line in lines if (amount := getattr(line, field)) is not None]
        sentence = f"Pour {counted(len(amounts), 'centre')}."
        if declared is not None and amounts:
            verified = sum((getattr(line, field) or Decimal(0) for line in lines if line.is_verified), Decimal(0))
            sentence += (
                f" Les formulaires vérifiés déclarent {euros(declared)} de subvention socle ; "
                f"{euros(verified)} sont {word} à ces centres."
            )
        yield Figure(
            code=code, label=label, value=sum(amounts, Decimal(0)) if amounts else None, kind=FigureKind.AMOUNT,
            unit="€", rule="R-98", sentence=typeset(sentence),
        )  # fmt: skip


def _funding_table(lines: list[Allocation]) -> Table:
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
        rows=tuple(
            (
                line.name, line.get_zone_display(), None if line.qpv is None else Decimal(line.qpv),
                line.published_index, line.fte, line.budget, line.state_floor,
            )
            for line in lines
        ),
    )  # fmt: skip


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
