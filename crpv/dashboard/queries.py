"""Read what the sections of a dashboard are built from: 5 queries, whatever the network and the years."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from centres.models import Centre, Department, DistrictCount, Perimeter
from centres.models.dated import true_on
from documents.french import unaccented
from evaluation.enums import CollectionState
from evaluation.models import Collection
from evaluation.models.collection import CHECKED
from evaluation.summaries.compute import last_day
from evaluation.summaries.services import StoredSummary, compiled_rows, stored_summaries
from funding.enums import RoundState
from funding.models import Allocation, Notification, Payment
from governance.models import Contribution, Meeting, Production, Worksite

YEARS: Final = 5
# The only indicators loaded for the years before the previous one.
OVER_YEARS: Final = frozenset({"AC-01", "AC-02", "AC-04", "M1-01", "M2-01", "M3-01", "MO-01", "MO-04"})
# The counts of the year, by part of their query: three at most, in the order of its columns.
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
class CoveredDepartment:
    """One département on 31 December, and how many centres of the year's campaign cover it."""

    code: str
    name: str
    region: str
    region_code: str
    centres: int


@dataclass(frozen=True, kw_only=True)
class LateCentre:
    """A centre whose figures are not verified, and the state of its form."""

    name: str
    state: CollectionState


@dataclass(frozen=True, kw_only=True)
class DashboardSources:
    """What the sections read. `region` is a code, empty for the network; `summaries` are by year, `year` included."""

    year: int
    region: str
    region_name: str
    summaries: Mapping[int, StoredSummary]
    late: tuple[LateCentre, ...]
    departments: tuple[CoveredDepartment, ...]
    allocations: tuple[Allocation, ...]
    facts: Mapping[tuple[str, str], Decimal]

    @property
    def now(self) -> StoredSummary:
        """The summary of the year of the dashboard."""
        return self.summaries[self.year]

    @property
    def years(self) -> list[int]:
        """The years that have a summary, in order: five at most."""
        return sorted(self.summaries)

    @property
    def regions(self) -> list[tuple[str, str]]:
        """(code, name) of the regions where a centre acts, in alphabetical order."""
        names = {department.region_code: department.region for department in self.departments if department.centres}
        return sorted(names.items(), key=lambda region: unaccented(region[1]))

    def fact(self, name: str, key: str = "") -> Decimal:
        """A count of the year, by name (`FACTS`) and kind; zero where nothing is recorded."""
        return self.facts.get((name, key), Decimal(0))


def sources_of(year: int, region: str = "") -> DashboardSources | None:
    """The sources of the dashboard of `year` (5 queries); None when nothing was collected that year."""
    summaries = stored_summaries(
        range(year - YEARS + 1, year + 1), region, grid_of=year, whole=(year - 1, year), codes=OVER_YEARS
    )
    if year not in summaries:
        return None
    allocations = Allocation.objects.filter(_scope(year, region), round__year=year, round__state=RoundState.ADOPTED)
    surveyed = Collection.objects.filter(campaign__year=year, centre=OuterRef("centre"))
    amounts = {
        "is_asked": Exists(surveyed), "is_verified": Exists(surveyed.checked()),
        "notified": _standing_sum(Notification, year), "paid": _standing_sum(Payment, year),
    }  # fmt: skip
    return DashboardSources(
        year=year,
        region=region,
        region_name=summaries[year].region,
        summaries=summaries,
        late=tuple(
            (
                LateCentre(name=name, state=CollectionState(state))
                for name, state in compiled_rows(_late_query, year, region)
            )
        ),
        departments=tuple(
            CoveredDepartment(code=code, name=name, region=of, region_code=of_code, centres=count)
            for code, name, of, of_code, count in compiled_rows(_departments_query, year, region)
        ),
        allocations=tuple(allocations.defer("steps", "alerts").annotate(**amounts).order_by("centre__usual_name")),
        facts={
            (name, key): Decimal(count or 0)
            for part, key, *counts in compiled_rows(_facts_query, year, region)
            for name, count in zip(FACTS[part], counts, strict=False)
        },
    )


