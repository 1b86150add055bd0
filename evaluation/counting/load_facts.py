"""Facts of the computed indicators, from the recorded work: seven queries, whatever the number of centres.

Six for the actions, their sessions and productions, one union of narrow rows for everything else.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple

from django.db.models import Case, F, Q, QuerySet, Value, When

from centres.models import Centre, Perimeter
from centres.union_rows import branch_of, union_rows
from evaluation.law.codes import Part
from evaluation.law.computed.facts import (
    ActionFact,
    AttendanceFact,
    BudgetFact,
    ContributionFact,
    MeetingFact,
    ProductionFact,
    SessionFact,
    YearFacts,
)
from evaluation.models import Value as StoredValue
from funding.models import Allocation, Round
from governance.enums import BodyKind, Funder, Stage
from governance.models import (
    Action,
    Body,
    BudgetLine,
    Contribution,
    Meeting,
    MeetingAttendance,
    Production,
    Programme,
    Seat,
    Session,
    Worksite,
)

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
    decides = When(body__decides_programme=True, then=Value(Part.DECISION.value))
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
        code=Case(decides, default=Value(Part.FUNDERS.value)),
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


ACTION_FIELDS = (
    "pk", "title", "nature", "format", "state", "theme", "network_type", "network_name", "all_contracts",
    "on_underequipped_sites", "is_for_elected", "satisfied", "answered",
)  # fmt: skip
PRODUCTION_FIELDS = (
    "pk", "title", "kind", "published_on", "agreed_in_advance", "in_national_format", "shared_on_common_tool",
)  # fmt: skip


@dataclass
class _ActionLinks:
    """Départements, places and productions of actions, by the key of the action."""

    departments: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    places: set[int] = field(default_factory=set)
    productions: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))


def load_facts(year: int, centre_ids: Iterable[int]) -> dict[int, YearFacts]:
    """The facts of each centre for one civil year (7 queries). The caller checks the scope of `centre_ids`."""
    centres = sorted(set(centre_ids))
    actions, productions, budgets = _actions(year, centres), _productions(year, centres), _budgets(year, centres)
    facts_by_centre: dict[int | None, list[YearFact]] = defaultdict(list)
    for fact in year_facts(year, centres):
        facts_by_centre[fact.centre].append(fact)
    worksites = len(facts_by_centre[None])
    return {
        centre: YearFacts(
            centre=centre,
            year=year,
            actions=tuple(actions[centre]),
            productions=tuple(production for production in productions if centre in production.centres),
            budget=tuple(budgets[centre]),
            worksites_open=worksites,
            **_other_facts(facts_by_centre[centre]),
        )
        for centre in centres
    }


# Actions ----------------------------------------------------------------------------------------------------------


def _actions(year: int, centres: list[int]) -> dict[int, list[ActionFact]]:
    """The actions of the year's programme, and those of another year that held a session in this one."""
    in_year = Session.objects.filter(on__year=year, is_held=True).values("action")
    mine = Action.objects.filter(programme__centre__in=centres).filter(Q(programme__year=year) | Q(pk__in=in_year))
    sessions, links = _sessions(year, mine), _links(mine)
    by_centre: dict[int, list[ActionFact]] = defaultdict(list)
    rows = mine.order_by("programme__year", "mission", "pk").values(
        *ACTION_FIELDS, "retained_mission", "mission", "city_contracts", "programme__year", "programme__centre"
    )
    for row in rows:
        contracts = tuple(line.strip() for line in row["city_contracts"].splitlines() if line.strip())
        fact = ActionFact(
            **{name: row[name] for name in ACTION_FIELDS},
            year=row["programme__year"],
            mission=row["retained_mission"] or row["mission"],
            contracts=contracts,
            departments=frozenset(links.departments[row["pk"]]),
            targets_a_place=bool(contracts) or row["pk"] in links.places,
            sessions=tuple(sessions[row["pk"]]),
            productions=frozenset(links.productions[row["pk"]]),
        )
        by_centre[row["programme__centre"]].append(fact)
    return by_centre


def _sessions(year: int, actions: Any) -> dict[int, list[SessionFact]]:
    """The sessions of the civil year with their presences: one row a presence, or one alone for a session without."""
    rows = (
        Session.objects.filter(action__in=actions.values("pk"), on__year=year)
        .order_by("on", "pk", "attendances__pk")
        .values_list(
            "pk", "action_id", "on", "half_days", "mode", "is_held",
            "attendances__public", "attendances__on_site", "attendances__remote", "attendances__mainstream",
        )
    )  # fmt: skip
    heads: dict[int, tuple[Any, ...]] = {}
    came: dict[int, list[AttendanceFact]] = defaultdict(list)
    for pk, *head, public, on_site, remote, mainstream in rows:
        heads[pk] = tuple(head)
        if public is not None:
            came[pk].append(AttendanceFact(public=public, people=on_site + remote, mainstream=mainstream))
    by_action: dict[int, list[SessionFact]] = defaultdict(list)
    for pk, (action, on, half_days, mode, is_held) in heads.items():
        by_action[action].append(
            SessionFact(pk=pk, on=on, half_days=half_days, mode=mode, is_held=is_held, attendances=tuple(came[pk]))
        )
    return by_action


