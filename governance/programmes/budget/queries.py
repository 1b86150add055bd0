"""Reads of a programme's budget, for its page, its PDF and its workbook. Amounts in euros."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import QuerySet

from documents import french
from governance.enums import ContributionNature, Destination, ExpenseCategory, Funder, Stage
from governance.models import BudgetLine, ExpenseLine, Programme

ZERO = Decimal(0)


@dataclass(frozen=True, kw_only=True)
class BudgetAmount:
    """One amount of a budget (euros), income or expense alike."""

    programme: int
    stage: str
    is_income: bool
    post: str
    nature: str
    label: str
    destination: str
    amount: Decimal


@dataclass(frozen=True, kw_only=True)
class BudgetPost:
    """One post of a budget, its amounts by destination; an absent destination is unknown, not zero."""

    is_income: bool
    post: str
    nature: str
    label: str
    amounts: dict[str, Decimal]

    @property
    def key(self) -> tuple[bool, str, str, str]:
        return (self.is_income, self.post, self.nature, self.label)

    @property
    def columns(self) -> dict[str, str]:
        """The columns of a `BudgetLine` or of an `ExpenseLine` that name the post."""
        return {"funder": self.post, "nature": self.nature} if self.is_income else {"category": self.post}

    @property
    def cells(self) -> list[Decimal | None]:
        """The amounts in the order of the destinations."""
        return [self.amount_of(destination) for destination in Destination.values]

    def amount_of(self, destination: str) -> Decimal | None:
        """The amount of one destination; None when it is unknown."""
        return self.amounts.get(destination)

    @property
    def total(self) -> Decimal:
        return sum(self.amounts.values(), ZERO)

    @property
    def title(self) -> str:
        """« région », « communes et groupements, prêt de locaux »."""
        if not self.is_income:
            return ExpenseCategory(self.post).label
        form = "" if self.nature == ContributionNature.MONEY else f", {ContributionNature(self.nature).label}"
        return Funder(self.post).label + form


@dataclass(frozen=True, kw_only=True)
class Budget:
    """The budget of one programme at one stage."""

    stage: str
    income: list[BudgetPost] = field(default_factory=list)
    expenses: list[BudgetPost] = field(default_factory=list)

    @property
    def values(self) -> dict[str, str]:
        """The amounts of each post in words, by its name: what is compared when two people edit the budget."""
        return values_of(self.rows)

    @property
    def is_empty(self) -> bool:
        return not (self.income or self.expenses)

    @property
    def rows(self) -> list[BudgetPost]:
        return self.income + self.expenses

    def income_of(self, destination: str) -> Decimal:
        """What comes in for one destination (euros)."""
        return sum((row.amounts.get(destination, ZERO) for row in self.income), ZERO)

    @property
    def total_income(self) -> Decimal:
        return sum((row.total for row in self.income), ZERO)

    @property
    def total_expenses(self) -> Decimal:
        return sum((row.total for row in self.expenses), ZERO)


def values_of(rows: Iterable[BudgetPost]) -> dict[str, str]:
    """« Produits, région » → « missions socle : 1 200,50 € »: the lines that have an amount, by their name."""
    values: dict[str, str] = {}
    for row in rows:
        side = "Produits" if row.is_income else "Charges"
        pairs = [(Destination(name), row.amounts[name]) for name in Destination.values if name in row.amounts]
        amounts = [f"{destination.label} : {french.euros(amount)}" for destination, amount in pairs]
        if amounts:
            values[", ".join(filter(None, [side, row.title, row.label]))] = ", ".join(amounts)
    return values


def totals_of(rows: Iterable[BudgetPost]) -> list[Decimal | None]:
    """The sum of each destination, in their order, then of the whole; None where nothing is typed, never a zero."""
    rows = list(rows)
    columns = [[row.amounts[name] for row in rows if name in row.amounts] for name in Destination.values]
    return [sum(amounts, ZERO) if amounts else None for amounts in (*columns, [row.total for row in rows])]


def budget_amounts(programmes: QuerySet[Programme] | Iterable[int]) -> list[BudgetAmount]:
    """Every amount of the programmes in the order of entry, incomes then expenses (2 queries)."""
    incomes = BudgetLine.objects.filter(programme__in=programmes).order_by("pk")
    expenses = ExpenseLine.objects.filter(programme__in=programmes).order_by("pk")
    return [
        BudgetAmount(programme=programme, stage=stage, is_income=True, post=funder, nature=nature, label=label,
             destination=destination, amount=amount)
        for programme, stage, funder, nature, label, destination, amount in incomes.values_list(
            "programme_id", "stage", "funder", "nature", "label", "destination", "amount"
        )
    ] + [
        BudgetAmount(programme=programme, stage=stage, is_income=False, post=category, nature="", label=label,
             destination=destination, amount=amount)
        for programme, stage, category, label, destination, amount in expenses.values_list(
            "programme_id", "stage", "category", "label", "destination", "amount"
        )
    ]  # fmt: skip


_FUNDERS, _EXPENSES, _NATURES = (
    {code: rank for rank, code in enumerate(words.values)} for words in (Funder, ExpenseCategory, ContributionNature)
)


def budget_of(lines: Iterable[BudgetAmount], stage: str) -> Budget:
    """The budget at one stage, its posts in the order of the nomenclature."""
    rows: dict[tuple[bool, str, str, str], BudgetPost] = {}
    for line in lines:
        if line.stage != stage:
            continue
        key = (line.is_income, line.post, line.nature, line.label)
        row = rows.setdefault(
            key, BudgetPost(is_income=line.is_income, post=line.post, nature=line.nature, label=line.label, amounts={})
        )
        row.amounts[line.destination] = row.amounts.get(line.destination, ZERO) + line.amount
    # Money first, then the order of the nomenclature.
    ordered = sorted(
        rows.values(),
        key=lambda row: (_NATURES.get(row.nature, 0), (_FUNDERS if row.is_income else _EXPENSES)[row.post], row.label),
    )
    return Budget(
        stage=stage,
        income=[row for row in ordered if row.is_income],
        expenses=[row for row in ordered if not row.is_income],
    )


def budgets_of(programme: Programme) -> tuple[Budget, Budget]:
    """The planned and the actual budget of a programme (2 queries)."""
    lines = budget_amounts([programme.pk])
    return budget_of(lines, Stage.PLANNED), budget_of(lines, Stage.ACTUAL)
