"""The years of the dashboard as their list shows them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from accounts.models import User
from crpv.models import Publication
from evaluation.models import Campaign


@dataclass(frozen=True, kw_only=True)
class YearLine:
    """One year: the version in force, the one being prepared, how many were published."""

    year: int
    in_force: Publication | None
    prepared: Publication | None
    published: int

    @property
    def shown(self) -> Publication:
        """The version that the line tells of."""
        found = self.in_force or self.prepared
        if found is None:
            raise ValueError(self.year)
        return found


def year_to_prepare(today: dt.date) -> int | None:
    """The last year that is over, was collected, and whose dashboard is neither published nor prepared (1 query)."""
    mine = Publication.objects.filter(year=OuterRef("year"))
    over = Campaign.objects.filter(~Exists(mine), year__lt=today.year).order_by("-year")
    return over.values_list("year", flat=True).first()


def years_of(user: User) -> list[YearLine]:
    """The years that `user` may open, the last first (1 query)."""
    lines: dict[int, list[Publication]] = {}
    for one in Publication.objects.visible_to(user).light():
        lines.setdefault(one.year, []).append(one)
    return [_line(year, found) for year, found in lines.items()]


def _line(year: int, found: list[Publication]) -> YearLine:
    return YearLine(
        year=year,
        in_force=next((one for one in found if one.is_in_force), None),
        prepared=next((one for one in found if one.is_open), None),
        published=sum(one.is_out for one in found),
    )
