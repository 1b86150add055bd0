"""The centres of a campaign, with their names, regions and sizes of the year, and their comparable centres."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery

from centres.enums import Zone
from centres.models import Centre, DistrictCount, LeadRegion, Perimeter
from evaluation.law.peers import Choice, Peer, band_of, comparable
from evaluation.models import Collection


@dataclass(frozen=True, kw_only=True)
class CampaignCentre:
    """One centre of a campaign, under its name of the year."""

    peer: Peer
    name: str
    is_state_funded: bool

    @property
    def band(self) -> int | None:
        """The first number of its size band; None when it is not compared (Paris, R-56; size not known)."""
        if self.peer.districts is None or not self.is_state_funded:
            return None
        return band_of(self.peer.districts)[0]


def last_day(year: int) -> dt.date:
    """31 December: the day of the perimeters and sizes of a year."""
    return dt.date(year, 12, 31)


def campaign_centres(year: int) -> list[CampaignCentre]:
    """The centres of the year's campaign, in the order of their usual names (2 queries, narrow rows)."""
    day = last_day(year)
    counts = DistrictCount.objects.on(day).filter(centre=OuterRef("pk")).order_by("-valid_from")
    forms = Collection.objects.filter(campaign__year=year).values("centre")
    rows = (
        Centre.objects.filter(pk__in=forms).with_identity(day).annotate(districts=Subquery(counts.values("count")[:1]))
    )
    regions = regions_on(day)
    centres = []
    for key, usual, name, funded, zone, districts in rows.order_by("usual_name", "pk").values_list(
        "pk", "usual_name", "name", "is_state_funded", "zone", "districts"
    ):
        peer = Peer(
            key=key, zone=zone, zone_label=Zone(zone).label, districts=districts, regions=regions.get(key, frozenset())
        )
        centres.append(CampaignCentre(peer=peer, name=name or usual, is_state_funded=funded))
    return centres


def regions_on(day: dt.date) -> dict[int, frozenset[int]]:
    """Centre key → the keys of its regions, by perimeter or by lead: a centre over two counts in both (1 query)."""
    reached = Perimeter.objects.on(day).order_by().values_list("department__region", "centre")
    led = LeadRegion.objects.on(day).order_by().values_list("region", "centre")
    by_centre: dict[int, set[int]] = defaultdict(set)
    for region, centre in reached.union(led):
        by_centre[centre].add(region)
    return {centre: frozenset(regions) for centre, regions in by_centre.items()}


def choice_of(centre: int, year: int) -> Choice | None:
    """The centres comparable to one that year (2 queries); None when it is not in the campaign, or not compared.

    Only centres that the State funds are compared (R-56).
    """
    peers = {
        centre_of_year.peer.key: centre_of_year.peer
        for centre_of_year in campaign_centres(year)
        if centre_of_year.is_state_funded
    }
    return comparable(peers[centre], peers.values()) if centre in peers else None
