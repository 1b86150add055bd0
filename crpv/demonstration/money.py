"""Three exercises of the demonstration: 2025 and 2026 adopted, 2027 in preparation."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.utils.timezone import localdate

from accounts.models import User
from funding.models import Allocation, Notification, Round, Scale
from funding.payments.entitlement import grounds_of, missing_text
from funding.payments.services import notify, pay
from funding.rounds import services as rounds
from funding.rounds.services import Correction

PARIS = ZoneInfo("Europe/Paris")
MARK = "Donnée de démonstration"
NOTE = (
    "Données de démonstration. Les centres et leurs quartiers prioritaires sont réels\u202f; les distances de "
    "métropole sont des estimations à confirmer\u202f; les corrections, les notifications et les versements sont "
    "inventés."
)


@dataclass(frozen=True)
class InventedFigure:
    """A figure of the demonstration that replaces the registry's for one exercise."""

    year: int
    slug: str
    qpv: int
    km: str
    reason: str


_BY_ROAD = f"{MARK}\u00a0: médiane remesurée par la route."
INVENTED_FIGURES = (
    InventedFigure(2026, "trajectoire-ressources", 62, "139.0", _BY_ROAD),
    InventedFigure(2026, "oriv", 123, "138.0", _BY_ROAD),
    InventedFigure(2027, "trajectoire-ressources", 62, "139.0", _BY_ROAD),
    InventedFigure(2027, "oriv", 123, "138.0", _BY_ROAD),
    InventedFigure(2027, "normanvilles", 63, "98.0", f"{MARK}\u00a0: médiane remesurée depuis le nouveau siège."),
)


def load_exercises(*, keeper: User, scale: Scale) -> None:
    """Prepare 2025, 2026 and 2027; adopt the first two."""
    for year in (2025, 2026, 2027):
        if Round.objects.filter(year=year).exists():
            continue
        exercise = rounds.prepare(year, scale, actor=keeper, note=NOTE, at=_moment(year - 1, 11, 20))
        for figure in INVENTED_FIGURES:
            if figure.year == year:
                allocation = exercise.allocations.select_related("round", "centre").get(centre__slug=figure.slug)
                correction = Correction(qpv=figure.qpv, km=Decimal(figure.km), in_formula=True, reason=figure.reason)
                rounds.correct_figure(allocation, correction, actor=keeper)
        if year < 2027:
            exercise.refresh_from_db()
            rounds.adopt(exercise, actor=keeper, at=_moment(year - 1, 12, 16))


def granted(year: int) -> list[tuple[Allocation, Decimal]]:
    """What is notified to each centre for `year`, in the order of their slugs; empty without an adopted exercise."""
    lines = Allocation.objects.filter(
        round__in=Round.objects.adopted().filter(year=year), budget__isnull=False, is_planned=False
    )
    ordered = lines.select_related("centre", "round").order_by("centre__slug")
    return [(line, line.state_floor + _GAPS.get(rank, Decimal(0))) for rank, line in enumerate(ordered)]


def load_amounts(payer: User) -> None:
    """The notifications and payments of each adopted exercise, once.

    An amount above the floor, one below, instalments, and a centre that is not paid yet.
    """
    for exercise in Round.objects.filter(year__in=(2025, 2026)).adopted().order_by("year"):
        day = dt.date(exercise.year, 2, 14)
        # An amount of the demonstration is never dated after the day of its loading.
        if Notification.objects.filter(year=exercise.year).exists() or day > localdate():
            continue
        for rank, (allocation, amount) in enumerate(granted(exercise.year)):
            is_above = amount > allocation.state_floor
            reason = f"{MARK}\u00a0: besoins particuliers des sites entrants." if is_above else ""
            notify(allocation, actor=payer, amount=amount, on=day, reference=MARK, reason=reason)
            if rank != _STILL_WAITING:
                _pay(allocation, payer, amount, in_two=rank % 4 == 0)


def _moment(year: int, month: int, day: int) -> dt.datetime:
    return dt.datetime(year, month, day, 10, 30, tzinfo=PARIS)


_GAPS = {3: Decimal(20_000), 7: Decimal(-9_000), 12: Decimal(12_500)}
_STILL_WAITING = 5


def _pay(allocation: Allocation, actor: User, amount: Decimal, *, in_two: bool) -> None:
    """Pay in May, or in October when the act of the year was signed late; nothing while it is not signed (R-86)."""
    year = allocation.round.year
    days = [day for day in (dt.date(year, 5, 20), dt.date(year, 10, 12)) if day <= localdate()]
    day = next((day for day in days if not missing_text(grounds_of(allocation.centre, year, day))), None)
    if day is None:
        return
    instalment = (amount * Decimal("0.6")).quantize(Decimal(1)) if in_two else amount
    pay(allocation, actor=actor, amount=instalment, on=day, reference=MARK)
    balance_on = day + dt.timedelta(days=35)
    if in_two and balance_on <= localdate():
        pay(allocation, actor=actor, amount=amount - instalment, on=balance_on, reference=MARK)
