"""The amounts of a centre's year, as its page lists them: those that count, and those that were cancelled."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import F, Value

from accounts.models import User
from funding.models import Allocation, Notification, Payment

KINDS = (("notification", "Notification", Notification, F("reason")), ("payment", "Versement", Payment, F("basis")))


@dataclass(frozen=True, kw_only=True)
class Cancelled:
    """When an amount was cancelled, by whom and why."""

    on: date
    by: str
    because: str


@dataclass(frozen=True, kw_only=True)
class Amount:
    """One act on the money of a centre (euros); `cancelled` once it no longer counts."""

    pk: int
    route: str  # what the addresses of its correction and of its cancellation begin with
    kind: str
    on: date
    amount: Decimal
    reference: str
    reason: str
    cancelled: Cancelled | None

    @property
    def correct_at(self) -> str:
        return f"funding:{self.route}_correct"

    @property
    def cancel_at(self) -> str:
        return f"funding:{self.route}_cancel"


def amounts_of(line: Allocation, user: User) -> list[Amount]:
    """The amounts of the line's centre and year that `user` may read, the oldest first (1 query)."""
    return sorted(_rows(line, user), key=lambda one: (one.on, one.kind, one.pk))


def _rows(line: Allocation, user: User) -> Iterator[Amount]:
    notified, paid = (
        model.objects.visible_to(user)
        .filter(centre=line.centre_id, year=line.round.year)
        .order_by()
        .values_list(Value(route), Value(kind), "pk", "on", "amount", "reference", reason, *_CANCELLED)
        for route, kind, model, reason in KINDS
    )
    for route, kind, pk, on, amount, reference, reason, *cancelled in notified.union(paid, all=True):
        yield Amount(
            pk=pk, route=route, kind=kind, on=on, amount=amount, reference=reference, reason=reason,
            cancelled=_cancelled(*cancelled),
        )  # fmt: skip


_CANCELLED = ("cancelled_on", "cancelled_by__first_name", "cancelled_by__last_name", "cancelled_because")


def _cancelled(on: date | None, first_name: str, last_name: str, because: str) -> Cancelled | None:
    return Cancelled(on=on, by=f"{first_name} {last_name}".strip(), because=because) if on else None
