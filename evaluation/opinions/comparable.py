"""Which centres may be compared: same zone, and a number of priority districts of the same order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery

from centres.enums import Zone
from centres.models import Centre, DistrictCount
from documents.formats import NBSP

BANDS = (40, 80)  # districts: below, between, from


@dataclass(frozen=True, kw_only=True)
class Cohort:
    """The keys of the centres comparable to one, itself apart; `description` is empty when its size is unknown."""

    centre_id: int
    description: str
    others: tuple[int, ...]


def cohort_of(centre: Centre, day: dt.date) -> Cohort:
    """The centres open on `day`, of the zone and size band of `centre` (1 query)."""
    counts = DistrictCount.objects.on(day).filter(centre=OuterRef("pk")).order_by("-valid_from")
    rows = Centre.objects.annotate(districts=Subquery(counts.values("count")[:1]))
    sizes = {row.pk: (row.zone, row.districts) for row in rows if not row.closed_on or row.closed_on >= day}
    zone, districts = sizes.get(centre.pk, (centre.zone, None))
    if districts is None:
        return Cohort(centre_id=centre.pk, description="", others=())
    rank = band(districts)
    return Cohort(
        centre_id=centre.pk,
        description=f"{Zone(zone).label}, {band_label(rank)}",
        others=_alike(sizes, centre.pk, zone, rank),
    )


def _alike(sizes: Mapping[int, tuple[str, int | None]], but: int, zone: str, rank: int) -> tuple[int, ...]:
    return tuple(
        pk
        for pk, (other_zone, districts) in sizes.items()
        if pk != but and other_zone == zone and districts is not None and band(districts) == rank
    )


def band(districts: int) -> int:
    """The rank of the size band of a number of priority districts."""
    return sum(districts >= edge for edge in BANDS)


def band_label(rank: int) -> str:
    """« moins de 40 quartiers prioritaires », « de 40 à 79… », « 80… ou plus »."""
    lower, upper = BANDS
    words = f"{NBSP}quartiers prioritaires"
    return (f"moins de {lower}{words}", f"de {lower} à {upper - 1}{words}", f"{upper}{words} ou plus")[rank]
