"""The year's consolidated figures, kept at write time (R-140, R-144).

`update(year, centre)` is called in the transaction of every act that changes what one centre brings: a form verified
or returned. It takes back what the centre had brought and adds what it brings now, whatever the network.
`refresh(year)` keeps everything again: a campaign opened or closed, and `manage.py rebuild_summaries`. Both leave what
`compute` gives, which adds everything up from the stored answers. Reading is then one query.
"""

from __future__ import annotations

import json
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, TextField, Value, When

from accounts.models import JournalHead
from centres.models import Region
from evaluation.enums import CampaignState
from evaluation.law.commitments_grid import GridRow, grid_row
from evaluation.law.consolidation import Answer, Consolidated, Definition, consolidate
from evaluation.models import Campaign, Indicator, YearSummary
from evaluation.queries import Figures, figures_of
from evaluation.summaries.cohorts import Asked, asked_in
from evaluation.summaries.compiled import rows_of
from evaluation.summaries.incremental import Books, seal_of
from evaluation.summaries.shares import canonical

NETWORK = None


@dataclass(frozen=True, kw_only=True)
class Summary:
    """What is kept of one year for one scope: the figures, and where each centre stands on each commitment."""

    figures: Consolidated
    grid: tuple[GridRow, ...]

    @property
    def content(self) -> str:
        """The figures as canonical JSON."""
        return canonical(self.figures.to_plain())

    @property
    def grid_text(self) -> str:
        """The grid as canonical JSON."""
        return canonical([[row.name, row.letters] for row in self.grid])


def compute(year: int) -> dict[int | None, Summary]:
    """The summary of the network (key None) and of each region, from the stored answers (6 queries).

    Empty when the year has no campaign.
    """
    campaign = Campaign.objects.filter(year=year).first()
    if campaign is None:
        return {}
    definitions = _definitions(campaign)
    asked, found = asked_in(year), figures_of([year])
    answers = {one.peer.key: _answer(one, found.get((one.peer.key, year))) for one in asked}
    summaries: dict[int | None, Summary] = {}
    for region, members in _scopes(asked).items():
        summaries[region] = Summary(
            figures=consolidate(year, definitions, [answers[one.peer.key] for one in members]),
            grid=tuple(grid_row(one.name, definitions, answers[one.peer.key]) for one in members),
        )
    return summaries


def _answer(asked: Asked, figures: Figures | None) -> Answer:
    return Answer(is_state_funded=asked.is_state_funded, measures=figures.measures if figures else None)


def _scopes(asked: Iterable[Asked]) -> dict[int | None, list[Asked]]:
    """The centres of the network, and of each region: a centre over two counts in both, and once in the network."""
    scopes: dict[int | None, list[Asked]] = {NETWORK: list(asked)}
    for one in scopes[NETWORK]:
        for region in one.peer.regions:
            scopes.setdefault(region, []).append(one)
    return scopes


@transaction.atomic
def refresh(year: int) -> None:
    """Keep everything of `year` again, in the transaction of the act that changed it."""
    _one_at_a_time()
    campaign = Campaign.objects.filter(year=year).first()
    Books(year, _definitions(campaign) if campaign else ()).write_again(asked=campaign is not None)


@transaction.atomic
def update(year: int, centre: int) -> None:
    """Keep again what one centre brings to `year`, in the transaction of the act that changed it.

    What the registry of the centres says now (names, perimeters, sizes) is kept along, as `refresh` would.
    """
    _one_at_a_time()
    campaign = Campaign.objects.filter(year=year).first()
    if campaign is None or not Books(year, _definitions(campaign)).write_over(centre):
        refresh(year)


def _one_at_a_time() -> None:
    """The head of the journal is locked first, as every act does last: of two acts at the same time, the second counts
    what the first one did, and neither waits for the other in a circle."""
    JournalHead.objects.select_for_update().get_or_create(pk=1)


def refresh_all() -> list[int]:
    """Keep every year again; gives those years."""
    years = years_told()
    for year in years:
        refresh(year)
    return years


