"""Amounts decided and amounts paid, distinct from the calculated estimate (R-98, R-99, R-104)."""

from __future__ import annotations

from decimal import Decimal
from typing import Self

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from centres.models import Centre


class MoneyQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """Decided and paid amounts follow the centre's own file."""
        return self.filter(centre__in=Centre.objects.visible_to(user))

    def standing(self) -> Self:
        """The amounts that count: those that nobody cancelled."""
        return self.filter(cancelled_on__isnull=True)


def _struck_says_why(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=f"{name}_cancelled_says_when_by_whom_and_why",
        condition=Q(cancelled_on__isnull=True, cancelled_by__isnull=True, cancelled_because="")
        | (Q(cancelled_on__isnull=False, cancelled_by__isnull=False) & ~Q(cancelled_because="")),
        violation_error_message="Un montant annulé garde la date, la personne et le motif de son annulation.",
    )


class Money(models.Model):
    """An amount of the State's programme 147 for one centre and one year."""

    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="%(class)ss", verbose_name="centre")
    year = models.PositiveSmallIntegerField("exercice")
    amount = models.DecimalField(
        "montant (€)", max_digits=12, decimal_places=2, validators=[MinValueValidator(Decimal("0.01"))]
    )
    on = models.DateField("date", default=timezone.localdate)
    reference = models.CharField("référence", max_length=80, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+",
        verbose_name="saisi par",
    )  # fmt: skip
    recorded_at = models.DateTimeField("saisi le", default=timezone.now, editable=False)
    cancelled_on = models.DateField("annulé le", null=True, editable=False)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+",
        verbose_name="annulé par",
    )  # fmt: skip
    cancelled_because = models.TextField("motif de l’annulation", blank=True, editable=False)

    objects = MoneyQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["year", "centre", "on", "pk"]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.year}, {self.centre}"

    @property
    def is_cancelled(self) -> bool:
        return self.cancelled_on is not None


class Notification(Money):
    """What the prefect of the region decides to grant; above the floor, a reason is due (R-99)."""

    reason = models.TextField("motif", blank=True, help_text="Obligatoire au-dessus du plancher de l’État (R-99).")

    class Meta(Money.Meta):
        verbose_name = "notification"
        verbose_name_plural = "notifications"
        constraints = [
            models.CheckConstraint(name="notification_is_positive", condition=Q(amount__gt=0)),
            _struck_says_why("notification"),
        ]


class Payment(Money):
    """What was sent to the centre: the whole, an instalment or the balance (R-86)."""

    basis = models.TextField(
        "repose sur", blank=True, editable=False, help_text="L’acte signé et l’année justifiée, ou l’exception (R-86)."
    )

    class Meta(Money.Meta):
        verbose_name = "versement"
        verbose_name_plural = "versements"
        constraints = [
            models.CheckConstraint(name="payment_is_positive", condition=Q(amount__gt=0)),
            _struck_says_why("payment"),
        ]
