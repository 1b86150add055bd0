"""Sections on the activity: at a glance, critical figures, activity, productions, complementary missions, evolution."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Final

from crpv.dashboard.queries import DashboardSources
from crpv.dashboard.schema import Cell, Chart, ChartKind, Column, Figure, FigureKind, Section, Series, Table
from crpv.dashboard.section_builders import breakdown, combine, evolution, figures_of_codes
from documents.french import counted, number, plural, with_unit
from documents.spreadsheets.columns import Kind
from evaluation.law.aggregation import share

GLANCE: Final = ("AC-01", "AC-04", "M3-01", "MO-01", "MO-02")
CRITICAL: Final = ("QC-02", "QP-12", "QN-02", "HC-03", "MO-04")
ACTIVITY: Final = (
    "M1-01", "M1-02", "M1-03", "M1-04", "M1-05", "M2-01", "M2-02", "M2-03", "M2-04", "M2-05", "M2-06", "M2-07",
    "AC-02",
)  # fmt: skip
PRODUCTIONS: Final = ("M3-02", "M3-03", "M3-04", "M3-05", "M3-06", "M3-07")
COMPLEMENTARY: Final = ("HC-01", "HC-02")
JOINT: Final = "M3-04"
DOUBLES: Final = "signatures en double retirées"
# (label of the legend, title of the column of its share)
MISSIONS: Final = (
    ("Animation des réseaux (M1)", "Part de M1 (%)"),
    ("Montée en compétences (M2)", "Part de M2 (%)"),
    ("Capitalisation et autres (M3)", "Part de M3 (%)"),
)
MODES: Final = (("En présence", "Part en présence (%)"), ("À distance ou hybride", "Part à distance (%)"))


def glance(sources: DashboardSources) -> Section:
    """The network at a glance."""
    figures = sources.now.figures
    return Section(
        key="essentiel",
        title="Le réseau en un coup d’œil" if not sources.region else "La région en un coup d’œil",
        introduction=(
            f"{counted(figures.asked, 'centre interrogé', 'centres interrogés')}, dont "
            f"{counted(figures.answered, 'formulaire vérifié', 'formulaires vérifiés')} par l’État en région. "
            "Seuls les chiffres vérifiés sont consolidés."
        ),
        figures=figures_of_codes(sources, GLANCE),
    )


def critical(sources: DashboardSources) -> Section:
    """The five critical figures and their alarms (§4.3)."""
    figures = figures_of_codes(sources, CRITICAL)
    alarms = sum(figure.alarm for figure in figures)
    return Section(
        key="critiques",
        title="Les indicateurs critiques",
        introduction=(
            f"{counted(alarms, 'indicateur', 'indicateurs')} sur {len(figures)} en alerte : un centre au moins n’est "
            "pas au seuil du cadre."
            if alarms
            else "Aucune alerte : tous les centres qui ont répondu sont au seuil du cadre."
        ),
        figures=figures,
    )


def activity(sources: DashboardSources) -> Section:
    """Activity by mission, format, theme, public and mode."""
    tables, charts = combine(
        _missions(sources),
        breakdown(sources, "M2-01", key="formats", title="Demi-journées de la mission 2 par format"),
        breakdown(sources, "AC-03", key="themes", title="Demi-journées par thème"),
        breakdown(sources, "AC-04", key="publics", title="Participations par public"),
        _modes(sources),
    )
    return Section(
        key="activite",
        title="L’activité",
        introduction="La demi-journée est l’unité du réseau : une journée en compte deux, une soirée une.",
        figures=figures_of_codes(sources, ACTIVITY),
        tables=tables,
        charts=charts,
    )


def productions(sources: DashboardSources) -> Section:
    """The productions and their circulation."""
    # The joint productions count once: what is declared, less the signatures in double.
    figures = [
        _without_doubles(sources, figure) if figure.code == JOINT else figure
        for figure in figures_of_codes(sources, PRODUCTIONS)
    ]
    tables, charts = breakdown(sources, "M3-01", key="productions", title="Productions par type")
    return Section(
        key="productions",
        title="Les productions et leur diffusion",
        introduction="Une production signée par plusieurs centres compte une fois pour le réseau (R-32).",
        figures=(*_catalogue_figure(sources), *figures),
        tables=tables,
        charts=charts,
    )


def _catalogue_figure(sources: DashboardSources) -> tuple[Figure, ...]:
    """The productions of the network's catalogue, each once whoever signs it; nothing when it is empty."""
    count, joint = sources.fact("productions"), sources.fact("productions_communes")
    if not count:
        return ()
    figure = Figure(
        code="PR-01",
        label="Productions enregistrées au catalogue, chacune une fois",
        value=count,
        kind=FigureKind.INTEGER,
        unit="productions",
        rule="R-32",
        sentence=(
            f"{f'Dont {number(joint)}' if joint else 'Aucune'} {plural(joint, 'signée')} par plusieurs centres. Le "
            "catalogue tient ce que les centres y ont enregistré ; ce qu’ils ont déclaré est compté à côté."
        ),
    )
    return (figure,)


