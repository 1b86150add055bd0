"""Sections on the network: coverage, quality commitments, means, national meetings, progress of the collection."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Final

from crpv.dashboard.queries import CoveredDepartment, DashboardSources
from crpv.dashboard.schema import Cell, Chart, ChartKind, Column, Figure, FigureKind, Section, Series, Table
from crpv.dashboard.section_builders import breakdown, combine, figures_of_codes
from documents.french import counted, listed, number, unaccented
from documents.spreadsheets.columns import Kind
from evaluation.law.aggregation import share
from evaluation.law.commitments import TITLES, CommitmentStatus, GridRow, count_statuses
from governance.enums import LOCAL_BODIES, BodyKind
from governance.models.national import LEAST_WORKSITES, MINIMUMS

COVERAGE: Final = ("AC-05", "AC-06")
QUALITY: Final = ("QE-02", "QC-01", "QC-03", "QP-10", "QP-11", "QN-01", "QN-03")
# Rows: nobody reads a longer grid; the editions of the regions have theirs.
MOST_IN_GRID: Final = 200
MEANS: Final = ("MO-03", "GO-01")


def coverage(sources: DashboardSources) -> Section:
    """Départements, city contracts and priority districts (R-13)."""
    covered = [department for department in sources.departments if department.centres]
    total = Decimal(len(sources.departments))
    centres = int(sources.fact("centres_des_quartiers"))
    figures = (
        _plain_figure(
            "CV-01", "Départements couverts", share(Decimal(len(covered)), total), FigureKind.PERCENT, "%",
            numerator=Decimal(len(covered)), denominator=total, rule="R-13",
            sentence=f"{len(covered)} départements et collectivités sur {len(sources.departments)} ont un centre au "
            f"31 décembre {sources.year}.",
        ),
        _plain_figure(
            "CV-02", "Quartiers prioritaires couverts", sources.fact("quartiers") if centres else None,
            FigureKind.INTEGER, "quartiers", rule="R-13",
            sentence=f"D’après le nombre de quartiers de {counted(centres, 'centre')}.",
        ),
    )  # fmt: skip
    return Section(
        key="couverture",
        title="La couverture du territoire",
        figures=(*figures, *figures_of_codes(sources, COVERAGE)),
        charts=(_map(sources, covered),),
        tables=(_coverage_table(sources.departments),),
    )


def _plain_figure(code: str, label: str, value: Decimal | None, kind: FigureKind, unit: str, **more: object) -> Figure:
    """A figure computed from the registry, not answered by the centres."""
    return Figure(code=code, label=label, value=value, kind=kind, unit=unit, **more)  # type: ignore[arg-type]


def _map(sources: DashboardSources, covered: list[CoveredDepartment]) -> Chart:
    bare = [department.name for department in sources.departments if not department.centres]
    missing = f" Sans centre : {listed(bare[:12])}{'…' if len(bare) > 12 else ''}." if bare else ""
    return Chart(
        key="carte",
        title=f"Départements couverts par un centre au 31 décembre {sources.year}",
        kind=ChartKind.MAP,
        table="territoires",
        alternative=(
            f"{len(covered)} départements et collectivités sur {len(sources.departments)} sont couverts.{missing}"
        ),
        value_kind=FigureKind.INTEGER,
        unit="centres",
        categories=tuple(department.code for department in sources.departments),
        series=(
            Series(label="Centres", values=tuple(Decimal(department.centres) for department in sources.departments)),
        ),
    )


def _coverage_table(departments: Iterable[CoveredDepartment]) -> Table:
    """Region by region: how many départements, how many covered, which are not."""
    by_region: dict[str, list[CoveredDepartment]] = {}
    for department in departments:
        by_region.setdefault(department.region, []).append(department)
    rows = []
    for name in sorted(by_region, key=unaccented):
        bare = [department.name for department in by_region[name] if not department.centres]
        total = Decimal(len(by_region[name]))
        rows.append((name, total, total - len(bare), share(total - len(bare), total), listed(bare)))
    return Table(
        key="territoires",
        caption="Départements couverts, par région",
        columns=(
            Column(title="Région"),
            Column(title="Départements", kind=Kind.INTEGER),
            Column(title="Couverts", kind=Kind.INTEGER),
            Column(title="Part (%)", kind=Kind.PERCENT),
            Column(title="Sans centre"),
        ),
        rows=tuple(rows),
    )


def quality(sources: DashboardSources) -> Section:
    """The quality commitments: figures, centres by status, and the grid centres × commitments (R-120 to R-132)."""
    grid = sources.now.grid
    return Section(
        key="engagements",
        title="Les engagements de qualité",
        introduction=(
            "Ces engagements guident l’évaluation ; ils ne forment pas un label. « Non vérifié » : l’État en région "
            "n’a pas encore vérifié le formulaire. « Ne peut se dire » : la réponse manque ou est sans objet."
        ),
        figures=figures_of_codes(sources, QUALITY),
        tables=tuple(_commitments_tables(sources.now.grid)) if grid else (),
        charts=(_commitments_chart(sources),) if grid else (),
    )


def _commitments_tables(grid: Sequence[GridRow]) -> Iterator[Table]:
    """How many centres fulfil each commitment, then each centre when they are few enough."""
    counts = count_statuses(grid)
    yield Table(
        key="engagements-tenus",
        caption="Combien de centres tiennent chaque engagement",
        columns=(
            Column(title="Engagement"),
            *(Column(title=_capitalised(status.value), kind=Kind.INTEGER) for status in CommitmentStatus),
        ),
        rows=tuple(
            (f"{label} ({code})", *(Decimal(counts[code][status]) for status in CommitmentStatus))
            for code, label in TITLES.items()
        ),
    )
    if len(grid) <= MOST_IN_GRID:
        yield Table(
            key="grille",
            caption="Chaque engagement, centre par centre",
            columns=(Column(title="Centre"), *(Column(title=label) for label in TITLES.values())),
            rows=tuple(
                (row.name, *(_capitalised(status.value) for status in row.statuses.values()))
                for row in sorted(grid, key=lambda row: unaccented(row.name))
            ),
        )


def _commitments_chart(sources: DashboardSources) -> Chart:
    counts = count_statuses(sources.now.grid)
    missed = [label for code, label in TITLES.items() if counts[code][CommitmentStatus.NOT_FULFILLED]]
    sentence = (
        f"Au moins un centre ne tient pas : {listed([label.lower() for label in missed])}."
        if missed
        else "Aucun n’est manqué."
    )
    return Chart(
        key="engagements-parts",
        title="Combien de centres tiennent chaque engagement",
        kind=ChartKind.STACKED,
        table="engagements-tenus",
        alternative=sentence,
        value_kind=FigureKind.INTEGER,
        unit="centres",
        categories=tuple(TITLES.values()),
        series=tuple(
            Series(label=_capitalised(status.value), values=tuple(Decimal(counts[code][status]) for code in TITLES))
            for status in CommitmentStatus
        ),
    )


def means(sources: DashboardSources) -> Section:
    """Teams, budgets, funders (Paris out of the financial totals, R-56)."""
    tables, charts = combine(
        breakdown(sources, "MO-03", key="financeurs", title="Financements par financeur (€)"),
        breakdown(sources, "MO-02", key="budgets", title="Budget réalisé, total et socle (€)"),
        breakdown(sources, "MO-01", key="equipes", title="Équipes, structure entière et missions socle (ETP)"),
    )
    return Section(
        key="moyens",
        title="Les moyens",
        introduction=(
            "Les totaux financiers ne comptent pas le Pôle de ressources de Paris, sans structure financée par l’État "
            "(R-56)."
        ),
        figures=figures_of_codes(sources, MEANS),
        tables=tables,
        charts=charts,
    )


def national_life(sources: DashboardSources) -> Section:
    """Meetings held against the minimum, worksites, contributions (R-105 to R-116)."""
    counts = {name: sources.fact(name) for name in ("chantiers", "contributions", "remises", "contributeurs")}
    figures = (
        _plain_figure(
            "VN-01", "Chantiers nationaux de l’année", counts["chantiers"], FigureKind.INTEGER, "chantiers",
            rule="R-111", sentence="Trois au plus par an.",
        ),
        _plain_figure(
            "VN-02", "Contributions aux chantiers", counts["contributions"], FigureKind.INTEGER, "contributions",
            rule="R-112",
            sentence=f"{number(counts['remises'])} remises, de {counted(counts['contributeurs'], 'centre')} ; "
            f"{LEAST_WORKSITES} chantiers au moins par centre.",
        ),
    )  # fmt: skip
    return Section(
        key="vie-nationale", title="La vie du réseau", figures=figures, tables=(_meetings_table(sources),)
    )  # fmt: skip


def _meetings_table(sources: DashboardSources) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for kind in BodyKind:
        if kind not in LOCAL_BODIES:
            meetings, least = sources.fact("reunions", kind), MINIMUMS[kind].least
            lacking = Decimal(least) - meetings
            finding = "Sans minimum" if not least else "Minimum tenu" if lacking <= 0 else f"{number(lacking)} de moins"
            minimum = Decimal(least) if least else None
            rows.append((_capitalised(str(kind.label)), meetings, minimum, finding, MINIMUMS[kind].reference))
    return Table(
        key="reunions",
        caption=f"Réunions nationales tenues en {sources.year}",
        columns=(
            Column(title="Instance"),
            Column(title="Tenues", kind=Kind.INTEGER),
            Column(title="Minimum", kind=Kind.INTEGER),
            Column(title="Constat"),
            Column(title="Règle"),
        ),
        rows=tuple(rows),
    )


def collecting(sources: DashboardSources) -> Section:
    """Who answered and who is missing (R-135, R-136): the denominators of everything above."""
    figures = sources.now.figures
    late = sources.late
    return Section(
        key="collecte",
        title="L’état de la collecte",
        introduction=(
            f"{counted(figures.answered, 'formulaire vérifié', 'formulaires vérifiés')} sur {figures.asked}. "
            + ("Les centres nommés ici n’y sont pas encore." if late else "Tous les centres sont dans les chiffres.")
        ),
        figures=(
            _plain_figure(
                "CO-01", "Formulaires vérifiés", share(Decimal(figures.answered), Decimal(figures.asked)),
                FigureKind.PERCENT, "%", numerator=Decimal(figures.answered), denominator=Decimal(figures.asked),
                rule="R-135", answered=figures.answered, missing=figures.asked - figures.answered,
                sentence=f"{figures.answered} sur {figures.asked}.",
            ),
        ),
        tables=(
            Table(
                key="manquants",
                caption="Centres dont les chiffres ne sont pas vérifiés",
                columns=(Column(title="Centre"), Column(title="Où en est le formulaire")),
                rows=tuple((centre.name, _capitalised(str(centre.state.label))) for centre in late),
            ),
        )
        if late
        else (),
    )  # fmt: skip


def _capitalised(text: str) -> str:
    return text[0].upper() + text[1:]
