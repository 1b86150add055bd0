"""Everything a dashboard is made of, read in five queries whatever the network and the years."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from centres.models import Centre, Department, DistrictCount, Perimeter
from centres.models.dated import true_on
from documents.text import unaccented
from evaluation.enums import CollectionState
from evaluation.models import Collection
from evaluation.models.collection import CHECKED
from evaluation.summaries.cohorts import last_day
from evaluation.summaries.compiled import rows_of
from evaluation.summaries.services import Kept, kept
from funding.enums import RoundState
from funding.models import Allocation
from governance.models import Contribution, Meeting, Production, Worksite

YEARS: Final = 5
# What is told of the years before the last one.
OVER_YEARS: Final = frozenset({"AC-01", "AC-02", "AC-04", "M1-01", "M2-01", "M3-01", "MO-01", "MO-04"})
# What each part of the counts of the year counts.
FACTS: Final[Mapping[str, tuple[str, ...]]] = {
    "reunions": ("reunions",),
    "chantiers": ("chantiers",),
    "contributions": ("contributions", "remises", "contributeurs"),
    "productions": ("productions",),
    "communes": ("productions_communes", "signatures_communes"),
    "quartiers": ("quartiers", "centres_des_quartiers"),
}
NO_KEY: Final = Value("")


@dataclass(frozen=True, kw_only=True)
class Place:
    """One département on 31 December, and how many centres of the year's campaign cover it."""

    code: str
    name: str
    region: str
    region_code: str
    centres: int


@dataclass(frozen=True, kw_only=True)
class Late:
    """A centre whose figures are not verified, and where its form stands."""

    name: str
    state: CollectionState


@dataclass(frozen=True, kw_only=True)
class Sources:
    """What the sections read; `region` is empty for the whole network; `kept` has the year shown and those before."""

    year: int
    region: str
    region_name: str
    kept: Mapping[int, Kept]
    late: tuple[Late, ...]
    places: tuple[Place, ...]
    allocations: tuple[Allocation, ...]
    facts: Mapping[tuple[str, str], Decimal]

    @property
    def now(self) -> Kept:
        """The year shown."""
        return self.kept[self.year]

    @property
    def years(self) -> list[int]:
        """The years told, in order: five at most."""
        return sorted(self.kept)

    @property
    def regions(self) -> list[tuple[str, str]]:
        """(code, name) of the regions where a centre acts, in alphabetical order."""
        found = {place.region_code: place.region for place in self.places if place.centres}
        return sorted(found.items(), key=lambda region: unaccented(region[1]))

    def fact(self, name: str, key: str = "") -> Decimal:
        """A count of the year; zero where nothing is recorded."""
        return self.facts.get((name, key), Decimal(0))


def sources_of(year: int, region: str = "") -> Sources | None:
    """What the dashboard of `year` is made of (5 queries); None when nothing was collected that year."""
    found = kept(range(year - YEARS + 1, year + 1), region, grid_of=year, whole=(year - 1, year), codes=OVER_YEARS)
    if year not in found:
        return None
    return Sources(
        year=year,
        region=region,
        region_name=found[year].region,
        kept=found,
        late=tuple(_late(year, region)),
        places=tuple(_places(year, region)),
        allocations=tuple(_allocations(year, region)),
        facts={(name, key): count for name, key, count in _facts(year, region)},
    )


def _scope(year: int, region: str, path: str = "centre") -> Q:
    """The condition that what is behind `path` is a centre of the region; none for the whole network.

    Said by nothing rather than by « every centre »: building a condition costs more than the query itself.
    """
    if not region:
        return Q()
    day = last_day(year)
    in_perimeter = true_on(day, "perimeters") & Q(perimeters__department__region__code=region)
    led = true_on(day, "lead_regions") & Q(lead_regions__region__code=region)
    return Q(**{f"{path}__in": Centre.objects.filter(in_perimeter | led).values("pk")})


