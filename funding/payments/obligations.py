"""Due dates and duties on the State's money: the first payment of each centre, with a reminder (R-86)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import Exists, OuterRef

from accounts.enums import Role
from accounts.models import User
from centres.models import Centre
from centres.models.mandate import active_mandates
from documents import french
from funding.enums import RoundState
from funding.models import Allocation, Notification, Payment
from governance.law.legal_calendar import PAYMENT_DUE, PAYMENT_REMINDER, YearlyDate
from governance.registers.obligations import Deadline, Duty, Sort, Window
from governance.registers.rules import PageLink


def of_payments(window: Window) -> Iterator[Deadline]:
    """The due date of the payment of each funded centre of the reader's perimeter, and whether it is paid (1 query)."""
    years = range(window.start.year, window.end.year + 1)
    lines = Allocation.objects.filter(
        round__state=RoundState.ADOPTED, round__year__in=years, budget__isnull=False, is_planned=False,
        centre__in=Centre.objects.visible_to(window.user),
    )  # fmt: skip
    paid = Payment.objects.standing().filter(centre=OuterRef("centre"), year=OuterRef("round__year"))
    fields = ("name", "centre__slug", "centre__usual_name", "round__year")
    for line in lines.select_related("centre", "round").only(*fields).annotate(is_paid=Exists(paid)):
        is_past = window.today > PAYMENT_DUE.on(line.round.year)  # once late, only the due date is listed
        reminder = "Versement à préparer, s’il n’est pas fait"
        yield _due(line, "rappel", PAYMENT_REMINDER, reminder, is_done=line.is_paid or is_past)
        yield _due(line, "versement", PAYMENT_DUE, "Subvention socle à verser, en tout ou partie", is_done=line.is_paid)


def _due(line: Allocation, about: str, date: YearlyDate, title: str, *, is_done: bool) -> Deadline:
    year = line.round.year
    return Deadline(
        key=f"versement-{line.pk}-{about}",
        on=date.on(year),
        sort=Sort.MONEY,
        title=f"{title} (exercice {year})",
        reference=date.rule,
        link=PageLink("funding:allocation", (year, line.centre.slug)),
        centre=line.centre.usual_name,
        slug=line.centre.slug,
        is_done=is_done,
    )


LISTED_CENTRES = 4


def of_money(user: User, today: dt.date) -> Iterator[Duty]:
    """The exercises of this year and of the last where a centre waits for its money (1 query)."""
    if not any(mandate.role == Role.REGIONAL for mandate in active_mandates(user)):
        return
    same = {"centre": OuterRef("centre"), "year": OuterRef("round__year")}
    lines = Allocation.objects.filter(
        round__state=RoundState.ADOPTED, round__year__in=(today.year - 1, today.year), budget__isnull=False,
        is_planned=False, centre__in=Centre.objects.led_by(user),
    )  # fmt: skip
    lines = lines.exclude(Exists(Payment.objects.standing().filter(**same))).select_related("round", "centre")
    is_notified = Exists(Notification.objects.standing().filter(**same))
    unpaid = list(lines.only("name", "round__year", "centre__slug").annotate(is_notified=is_notified).order_by("name"))
    for year in sorted({line.round.year for line in unpaid}):
        of_year = [line for line in unpaid if line.round.year == year]
        yield from _duty([line for line in of_year if not line.is_notified], year, "à notifier")
        yield from _duty([line for line in of_year if line.is_notified], year, "à payer")


def _duty(lines: list[Allocation], year: int, what: str) -> Iterator[Duty]:
    if not lines:
        return
    due = PAYMENT_DUE.on(year)
    names = french.listed([line.name for line in lines[:LISTED_CENTRES]])
    more = f" et {french.counted(len(lines) - LISTED_CENTRES, 'autre')}" if len(lines) > LISTED_CENTRES else ""
    alone = PageLink("funding:allocation", (year, lines[0].centre.slug))
    yield Duty(
        on=due,
        title=french.typeset(f"Exercice {year} : {french.counted(len(lines), 'centre')} {what}"),
        sentence=french.typeset(f"{names}{more}. Tout ou partie se verse avant le {french.date(due)} (R-86)."),
        link=alone if len(lines) == 1 else PageLink("funding:round", (year,)),
    )
