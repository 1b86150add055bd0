"""Which regions pass the consolidated figures on to their partners, and which have done so (R-141)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet
from django.utils.timezone import localdate

from accounts.enums import Role
from accounts.models import User
from centres.models import LeadRegion, Region
from centres.models.dated import true_on
from centres.models.mandate import active_mandates, holds
from crpv.models import Publication, Transmission


@dataclass(frozen=True, kw_only=True)
class RegionLine:
    """One region and the day on which it passed the figures on, when it has."""

    region: Region
    transmission: Transmission | None

    @property
    def is_done(self) -> bool:
        return self.transmission is not None


def regions_concerned(day: dt.date | None = None) -> list[Region]:
    """The regions that lead a centre open on `day` (today by default), by name (1 query)."""
    return list(Region.objects.filter(pk__in=leads_on(day or localdate()).values("region")))


def leads_on(day: dt.date | F) -> QuerySet[LeadRegion]:
    """Which region leads which centre open on `day` (or on the day of a column): nothing is asked of the others."""
    is_open = Q(centre__closed_on=None) | Q(centre__closed_on__gt=day)
    return LeadRegion.objects.filter(true_on(day), is_open)


def region_lines(publication: Publication) -> list[RegionLine]:
    """Every region concerned, with its date (2 queries)."""
    done = {one.region_id: one for one in publication.transmissions.select_related("region", "recorded_by")}
    concerned = {region.pk: region for region in regions_concerned(_day_of(publication))}
    regions = concerned | {pk: one.region for pk, one in done.items()}
    return [
        RegionLine(region=region, transmission=done.get(region.pk))
        for region in sorted(regions.values(), key=lambda one: one.name)
    ]


def regions_waiting(publication: Publication) -> list[Region]:
    """Those that have not passed the figures on yet (2 queries)."""
    return [line.region for line in region_lines(publication) if not line.is_done]


def _day_of(publication: Publication) -> dt.date:
    return localdate(publication.published_at) if publication.published_at else localdate()


def regions_of(user: User) -> frozenset[int]:
    """The keys of the regions that `user` records for: every one for an administrator."""
    if holds(user, Role.ADMIN):
        return frozenset(Region.objects.values_list("pk", flat=True))
    return frozenset(one.region_id for one in active_mandates(user) if one.role == Role.REGIONAL)
