"""Forms on amounts, of the lead region; they validate, services and corrections act."""

from __future__ import annotations

from decimal import Decimal

from django import forms
from django.utils import timezone

from documents.forms.dsfr import DsfrForm
from documents.forms.fields import FrenchDecimalField, day_field, text_field


class MoneyForm(DsfrForm):
    """An amount decided or sent."""

    amount = FrenchDecimalField(
        label="Montant (€)",
        min_value=Decimal("0.01"),
        max_digits=12,
        decimal_places=2,
        help_text="Par exemple 144 000.",
    )
    on = day_field("Date")
    reference = forms.CharField(label="Référence de l’acte", max_length=80, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = timezone.localdate


class NotificationForm(MoneyForm):
    """The amount that the prefect of the region grants."""

    reason = text_field(
        "Motif",
        rows=3,
        required=False,
        help_text="Obligatoire quand le total notifié dépasse le plancher de l’État (R-99).",
    )


class PaymentForm(MoneyForm):
    """What is sent to the centre."""


def _because(label: str) -> forms.CharField:
    return text_field(
        label,
        rows=3,
        help_text="Reste avec la ligne barrée, lue de tous ceux qui lisent les montants du centre.",
    )


class CorrectNotificationForm(NotificationForm):
    """The notified amount as it should have been recorded, and why it is corrected."""

    because = _because("Pourquoi cette correction")


class CorrectPaymentForm(PaymentForm):
    """The paid amount as it should have been recorded, and why it is corrected."""

    because = _because("Pourquoi cette correction")


class CancelForm(DsfrForm):
    """Why an amount is cancelled."""

    because = _because("Pourquoi cette annulation")