def _links(actions: Any) -> _ActionLinks:
    """Départements and districts of the actions, and their published productions, in one query."""
    mine = actions.order_by().values("pk")
    chosen = Action.objects.order_by().filter(pk__in=mine)
    rows = (
        chosen.filter(departments__isnull=False).values_list("pk", "departments__code")
        .union(
            chosen.filter(districts__isnull=False).values_list("pk", "districts__communes__department__code"),
            all=True,
        )
    )  # fmt: skip
    links = _ActionLinks()
    for action, code in rows:
        links.places.add(action)
        if code:
            links.departments[action].add(code)
    published = Production.actions.through.objects.filter(
        action__in=mine, production__published_on__isnull=False
    ).values_list("action_id", "production_id")
    for action, production in published:
        links.productions[action].add(production)
    return links


# Productions and money --------------------------------------------------------------------------------------------


def _productions(year: int, centres: list[int]) -> list[ProductionFact]:
    """The productions of the civil year signed by one of the centres, with everyone who signs them."""
    signed = Production.objects.filter(published_on__year=year, centres__in=centres).values("pk")
    rows = (
        Production.objects.filter(pk__in=signed).order_by("published_on", "pk")
        .values_list(*PRODUCTION_FIELDS, "centres__pk")
    )  # fmt: skip
    heads: dict[int, dict[str, Any]] = {}
    signers: dict[int, set[int]] = defaultdict(set)
    for *head, centre in rows:
        heads[head[0]] = dict(zip(PRODUCTION_FIELDS, head, strict=True))
        signers[head[0]].add(centre)
    return [ProductionFact(**head, centres=frozenset(signers[pk])) for pk, head in heads.items()]


def _budgets(year: int, centres: list[int]) -> dict[int, list[BudgetFact]]:
    rows = BudgetLine.objects.filter(
        programme__centre__in=centres, programme__year=year, stage=Stage.ACTUAL
    ).values_list("programme__centre", "pk", "funder", "destination", "amount", "label")  # fmt: skip
    by_centre: dict[int, list[BudgetFact]] = defaultdict(list)
    for centre, pk, funder, destination, amount, label in rows.order_by("destination", "pk"):
        text = " : ".join(filter(None, (Funder(funder).label, label)))
        by_centre[centre].append(BudgetFact(pk=pk, funder=funder, destination=destination, amount=amount, label=text))
    return by_centre


# Everything else --------------------------------------------------------------------------------------------------


def _other_facts(facts: list[YearFact]) -> dict[str, Any]:
    """The facts of one centre beside its actions, by field of `YearFacts`."""
    by_kind: dict[str, list[YearFact]] = defaultdict(list)
    for fact in facts:
        by_kind[fact.kind].append(fact)
    seats = Counter(fact.code for fact in by_kind[FactKind.SEAT])
    core_budget = next((fact.number for fact in by_kind[FactKind.CORE_BUDGET]), None)
    contracts = max(by_kind[FactKind.CONTRACTS], key=lambda fact: fact.pk, default=None)
    return {
        "has_programme": bool(by_kind[FactKind.PROGRAMME]),
        "is_state_funded": not by_kind[FactKind.NOT_FUNDED],
        "meetings": tuple(_meetings(by_kind[FactKind.MEETING])),
        "national_meetings": tuple(_meetings(by_kind[FactKind.NATIONAL])),
        "contributions": tuple(
            ContributionFact(pk=fact.pk, worksite=fact.label) for fact in by_kind[FactKind.CONTRIBUTION]
        ),
        "has_bodies": bool(by_kind[FactKind.BODY]),
        "seats": sum(seats.values()),
        "elected_seats": seats["elu"],
        "perimeter": frozenset(fact.code for fact in by_kind[FactKind.PERIMETER]),
        "core_budget": None if core_budget is None else Decimal(core_budget),
        "contracts": None if contracts is None or contracts.number is None else int(contracts.number),
    }


def _meetings(facts: list[YearFact]) -> Iterator[MeetingFact]:
    """Presence is 1 or 0 in `number`; meetings of the centre's own bodies have none, and it was there."""
    for fact in sorted(facts, key=lambda fact: (fact.day or dt.date.min, fact.pk)):
        if fact.day is not None:
            yield MeetingFact(
                pk=fact.pk, label=fact.label, on=fact.day, body=fact.code, is_present=fact.number != 0
            )  # fmt: skip