def _standing_sum(model: type[Notification | Payment], year: int) -> Subquery:
    """What is notified or paid to the centre of a line for the year, None when nothing is."""
    standing = model.objects.standing().filter(year=year, centre=OuterRef("centre")).order_by().values("centre")
    return Subquery(standing.annotate(total=Sum("amount")).values("total"))


def _scope(year: int, region: str, path: str = "centre") -> Q:
    """The condition that `path` is a centre of the region; empty for the whole network.

    Empty rather than « every centre »: building a condition costs more than the query itself.
    """
    if not region:
        return Q()
    day = last_day(year)
    in_perimeter = true_on(day, "perimeters") & Q(perimeters__department__region__code=region)
    led = true_on(day, "lead_regions") & Q(lead_regions__region__code=region)
    return Q(**{f"{path}__in": Centre.objects.filter(in_perimeter | led).values("pk")})


def _late_query(year: int, region: str) -> QuerySet:
    forms = Collection.objects.filter(_scope(year, region), campaign__year=year).exclude(state__in=sorted(CHECKED))
    return forms.order_by("centre__usual_name").values_list("centre__usual_name", "state")


def _departments_query(year: int, region: str) -> QuerySet:
    surveyed = Collection.objects.filter(campaign__year=year).values("centre")
    perimeters = Perimeter.objects.on(last_day(year)).filter(department=OuterRef("pk"), centre__in=surveyed)
    covering = perimeters.order_by().values("department").annotate(n=Count("centre", distinct=True)).values("n")
    departments = Department.objects.filter(region__code=region) if region else Department.objects.all()
    counted = departments.annotate(covering=Coalesce(Subquery(covering), 0)).order_by("code")
    return counted.values_list("code", "name", "region__name", "region__code", "covering")


def _facts_query(year: int, region: str) -> QuerySet:
    """(part, key, then the counts of `FACTS[part]`), in one query."""
    contributions = Contribution.objects.filter(_scope(year, region), worksite__year=year)
    surveyed = Collection.objects.filter(_scope(year, region), campaign__year=year).order_by().values("centre")
    counts = DistrictCount.objects.on(last_day(year)).filter(centre__in=surveyed)
    signatures = Production.centres.through.objects.filter(_scope(year, region), production__published_on__year=year)
    # EXISTS reads one entry of an index: a count, twice a signature, costs half a second at 2 000 centres; without
    # statistics, PostgreSQL computes a grouped « IN » again at every row.
    others = Production.centres.through.objects.filter(production=OuterRef("production")).exclude(pk=OuterRef("pk"))
    joint = signatures.filter(Exists(others))
    products = Count("production", distinct=True)
    meetings = Meeting.objects.filter(body__centre=None, on__year=year, is_held=True)
    rows, nothing = Count("pk"), Value(0)
    return _part(meetings, "reunions", F("body__kind"), rows, nothing, nothing).union(
        _part(Worksite.objects.filter(year=year), "chantiers", NO_KEY, rows, nothing, nothing),
        _part(
            contributions, "contributions", NO_KEY, rows, Count("pk", filter=Q(delivered_on__isnull=False)),
            Count("centre", distinct=True),
        ),
        _part(signatures, "productions", NO_KEY, products, nothing, nothing),
        _part(joint, "communes", NO_KEY, products, rows, nothing),
        _part(counts, "quartiers", NO_KEY, Sum("count"), Count("centre", distinct=True), nothing),
        all=True,
    )  # fmt: skip


def _part(rows: QuerySet, name: str, key: F | Value, *counts: Count | Sum | Value) -> QuerySet:
    columns = {f"n{rank}": count for rank, count in enumerate(counts)}
    return rows.order_by().values_list(Value(name), key).annotate(**columns)
