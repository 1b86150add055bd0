"""Where the centres act, with what means, how they keep their commitments, and what the network did together."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from crpv.dashboard.queries import Place, Sources
from crpv.dashboard.schema import Cell, Chart, ChartKind, Column, Figure, FigureKind, Section, Series, Table
from crpv.dashboard.section_builders import breakdown, figures_of_codes, gathered
from documents.french import counted, listed, number
from documents.spreadsheets.columns import Kind
from documents.text import unaccented
from evaluation.law.aggregation import share
from evaluation.law.commitments_grid import TITLES, CommitmentStatus, count_statuses
from governance.enums import LOCAL_BODIES, BodyKind
from governance.minimums import LEAST_WORKSITES, MINIMUMS

COVERAGE: Final = ("AC-05", "AC-06")
QUALITY: Final = ("QE-02", "QC-01", "QC-03", "QP-10", "QP-11", "QN-01", "QN-03")
# Beyond, a grid is no more read: the editions of the regions have theirs.
MOST_IN_GRID: Final = 200
MEANS: Final = ("MO-03", "GO-01")


def coverage(sources: Sources) -> Section:
    """Départements, city contracts and priority districts (R-13)."""
    covered = [place for place in sources.places if place.centres]
    total = Decimal(len(sources.places))
    centres = int(sources.fact("centres_des_quartiers"))
    figures = (
        _plain_figure(
            "CV-01", "Départements couverts", share(Decimal(len(covered)), total), FigureKind.PERCENT, "%",
            numerator=Decimal(len(covered)), denominator=total, rule="R-13",
            sentence=f"{len(covered)} départements et collectivités sur {len(sources.places)} ont un centre au "
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
        tables=(_coverage_table(sources.places),),
    )


def _plain_figure(code: str, label: str, value: Decimal | None, kind: FigureKind, unit: str, **more: object) -> Figure:
    """A figure that no centre was asked for."""
    return Figure(code=code, label=label, value=value, kind=kind, unit=unit, **more)  # type: ignore[arg-type]


def _map(sources: Sources, covered: list[Place]) -> Chart:
    bare = [place.name for place in sources.places if not place.centres]
    missing = f" Sans centre : {listed(bare[:12])}{'…' if len(bare) > 12 else ''}." if bare else ""
    return Chart(
        key="carte",
        title=f"Départements couverts par un centre au 31 décembre {sources.year}",
        kind=ChartKind.MAP,
        table="territoires",
        alternative=f"{len(covered)} départements et collectivités sur {len(sources.places)} sont couverts.{missing}",
        value_kind=FigureKind.INTEGER,
        unit="centres",
        categories=tuple(place.code for place in sources.places),
        series=(Series(label="Centres", values=tuple(Decimal(place.centres) for place in sources.places)),),
    )


def _coverage_table(places: Iterable[Place]) -> Table:
    """Region by region: how many départements, how many covered, which are not."""
    by_region: dict[str, list[Place]] = {}
    for place in places:
        by_region.setdefault(place.region, []).append(place)
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
        rows=tuple(
            _region_row(name, by_region[name]) for name in sorted(by_region, key=unaccented)
        ),
    )  # fmt: skip


def _region_row(name: str, places: list[Place]) -> tuple[Cell, ...]:
    total, covered = Decimal(len(places)), Decimal(sum(place.centres > 0 for place in places))
    return (name, total, covered, share(covered, total), listed([place.name for place in places if not place.centres]))


def quality(sources: Sources) -> Section:
    """The quality commitments: the figures, how many keep each, and the grid centres × commitments (R-120 to R-132)."""
    grid = sources.now.grid
    return Section(
        key="engagements",
        title="Les engagements de qualité",
        introduction=(
            "Ces engagements guident l’évaluation ; ils ne forment pas un label. « Non vérifié » : l’État en région "
            "n’a pas encore vérifié le formulaire. « Ne peut se dire » : la réponse manque ou est sans objet."
        ),
        figures=figures_of_codes(sources, QUALITY),
        tables=(_kept_table(sources), *([_grid_table(sources)] if len(grid) <= MOST_IN_GRID else [])) if grid else (),
        charts=(_kept_chart(sources),) if grid else (),
    )


def _commitments() -> list[tuple[str, str]]:
    """(rule, title) of the commitments, in the order of the framework."""
    return list(TITLES.items())


def _kept_table(sources: Sources) -> Table:
    counts = count_statuses(sources.now.grid)
    return Table(
        key="engagements-tenus",
        caption="Combien de centres tiennent chaque engagement",
        columns=(
            Column(title="Engagement"),
            *(Column(title=_title(one), kind=Kind.INTEGER) for one in CommitmentStatus),
        ),
        rows=tuple(
            (f"{label} ({code})", *(Decimal(counts[code][one]) for one in CommitmentStatus))
            for code, label in _commitments()
        ),
    )


def _kept_chart(sources: Sources) -> Chart:
    counts, named = count_statuses(sources.now.grid), _commitments()
    firm = [label for code, label in named if counts[code][CommitmentStatus.NOT_FULFILLED]]
    told = (
        f"Au moins un centre ne tient pas : {listed([one.lower() for one in firm])}." if firm else "Aucun n’est manqué."
    )
    return Chart(
        key="engagements-parts",
        title="Combien de centres tiennent chaque engagement",
        kind=ChartKind.STACKED,
        table="engagements-tenus",
        alternative=told,
        value_kind=FigureKind.INTEGER,
        unit="centres",
        categories=tuple(label for _, label in named),
        series=tuple(
            Series(label=_title(one), values=tuple(Decimal(counts[code][one]) for code, _ in named))
            for one in CommitmentStatus
        ),
    )


def _grid_table(sources: Sources) -> Table:
    named = _commitments()
    return Table(
        key="grille",
        caption="Chaque engagement, centre par centre",
        columns=(Column(title="Centre"), *(Column(title=label) for _, label in named)),
        rows=tuple(
            (row.name, *(_title(one) for one in row.statuses.values()))
            for row in sorted(sources.now.grid, key=lambda row: unaccented(row.name))
        ),
    )


def _title(standing: CommitmentStatus) -> str:
    return standing.value[0].upper() + standing.value[1:]


def means(sources: Sources) -> Section:
    """Teams, budgets, funders (Paris out of the financial totals, R-56)."""
    tables, charts = gathered(
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


def national_life(sources: Sources) -> Section:
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


def _meetings_table(sources: Sources) -> Table:
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
        rows=tuple(_meetings_row(sources, kind) for kind in BodyKind if kind not in LOCAL_BODIES),
    )


def _meetings_row(sources: Sources, kind: BodyKind) -> tuple[Cell, ...]:
    held, minimum = sources.fact("reunions", kind), MINIMUMS[kind]
    lacking = Decimal(minimum.least) - held
    finding = "Sans minimum" if not minimum.least else "Minimum tenu" if lacking <= 0 else f"{number(lacking)} de moins"
    label = kind.label[0].upper() + kind.label[1:]
    return (label, held, Decimal(minimum.least) if minimum.least else None, finding, minimum.reference)


def collecting(sources: Sources) -> Section:
    """Who answered and who is missing (R-135, R-136): the denominators of everything above."""
    kept = sources.now.figures
    late = sources.late
    return Section(
        key="collecte",
        title="L’état de la collecte",
        introduction=(
            f"{counted(kept.answered, 'formulaire vérifié', 'formulaires vérifiés')} sur {kept.asked}. "
            + ("Les centres nommés ici n’y sont pas encore." if late else "Tous les centres sont dans les chiffres.")
        ),
        figures=(
            _plain_figure(
                "CO-01", "Formulaires vérifiés", share(Decimal(kept.answered), Decimal(kept.asked)), FigureKind.PERCENT,
                "%", numerator=Decimal(kept.answered), denominator=Decimal(kept.asked), rule="R-135",
                answered=kept.answered, missing=kept.asked - kept.answered,
                sentence=f"{kept.answered} sur {kept.asked}.",
            ),
        ),
        tables=(
            Table(
                key="manquants",
                caption="Centres dont les chiffres ne sont pas vérifiés",
                columns=(Column(title="Centre"), Column(title="Où en est le formulaire")),
                rows=tuple((one.name, _label(one.state.label)) for one in late),
            ),
        )
        if late
        else (),
    )  # fmt: skip


def _label(text: str) -> str:
    return str(text)[0].upper() + str(text)[1:]
