"""The dates of the State's money: the first payment of each centre, with a reminder (R-86)."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Exists, OuterRef, QuerySet

from centres.models import Centre
from funding.enums import RoundState
from funding.models import Allocation, Payment
from governance.compliance import Place
from governance.deadlines import Deadline, Sort, Window, register
from governance.law.legal_calendar import PAYMENT_DUE, PAYMENT_REMINDER, YearlyDate


def of_payments(window: Window) -> Iterator[Deadline]:
    """When each funded centre of the reader's perimeter is to be paid, and whether it is (1 query)."""
    for line in _funded(window):
        is_past = window.today > PAYMENT_DUE.on(line.round.year)  # once late, the term alone is told
        reminder = "Versement à préparer, s’il n’est pas fait"
        yield _due(line, "rappel", PAYMENT_REMINDER, reminder, is_done=line.is_paid or is_past)
        yield _due(line, "versement", PAYMENT_DUE, "Subvention socle à verser, en tout ou partie", is_done=line.is_paid)


def _funded(window: Window) -> QuerySet[Allocation]:
    years = range(window.start.year, window.end.year + 1)
    lines = Allocation.objects.filter(
        round__state=RoundState.ADOPTED, round__year__in=years, budget__isnull=False, is_planned=False,
        centre__in=Centre.objects.visible_to(window.user),
    )  # fmt: skip
    paid = Payment.objects.standing().filter(centre=OuterRef("centre"), year=OuterRef("round__year"))
    wanted = ("name", "centre__slug", "centre__usual_name", "round__year")
    return lines.select_related("centre", "round").only(*wanted).annotate(is_paid=Exists(paid))


def _due(line: Allocation, about: str, date: YearlyDate, title: str, *, is_done: bool) -> Deadline:
    year = line.round.year
    return Deadline(
        key=f"versement-{line.pk}-{about}",
        on=date.on(year),
        sort=Sort.MONEY,
        title=f"{title} (exercice {year})",
        reference=date.rule,
        place=Place("funding:allocation", (year, line.centre.slug)),
        centre=line.centre.usual_name,
        slug=line.centre.slug,
        is_done=is_done,
    )


register(of_payments)
