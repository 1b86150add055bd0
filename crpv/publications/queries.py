"""Years of the dashboard, for their list."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from accounts.models import User
from crpv.models import Publication
from evaluation.models import Campaign


@dataclass(frozen=True, kw_only=True)
class DashboardYear:
    """One year: the version in force, the one being prepared, how many were published."""

    year: int
    in_force: Publication | None
    prepared: Publication | None
    published: int


def year_to_prepare(today: dt.date) -> int | None:
    """The last year that is over, was collected, and whose dashboard is neither published nor prepared (1 query)."""
    publications = Publication.objects.filter(year=OuterRef("year"))
    over = Campaign.objects.filter(~Exists(publications), year__lt=today.year).order_by("-year")
    return over.values_list("year", flat=True).first()


def years_of(user: User) -> list[DashboardYear]:
    """The years that `user` may open, the last first (1 query)."""
    lines: dict[int, list[Publication]] = {}
    for publication in Publication.objects.visible_to(user).light():
        lines.setdefault(publication.year, []).append(publication)
    return [
        DashboardYear(
            year=year,
            in_force=next((publication for publication in publications if publication.is_in_force), None),
            prepared=next((publication for publication in publications if publication.is_open), None),
            published=sum(publication.is_out for publication in publications),
        )
        for year, publications in lines.items()
    ]
