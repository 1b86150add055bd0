"""A budget beside itself: planned, actual, and the year before, post by post."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from accounts.models import User
from governance.enums import Stage
from governance.law import budget as balance
from governance.law.budget import Balance
from governance.law.paid_services import Ceiling
from governance.models import Programme
from governance.programmes.budget.queries import Budget, BudgetAmount, BudgetPost, budget_amounts, budget_of, totals_of
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
    """One side of the budget: its posts, then its totals in the order of the columns (None: nothing typed yet)."""

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
    """A budget beside last year's: the actual one, or the planned one before that is typed (2 queries).

    Last year's stays blank for a `reader` who may not open its programme: it was never validated (§1.10).
    """
    before = Programme.objects.visible_to(reader).filter(centre=programme.centre_id, year=programme.year - 1)
    lines = budget_amounts([programme.pk, *before.values_list("pk", flat=True)])
    mine = [line for line in lines if line.programme == programme.pk]
    planned, actual = budget_of(mine, Stage.PLANNED), budget_of(mine, Stage.ACTUAL)
    last_year = _best_of([line for line in lines if line.programme != programme.pk])
    return Comparison(
        planned=planned,
        actual=actual,
        last_year=last_year,
        tables=(
            _table("Produits", planned.income, actual.income, last_year.income),
            _table("Charges", planned.expenses, actual.expenses, last_year.expenses),
        ),
        planned_balance=balance.check(budget_facts(planned)),
        actual_balance=balance.check(budget_facts(actual)),
        ceilings=ceilings_of(planned, actual),
    )


def _table(
    title: str, planned: list[BudgetPost], actual: list[BudgetPost], last_year: list[BudgetPost]
) -> ComparedSide:
    return ComparedSide(
        title=title,
        posts=_posts(planned, actual, last_year),
        totals=[*totals_of(planned), totals_of(actual)[-1], totals_of(last_year)[-1]],
    )


def _best_of(lines: list[BudgetAmount]) -> Budget:
    actual = budget_of(lines, Stage.ACTUAL)
    return budget_of(lines, Stage.PLANNED) if actual.is_empty else actual


def _posts(
    planned: Iterable[BudgetPost], actual: Iterable[BudgetPost], last_year: Iterable[BudgetPost]
) -> list[ComparedPost]:
    """Every post that one of the three has, in the order of the first that names it."""
    tables = [{row.key: row for row in rows} for rows in (planned, actual, last_year)]
    found: dict[tuple[bool, str, str, str], BudgetPost] = {}
    for table in tables:
        for key, row in table.items():
            found.setdefault(key, row)
    return [_post(row, *(table.get(key) for table in tables)) for key, row in found.items()]


def _post(
    named: BudgetPost, planned: BudgetPost | None, actual: BudgetPost | None, last_year: BudgetPost | None
) -> ComparedPost:
    return ComparedPost(
        title=named.title,
        label=named.label,
        cells=planned.cells if planned else [None, None, None],
        planned=planned.total if planned else None,
        actual=actual.total if actual else None,
        last_year=last_year.total if last_year else None,
    )
