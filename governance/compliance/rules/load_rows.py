"""Every dated fact that the rules count, for all centres, in one query: a union of narrow rows.

A union rather than one query per table: the price of a page does not depend on how many rules there are.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple

from django.db.models import Case, Count, F, Q, QuerySet, Sum, Value, When

from centres.models import Identity
from centres.union_rows import branch_of, union_rows
from governance.enums import ActionState, BodyKind, CartographyState, Nature
from governance.models import (
    Action,
    Body,
    BudgetLine,
    Cartography,
    Contribution,
    Meeting,
    MeetingAttendance,
    Production,
    Programme,
    Seat,
    Session,
    Worksite,
)
from governance.registers.rules import Question

TOOK_PLACE, PLANNED, OPEN, CLOSED, PRESENT = "held", "planned", "open", "closed", "present"


class RuleFact(StrEnum):
    """The kind of a row."""

    IDENTITY = "identity"
    CARTOGRAPHY = "cartography"
    PROGRAMME = "programme"
    ACTION = "action"
    ELECTED = "elected"
    INCOME = "income"
    BODY = "body"
    SEAT = "seat"
    MEETING = "meeting"
    CONTRIBUTION = "contribution"
    WORKSITE = "worksite"
    ATTENDANCE = "attendance"
    AGREED = "agreed"
    SHARED = "shared"


class RuleFactRow(NamedTuple):
    """One fact: `centre` is None for the network; texts are empty and figures None where the kind has none."""

    kind: str
    centre: int | None
    code: str
    label: str
    detail: str
    day: dt.date | None
    number: Decimal | None


def rule_fact_rows(question: Question) -> Iterator[RuleFactRow]:
    """The facts of the centres of `question` and of the network, in one query."""
    sources = (_about_the_centre, _about_the_year, _about_bodies, _about_the_network)
    return union_rows(RuleFactRow, (branch for source in sources for branch in source(question)))


def _about_the_centre(question: Question) -> Iterator[QuerySet]:
    in_question = _in_question(question)
    yield _branch(
        RuleFact.IDENTITY,
        Identity.objects.on(question.judged_on).filter(in_question("centre")),
        "centre",
        code=F("legal_form"),
    )
    yield _branch(
        RuleFact.CARTOGRAPHY,
        Cartography.objects.filter(
            in_question("centre"), state=CartographyState.VALIDATED, dated__lte=question.judged_on
        ),
        "centre",
        day=F("dated"),
    )


def _about_the_year(question: Question) -> Iterator[QuerySet]:
    in_question, year = _in_question(question), question.year
    yield _branch(
        RuleFact.PROGRAMME, Programme.objects.filter(in_question("centre"), year=year), "centre", code=F("state")
    )
    yield _branch(
        RuleFact.ACTION,
        Action.objects.filter(in_question("programme__centre"), programme__year=year).exclude(
            state=ActionState.CANCELLED
        ),
        "programme__centre",
        code=F("mission"),
        label=Case(When(nature=Nature.COMPLEMENTARY, then=Value(str(Nature.COMPLEMENTARY))), default=Value("")),
        number=Count("pk"),
    )
    yield _branch(
        RuleFact.ELECTED,
        Session.objects.filter(
            in_question("action__programme__centre"), action__is_for_elected=True, is_held=True, on__year=year,
            on__lte=question.today,
        ),
        "action__programme__centre",
        number=Count("pk"),
    )  # fmt: skip
    yield _branch(
        RuleFact.INCOME,
        BudgetLine.objects.filter(in_question("programme__centre"), programme__year=year),
        "programme__centre",
        code=F("stage"),
        label=F("destination"),
        detail=F("funder"),
        number=Sum("amount"),
    )
    published = Production.objects.filter(published_on__year=year, published_on__lte=question.today)
    yield _branch(
        RuleFact.AGREED, published.filter(in_question("centres"), agreed_in_advance=True), "centres", number=Count("pk")
    )
    yield _branch(
        RuleFact.SHARED,
        published.filter(in_question("centres"), shared_on_common_tool=True),
        "centres",
        number=Count("pk"),
    )


def _about_bodies(question: Question) -> Iterator[QuerySet]:
    in_question, year = _in_question(question), question.year
    yield _branch(RuleFact.BODY, Body.objects.filter(in_question("centre")), "centre", code=F("kind"))
    yield _branch(
        RuleFact.SEAT,
        Seat.objects.on(question.judged_on).filter(in_question("body__centre")),
        "body__centre",
        code=F("body__kind"),
        label=F("college"),
        detail=F("organisation"),
    )
    yield _branch(
        RuleFact.MEETING,
        Meeting.objects.filter(in_question("body__centre"), on__year=year, is_held=True),
        "body__centre",
        code=F("body__kind"),
        label=Value(TOOK_PLACE),
        number=Count("pk"),
    )


def _about_the_network(question: Question) -> Iterator[QuerySet]:
    in_question, year = _in_question(question), question.year
    national = Meeting.objects.filter(body__centre=None)
    state = Case(When(is_held=True, then=Value(TOOK_PLACE)), default=Value(PLANNED))
    yield _branch(
        RuleFact.MEETING, national.filter(on__year=year), None, code=F("body__kind"), label=state, day=F("on")
    )
    last = national.filter(body__kind=BodyKind.TECHNICAL, on__year=year - 1)
    yield _branch(RuleFact.MEETING, last, None, code=F("body__kind"), label=state, day=F("on"))
    yield _branch(
        RuleFact.WORKSITE,
        Worksite.objects.filter(year=year),
        None,
        code=Case(When(is_open=True, then=Value(OPEN)), default=Value(CLOSED)),
        label=F("title"),
        day=F("validated_at__on"),
    )
    yield _branch(
        RuleFact.CONTRIBUTION,
        Contribution.objects.filter(in_question("centre"), worksite__year=year, worksite__is_open=True),
        "centre",
        number=Count("pk"),
    )
    yield _branch(
        RuleFact.ATTENDANCE,
        MeetingAttendance.objects.filter(
            in_question("centre"), meeting__is_held=True, meeting__on__year=year, meeting__body__centre=None
        ),
        "centre",
        code=Case(When(is_present=True, then=Value(PRESENT)), default=Value("")),
        number=Count("pk"),
    )


def _in_question(question: Question):
    """The condition, at a path to the centre, that a row is of a centre of `question`."""
    pks = [centre.pk for centre in question.centres]
    return lambda path: Q(**{f"{path}__in": pks})


def _branch(kind: RuleFact, rows: QuerySet, centre: str | None, **values: Any) -> QuerySet:
    return branch_of(RuleFactRow, rows, kind=Value(str(kind)), centre=F(centre) if centre else None, **values)
