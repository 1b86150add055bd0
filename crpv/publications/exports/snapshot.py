"""The figures to freeze: the dashboards computed today; and their public part, without the tables that name centres."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from centres.models import Region
from crpv.dashboard.build import dashboard_of
from crpv.dashboard.schema import Dashboard
from crpv.publications.transmissions import regions_concerned

# Keys of the tables that name centres: for the network (§1.10), never for the public.
NAMING_TABLES: Final = frozenset({"grille", "manquants"})
NAMING_SENTENCE: Final = " Les centres nommés ici n’y sont pas encore."  # what introduces the second one
# A table that is a data set of its own: the amounts of the adopted exercise.
SEPARATE_TABLES: Final = frozenset({"dotations"})


def national_dashboard(year: int) -> Dashboard | None:
    """The dashboard of the whole network for `year`, as of now; None when nothing was collected that year."""
    return dashboard_of(year)


def regional_dashboards(year: int) -> dict[Region, Dashboard]:
    """The same for each region that leads a centre, as of now; regions where nothing was collected are left out."""
    boards = {region: dashboard_of(year, region.code) for region in regions_concerned()}
    return {region: board for region, board in boards.items() if board is not None}


def without_names(dashboard: Dashboard) -> Dashboard:
    """The same without the tables that name centres, nor the drawings made from them."""
    sections = tuple(
        replace(
            section,
            introduction=section.introduction.replace(NAMING_SENTENCE, ""),
            tables=tuple(table for table in section.tables if table.key not in NAMING_TABLES),
            charts=tuple(chart for chart in section.charts if chart.table not in NAMING_TABLES),
        )
        for section in dashboard.sections
    )
    return replace(dashboard, sections=sections)
