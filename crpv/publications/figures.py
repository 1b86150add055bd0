"""Where the figures to freeze come from: the dashboard as it is computed today."""

from __future__ import annotations

from centres.models import Region
from crpv.dashboard.shape import Dashboard


def national_dashboard(year: int) -> Dashboard:
    """The dashboard of the whole network for `year`, as of now."""
    return Dashboard(year=year, title=f"Tableau de bord national {year}")


def regional_dashboards(year: int) -> dict[Region, Dashboard]:
    """The same for each region that leads a centre, as of now."""
    return {}
