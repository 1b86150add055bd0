"""Facts of the centres beside their actions, in one query: a union of narrow rows.

Programmes, meetings and seats, national presences and contributions, perimeters, the core budget that the formula gave,
and the number of city contracts of the perimeter in the last form.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple

from django.db.models import Case, F, QuerySet, Value, When

from centres.models import Centre, Perimeter
from centres.union_rows import branch_of, union_rows
from evaluation.models import Value as StoredValue
from evaluation.referential.breakdowns import DECISION, FUNDERS
from funding.models import Allocation, Round
from governance.enums import BodyKind
from governance.models import Body, Contribution, Meeting, MeetingAttendance, Programme, Seat, Worksite

CONVENED = (BodyKind.TECHNICAL, BodyKind.ANNUAL_DAY)
CONTRACTS_CODE = "AC-06"


class FactKind(StrEnum):
    """The nature of a fact."""

    PROGRAMME = "programme"
    NOT_FUNDED = "not_funded"
    BODY = "body"
    SEAT = "seat"
    MEETING = "meeting"
    NATIONAL = "national"
    CONTRIBUTION = "contribution"
    WORKSITE = "worksite"
    PERIMETER = "perimeter"
    CORE_BUDGET = "core_budget"
    CONTRACTS = "contracts"


class YearFact(NamedTuple):
    """One record; `centre` is None for the network."""

    kind: str
    centre: int | None
    pk: int
    code: str
    label: str
    day: dt.date | None
    number: Decimal | None


def year_facts(year: int, centres: list[int]) -> Iterator[YearFact]:
    """Every fact of the centres and of the network for the civil year (1 query)."""
    branches = (
        *_about_the_centre(year, centres), *_about_bodies(year, centres), *_about_the_network(year, centres),
    )  # fmt: skip
    return union_rows(YearFact, branches)


def _about_the_centre(year: int, centres: list[int]) -> Iterator[QuerySet]:
    yield _branch(FactKind.PROGRAMME, Programme.objects.filter(centre__in=centres, year=year), "centre")
    yield _branch(FactKind.NOT_FUNDED, Centre.objects.filter(pk__in=centres, is_state_funded=False), "pk")
    yield _branch(
        FactKind.PERIMETER,
        Perimeter.objects.on(dt.date(year, 12, 31)).filter(centre__in=centres),
        "centre",
        code=F("department__code"),
    )
    adopted = Round.objects.adopted().filter(year=year)
    yield _branch(
        FactKind.CORE_BUDGET,
        Allocation.objects.filter(centre__in=centres, round__in=adopted, budget__isnull=False),
        "centre",
        number=F("budget"),
    )
    yield _branch(
        FactKind.CONTRACTS,
        StoredValue.objects.filter(
            collection__centre__in=centres, collection__campaign__year__lt=year, indicator__code=CONTRACTS_CODE,
            denominator__isnull=False,
        ),
        "collection__centre",
        pk="collection__campaign__year",
        number=F("denominator"),
    )  # fmt: skip


def _about_bodies(year: int, centres: list[int]) -> Iterator[QuerySet]:
    decides = When(body__decides_programme=True, then=Value(DECISION))
    yield _branch(FactKind.BODY, Body.objects.filter(centre__in=centres, decides_programme=True), "centre")
    yield _branch(
        FactKind.SEAT,
        Seat.objects.on(dt.date(year, 12, 31)).filter(body__centre__in=centres, body__decides_programme=True),
        "body__centre",
        code=Case(When(is_elected=True, then=Value("elu")), default=Value("")),
    )
    meetings = Meeting.objects.filter(body__centre__in=centres, on__year=year, is_held=True)
    yield _branch(
        FactKind.MEETING,
        meetings.filter(body__decides_programme=True) | meetings.filter(body__kind=BodyKind.FUNDERS),
        "body__centre",
        code=Case(decides, default=Value(FUNDERS)),
        label=F("body__name"),
        day=F("on"),
    )


def _about_the_network(year: int, centres: list[int]) -> Iterator[QuerySet]:
    convened = MeetingAttendance.objects.filter(
        centre__in=centres, meeting__is_held=True, meeting__on__year=year, meeting__body__kind__in=CONVENED
    )
    yield _branch(
        FactKind.NATIONAL,
        convened,
        "centre",
        pk="meeting",
        code=F("meeting__body__kind"),
        label=F("meeting__body__name"),
        day=F("meeting__on"),
        number=Case(When(is_present=True, then=Value(1)), default=Value(0)),
    )
    contributions = Contribution.objects.filter(centre__in=centres, worksite__year=year, worksite__is_open=True)
    yield _branch(FactKind.CONTRIBUTION, contributions, "centre", label=F("worksite__title"))
    yield _branch(FactKind.WORKSITE, Worksite.objects.filter(year=year, is_open=True), None, label=F("title"))


def _branch(kind: FactKind, rows: QuerySet, centre: str | None, *, pk: str = "pk", **columns: Any) -> QuerySet:
    return branch_of(YearFact, rows, kind=Value(str(kind)), centre=F(centre) if centre else None, pk=F(pk), **columns)
