"""What a programme lacks before its next step, and what is doubtful, in sentences with their articles."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone

from governance.enums import ActionState, Destination, ProgrammeState
from governance.law import budget as balance
from governance.law import programme as readiness
from governance.law.budget import Balance, Fault
from governance.law.classification_types import Caution
from governance.law.paid_services import Ceiling, watch
from governance.models import Programme
from governance.programmes.actions.classify import sentences
from governance.programmes.budget.queries import Budget, budgets_of
from governance.programmes.queries import ActionRow, ProgrammeContents, contents_of, with_facts

BEFORE_VALIDATION = frozenset({ProgrammeState.DRAFT, ProgrammeState.SUBMITTED})


@dataclass(frozen=True, kw_only=True)
class Readiness:
    """The law's answers on one programme.

    `missing` and `unfinished` (actions that lack something) stop its next step; `doubts` and `ceilings` stop nothing.
    """

    missing: tuple[Fault, ...]
    unfinished: tuple[ActionRow, ...]
    doubts: tuple[Caution, ...]
    planned: Balance
    actual: Balance
    ceilings: tuple[Ceiling, ...]

    @property
    def is_ready(self) -> bool:
        """Whether nothing stops the next step."""
        return not self.missing and not self.unfinished

    @property
    def alarms(self) -> list[Ceiling]:
        """The ceilings that are passed or nearly so (R-72)."""
        return [ceiling for ceiling in self.ceilings if ceiling.status in ("alert", "exceeded")]


def readiness_of(contents: ProgrammeContents) -> Readiness:
    """What the law says of the programme at its present step (no query)."""
    facts = _facts_of(contents)
    actual = balance.check(budget_facts(contents.actual))
    state = contents.programme.state
    missing, unfinished = (), ()
    if state in BEFORE_VALIDATION:
        missing = readiness.refusals(_facts_of(contents, with_refusals=False))
        unfinished = tuple(row for group in contents.groups for row in group.counted if row.answer.refusals)
    elif state == ProgrammeState.UNDER_WAY:
        planned = tuple(row.action.title for row in contents.actions if row.action.state == ActionState.PLANNED)
        refusals = readiness.closing_refusals(contents.programme.year, timezone.localdate(), planned)
        missing = (*refusals, *actual.faults)
    return Readiness(
        missing=missing,
        unfinished=unfinished,
        doubts=readiness.warnings(facts),
        planned=balance.check(facts.budget),
        actual=actual,
        ceilings=ceilings_of(contents.planned, contents.actual, contents.services_sold),
    )


def ceilings_of(planned: Budget, actual: Budget, recorded: Decimal) -> tuple[Ceiling, ...]:
    """The 20 % ceiling on both stages, of the greater of their services and of those recorded (R-72)."""
    return watch(planned=_services_in(planned), actual=_services_in(actual), recorded=recorded)


def _services_in(budget: Budget) -> tuple[Decimal | None, Decimal | None]:
    """What comes from services to non-members, and the whole budget; None before any line is typed."""
    if budget.is_empty:
        return None, None
    return budget.income_of(Destination.COMPETITIVE), budget.total_income


def _facts_of(contents: ProgrammeContents, *, with_refusals: bool = True) -> readiness.ProgrammeFacts:
    programme = contents.programme
    return readiness.ProgrammeFacts(
        year=programme.year,
        actions=tuple(
            readiness.PlannedAction(
                title=row.action.title,
                mission=row.answer.mission,
                nature=row.answer.nature,
                destination=row.answer.destination,
                in_programme=row.action.in_programme,
                is_cancelled=row.action.state == ActionState.CANCELLED,
                refusals=row.answer.refusals if with_refusals else (),
            )
            for row in contents.actions
        ),
        budget=budget_facts(contents.planned),
        decided_on=programme.decided_on,
        decided_by_body=programme.decided_by_id is not None,
    )


def budget_facts(budget: Budget) -> balance.Budget:
    """The budget as the law reads it."""
    return balance.Budget(
        stage=budget.stage,
        incomes=tuple(
            balance.Income(funder=row.post, destination=destination, amount=amount, nature=row.nature)
            for row in budget.income
            for destination, amount in row.amounts.items()
        ),
        expenses=tuple(
            balance.Expense(category=row.post, destination=destination, amount=amount)
            for row in budget.expenses
            for destination, amount in row.amounts.items()
        ),
    )


def refusal_to_validate(programme: Programme) -> str:
    """The sentences that refuse the validation, empty when nothing is missing (R-02, R-41, R-79, R-80)."""
    loaded = with_facts(Programme.objects.filter(pk=programme.pk)).get()
    loaded.decided_by, loaded.decided_on = programme.decided_by, programme.decided_on  # not saved yet
    return sentences(readiness.validation_refusals(_facts_of(contents_of(loaded))))


def refusal_to_finish(programme: Programme) -> str:
    """Why a year may not be closed: not over, an action still planned (R-86), the actual budget (R-73)."""
    _, actual = budgets_of(programme)
    planned = programme.actions.filter(state=ActionState.PLANNED).order_by("pk").values_list("title", flat=True)
    refusals = readiness.closing_refusals(programme.year, timezone.localdate(), tuple(planned))
    return sentences((*refusals, *balance.check(budget_facts(actual)).faults))
