"""Computation of the rows stored for one year, from its verified answers (R-140, R-142, R-144).

The centres of a campaign come with their names, regions and sizes of the year, and their comparable centres.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from centres.enums import Zone
from centres.models import Centre, DistrictCount, LeadRegion, Perimeter
from documents.french import plain
from evaluation.law.aggregation import measure_json
from evaluation.law.commitments import grid_row
from evaluation.law.consolidation import Answer, Definition, consolidate
from evaluation.law.peers import Choice, Peer, band_of, comparable
from evaluation.models import Campaign, CentreShare, CohortAnswers, Collection, Indicator, YearSummary
from evaluation.queries import figures_of

# Centres of a campaign ----------------------------------------------------------------------------------------------


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


# Rows to store ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class YearRows:
    """Unsaved rows: one summary for the network and one a region, one share a centre, one row a size band of a zone."""

    summaries: Sequence[YearSummary] = ()
    shares: Sequence[CentreShare] = ()
    cohorts: Sequence[CohortAnswers] = ()


@dataclass(frozen=True, kw_only=True)
class _CentreAnswer:
    campaign_centre: CampaignCentre
    answer: Answer
    letters: str


def compute(year: int) -> YearRows:
    """The rows to store for `year` (6 queries); none when it has no campaign."""
    campaign = Campaign.objects.filter(year=year).first()
    if campaign is None:
        return YearRows()
    # The indicators of a region are left out.
    indicators = Indicator.objects.filter(referential=campaign.referential_id, region=None).order_by("rank", "pk")
    definitions = tuple(map(definition_of, indicators))
    members, figures = campaign_centres(year), figures_of([year])
    centres = []
    for member in members:
        figure = figures.get((member.peer.key, year))
        answer = Answer(is_state_funded=member.is_state_funded, measures=figure.measures if figure else None)
        letters = grid_row(member.name, definitions, answer).letters
        centres.append(_CentreAnswer(campaign_centre=member, answer=answer, letters=letters))
    scopes: dict[int | None, list[_CentreAnswer]] = {None: centres}
    for centre in centres:
        for region in centre.campaign_centre.peer.regions:
            scopes.setdefault(region, []).append(centre)
    return YearRows(
        summaries=[_summary(year, region, members, definitions) for region, members in scopes.items()],
        shares=[_share(year, centre) for centre in centres],
        cohorts=_cohorts(year, centres, definitions),
    )


def _summary(
    year: int, region: int | None, members: Sequence[_CentreAnswer], definitions: Sequence[Definition]
) -> YearSummary:
    content = canonical(consolidate(year, definitions, [member.answer for member in members]).to_plain())
    grid = canonical([[member.campaign_centre.name, member.letters] for member in members])
    return YearSummary(
        year=year, region_id=region, content=content, grid=grid, seal=summary_fingerprint(content, grid),
        computed_at=timezone.now(),
    )  # fmt: skip


def _share(year: int, centre: _CentreAnswer) -> CentreShare:
    measures, peer = centre.answer.measures, centre.campaign_centre.peer
    return CentreShare(
        year=year,
        centre_id=peer.key,
        name=centre.campaign_centre.name,
        is_state_funded=centre.campaign_centre.is_state_funded,
        zone=peer.zone,
        band=centre.campaign_centre.band,
        regions=",".join(map(str, sorted(peer.regions))),
        letters=centre.letters,
        measures=""
        if measures is None
        else canonical({code: measure_json(measure) for code, measure in measures.items()}),
    )


def _cohorts(year: int, centres: Iterable[_CentreAnswer], definitions: Sequence[Definition]) -> list[CohortAnswers]:
    """Per zone and size band: for each code, the figures in order, and how many come from each region."""
    figures: dict[tuple[str, int], dict[str, list[Decimal]]] = defaultdict(lambda: defaultdict(list))
    regions: dict[tuple[str, int], dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for centre in centres:
        if centre.campaign_centre.band is None or centre.answer.measures is None:
            continue
        cohort = (centre.campaign_centre.peer.zone, centre.campaign_centre.band)
        for definition in definitions:
            value = centre.answer.measure(definition).value
            if value is not None:
                figures[cohort][definition.code].append(value)
                regions[cohort][definition.code].update(map(str, centre.campaign_centre.peer.regions))
    return [
        CohortAnswers(
            year=year, zone=zone, band=band,
            content=canonical(
                [{code: [plain(value) for value in sorted(values)] for code, values in by_code.items()},
                 {code: counts for code, counts in regions[zone, band].items() if counts}]
            ),
        )
        for (zone, band), by_code in figures.items()
    ]  # fmt: skip


def canonical(content: Any) -> str:
    """The canonical JSON text of a content."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def summary_fingerprint(content: str, grid: str) -> str:
    """The SHA-256 of the texts of a summary."""
    return hashlib.sha256(f"{content}\n{grid}".encode()).hexdigest()


def definition_of(indicator: Indicator) -> Definition:
    """The indicator as the law of evaluation takes it."""
    return Definition(
        code=indicator.code,
        section=indicator.section,
        label=indicator.label,
        definition=indicator.definition,
        kind=indicator.kind,
        unit=indicator.unit,
        breakdown=indicator.breakdown,
        aggregation=indicator.aggregation,
        rule=indicator.rule,
        is_critical=indicator.is_critical,
        is_financial=indicator.is_financial,
        at_least=indicator.at_least,
        at_most=indicator.at_most,
    )