def _late(year: int, region: str) -> Iterable[Late]:
    return (Late(name=name, state=CollectionState(state)) for name, state in rows_of(_late_rows, year, region))


def _late_rows(year: int, region: str) -> QuerySet:
    forms = Collection.objects.filter(_scope(year, region), campaign__year=year).exclude(state__in=sorted(CHECKED))
    return forms.order_by("centre__usual_name").values_list("centre__usual_name", "state")


def _places(year: int, region: str) -> Iterable[Place]:
    for code, name, of, of_code, count in rows_of(_place_rows, year, region):
        yield Place(code=code, name=name, region=of, region_code=of_code, centres=count)


def _place_rows(year: int, region: str) -> QuerySet:
    asked = Collection.objects.filter(campaign__year=year).values("centre")
    held = Perimeter.objects.on(last_day(year)).filter(department=OuterRef("pk"), centre__in=asked)
    covering = held.order_by().values("department").annotate(n=Count("centre", distinct=True)).values("n")
    rows = Department.objects.filter(region__code=region) if region else Department.objects.all()
    found = rows.annotate(covering=Coalesce(Subquery(covering), 0)).order_by("code")
    return found.values_list("code", "name", "region__name", "region__code", "covering")


def _allocations(year: int, region: str) -> Iterable[Allocation]:
    lines = Allocation.objects.filter(_scope(year, region), round__year=year, round__state=RoundState.ADOPTED)
    asked = Collection.objects.filter(campaign__year=year, centre=OuterRef("centre"))
    return lines.defer("steps", "alerts").annotate(is_asked=Exists(asked)).order_by("centre__usual_name")


def _facts(year: int, region: str) -> Iterable[tuple[str, str, Decimal]]:
    """(name, key, count) of what the year saw, in one query: each part counts three things at most."""
    for part, key, *counts in rows_of(_counted, year, region):
        for name, count in zip(FACTS[part], counts, strict=False):
            yield name, key, Decimal(count or 0)


def _counted(year: int, region: str) -> QuerySet:
    written = Contribution.objects.filter(_scope(year, region), worksite__year=year)
    asked = Collection.objects.filter(_scope(year, region), campaign__year=year).order_by().values("centre")
    counts = DistrictCount.objects.on(last_day(year)).filter(centre__in=asked)
    signed = Production.centres.through.objects.filter(_scope(year, region), production__published_on__year=year)
    products = Count("production", distinct=True)
    held = Meeting.objects.filter(body__centre=None, on__year=year, is_held=True)
    every, nothing = Count("pk"), Value(0)
    return _part(held, "reunions", F("body__kind"), every, nothing, nothing).union(
        _part(Worksite.objects.filter(year=year), "chantiers", NO_KEY, every, nothing, nothing),
        _part(
            written, "contributions", NO_KEY, every, Count("pk", filter=Q(delivered_on__isnull=False)),
            Count("centre", distinct=True),
        ),
        _part(signed, "productions", NO_KEY, products, nothing, nothing),
        _part(signed.filter(Exists(_others())), "communes", NO_KEY, products, every, nothing),
        _part(counts, "quartiers", NO_KEY, Sum("count"), Count("centre", distinct=True), nothing),
        all=True,
    )  # fmt: skip


def _others() -> QuerySet:
    """The other signatures of the production of a signature: one look at an index, where a count of them, asked twice a
    signature, cost half a second in a network of 2 000 centres. Said with EXISTS: without statistics, PostgreSQL works
    out a grouped « IN » again at every row."""
    return Production.centres.through.objects.filter(production=OuterRef("production")).exclude(pk=OuterRef("pk"))


def _part(rows: QuerySet, name: str, key: F | Value, *counts: Count | Sum | Value) -> QuerySet:
    named = {f"n{rank}": count for rank, count in enumerate(counts)}
    return rows.order_by().values_list(Value(name), key).annotate(**named)
