"""Load the facts that the rules read: 4 queries for all the centres and the network."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from governance.compliance.rules.facts import BudgetFacts, CentreFacts, ConventionRuleFacts, NetworkFacts, WorksiteFacts
from governance.compliance.rules.load_rows import (
    OPEN,
    PLANNED,
    PRESENT,
    TOOK_PLACE,
    RuleFact,
    RuleFactRow,
    rule_fact_rows,
)
from governance.conventions.schedule import final_review_of, schedule_fields, with_schedule
from governance.enums import ConventionState, Destination, Funder, Nature, ReviewState
from governance.models import Convention
from governance.registers.rules import NETWORK, Question

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
            **_structure(rows[centre.pk]),
            **_activity(rows[centre.pk]),
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


def _structure(rows: list[RuleFactRow]) -> dict[str, Any]:
    """Fields of `CentreFacts` on what a centre is: its form, its cartography, its bodies and their seats."""
    seats: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in _of(rows, RuleFact.SEAT):
        seats[row.code].append((row.label, row.detail))
    return {
        "legal_form": next((row.code for row in _of(rows, RuleFact.IDENTITY)), ""),
        "cartography_on": max((row.day for row in _of(rows, RuleFact.CARTOGRAPHY) if row.day), default=None),
        "bodies": frozenset(row.code for row in _of(rows, RuleFact.BODY)),
        "seats": {body: tuple(sorted(set(members))) for body, members in seats.items()},
        "meetings": _counter(rows, RuleFact.MEETING),
    }


def _activity(rows: list[RuleFactRow]) -> dict[str, Any]:
    """Fields of `CentreFacts` on the year: its programme, its actions, its budget, what it did for the network."""
    attendances = _of(rows, RuleFact.ATTENDANCE)
    return {
        "programme_state": next((row.code for row in _of(rows, RuleFact.PROGRAMME)), ""),
        "actions": _counter(rows, RuleFact.ACTION),
        "complementary": int(
            sum(row.number or 0 for row in _of(rows, RuleFact.ACTION) if row.label == Nature.COMPLEMENTARY)
        ),
        "budgets": _budgets(_of(rows, RuleFact.INCOME)),
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
            )
        )
    return facts
