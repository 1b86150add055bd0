"""Acts: record an amount notified by the prefect, record a payment (R-86, R-98, R-99)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.timezone import localdate

from accounts.acts.workflow import RefusedError
from accounts.enums import Role
from accounts.journal import record
from accounts.models import User
from centres.models import Centre
from centres.models.mandate import holds
from documents import french
from funding.enums import RoundState
from funding.models import Allocation, Notification, Payment
from funding.payments.entitlement import evidence_text, grounds_of, missing_text
from funding.rounds.workflow import ROUND_WORKFLOW

LATEST = 5  # years after the exercise in which its balance may still be paid


@dataclass(frozen=True, kw_only=True)
class MoneyRights:
    """Rights of a person on the amounts of one centre."""

    may_read: bool
    may_write: bool


def rights_on_money(user: User, centre: Centre) -> MoneyRights:
    """Read: whoever may open the centre's file; write: its lead region and administrators (1 query)."""
    led = Centre.objects.led_by(user).filter(pk=OuterRef("pk"))
    readable = Centre.objects.visible_to(user).filter(pk=centre.pk).annotate(is_led=Exists(led))
    is_led = readable.values_list("is_led", flat=True).first()
    return MoneyRights(
        may_read=is_led is not None, may_write=is_led is not None and (is_led or holds(user, Role.ADMIN))
    )


@transaction.atomic
def notify(
    line: Allocation, *, actor: User, amount: Decimal, on: date, reference: str = "", reason: str = ""
) -> Notification:
    """Record a notified amount; above the State's floor a reason is due (R-99), below it nothing is prevented."""
    check_and_lock(line, actor)
    _check(line, on)
    _refuse_twin(Notification, line, amount=amount, on=on, reference=reference)
    total = total_of(Notification, line) + amount
    if total > line.state_floor and not reason.strip():
        raise RefusedError(
            f"Le total notifié ({french.euros(total)}) dépasse le plancher de l’État "
            f"({french.euros(line.state_floor)}) : donnez-en le motif (R-99)."
        )
    row = Notification.objects.create(
        centre=line.centre, year=line.round.year, amount=amount, on=on, reference=reference, reason=reason.strip(),
        recorded_by=actor,
    )  # fmt: skip
    record(actor, "montant : notifier", row, comment=row.reason, amount=str(amount))
    return row


@transaction.atomic
def pay(line: Allocation, *, actor: User, amount: Decimal, on: date, reference: str = "") -> Payment:
    """Record a payment within what was notified, once the year's act is signed and the last year justified (R-86)."""
    check_and_lock(line, actor)
    _check(line, on)
    grounds = grounds_of(line.centre, line.round.year, on)
    if lacking := missing_text(grounds):
        raise RefusedError(lacking)
    _refuse_twin(Payment, line, amount=amount, on=on, reference=reference)
    notified, total = total_of(Notification, line), total_of(Payment, line) + amount
    if total > notified:
        raise RefusedError(
            f"Le total versé ({french.euros(total)}) dépasserait le total notifié "
            f"({french.euros(notified)}) : "
            "notifiez d’abord le complément, ou corrigez le montant."
        )
    row = Payment.objects.create(
        centre=line.centre, year=line.round.year, amount=amount, on=on, reference=reference,
        basis=evidence_text(grounds), recorded_by=actor,
    )  # fmt: skip
    record(actor, "montant : verser", row, comment=row.basis, amount=str(amount))
    return row


def check_and_lock(line: Allocation, actor: User) -> None:
    """PermissionDenied or RefusedError unless `actor` may write the amounts of a line in force; locks its exercise."""
    if not rights_on_money(actor, line.centre).may_write:
        raise PermissionDenied("Seule la région chef de file du centre saisit ses montants.")
    # Locked until the end of the transaction: two agents wait for each other, and an adoption waits for both.
    exercise = ROUND_WORKFLOW.lock(line.round)
    if exercise.is_open:
        raise RefusedError("L’exercice n’est pas adopté : aucun montant ne peut encore être notifié.")
    if exercise.state != RoundState.ADOPTED:
        raise RefusedError("Une version plus récente de l’exercice est en vigueur : rouvrez la page du centre.")


def _check(line: Allocation, on: date) -> None:
    if line.state_floor is None:
        raise RefusedError("Ce centre est hors calcul : il n’a pas de plancher, donc pas de notification (R-56).")
    if on > localdate():
        sentence = f"La date ({french.date(on)}) est à venir : un montant s’enregistre une fois décidé ou envoyé."
        raise RefusedError(french.typeset(sentence))
    year = line.round.year
    if not year - 1 <= on.year <= year + LATEST:
        raise RefusedError(f"La date ({french.date(on)}) est trop loin de l’exercice {year} : vérifiez son année.")


def _refuse_twin(model: type[Notification] | type[Payment], line: Allocation, **fields: object) -> None:
    """RefusedError for an act already recorded: a form sent twice must not count twice."""
    if model.objects.standing().filter(centre=line.centre_id, year=line.round.year, **fields).exists():
        raise RefusedError(
            "Cet acte est déjà enregistré, avec le même montant, la même date et la même référence : s’il y en a "
            "vraiment deux, donnez au second sa propre référence."
        )


def total_of(model: type[Notification] | type[Payment], line: Allocation) -> Decimal:
    """Total of the amounts not cancelled, summed in Python: SQLite adds decimals as floats."""
    rows = model.objects.standing().filter(centre=line.centre_id, year=line.round.year)
    return sum(rows.values_list("amount", flat=True), Decimal(0))
