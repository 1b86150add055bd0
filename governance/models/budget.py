"""Amounts of a programme's budget, by stage, destination, funder or category (R-03, R-10, R-73, R-102)."""

from __future__ import annotations

from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from documents.french import euros
from governance.enums import ContributionNature, Destination, ExpenseCategory, Funder, Stage
from governance.models.programme import OfProgrammeQuerySet, Programme

NOT_NEGATIVE = [MinValueValidator(Decimal(0))]


class Line(models.Model):
    """An amount of a budget (euros)."""

    programme = models.ForeignKey(
        Programme, on_delete=models.CASCADE, related_name="%(class)ss", verbose_name="programme"
    )
    stage = models.CharField("stade", max_length=7, choices=Stage.choices)
    destination = models.CharField("destination", max_length=15, choices=Destination.choices)
    label = models.CharField("libellé", max_length=160, blank=True)
    amount = models.DecimalField("montant (€)", max_digits=12, decimal_places=2, validators=NOT_NEGATIVE)

    objects = OfProgrammeQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["programme", "stage", "destination", "pk"]

    def __str__(self) -> str:
        return f"{self.label or self._meta.verbose_name} : {euros(self.amount)}"


class BudgetLine(Line):
    """An income: the amount of one funder, in one form, for one destination."""

    funder = models.CharField("financeur", max_length=20, choices=Funder.choices)
    nature = models.CharField(
        "nature", max_length=20, choices=ContributionNature.choices, default=ContributionNature.MONEY
    )

    class Meta(Line.Meta):
        verbose_name = "produit"
        verbose_name_plural = "produits"
        constraints = [
            models.CheckConstraint(name="budget_line_is_not_negative", condition=Q(amount__gte=0)),
            models.CheckConstraint(
                name="budget_line_core_grant_pays_core_only",
                condition=~Q(funder=Funder.STATE_147_CORE) | Q(destination=Destination.CORE),
                violation_error_message=(
                    "La subvention socle du programme 147 ne finance que les missions socle (R-03) : "
                    "inscrivez ce montant sur une autre ligne."
                ),
            ),
        ]


class ExpenseLine(Line):
    """An expense of one category for one destination."""

    category = models.CharField("charge", max_length=15, choices=ExpenseCategory.choices)

    class Meta(Line.Meta):
        verbose_name = "charge"
        verbose_name_plural = "charges"
        constraints = [models.CheckConstraint(name="expense_line_is_not_negative", condition=Q(amount__gte=0))]