def _without_doubles(sources: DashboardSources, figure: Figure) -> Figure:
    joint, signatures = sources.fact("productions_communes"), sources.fact("signatures_communes")
    declared = figure.value
    if declared is None:
        return figure
    once = declared - (signatures - joint) if declared >= signatures else min(joint, declared)
    words = (
        f"{number(declared)} déclarées, dont {counted(declared - once, 'signature en double retirée', DOUBLES)} "
        "d’après le catalogue."
    )
    return replace(figure, value=once, previous=None, previous_year=None, sentence=f"{words} {figure.sentence}")


def complementary(sources: DashboardSources) -> Section:
    """The complementary missions and their share (R-33 to R-38, R-41)."""
    tables, charts = breakdown(sources, "HC-01", key="complementaires", title="Missions complémentaires par cas")
    return Section(
        key="complementaires",
        title="Les missions complémentaires",
        figures=figures_of_codes(sources, COMPLEMENTARY),
        tables=tables,
        charts=charts,
    )


def evolutions(sources: DashboardSources) -> Section:
    """Five years of the main figures, with the notes of the years."""
    tables, charts = combine(
        evolution(sources, "AC-01", key="evolution-demi-journees", title="Demi-journées socle"),
        evolution(sources, "AC-04", key="evolution-participations", title="Participations"),
        evolution(sources, "M3-01", key="evolution-productions", title="Productions publiées"),
        evolution(sources, "MO-01", key="evolution-equipes", title="Équipes (ETP)"),
        evolution(sources, "MO-04", key="evolution-etat", title="Part de l’État dans le socle (%)"),
    )
    return Section(
        key="evolution",
        title="Cinq ans d’évolution",
        introduction=(
            "Le nombre de centres qui ont répondu change d’une année à l’autre : lisez-le à côté de chaque total."
            if tables
            else "Il faut deux exercices au moins pour lire une évolution."
        ),
        tables=tables,
        charts=charts,
    )


def _missions(sources: DashboardSources) -> tuple[tuple[Table, ...], tuple[Chart, ...]]:
    """The half-days of M1, M2 and the rest over the years; nothing when the year lacks one, or its parts exceed it."""
    by_year: dict[int, tuple[Decimal | None, ...]] = {}
    for year in sources.years:
        lines = [sources.summaries[year].figures.line(code) for code in ("AC-01", "M1-01", "M2-01")]
        whole, first, second = (line.aggregate.value if line else None for line in lines)
        if whole is None or first is None or second is None or whole < first + second:
            by_year[year] = (None, None, None)
        else:
            by_year[year] = (first, second, whole - first - second)
    if by_year[sources.year][0] is None:
        return (), ()
    return _stacked(
        by_year, MISSIONS, key="missions", title="Demi-journées socle par mission", unit="demi-journées",
    )  # fmt: skip


def _modes(sources: DashboardSources) -> tuple[tuple[Table, ...], tuple[Chart, ...]]:
    """On site or remote, over the years."""
    by_year: dict[int, tuple[Decimal | None, ...]] = {}
    for year in sources.years:
        line = sources.summaries[year].figures.line("AC-02")
        remote = line.aggregate.numerator if line else None
        whole = line.aggregate.denominator if line else None
        by_year[year] = (None, None) if remote is None or whole is None else (whole - remote, remote)
    if by_year[sources.year][0] is None:
        return (), ()
    return _stacked(
        by_year, MODES,
        key="modalites", title="Demi-journées en présence et à distance", unit="demi-journées",
    )  # fmt: skip


def _stacked(
    by_year: dict[int, tuple[Decimal | None, ...]],
    headings: tuple[tuple[str, str], ...],
    *,
    key: str,
    title: str,
    unit: str,
) -> tuple[tuple[Table, ...], tuple[Chart, ...]]:
    columns = [Column(title="Exercice")]
    for label, of in headings:
        columns += [Column(title=label, kind=Kind.DECIMAL), Column(title=of, kind=Kind.PERCENT)]
    labels = [label for label, _ in headings]
    rows = tuple((str(year), *_with_shares(values)) for year, values in by_year.items())
    last = max(by_year)
    texts = [with_unit(cell, "%") for cell in _with_shares(by_year[last])[1::2] if isinstance(cell, Decimal)]
    shares = zip(labels, texts, strict=True)
    words = ", ".join(f"{label[0].lower()}{label[1:]} {cell}" for label, cell in shares)
    chart = Chart(
        key=f"{key}-parts",
        title=title,
        kind=ChartKind.STACKED,
        table=key,
        alternative=f"En {last} : {words}.",
        value_kind=FigureKind.DECIMAL,
        unit=unit,
        categories=tuple(str(year) for year in by_year),
        series=tuple(
            Series(label=label, values=tuple(values[rank] for values in by_year.values()))
            for rank, label in enumerate(labels)
        ),
    )
    return (Table(key=key, caption=title, columns=tuple(columns), rows=rows),), (chart,)


def _with_shares(values: tuple[Decimal | None, ...]) -> tuple[Cell, ...]:
    total = sum((value for value in values if value is not None), Decimal(0))
    cells: list[Cell] = []
    for value in values:
        cells += [value, None if value is None else share(value, total)]
    return tuple(cells)
