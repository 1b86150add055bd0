"""The amounts of a centre's year: for its page, those that count and those that were cancelled; their sums."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db.models import F, Value

from accounts.models import User
from centres.union_rows import branch_of, union_rows
from funding.enums import RoundState
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
    route: str  # prefix of the URL names of its correction and cancellation
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


@dataclass(frozen=True, kw_only=True)
class StateMoney:
    """What the State recorded for one centre and year (euros): core budget of the adopted exercise, notified, paid.

    `core_budget` is None without an adopted exercise, or out of the formula.
    """

    core_budget: Decimal | None = None
    notified: Decimal = Decimal(0)
    paid: Decimal = Decimal(0)

    @property
    def is_recorded(self) -> bool:
        """Whether anything is notified or paid."""
        return bool(self.notified or self.paid)


class _Sum(NamedTuple):
    kind: str
    amount: Decimal | None


def state_money(centre: int, year: int) -> StateMoney:
    """The State's money of one centre for one year, cancelled amounts left out (1 query).

    The caller checks the scope.
    """
    lines = Allocation.objects.filter(centre=centre, round__year=year, round__state=RoundState.ADOPTED)
    branches = [branch_of(_Sum, lines, kind=Value("core_budget"), amount=F("budget"))]
    for kind, model in (("notified", Notification), ("paid", Payment)):
        standing = model.objects.standing().filter(centre=centre, year=year)
        branches.append(branch_of(_Sum, standing, kind=Value(kind), amount=F("amount")))
    rows = list(union_rows(_Sum, branches))
    budget = next((row.amount for row in rows if row.kind == "core_budget"), None)
    sums = {
        kind: sum((row.amount for row in rows if row.kind == kind and row.amount), Decimal(0))
        for kind in ("notified", "paid")
    }
    return StateMoney(core_budget=budget, **sums)


def amounts_of(line: Allocation, user: User) -> list[Amount]:
    """The amounts of the line's centre and year that `user` may read, the oldest first (1 query)."""
    notified, paid = (
        model.objects.visible_to(user)
        .filter(centre=line.centre_id, year=line.round.year)
        .order_by()
        .values_list(Value(route), Value(kind), "pk", "on", "amount", "reference", reason, *_CANCELLED)
        for route, kind, model, reason in KINDS
    )
    rows = notified.union(paid, all=True)
    amounts = []
    for route, kind, pk, on, amount, reference, reason, cancelled_on, first_name, last_name, because in rows:
        by = f"{first_name} {last_name}".strip()
        cancelled = Cancelled(on=cancelled_on, by=by, because=because) if cancelled_on else None
        amounts.append(
            Amount(
                pk=pk, route=route, kind=kind, on=on, amount=amount, reference=reference, reason=reason,
                cancelled=cancelled,
            )
        )  # fmt: skip
    return sorted(amounts, key=lambda amount: (amount.on, amount.kind, amount.pk))


_CANCELLED = ("cancelled_on", "cancelled_by__first_name", "cancelled_by__last_name", "cancelled_because")
