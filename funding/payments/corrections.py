"""Correction of a wrong amount: the old line stays, cancelled, with who, when and why (R-86, R-99)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.timezone import localdate

from accounts.acts.workflow import RefusedError
from accounts.journal import record
from accounts.models import User
from documents import french
from funding.models import Allocation, Notification, Payment
from funding.payments.services import check_and_lock, notify, pay, total_of


@transaction.atomic
def cancel(row: Notification | Payment, line: Allocation, *, actor: User, because: str) -> Notification | Payment:
    """Cancel an amount that should not have been recorded."""
    row = _strike(row, line, actor, because)
    _refuse_more_paid_than_notified(line)
    return row


@transaction.atomic
def correct(
    row: Notification | Payment, line: Allocation, *, actor: User, because: str, amount: Decimal, on: date,
    reference: str = "", **more: str,
) -> Notification | Payment:  # fmt: skip
    """Cancel an amount and record the right one, with the checks of any new amount, in one transaction."""
    row = _strike(row, line, actor, because)
    act = notify if isinstance(row, Notification) else pay
    new = act(line, actor=actor, amount=amount, on=on, reference=reference, **more)
    if _content(new) == _content(row):
        raise RefusedError(french.typeset("La correction ne change rien : changez le montant, la date ou un motif."))
    _refuse_more_paid_than_notified(line)
    return new


def _strike(row: Notification | Payment, line: Allocation, actor: User, because: str) -> Notification | Payment:
    check_and_lock(line, actor)
    row = type(row).objects.get(pk=row.pk)  # read again under the lock: somebody may have cancelled it meanwhile
    if row.is_cancelled:
        raise RefusedError(f"Ce montant est déjà annulé, depuis le {french.date(row.cancelled_on)}.")
    if not because.strip():
        raise RefusedError(french.typeset("Dites pourquoi : le motif reste avec la ligne barrée."))
    row.cancelled_on, row.cancelled_by, row.cancelled_because = localdate(), actor, because.strip()
    row.save(update_fields=["cancelled_on", "cancelled_by", "cancelled_because"])
    record(actor, "montant : annuler", row, comment=row.cancelled_because, amount=str(row.amount))
    return row


def _content(row: Notification | Payment) -> tuple[Decimal, date, str, str]:
    return row.amount, row.on, row.reference, getattr(row, "reason", "")


def _refuse_more_paid_than_notified(line: Allocation) -> None:
    notified, paid = total_of(Notification, line), total_of(Payment, line)
    if paid > notified:
        sentence = (
            f"Il resterait {french.euros(notified)} de notifié pour {french.euros(paid)} de versé : "
            "annulez ou corrigez d’abord le versement, ou notifiez d’abord le bon montant."
        )
        raise RefusedError(french.typeset(sentence))
