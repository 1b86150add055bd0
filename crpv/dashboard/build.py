"""The dashboard of a year, national or of one region: the same sections, from the same figures (R-140, R-144)."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from crpv.dashboard.queries import Sources, sources_of
from crpv.dashboard.schema import Dashboard, Section
from crpv.dashboard.sections import activity, money, network

OVER_THE_YEARS: Final = "evolution"


def dashboard_of(year: int, region: str = "") -> Dashboard | None:
    """The live dashboard (5 queries, whatever the network); None when nothing was collected for that year or region.

    What is published is this very object, frozen: `Dashboard.from_json(board.to_json())`.
    """
    sources = sources_of(year, region)
    return dashboard_from(sources) if sources else None


def provisional_from(sources: Sources) -> Dashboard:
    """The dashboard while the collection runs: its year alone, told by fewer centres than those before.

    Nothing stands beside the figures of three centres out of twenty; once the campaign is closed, it is the whole.
    """
    if sources.now.is_closed:
        return dashboard_from(sources)
    board = dashboard_from(replace(sources, kept={sources.year: sources.now}))
    return replace(board, sections=tuple(one for one in board.sections if one.key != OVER_THE_YEARS))


def dashboard_from(sources: Sources) -> Dashboard:
    """The same, from what was read."""
    kept = sources.now.figures
    return Dashboard(
        year=sources.year,
        region=sources.region,
        title=_title(sources),
        note=sources.now.note,
        asked=kept.asked,
        answered=kept.answered,
        sections=_sections(sources),
    )


def _title(sources: Sources) -> str:
    if sources.region:
        return f"Tableau de bord {sources.year}, {sources.region_name}"
    return f"Tableau de bord national {sources.year}"


def _sections(sources: Sources) -> tuple[Section, ...]:
    national = () if sources.region else (network.national_life(sources),)
    return (
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
    )
