"""Compliance rules on the State's money: R-86, R-98, R-99."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial

from documents import french
from funding.enums import RoundState
from funding.models import Allocation, Notification, Payment
from governance.law.legal_calendar import PAYMENT_DUE
from governance.registers.rules import (
    PageLink,
    Question,
    Result,
    Rule,
    Severity,
    broken,
    not_applicable,
    satisfied,
    unknown,
)


@dataclass(frozen=True, kw_only=True)
class DatedAmount:
    """An amount decided or paid on a day, in euros, and the reason given."""

    on: dt.date
    amount: Decimal
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class MoneyFacts:
    """The amounts of one centre for one year; `is_adopted`: it is in an adopted exercise."""

    question: Question
    slug: str
    is_adopted: bool = False
    floor: Decimal | None = None
    notified: tuple[DatedAmount, ...] = ()
    paid: tuple[DatedAmount, ...] = ()

    @property
    def year(self) -> int:
        return self.question.year

    @property
    def total_notified(self) -> Decimal:
        return sum((sent.amount for sent in self.notified), Decimal(0))

    @property
    def place(self) -> PageLink:
        return PageLink("funding:allocation", (self.year, self.slug))


def load_money(question: Question) -> Mapping[int | None, MoneyFacts]:
    """The amounts of each centre of the question, by its key (3 queries)."""
    facts = {centre.pk: MoneyFacts(question=question, slug=centre.slug) for centre in question.centres}
    of_the_year = {"year": question.year, "centre__in": list(facts)}
    lines = Allocation.objects.filter(
        round__year=question.year, round__state=RoundState.ADOPTED, centre__in=list(facts)
    ).order_by()
    for centre, is_planned, floor in lines.values_list("centre", "is_planned", "state_floor"):
        facts[centre] = replace(facts[centre], is_adopted=True, floor=None if is_planned else floor)
    notified = Notification.objects.standing().filter(**of_the_year).order_by()
    for centre, on, amount, reason in notified.values_list("centre", "on", "amount", "reason"):
        current = facts[centre]
        facts[centre] = replace(current, notified=(*current.notified, DatedAmount(on=on, amount=amount, reason=reason)))
    paid = Payment.objects.standing().filter(**of_the_year).order_by()
    for centre, on, amount in paid.values_list("centre", "on", "amount"):
        current = facts[centre]
        facts[centre] = replace(current, paid=(*current.paid, DatedAmount(on=on, amount=amount)))
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
    first = min((sent.on for sent in facts.paid), default=None)
    if first and first <= due:
        return satisfied(f"Premier versement le {french.date(first)}.", facts.place)
    if facts.question.today <= due:
        return unknown(f"Versement attendu pour le {french.date(due)}.", facts.place)
    sentence = f"premier versement le {french.date(first)}" if first else "aucun versement enregistré"
    return broken(f"Versement attendu pour le {french.date(due)} : {sentence}.", facts.place)


def floor_reached(facts: MoneyFacts) -> Result:
    """R-98: what is notified reaches the State's floor."""
    if not facts.notified:
        return unknown(f"Aucun montant n’est notifié pour {facts.year}.", facts.place)
    total, floor = facts.total_notified, facts.floor or Decimal(0)
    sentence = f"Notifié : {french.euros(total)}, plancher de l’État : {french.euros(floor)}"
    if total >= floor:
        return satisfied(f"{sentence}.", facts.place)
    return broken(f"{sentence}, il manque {french.euros(floor - total)}.", facts.place)


def excess_explained(facts: MoneyFacts) -> Result:
    """R-99, R-101: above the floor the prefect gives a reason."""
    over = facts.total_notified - (facts.floor or Decimal(0))
    if over <= 0:
        return not_applicable(f"Rien n’est notifié au-dessus du plancher pour {facts.year}.")
    reasons = [sent.reason for sent in facts.notified if sent.reason.strip()]
    if reasons:
        return satisfied(f"Notifié {french.euros(over)} au-dessus du plancher, avec son motif.", facts.place)
    return broken(f"Notifié {french.euros(over)} au-dessus du plancher, sans motif.", facts.place)


def _rules() -> Iterable[Rule]:
    rule = partial(Rule, loader=load_money)
    yield rule(
        code="R-86", reference="§4.2", severity=Severity.BLOCKING,
        statement="Tout ou partie de la subvention est versée avant la fin du premier semestre, la convention signée.",
        check=of_the_funded(paid_in_time),
    )  # fmt: skip
    yield rule(
        code="R-98", reference="§4.2", severity=Severity.ALERT,
        statement="L’État garantit sur le programme 147 au moins la moitié du budget socle calculé.",
        check=of_the_funded(floor_reached),
    )  # fmt: skip
    yield rule(
        code="R-99", reference="§4.2", severity=Severity.BLOCKING,
        statement="Au-delà du plancher, le préfet de région donne le motif.",
        check=of_the_funded(excess_explained),
    )  # fmt: skip


RULES = tuple(_rules())