def years_told() -> list[int]:
    """The years that have a campaign, or a summary."""
    told = set(Campaign.objects.values_list("year", flat=True)) | set(
        YearSummary.objects.values_list("year", flat=True)
    )
    return sorted(told)


def differences(year: int) -> list[str]:
    """One French sentence per kept summary of `year` that a recomputation does not give again."""
    kept = {row.region_id: row for row in YearSummary.objects.filter(year=year)}
    fresh = compute(year)
    names = dict(Region.objects.values_list("pk", "name"))
    found = [
        _difference(year, names.get(region or 0, "le réseau"), kept.get(region), fresh.get(region))
        for region in _all(kept, fresh)
    ]
    campaign = Campaign.objects.filter(year=year).first()
    if campaign and not found and not Books(year, _definitions(campaign)).are_true():
        found.append(f"{year} : ce qui est gardé de chaque centre n’est pas ce que donnent les formulaires vérifiés.")
    return found


def _all(kept: Mapping[int | None, YearSummary], fresh: Mapping[int | None, Summary]) -> list[int | None]:
    keys = sorted(kept.keys() | fresh.keys(), key=lambda key: key or 0)
    return [key for key in keys if not _is_true(kept.get(key), fresh.get(key))]


def _is_true(row: YearSummary | None, fresh: Summary | None) -> bool:
    if row is None or fresh is None:
        return False
    return (row.content, row.grid, row.seal) == (
        fresh.content,
        fresh.grid_text,
        seal_of(fresh.content, fresh.grid_text),
    )


def _difference(year: int, where: str, row: YearSummary | None, fresh: Summary | None) -> str:
    if row is None:
        return f"{year}, {where} : aucune synthèse n’est gardée."
    if fresh is None:
        return f"{year}, {where} : une synthèse est gardée, qu’aucune donnée n’explique."
    return f"{year}, {where} : la synthèse gardée n’est pas celle que donnent les formulaires vérifiés."


def _definitions(campaign: Campaign) -> tuple[Definition, ...]:
    """The indicators of the year's version, those of a region left out (R-133)."""
    rows = Indicator.objects.filter(referential=campaign.referential_id, region=None).order_by("rank", "pk")
    return tuple(map(definition_of, rows))


def definition_of(indicator: Indicator) -> Definition:
    """The indicator as the law reads it."""
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


@dataclass(frozen=True, kw_only=True)
class Kept:
    """One kept year as it is read: its figures, the note of its campaign, and whether they may still move."""

    figures: Consolidated
    grid: tuple[GridRow, ...]
    note: str
    region: str
    is_closed: bool = False


def kept(
    years: Iterable[int],
    region: str = "",
    *,
    grid_of: int | None = None,
    whole: Container[int] | None = None,
    codes: Container[str] = (),
) -> dict[int, Kept]:
    """The summaries of those `years` for a region's code (empty: the network), in one query.

    Only the year `grid_of` brings its grid; out of the `whole` years (None: all), only the indicators of those `codes`
    are read. A year that has no campaign is absent.
    """
    return {
        year: Kept(
            figures=Consolidated.from_plain(json.loads(content), None if whole is None or year in whole else codes),
            grid=tuple(GridRow(*row) for row in json.loads(grid)),
            note=note or "",
            region=name or "",
            is_closed=state == CampaignState.CLOSED,
        )
        for year, content, grid, note, name, state in rows_of(_kept_rows, tuple(years), region, grid_of)
    }


def _kept_rows(years: tuple[int, ...], region: str, grid_of: int | None) -> QuerySet:
    scope = Q(region__code=region) if region else Q(region=None)
    campaign = Campaign.objects.filter(year=OuterRef("year"))
    return (
        YearSummary.objects.filter(scope, year__in=years)
        .annotate(
            note=Subquery(campaign.values("note")[:1]),
            campaign_state=Subquery(campaign.values("state")[:1]),
            shown_grid=Case(When(year=grid_of, then="grid"), default=Value("[]"), output_field=TextField()),
            region_name=F("region__name"),
        )
        .values_list("year", "content", "shown_grid", "note", "region_name", "campaign_state")
    )
