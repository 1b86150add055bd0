"""The year's consolidated figures, kept at write time (R-140, R-144).

`refresh(year)` is called in the transaction of every act that changes them: a form verified, returned, closed, a
campaign opened. Reading is then one query, whatever the network.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, TextField, Value, When
from django.utils import timezone

from accounts.models import JournalHead
from centres.models import Centre, LeadRegion, Perimeter, Region
from evaluation.commitments_grid import GridRow, grid_row
from evaluation.compiled import rows_of
from evaluation.consolidation import Answer, Consolidated, Definition, consolidate
from evaluation.models import Campaign, Collection, Indicator, YearSummary
from evaluation.reading import Figures, figures_of

NETWORK = None


@dataclass(frozen=True, kw_only=True)
class Summary:
    """What is kept of one year for one scope: the figures, and where each centre stands on each commitment."""

    figures: Consolidated
    grid: tuple[GridRow, ...]

    @property
    def content(self) -> str:
        """The figures as canonical JSON."""
        return _canonical(self.figures.to_plain())

    @property
    def grid_text(self) -> str:
        """The grid as canonical JSON."""
        return _canonical([[row.name, row.letters] for row in self.grid])


def compute(year: int) -> dict[int | None, Summary]:
    """The summary of the network (key None) and of each region, from the stored answers (6 queries).

    Empty when the year has no campaign.
    """
    campaign = Campaign.objects.filter(year=year).first()
    if campaign is None:
        return {}
    definitions = tuple(map(definition_of, _national(campaign)))
    asked = _asked(campaign)
    found = figures_of([year])
    answers = {centre.pk: _answer(centre, found.get((centre.pk, year))) for centre in asked}
    summaries: dict[int | None, Summary] = {}
    for region, keys in _scopes(asked, year).items():
        summaries[region] = Summary(
            figures=consolidate(year, definitions, [answers[key] for key in keys]),
            grid=tuple(
                grid_row(centre.name or centre.usual_name, definitions, answers[centre.pk])
                for centre in asked
                if centre.pk in keys
            ),
        )
    return summaries


@transaction.atomic
def refresh(year: int) -> None:
    """Keep the summaries of `year` again, in the transaction of the act that changed them.

    The head of the journal is locked first, as every act does last: of two acts at the same time, the second counts
    what the first one did, and neither waits for the other in a circle.
    """
    JournalHead.objects.select_for_update().get_or_create(pk=1)
    fresh = compute(year)
    YearSummary.objects.filter(year=year).delete()
    now = timezone.now()
    YearSummary.objects.bulk_create(_row(year, region, one, now) for region, one in fresh.items())


def years_told() -> list[int]:
    """The years that have a campaign, or a summary."""
    told = set(Campaign.objects.values_list("year", flat=True)) | set(
        YearSummary.objects.values_list("year", flat=True)
    )
    return sorted(told)


def refresh_all() -> list[int]:
    """Keep every year again; gives those years."""
    years = years_told()
    for year in years:
        refresh(year)
    return years


def differences(year: int) -> list[str]:
    """One French sentence per kept summary of `year` that a recomputation does not give again."""
    kept = {row.region_id: row for row in YearSummary.objects.filter(year=year)}
    fresh = compute(year)
    names = dict(Region.objects.values_list("pk", "name"))
    return [
        _difference(year, names.get(region or 0, "le réseau"), kept.get(region), fresh.get(region))
        for region in _all(kept, fresh)
    ]


def seal_of(content: str, grid: str) -> str:
    """The SHA-256 of what is kept."""
    return hashlib.sha256(f"{content}\n{grid}".encode()).hexdigest()


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


def _row(year: int, region: int | None, summary: Summary, now: dt.datetime) -> YearSummary:
    content, grid = summary.content, summary.grid_text
    return YearSummary(
        year=year, region_id=region, content=content, grid=grid, seal=seal_of(content, grid), computed_at=now
    )


def _canonical(plain: Any) -> str:
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _national(campaign: Campaign) -> Iterable[Indicator]:
    """The indicators of the year's version, those of a region left out (R-133)."""
    return Indicator.objects.filter(referential=campaign.referential_id, region=None).order_by("rank", "pk")


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


def _asked(campaign: Campaign) -> list[Centre]:
    """The centres that have a form to fill, under their name of the year."""
    forms = Collection.objects.filter(campaign=campaign).values("centre")
    return list(Centre.objects.filter(pk__in=forms).with_identity(last_day(campaign.year)))


def last_day(year: int) -> dt.date:
    """31 December: the day on which the perimeters of a year are read."""
    return dt.date(year, 12, 31)


def _answer(centre: Centre, figures: Figures | None) -> Answer:
    return Answer(is_state_funded=centre.is_state_funded, measures=figures.measures if figures else None)


def _scopes(asked: Iterable[Centre], year: int) -> dict[int | None, frozenset[int]]:
    """The centres of the network, and of each region by perimeter or by lead: a centre over two counts in both."""
    every = frozenset(centre.pk for centre in asked)
    scopes: dict[int | None, set[int]] = defaultdict(set)
    day = last_day(year)
    reached = Perimeter.objects.on(day).order_by().values_list("department__region", "centre")
    led = LeadRegion.objects.on(day).order_by().values_list("region", "centre")
    for region, centre in reached.union(led):
        if centre in every:
            scopes[region].add(centre)
    return {NETWORK: every} | {region: frozenset(scopes[region]) for region in sorted(scopes)}


@dataclass(frozen=True, kw_only=True)
class Kept:
    """One kept year as it is read: its figures, and the note of its campaign."""

    figures: Consolidated
    grid: tuple[GridRow, ...]
    note: str
    region: str


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
        )
        for year, content, grid, note, name in rows_of(_kept_rows, tuple(years), region, grid_of)
    }


def _kept_rows(years: tuple[int, ...], region: str, grid_of: int | None) -> QuerySet:
    scope = Q(region__code=region) if region else Q(region=None)
    campaign = Campaign.objects.filter(year=OuterRef("year"))
    return (
        YearSummary.objects.filter(scope, year__in=years)
        .annotate(
            note=Subquery(campaign.values("note")[:1]),
            shown_grid=Case(When(year=grid_of, then="grid"), default=Value("[]"), output_field=TextField()),
            region_name=F("region__name"),
        )
        .values_list("year", "content", "shown_grid", "note", "region_name")
    )
