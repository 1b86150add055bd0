"""Build the dashboard of a year, national or of one region: the same sections, from the same figures (R-140, R-144)."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from crpv.dashboard.queries import DashboardSources, sources_of
from crpv.dashboard.schema import Dashboard
from crpv.dashboard.sections import activity, money, network

OVER_THE_YEARS: Final = "evolution"


def dashboard_of(year: int, region: str = "") -> Dashboard | None:
    """The live dashboard (5 queries, whatever the network); None when nothing was collected for that year or region.

    What is published is this very object, frozen: `Dashboard.from_json(board.to_json())`.
    """
    sources = sources_of(year, region)
    return dashboard_from(sources) if sources else None


def provisional_from(sources: DashboardSources) -> Dashboard:
    """The dashboard while the campaign is open: without the years before, which more centres answered.

    Once the campaign is closed, the same as `dashboard_from`.
    """
    if sources.now.is_closed:
        return dashboard_from(sources)
    board = dashboard_from(replace(sources, summaries={sources.year: sources.now}))
    return replace(board, sections=tuple(section for section in board.sections if section.key != OVER_THE_YEARS))


def dashboard_from(sources: DashboardSources) -> Dashboard:
    """The dashboard of sources already read. No query."""
    figures = sources.now.figures
    national = () if sources.region else (network.national_life(sources),)
    return Dashboard(
        year=sources.year,
        region=sources.region,
        title=f"Tableau de bord {sources.year}, {sources.region_name}"
        if sources.region
        else f"Tableau de bord national {sources.year}",
        note=sources.now.note,
        asked=figures.asked,
        answered=figures.answered,
        sections=(
            activity.glance(sources),
            activity.critical(sources),
            network.coverage(sources),
            activity.activity(sources),
            network.quality(sources),
            activity.productions(sources),
            activity.complementary(sources),
            network.means(sources),
            money.funding(sources),
            *national,
            network.collecting(sources),
            activity.evolutions(sources),
        ),
    )
