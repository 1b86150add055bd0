"""Which regions must transmit the consolidated figures to their partners, and when they did (R-141)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import F, QuerySet
from django.utils.timezone import localdate

from accounts.enums import Role
from accounts.models import User
from centres.models import LeadRegion, Region
from centres.models.centre import alive
from centres.models.dated import true_on
from centres.models.mandate import active_mandates, holds
from crpv.models import Publication, Transmission


@dataclass(frozen=True, kw_only=True)
class RegionTransmission:
    """One region and its transmission, None until it is recorded."""

    region: Region
    transmission: Transmission | None

    @property
    def is_done(self) -> bool:
        return self.transmission is not None


def regions_concerned(day: dt.date | None = None) -> list[Region]:
    """The regions that lead a centre open on `day` (today by default), by name (1 query)."""
    return list(Region.objects.filter(pk__in=leads_on(day or localdate()).values("region")))


def leads_on(day: dt.date | F) -> QuerySet[LeadRegion]:
    """The regions that lead a centre open on `day` (a date or a column): only these must transmit."""
    return LeadRegion.objects.filter(true_on(day), alive(day, day, "centre"))


def region_lines(publication: Publication) -> list[RegionTransmission]:
    """Every region concerned, with its date (2 queries)."""
    rows = publication.transmissions.select_related("region", "recorded_by")
    transmissions = {row.region_id: row for row in rows}
    day = localdate(publication.published_at) if publication.published_at else localdate()
    concerned = {region.pk: region for region in regions_concerned(day)}
    regions = concerned | {pk: row.region for pk, row in transmissions.items()}
    return [
        RegionTransmission(region=region, transmission=transmissions.get(region.pk))
        for region in sorted(regions.values(), key=lambda region: region.name)
    ]


def regions_waiting(publication: Publication) -> list[Region]:
    """The regions that have not transmitted the figures yet (2 queries)."""
    return [line.region for line in region_lines(publication) if not line.is_done]


def regions_of(user: User) -> frozenset[int]:
    """The keys of the regions that `user` records for: every one for an administrator."""
    if holds(user, Role.ADMIN):
        return frozenset(Region.objects.values_list("pk", flat=True))
    return frozenset(mandate.region_id for mandate in active_mandates(user) if mandate.role == Role.REGIONAL)
