"""Everything a dashboard is made of, read in five queries whatever the network and the years."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from centres.models import Centre, Department, DistrictCount, Perimeter
from centres.models.dated import true_on
from documents.text import unaccented
from evaluation.enums import CollectionState
from evaluation.models import Collection
from evaluation.models.collection import CHECKED
from evaluation.summaries import Kept, kept, last_day
from funding.enums import RoundState
from funding.models import Allocation
from governance.models import Contribution, Meeting, Production, Worksite

YEARS: Final = 5


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
    found = kept(range(year - YEARS + 1, year + 1), region, grid_of=year)
    if year not in found:
        return None
    centres = _centres(year, region)
    return Sources(
        year=year,
        region=region,
        region_name=found[year].region,
        kept=found,
        late=tuple(_late(year, centres)),
        places=tuple(_places(year, region)),
        allocations=tuple(_allocations(year, centres)),
        facts={(name, key): Decimal(count) for name, key, count in _facts(year, centres)},
    )


def _centres(year: int, region: str) -> QuerySet[Centre]:
    """The centres of the scope, as a subquery."""
    centres = Centre.objects.all()
    if not region:
        return centres
    day = last_day(year)
    in_perimeter = true_on(day, "perimeters") & Q(perimeters__department__region__code=region)
    led = true_on(day, "lead_regions") & Q(lead_regions__region__code=region)
    return centres.filter(pk__in=Centre.objects.filter(in_perimeter | led).values("pk"))


def _late(year: int, centres: QuerySet[Centre]) -> Iterable[Late]:
    forms = Collection.objects.filter(campaign__year=year, centre__in=centres).exclude(state__in=sorted(CHECKED))
    rows = forms.order_by("centre__usual_name").values_list("centre__usual_name", "state")
    return (Late(name=name, state=CollectionState(state)) for name, state in rows)


def _places(year: int, region: str) -> Iterable[Place]:
    asked = Collection.objects.filter(campaign__year=year).values("centre")
    held = Perimeter.objects.on(last_day(year)).filter(department=OuterRef("pk"), centre__in=asked)
    covering = held.order_by().values("department").annotate(n=Count("centre", distinct=True)).values("n")
    rows = Department.objects.filter(region__code=region) if region else Department.objects.all()
    found = rows.annotate(covering=Coalesce(Subquery(covering), 0)).order_by("code")
    for code, name, of, of_code, count in found.values_list("code", "name", "region__name", "region__code", "covering"):
        yield Place(code=code, name=name, region=of, region_code=of_code, centres=count)


def _allocations(year: int, centres: QuerySet[Centre]) -> Iterable[Allocation]:
    lines = Allocation.objects.filter(round__year=year, round__state=RoundState.ADOPTED, centre__in=centres)
    return lines.defer("steps", "alerts").order_by("centre__usual_name")


def _facts(year: int, centres: QuerySet[Centre]) -> Iterable[tuple[str, str, int]]:
    """(name, key, count) of what the year saw, in one query."""
    held = Meeting.objects.filter(body__centre=None, on__year=year, is_held=True)
    written = Contribution.objects.filter(worksite__year=year, centre__in=centres)
    asked = Collection.objects.filter(campaign__year=year, centre__in=centres).values("centre")
    counts = DistrictCount.objects.on(last_day(year)).filter(centre__in=asked)
    published = Production.objects.filter(published_on__year=year, centres__in=centres)
    signed = Production.objects.order_by().annotate(signatures=Count("centres"))
    joint = signed.filter(published_on__year=year, signatures__gte=2).values("pk")
    parts = [
        held.values_list(Value("reunions"), "body__kind").annotate(n=Count("pk")),
        _one(Worksite.objects.filter(year=year), "chantiers", Count("pk")),
        _one(written, "contributions", Count("pk")),
        _one(written.filter(delivered_on__isnull=False), "remises", Count("pk")),
        _one(written, "contributeurs", Count("centre", distinct=True)),
        _one(published, "productions", Count("pk", distinct=True)),
        _one(published.filter(pk__in=joint), "productions_communes", Count("pk", distinct=True)),
        _one(published.filter(pk__in=joint), "signatures_communes", Count("centres")),
        _one(counts, "quartiers", Sum("count")),
        _one(counts, "centres_des_quartiers", Count("centre", distinct=True)),
    ]
    first, *others = (part.order_by() for part in parts)
    return first.union(*others, all=True)


def _one(rows: QuerySet, name: str, count: Count | Sum) -> QuerySet:
    return rows.order_by().values_list(Value(name), Value("")).annotate(n=count)
