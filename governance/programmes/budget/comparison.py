"""A budget compared post by post: planned, actual, and the year before."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from accounts.models import User
from governance.enums import Stage
from governance.law import budget as balance
from governance.law.budget import Balance
from governance.law.paid_services import Ceiling
from governance.models import Programme, Service
from governance.programmes.budget.queries import Budget, BudgetPost, budget_amounts, budget_of, totals_of
from governance.programmes.checks import budget_facts, ceilings_of


@dataclass(frozen=True, kw_only=True)
class ComparedPost:
    """One post: planned by destination and whole, actual, and what it was last year (None: not there)."""

    title: str
    label: str
    cells: list[Decimal | None]
    planned: Decimal | None
    actual: Decimal | None
    last_year: Decimal | None


@dataclass(frozen=True, kw_only=True)
class ComparedSide:
    """The incomes or the expenses: posts, then totals in the order of the columns (None: nothing typed yet)."""

    title: str
    posts: list[ComparedPost]
    totals: list[Decimal | None]


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Everything that the page of a budget shows (euros)."""

    planned: Budget
    actual: Budget
    last_year: Budget
    tables: tuple[ComparedSide, ComparedSide]
    planned_balance: Balance
    actual_balance: Balance
    ceilings: tuple[Ceiling, ...]


def comparison_of(programme: Programme, reader: User) -> Comparison:
    """A budget and last year's: the actual one, or the planned one until that is typed (3 queries).

    Last year's stays blank for a `reader` who may not open its programme: it was never validated (§1.10).
    """
    before = Programme.objects.visible_to(reader).filter(centre=programme.centre_id, year=programme.year - 1)
    lines = budget_amounts([programme.pk, *before.values_list("pk", flat=True)])
    mine = [line for line in lines if line.programme == programme.pk]
    planned, actual = budget_of(mine, Stage.PLANNED), budget_of(mine, Stage.ACTUAL)
    others = [line for line in lines if line.programme != programme.pk]
    last_year = budget_of(others, Stage.ACTUAL)
    if last_year.is_empty:
        last_year = budget_of(others, Stage.PLANNED)
    sold = Service.objects.to_non_members().filter(action__programme=programme)
    return Comparison(
        planned=planned,
        actual=actual,
        last_year=last_year,
        tables=(
            _side("Produits", planned.income, actual.income, last_year.income),
            _side("Charges", planned.expenses, actual.expenses, last_year.expenses),
        ),
        planned_balance=balance.check(budget_facts(planned)),
        actual_balance=balance.check(budget_facts(actual)),
        ceilings=ceilings_of(planned, actual, sum(sold.values_list("price", flat=True), Decimal(0))),
    )


def _side(title: str, planned: list[BudgetPost], actual: list[BudgetPost], last_year: list[BudgetPost]) -> ComparedSide:
    """Every post of the three, in the order of the first that has it."""
    tables = [{post.key: post for post in posts} for posts in (planned, actual, last_year)]
    by_key = {key: post for table in reversed(tables) for key, post in table.items()}
    keys = dict.fromkeys(key for table in tables for key in table)
    compared = []
    for key in keys:
        plan, outcome, before = (table.get(key) for table in tables)
        compared.append(
            ComparedPost(
                title=by_key[key].title,
                label=by_key[key].label,
                cells=plan.cells if plan else [None, None, None],
                planned=plan.total if plan else None,
                actual=outcome.total if outcome else None,
                last_year=before.total if before else None,
            )
        )
    return ComparedSide(
        title=title,
        posts=compared,
        totals=[*totals_of(planned), totals_of(actual)[-1], totals_of(last_year)[-1]],
    )
