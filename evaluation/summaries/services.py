"""Stored consolidated figures of each year (R-140, R-144): replaced when they change, read in one query.

`tasks.refresh_or_enqueue(year)` is called in the transaction of every act that changes them: a form verified or
returned, a campaign opened or closed. `refresh(year)` replaces the stored rows by those of `compute`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Container, Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, models, transaction
from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, TextField, Value, When

from accounts.models import JournalHead
from centres.models import Region
from evaluation.enums import CampaignState
from evaluation.law.commitments import GridRow
from evaluation.law.consolidation import Consolidated
from evaluation.models import Campaign, CentreShare, CohortAnswers, Collection, YearSummary
from evaluation.summaries.compute import compute

INLINE_FORMS = 300  # 44 answers each: about 1 s of CPU (0.08 s for 20 forms, 0.6 for 200, 5.6 for 2,000)


def is_large(year: int) -> bool:
    """Whether `year` is recomputed by a background job (1 query)."""
    return Collection.objects.filter(campaign__year=year).count() > INLINE_FORMS


@transaction.atomic
def refresh(year: int) -> None:
    """Replace the stored rows of `year` by those of `compute`. Never two at once.

    A small year is computed under the lock of the journal, which every act takes last: of two acts at the same time,
    the second counts the first. A large one locks its campaign only, and the journal stays free: never call it in an
    act, since acts lock a form first.
    """
    if is_large(year):
        Campaign.objects.select_for_update(no_key=True).get(year=year)
    else:
        JournalHead.objects.select_for_update().get_or_create(pk=1)
    rows = compute(year)
    tables: tuple[tuple[type[models.Model], Sequence[Any]], ...] = (
        (YearSummary, rows.summaries), (CentreShare, rows.shares), (CohortAnswers, rows.cohorts),
    )  # fmt: skip
    for model, fresh in tables:
        model._default_manager.filter(year=year).delete()  # noqa: SLF001 - Django's own name
        model._default_manager.bulk_create(fresh, batch_size=500)  # noqa: SLF001


def refresh_all() -> list[int]:
    """Refresh every year; gives those years."""
    years = years_with_figures()
    for year in years:
        refresh(year)
    return years


def years_with_figures() -> list[int]:
    """The years that have a campaign, or a summary."""
    years = set(Campaign.objects.values_list("year", flat=True)) | set(
        YearSummary.objects.values_list("year", flat=True)
    )
    return sorted(years)


# Comparison with a recomputation -----------------------------------------------------------------------------

_SHARE = ("name", "is_state_funded", "zone", "band", "regions", "letters", "measures")


def differences(year: int) -> list[str]:
    """One French sentence per stored summary of `year` that differs from its recomputation."""
    fresh = compute(year)
    stored = YearSummary.objects.filter(year=year)
    differing = _differing(stored, fresh.summaries, ("region_id",), ("content", "grid", "seal"))
    names = dict(Region.objects.values_list("pk", "name"))
    sentences = [
        f"{year}, {names.get(region or 0, 'le réseau')} : {_WHY[was_stored, is_computed]}"
        for (region,), was_stored, is_computed in sorted(differing, key=lambda row: row[0][0] or 0)
    ]
    shares, cohorts = CentreShare.objects.filter(year=year), CohortAnswers.objects.filter(year=year)
    if not sentences and (
        _differing(shares, fresh.shares, ("centre_id",), _SHARE)
        or _differing(cohorts, fresh.cohorts, ("zone", "band"), ("content",))
    ):
        sentences.append(
            f"{year} : ce qui est gardé de chaque centre n’est pas ce que donnent les formulaires vérifiés."
        )
    return sentences


_WHY = {
    (False, True): "aucune synthèse n’est gardée.",
    (True, False): "une synthèse est gardée, qu’aucune donnée n’explique.",
    (True, True): "la synthèse gardée n’est pas celle que donnent les formulaires vérifiés.",
}


def _differing(
    stored: Iterable[Any], fresh: Iterable[Any], keys: Sequence[str], names: Sequence[str]
) -> list[tuple[tuple[Any, ...], bool, bool]]:
    """(key, whether it is stored, whether it is computed) of each row that is not the same on both sides."""

    def by_key(rows: Iterable[Any]) -> dict[tuple[Any, ...], tuple[Any, ...]]:
        return {_read(row, keys): _read(row, names) for row in rows}

    before, after = by_key(stored), by_key(fresh)
    return [(key, key in before, key in after) for key in before.keys() | after if before.get(key) != after.get(key)]


def _read(row: Any, names: Sequence[str]) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in names)


# Reading ----------------------------------------------------------------------------------------------------------


Builder = Callable[..., QuerySet]


def compiled_rows(build: Builder, *args: Hashable) -> list[tuple[Any, ...]]:
    """The rows of the query that `build(*args)` gives (1 query); its SQL is built once per arguments.

    For queries that take longer to build than to run. Rows come as the database gives them: select columns that need no
    conversion (texts, whole numbers), never dates, decimals or JSON. `build` is a function of a module, and depends on
    nothing but its arguments: neither the day nor what is stored.
    """
    try:
        sql, params = _statement(build, connection.vendor, args)
    except EmptyResultSet:
        return []
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


@lru_cache(maxsize=512)
def _statement(build: Builder, vendor: str, args: tuple[Hashable, ...]) -> tuple[str, tuple[Any, ...]]:
    return build(*args).query.sql_with_params()


@dataclass(frozen=True, kw_only=True)
class StoredSummary:
    """One stored year: its figures, its grid, the note of its campaign, and whether the campaign is closed."""

    figures: Consolidated
    grid: tuple[GridRow, ...]
    note: str
    region: str
    is_closed: bool = False


def stored_summaries(
    years: Iterable[int],
    region: str = "",
    *,
    grid_of: int | None = None,
    whole: Container[int] | None = None,
    codes: Container[str] = (),
) -> dict[int, StoredSummary]:
    """The stored summaries of `years` for a region's code (empty: the network), in one query.

    Only the year `grid_of` has its grid; out of the `whole` years (None: all), only the indicators of those `codes`
    are read. A year that has no campaign is absent.
    """
    return {
        year: StoredSummary(
            figures=Consolidated.from_plain(json.loads(content), None if whole is None or year in whole else codes),
            grid=tuple(GridRow(*row) for row in json.loads(grid)),
            note=note or "",
            region=name or "",
            is_closed=state == CampaignState.CLOSED,
        )
        for year, content, grid, note, name, state in compiled_rows(_summary_query, tuple(years), region, grid_of)
    }


def _summary_query(years: tuple[int, ...], region: str, grid_of: int | None) -> QuerySet:
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
