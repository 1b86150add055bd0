"""Checks of a budget, one stage at a time: who pays what, whether it balances (R-03, R-10, R-41, R-71, R-73, R-102)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal, NamedTuple

from documents.french import euros, typeset
from governance.law.amounts import EXACT, check_amount, total
from governance.law.classification_types import Caution
from governance.law.codes import ContributionNature, Destination, ExpenseCategory, Funder, Stage

BudgetStatus = Literal["blank", "balanced", "unbalanced"]

DESTINATIONS: Final[dict[Destination, str]] = {
    Destination.CORE: "missions socle",
    Destination.COMPLEMENTARY: "missions complémentaires",
    Destination.COMPETITIVE: "prestations concurrentielles",
}
STAGES: Final[dict[Stage, str]] = {Stage.PLANNED: "prévisionnel", Stage.ACTUAL: "réalisé"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Income:
    """What one funder gives, in which form, for which destination (euros)."""

    funder: Funder
    destination: Destination
    amount: Decimal
    nature: ContributionNature = ContributionNature.MONEY

    def __post_init__(self) -> None:
        """Refuse an inexact or negative amount (ValueError, in French)."""
        check_amount(self.amount, "Produit du budget")


@dataclass(frozen=True, kw_only=True, slots=True)
class Expense:
    """An expense of one category for one destination (euros)."""

    category: ExpenseCategory
    destination: Destination
    amount: Decimal

    def __post_init__(self) -> None:
        """Refuse an inexact or negative amount (ValueError, in French)."""
        check_amount(self.amount, "Charge du budget")


@dataclass(frozen=True, kw_only=True, slots=True)
class Budget:
    """The lines of one stage; `declared_total` is the total its author wrote, if any (R-41)."""

    stage: Stage
    incomes: tuple[Income, ...] = ()
    expenses: tuple[Expense, ...] = ()
    declared_total: Decimal | None = None


class Fault(NamedTuple):
    """An error of a budget or a programme: the rule, and a sentence that says where and by how much."""

    rule: str
    sentence: str


class Side(NamedTuple):
    """Income and expense of one destination, or of the whole (euros)."""

    income: Decimal
    expense: Decimal

    @property
    def gap(self) -> Decimal:
        """Income less expense, exact."""
        return EXACT.subtract(self.income, self.expense)


@dataclass(frozen=True, kw_only=True, slots=True)
class Balance:
    """Result of the checks: totals by destination, in order, the whole, the errors and the doubts."""

    status: BudgetStatus
    whole: Side
    by_destination: dict[Destination, Side]
    faults: tuple[Fault, ...]
    warnings: tuple[Caution, ...]


def check(budget: Budget) -> Balance:
    """The exact totals of the budget and its faults; a budget without any line is blank, not zero."""
    sides = {
        destination: Side(
            total(income.amount for income in budget.incomes if income.destination == destination),
            total(expense.amount for expense in budget.expenses if expense.destination == destination),
        )
        for destination in DESTINATIONS
    }
    whole = Side(
        total(income.amount for income in budget.incomes), total(expense.amount for expense in budget.expenses)
    )
    is_blank = not budget.incomes and not budget.expenses
    has_gap = any(side.gap for side in (whole, *sides.values()))
    faults = (*_unbalanced(budget, sides, whole), *_declared(budget, whole), *_misplaced(budget))
    return Balance(
        status="blank" if is_blank else "unbalanced" if has_gap else "balanced",
        whole=whole,
        by_destination=sides,
        faults=tuple(Fault(rule, typeset(sentence)) for rule, sentence in faults),
        warnings=tuple(Caution(rule, typeset(sentence)) for rule, sentence in _doubts(budget)),
    )


def _unbalanced(budget: Budget, sides: dict[Destination, Side], whole: Side) -> Iterator[Fault]:
    name = STAGES[budget.stage]
    if not budget.incomes:
        yield Fault("R-73", f"Le budget {name} n’a aucun produit (R-73) : saisissez ce que donne chaque financeur.")
    if not budget.expenses:
        yield Fault("R-73", f"Le budget {name} n’a aucune charge (R-73) : saisissez les charges par destination.")
    for destination, side in sides.items():
        if side.gap:
            yield Fault("R-73", _gap_sentence(name, DESTINATIONS[destination], side, "R-73, R-80"))
    if whole.gap:
        yield Fault("R-41", _gap_sentence(name, "ensemble", whole, "R-41"))


def _gap_sentence(stage: str, where: str, side: Side, rules: str) -> str:
    more, less = ("produits", "charges") if side.gap > 0 else ("charges", "produits")
    return (
        f"Budget {stage}, {where} : les {more} dépassent les {less} de {euros(abs(side.gap))} "
        f"(produits {euros(side.income)}, charges {euros(side.expense)}) ({rules})."
    )


def _declared(budget: Budget, whole: Side) -> Iterator[Fault]:
    if budget.declared_total is None or budget.declared_total == whole.income:
        return
    gap = abs(EXACT.subtract(budget.declared_total, whole.income))
    sentence = (
        f"Budget {STAGES[budget.stage]} : le total écrit ({euros(budget.declared_total)}) diffère de "
        f"{euros(gap)} de la somme des destinations ({euros(whole.income)}) (R-41)."
    )
    yield Fault("R-41", sentence)


def _misplaced(budget: Budget) -> Iterator[Fault]:
    stage = STAGES[budget.stage]
    for income in budget.incomes:
        if income.funder == Funder.STATE_147_CORE and income.destination != Destination.CORE and income.amount:
            sentence = (
                f"Budget {stage}, {DESTINATIONS[income.destination]} : {euros(income.amount)} viennent de la "
                "subvention socle du programme 147, qui ne finance que le socle (R-03). Inscrivez un autre financeur."
            )
            yield Fault("R-03", sentence)
        elif income.destination == Destination.COMPETITIVE and income.funder != Funder.SERVICES and income.amount:
            sentence = (
                f"Budget {stage}, prestations concurrentielles : {euros(income.amount)} ne viennent pas des "
                "commanditaires, qui les financent seuls (R-71). Déplacez ce produit."
            )
            yield Fault("R-71", sentence)


def _doubts(budget: Budget) -> Iterator[Caution]:
    stage = STAGES[budget.stage]
    for income in budget.incomes:
        if income.funder == Funder.STATE_147_OTHER and income.destination == Destination.CORE and income.amount:
            sentence = (
                f"Budget {stage}, missions socle : {euros(income.amount)} de crédits 147 hors socle. Ces "
                "crédits vont aux missions complémentaires (R-102) : vérifiez la ligne."
            )
            yield Caution("R-102", sentence)
    for destination, name in DESTINATIONS.items():
        received = total(
            income.amount
            for income in budget.incomes
            if income.destination == destination and income.nature != ContributionNature.MONEY
        )
        used = total(
            expense.amount
            for expense in budget.expenses
            if expense.destination == destination and expense.category == ExpenseCategory.IN_KIND
        )
        if gap := EXACT.subtract(received, used):
            sentence = (
                f"Budget {stage}, {name} : contributions en nature, produits et charges diffèrent de "
                f"{euros(abs(gap))} (R-10). Un local ou une personne mis à disposition s’inscrit des deux côtés."
            )
            yield Caution("R-10", sentence)
