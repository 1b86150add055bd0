"""The form of one stage of a budget: one post a line, one destination a column."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory

from documents.forms.dsfr import DsfrForm
from documents.forms.fields import FrenchDecimalField
from governance.enums import ContributionNature, Destination, ExpenseCategory, Funder
from governance.programmes.budget.queries import Budget, BudgetPost

MOST_ROWS = 80
MORE_ROWS = 3


def _amount(destination: Destination) -> FrenchDecimalField:
    label = f"{destination.label[0].upper()}{destination.label[1:]} (€)"
    return FrenchDecimalField(label=label, min_value=Decimal(0), max_digits=12, decimal_places=2, required=False)


class RowForm(DsfrForm):
    """One post of the budget; without any amount, it is not written."""

    label = forms.CharField(label="Libellé", max_length=160, required=False)
    socle = _amount(Destination.CORE)
    complementaire = _amount(Destination.COMPLEMENTARY)
    concurrentiel = _amount(Destination.COMPETITIVE)
    is_income = False

    def clean(self) -> dict[str, Any]:
        """An amount belongs to a post."""
        if self.amounts and "post" not in self.errors and not self.cleaned_data["post"]:
            self.add_error("post", "Dites à quel poste appartient ce montant.")
        return self.cleaned_data

    @property
    def amounts(self) -> dict[str, Decimal]:
        """The amounts typed, by destination; a blank is not there."""
        amounts = {name: self.cleaned_data.get(name) for name in Destination.values}
        return {name: amount for name, amount in amounts.items() if amount is not None}

    @property
    def row(self) -> BudgetPost:
        """The post as typed."""
        data = self.cleaned_data
        return BudgetPost(
            is_income=self.is_income, post=data.get("post", ""), nature=data.get("nature", ""),
            label=data.get("label", "").strip(), amounts=self.amounts,
        )  # fmt: skip

    @property
    def title(self) -> str:
        """The name of a post that the table already has; empty on a blank line, where it is to be chosen."""
        post = self.initial.get("post")
        if not post:
            return ""
        nature = self.initial.get("nature") or (ContributionNature.MONEY.value if self.is_income else "")
        return BudgetPost(is_income=self.is_income, post=post, nature=nature, label="", amounts={}).title

    @property
    def choices(self) -> list[forms.BoundField]:
        """What says which post a line is."""
        return [self[name] for name in ("post", "nature") if name in self.fields]

    @property
    def cells(self) -> list[forms.BoundField]:
        """The amounts in the order of the destinations."""
        return [self[name] for name in Destination.values]


class IncomeForm(RowForm):
    """What one funder gives, in which form (R-10)."""

    post = forms.ChoiceField(label="Financeur", choices=[("", "Choisir"), *Funder.choices], required=False)
    nature = forms.ChoiceField(
        label="Forme", choices=ContributionNature.choices, initial=ContributionNature.MONEY, required=False
    )
    is_income = True
    field_order = ["post", "nature", "label", *Destination.values]

    def clean_nature(self) -> str:
        """Money, unless said otherwise."""
        return self.cleaned_data["nature"] or ContributionNature.MONEY.value


class ExpenseForm(RowForm):
    """An expense of one category."""

    post = forms.ChoiceField(label="Charge", choices=[("", "Choisir"), *ExpenseCategory.choices], required=False)
    field_order = ["post", "label", *Destination.values]


class BudgetForms:
    """Both tables of one stage, bound or not."""

    def __init__(self, budget: Budget, data: Any = None) -> None:
        self.incomes = _formset(IncomeForm, budget.income, Funder, "produits", data)
        self.expenses = _formset(ExpenseForm, budget.expenses, ExpenseCategory, "charges", data)

    def is_valid(self) -> bool:
        return self.incomes.is_valid() & self.expenses.is_valid()

    @property
    def rows(self) -> list[BudgetPost]:
        """The posts as typed, those without any amount left out."""
        rows = [form.row for table in (self.incomes, self.expenses) for form in table if form.cleaned_data]
        return [row for row in rows if row.amounts]

    @property
    def faults(self) -> list[tuple[str, str, str]]:
        """(id of the field, its place in words, message) of each error."""
        sides = (("Produits", self.incomes), ("Charges", self.expenses))
        return [
            (field.id_for_label, f"{side}, ligne {number}, {field.label}", error)
            for side, table in sides
            for number, form in enumerate(table, 1)
            for field in form
            for error in field.errors
        ]


def _formset(form: type[RowForm], rows: list[BudgetPost], posts: Any, prefix: str, data: Any) -> BaseFormSet:
    """The posts of the budget, then the other posts of the nomenclature, then blank lines."""
    stored = [{"post": row.post, "nature": row.nature, "label": row.label, **row.amounts} for row in rows]
    missing = [{"post": post} for post in posts.values if post not in {row.post for row in rows}]
    formset = formset_factory(form, extra=MORE_ROWS, max_num=MOST_ROWS, absolute_max=MOST_ROWS, validate_max=True)
    return formset(data, initial=stored + missing, prefix=prefix)
