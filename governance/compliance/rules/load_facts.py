"""Load the facts that the rules read, 4 queries for all the centres and the network; construct those rules.

Dated facts come in one union of narrow rows: the price of a page does not depend on how many rules there are.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from enum import StrEnum
from functools import partial
from typing import Any, NamedTuple

from django.db.models import Case, Count, F, Q, QuerySet, Subquery, Sum, Value, When

from accounts.journal import first_act_at, put_to_use_on
from centres.enums import LegalForm
from centres.models import Identity
from centres.union_rows import branch_of, union_rows
from documents.french import counted, number
from governance.compliance.rules.facts import BudgetFacts, CentreFacts, ConventionRuleFacts, NetworkFacts, WorksiteFacts
from governance.conventions.schedule import final_review_of, is_recorded_late, schedule_fields, with_schedule
from governance.enums import (
    ActionState,
    BodyKind,
    CartographyState,
    ConventionState,
    Destination,
    Funder,
    Nature,
    ReviewState,
)
from governance.models import (
    Action,
    Body,
    BudgetLine,
    Cartography,
    Contribution,
    Convention,
    Meeting,
    MeetingAttendance,
    Production,
    Programme,
    Seat,
    Service,
    Session,
    Worksite,
)
from governance.registers.rules import (
    NETWORK,
    PageLink,
    Question,
    Result,
    Rule,
    broken,
    not_applicable,
    satisfied,
    unknown,
)

TOOK_PLACE, PLANNED, OPEN, CLOSED, PRESENT = "held", "planned", "open", "closed", "present"


class RuleFact(StrEnum):
    """The kind of a row."""

    IDENTITY = "identity"
    CARTOGRAPHY = "cartography"
    PROGRAMME = "programme"
    ACTION = "action"
    ELECTED = "elected"
    INCOME = "income"
    SERVICE = "service"
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
    sources = (_about_the_centre, _about_the_year, _about_the_network)
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
        Meeting.objects.filter(in_question("body__centre"), on__year=question.year, is_held=True),
        "body__centre",
        code=F("body__kind"),
        label=Value(TOOK_PLACE),
        number=Count("pk"),
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
    yield _branch(
        RuleFact.SERVICE,
        Service.objects.to_non_members().filter(in_question("action__programme__centre"), action__programme__year=year),
        "action__programme__centre",
        number=Sum("price"),
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


CENTS = Decimal("0.01")


def load_rule_facts(question: Question) -> Mapping[int | None, CentreFacts | NetworkFacts]:
    """The facts of each centre by its primary key, and those of the network at `NETWORK` (4 queries)."""
    rows: dict[int | None, list[RuleFactRow]] = defaultdict(list)
    for row in rule_fact_rows(question):
        rows[row.centre].append(row)
    conventions = _conventions(question)
    network = _network(question, rows[NETWORK])
    open_worksites = sum(worksite.is_open for worksite in network.worksites)
    facts: dict[int | None, CentreFacts | NetworkFacts] = {NETWORK: network}
    for centre in question.centres:
        facts[centre.pk] = CentreFacts(
            centre=centre,
            question=question,
            conventions=tuple(conventions[centre.pk]),
            open_worksites=open_worksites,
            **_fields_of_centre(rows[centre.pk]),
        )
    return facts


def _of(rows: Iterable[RuleFactRow], kind: RuleFact) -> list[RuleFactRow]:
    return [row for row in rows if row.kind == kind]


def _count(rows: Iterable[RuleFactRow], kind: RuleFact) -> int:
    return int(sum((row.number or Decimal(0) for row in _of(rows, kind)), Decimal(0)))


def _counter(rows: Iterable[RuleFactRow], kind: RuleFact) -> Counter[str]:
    counted: Counter[str] = Counter()
    for row in _of(rows, kind):
        counted[row.code] += int(row.number or 0)
    return counted


def _fields_of_centre(rows: list[RuleFactRow]) -> dict[str, Any]:
    """Fields of `CentreFacts` on what a centre is, then on its year: programme, budget, part in the network."""
    attendances = _of(rows, RuleFact.ATTENDANCE)
    seats: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in _of(rows, RuleFact.SEAT):
        seats[row.code].append((row.label, row.detail))
    return {
        "legal_form": next((row.code for row in _of(rows, RuleFact.IDENTITY)), ""),
        "cartography_on": max((row.day for row in _of(rows, RuleFact.CARTOGRAPHY) if row.day), default=None),
        "bodies": frozenset(row.code for row in _of(rows, RuleFact.BODY)),
        "seats": {body: tuple(sorted(set(members))) for body, members in seats.items()},
        "meetings": _counter(rows, RuleFact.MEETING),
        "programme_state": next((row.code for row in _of(rows, RuleFact.PROGRAMME)), ""),
        "actions": _counter(rows, RuleFact.ACTION),
        "complementary": int(
            sum(row.number or 0 for row in _of(rows, RuleFact.ACTION) if row.label == Nature.COMPLEMENTARY)
        ),
        "budgets": _budgets(_of(rows, RuleFact.INCOME)),
        "services_sold": _euros(_of(rows, RuleFact.SERVICE)),
        "contributions": _count(rows, RuleFact.CONTRIBUTION),
        "attended": int(sum(row.number or 0 for row in attendances if row.code == PRESENT)),
        "convened": _count(rows, RuleFact.ATTENDANCE),
        "agreed_productions": _count(rows, RuleFact.AGREED),
        "shared_productions": _count(rows, RuleFact.SHARED),
        "elected_sessions": _count(rows, RuleFact.ELECTED),
    }


def _budgets(rows: list[RuleFactRow]) -> dict[str, BudgetFacts]:
    """The incomes of each stage."""
    stages: dict[str, list[RuleFactRow]] = defaultdict(list)
    for row in rows:
        stages[row.code].append(row)
    return {
        stage: BudgetFacts(
            total=_euros(incomes),
            competitive=_euros(row for row in incomes if row.label == Destination.COMPETITIVE),
            core_region=_euros(row for row in incomes if (row.label, row.detail) == (Destination.CORE, Funder.REGION)),
        )
        for stage, incomes in stages.items()
    }


def _euros(rows: Iterable[RuleFactRow]) -> Decimal:
    """The sum, each number rounded to the cent first: SQLite adds decimals as floats."""
    return sum(((row.number or Decimal(0)).quantize(CENTS) for row in rows), Decimal(0))


def _network(question: Question, rows: list[RuleFactRow]) -> NetworkFacts:
    """The facts of the network, from its rows of this year and of the year before."""
    meetings = _of(rows, RuleFact.MEETING)
    this_year = [row for row in meetings if row.day and row.day.year == question.year]
    before = [row.day for row in meetings if row.day and row.day.year < question.year]
    return NetworkFacts(
        question=question,
        meetings=Counter(row.code for row in this_year if row.label == TOOK_PLACE),
        planned=Counter(row.code for row in this_year if row.label == PLANNED),
        worksites=tuple(WorksiteFacts(title=row.label, is_open=row.code == OPEN, validated_on=row.day)
                        for row in _of(rows, RuleFact.WORKSITE)),
        last_technical_before=max(before, default=None),
    )  # fmt: skip


def _conventions(question: Question) -> dict[int, list[ConventionRuleFacts]]:
    """The signed conventions of each centre, the oldest first (3 queries)."""
    rows = Convention.objects.exclude(state=ConventionState.DRAFT).filter(
        centre__in=[centre.pk for centre in question.centres], starts_on__year__lte=question.year
    )
    rows = with_schedule(rows).select_related("cartography", "follows__final_review").order_by("starts_on", "pk")
    rows = rows.annotate(first_act=Subquery(first_act_at()))
    facts: dict[int, list[ConventionRuleFacts]] = defaultdict(list)
    for convention in rows:
        followed = convention.follows
        review = final_review_of(followed) if followed else None
        facts[convention.centre_id].append(
            ConventionRuleFacts(
                **schedule_fields(convention),
                pk=convention.pk,
                referential_version=convention.referential_version,
                cartography_on=convention.cartography.dated if convention.cartography else None,
                follows=followed is not None,
                followed_is_reviewed=review is not None and review.state == ReviewState.VALIDATED,
                followed_is_recorded=followed is not None and followed.is_recorded,
                recorded_late=_recorded_late(convention, put_to_use_on(convention.first_act)),
            )
        )
    return facts


def _recorded_late(convention: Convention, in_use_on: dt.date) -> frozenset[int]:
    """The years whose act was recorded though signed once the application was in use; no query."""
    acts = ((1, convention), *((amendment.rank, amendment) for amendment in convention.amendments.all()))
    return frozenset(
        rank for rank, act in acts
        if act.is_recorded and act.signed_on is not None and is_recorded_late(act.signed_on, in_use_on)
    )  # fmt: skip


# The rules that read these facts ---------------------------------------------------------------------------------


NOT_BOUND = "Centre sans structure propre ou non financé par l’État : ni convention, ni dotation (R-56)."
NOT_CREATED = "Centre qui n’est pas encore créé."
network_rule = partial(Rule, loader=load_rule_facts, is_national=True)


def centre_rule(*, check: Callable[[CentreFacts], Result], bound: bool = False, **fields: Any) -> Rule:
    """A rule about a centre, not applicable before it is created; `bound`: nor to one without convention (R-56)."""

    def checked(facts: CentreFacts) -> Result:
        if facts.legal_form == LegalForm.PLANNED:
            return not_applicable(NOT_CREATED)
        return not_applicable(NOT_BOUND) if bound and not facts.is_bound else check(facts)

    return Rule(check=checked, loader=load_rule_facts, **fields)


def at_least(
    least: int, count: int, words: str, *, facts: CentreFacts | NetworkFacts, link: PageLink, has_year: bool
) -> Result:
    """The result of a yearly minimum: broken only once the year is over.

    `words` are singular and plural; nothing is judged of a year that is not recorded in the application.
    """
    sentence = f"{counted(count, *words.split(','))} en {facts.year} (minimum : {number(least)})"
    if count >= least:
        return satisfied(f"{sentence}.", link)
    if not has_year:
        return unknown(f"L’année {facts.year} n’est pas tenue dans l’application.", link)
    if facts.question.is_over:
        return broken(f"{sentence}.", link)
    return unknown(f"{sentence} : l’année n’est pas finie.", link)
