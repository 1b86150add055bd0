"""The years of the dashboard as their list shows them."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.models import User
from crpv.models import Publication


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
