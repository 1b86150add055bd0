"""The rules that the State's money can answer, added to the register: R-86, R-98, R-99."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from functools import partial
from typing import NamedTuple

from django.db.models import Case, CharField, DateField, DecimalField, F, QuerySet, Value, When
from django.db.models.functions import Cast

from documents import french
from funding.enums import RoundState
from funding.models import Allocation, Notification, Payment
from governance.law.legal_calendar import PAYMENT_DUE
from governance.registers.rules import (
    Place,
    Question,
    Result,
    Rule,
    Severity,
    broken,
    not_applicable,
    satisfied,
    unknown,
)

EUROS = DecimalField(max_digits=12, decimal_places=2)


class Kind(StrEnum):
    """What a row tells."""

    LINE = "line"
    NOTIFIED = "notified"
    PAID = "paid"


class Row(NamedTuple):
    """A line of the exercise (its floor), or an amount (its day, its reason)."""

    kind: str
    centre: int
    day: dt.date | None
    amount: Decimal | None
    text: str


def rows_of(year: int, centres: Collection[int]) -> Iterator[Row]:
    """The money of `year` for the keys of `centres`, in one query."""
    lines = Allocation.objects.filter(round__year=year, round__state=RoundState.ADOPTED, centre__in=list(centres))
    granted = Case(When(is_planned=True, then=Value(None)), default=F("state_floor"))  # nothing for what is not there
    branches = [_branch(Kind.LINE, lines, amount=granted, text=F("zone"))]
    for kind, model, text in ((Kind.NOTIFIED, Notification, "reason"), (Kind.PAID, Payment, "basis")):
        rows = model.objects.standing().filter(year=year, centre__in=list(centres))
        branches.append(_branch(kind, rows, day=F("on"), amount=F("amount"), text=F(text)))
    first, *others = branches
    return (Row(*values) for values in first.union(*others, all=True))


def _branch(kind: Kind, rows: QuerySet, **told: Case | F) -> QuerySet:
    empty = Value(None)
    return (
        rows.order_by()
        .annotate(
            told_kind=Cast(Value(str(kind)), CharField()),
            told_day=Cast(told.get("day", empty), DateField()),
            told_amount=Cast(told["amount"], EUROS),
            told_text=Cast(told["text"], CharField()),
        )
        .values_list("told_kind", "centre_id", "told_day", "told_amount", "told_text")
    )


@dataclass(frozen=True, kw_only=True)
class Sent:
    """An amount decided or paid on a day, in euros, and the reason given."""

    on: dt.date
    amount: Decimal
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class MoneyFacts:
    """What is known of the money of one centre for one year; `is_adopted` when an exercise holds it."""

    question: Question
    slug: str
    is_adopted: bool = False
    floor: Decimal | None = None
    notified: tuple[Sent, ...] = ()
    paid: tuple[Sent, ...] = ()

    @property
    def year(self) -> int:
        return self.question.year

    @property
    def total_notified(self) -> Decimal:
        return sum((one.amount for one in self.notified), Decimal(0))

    @property
    def place(self) -> Place:
        return Place("funding:allocation", (self.year, self.slug))


def gather(question: Question) -> Mapping[int | None, MoneyFacts]:
    """The money of each centre asked about, by its key (1 query)."""
    facts = {one.pk: MoneyFacts(question=question, slug=one.slug) for one in question.centres}
    for row in rows_of(question.year, facts):
        known = facts[row.centre]
        if row.kind == Kind.LINE:
            facts[row.centre] = replace(known, is_adopted=True, floor=row.amount)
        else:
            name = "notified" if row.kind == Kind.NOTIFIED else "paid"
            sent = Sent(on=row.day, amount=row.amount, reason=row.text)
            facts[row.centre] = replace(known, **{name: (*getattr(known, name), sent)})
    return {None: MoneyFacts(question=question, slug=""), **facts}


def of_the_funded(check: Callable[[MoneyFacts], Result]) -> Callable[[MoneyFacts], Result]:
    """The same check, for the centres that the year's adopted exercise funds."""

    def checked(facts: MoneyFacts) -> Result:
        if not facts.is_adopted:
            return unknown(f"L’exercice {facts.year} n’est pas adopté, ou le centre n’y figure pas.")
        if facts.floor is None:
            return not_applicable(f"Centre hors calcul en {facts.year} : ni plancher, ni versement (R-56).")
        return check(facts)

    return checked


def paid_in_time(facts: MoneyFacts) -> Result:
    """R-86: the whole or a part is paid by 30 June."""
    due = PAYMENT_DUE.on(facts.year)
    first = min((one.on for one in facts.paid), default=None)
    if first and first <= due:
        return satisfied(f"Premier versement le {french.date(first)}.", facts.place)
    if facts.question.today <= due:
        return unknown(f"Versement attendu pour le {french.date(due)}.", facts.place)
    told = f"premier versement le {french.date(first)}" if first else "aucun versement enregistré"
    return broken(f"Versement attendu pour le {french.date(due)} : {told}.", facts.place)


def floor_kept(facts: MoneyFacts) -> Result:
    """R-98: what is notified reaches the State's floor."""
    if not facts.notified:
        return unknown(f"Aucun montant n’est notifié pour {facts.year}.", facts.place)
    total, floor = facts.total_notified, facts.floor or Decimal(0)
    told = f"Notifié : {french.euros(total)}, plancher de l’État : {french.euros(floor)}"
    if total >= floor:
        return satisfied(f"{told}.", facts.place)
    return broken(f"{told}, il manque {french.euros(floor - total)}.", facts.place)


def excess_explained(facts: MoneyFacts) -> Result:
    """R-99, R-101: above the floor the prefect gives a reason."""
    over = facts.total_notified - (facts.floor or Decimal(0))
    if over <= 0:
        return not_applicable(f"Rien n’est notifié au-dessus du plancher pour {facts.year}.")
    reasons = [one.reason for one in facts.notified if one.reason.strip()]
    if reasons:
        return satisfied(f"Notifié {french.euros(over)} au-dessus du plancher, avec son motif.", facts.place)
    return broken(f"Notifié {french.euros(over)} au-dessus du plancher, sans motif.", facts.place)


def _rules() -> Iterable[Rule]:
    rule = partial(Rule, loader=gather)
    yield rule(
        code="R-86", reference="§4.2", severity=Severity.BLOCKING,
        statement="Tout ou partie de la subvention est versée avant la fin du premier semestre, la convention signée.",
        check=of_the_funded(paid_in_time),
    )  # fmt: skip
    yield rule(
        code="R-98", reference="§4.2", severity=Severity.ALERT,
        statement="L’État garantit sur le programme 147 au moins la moitié du budget socle calculé.",
        check=of_the_funded(floor_kept),
    )  # fmt: skip
    yield rule(
        code="R-99", reference="§4.2", severity=Severity.BLOCKING,
        statement="Au-delà du plancher, le préfet de région donne le motif.",
        check=of_the_funded(excess_explained),
    )  # fmt: skip


RULES = tuple(_rules())
