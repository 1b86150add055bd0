"""Where the figures to freeze come from: the dashboard as it is computed today, and what of it anybody may read."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from centres.models import Region
from crpv.dashboard.build import dashboard_of
from crpv.dashboard.schema import Dashboard, Section
from crpv.publications.transmissions import regions_concerned

# Tables that say what one named centre does: read by the network (§1.10), never by the public.
NAMED: Final = frozenset({"grille", "manquants"})
NAMING: Final = " Les centres nommés ici n’y sont pas encore."  # what introduces the second one
# A table that is a data set of its own: the amounts of the adopted exercise.
ELSEWHERE: Final = frozenset({"dotations"})


def national_dashboard(year: int) -> Dashboard | None:
    """The dashboard of the whole network for `year`, as of now; None when nothing was collected that year."""
    return dashboard_of(year)


def regional_dashboards(year: int) -> dict[Region, Dashboard]:
    """The same for each region that leads a centre, as of now; regions where nothing was collected are left out."""
    found = {region: dashboard_of(year, region.code) for region in regions_concerned()}
    return {region: one for region, one in found.items() if one is not None}


def without_names(dashboard: Dashboard) -> Dashboard:
    """The same without the tables that name centres, nor the drawings made from them."""
    return replace(dashboard, sections=tuple(map(_unnamed, dashboard.sections)))


def _unnamed(section: Section) -> Section:
    return replace(
        section,
        introduction=section.introduction.replace(NAMING, ""),
        tables=tuple(table for table in section.tables if table.key not in NAMED),
        charts=tuple(chart for chart in section.charts if chart.table not in NAMED),
    )
