"""What the State owes on its money: exercises to adopt, first payments (R-86), amounts below the floor (R-98)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Q, Subquery, Sum
from django.utils.timezone import localdate

from accounts.enums import NETWORK_ROLES, Role
from centres.models import Centre
from centres.models.history import lead_region
from centres.models.mandate import holds
from documents import french
from funding.enums import RoundState
from funding.models import Allocation, Notification, Payment, Round
from governance.law.legal_calendar import PAYMENT_DUE, PAYMENT_REMINDER
from governance.registers.obligations import NETWORK, Debtor, Obligation, Sort, Window
from governance.registers.rules import PageLink


def of_money(window: Window) -> Iterator[Obligation]:
    """The exercises being prepared, then what each funded centre of the perimeter waits for (1 query)."""
    years = range(window.start.year, window.end.year + 1)
    adopted = Q(round__state=RoundState.ADOPTED, round__year__in=years, budget__isnull=False, is_planned=False) & Q(
        centre__in=Centre.objects.visible_to(window.user)
    )
    prepared = Q(round__state=RoundState.OPEN) if holds(window.user, *NETWORK_ROLES) else Q(pk__in=[])
    same = {"centre": OuterRef("centre"), "year": OuterRef("round__year")}
    notified = Notification.objects.standing().filter(**same).order_by().values("centre")
    lines = Allocation.objects.filter(adopted | prepared).annotate(
        is_paid=Exists(Payment.objects.standing().filter(**same)),
        notified=Subquery(notified.annotate(total=Sum("amount")).values("total")),
        lead=lead_region("centre_id"),
    )
    exercises: dict[int, Round] = {}
    fields = ("name", "state_floor", "centre__slug", "centre__usual_name")
    exercise_fields = ("year", "version", "state", "calculated_at")
    for line in lines.select_related("centre", "round").only(*fields, *(f"round__{name}" for name in exercise_fields)):
        if line.round.state == RoundState.OPEN:
            exercises[line.round.pk] = line.round
        else:
            yield from _of_line(line, window.today)
    yield from map(_to_adopt, exercises.values())


def _to_adopt(exercise: Round) -> Obligation:
    sentence = "Le calcul attend des données : voyez lesquelles."
    if exercise.calculated_at:
        day = french.date(localdate(exercise.calculated_at))
        sentence = f"Calculé le {day}. Relisez les points d’attention avant de l’adopter."
    version = f", version {exercise.version}," if exercise.version > 1 else ""
    return Obligation(
        key=f"exercice-{exercise.pk}-adopter",
        debtor=NETWORK,
        what=f"exercice {exercise.year}{version} en préparation",
        link=PageLink("funding:exercise", (exercise.year,)),
        sort=Sort.MONEY,
        sentence=french.typeset(sentence),
    )


def _of_line(line: Allocation, today: dt.date) -> Iterator[Obligation]:
    year, reminder, due_on = line.round.year, PAYMENT_REMINDER.on(line.round.year), PAYMENT_DUE.on(line.round.year)
    yield _of(
        line, "rappel", f"versement de {year} à préparer, s’il n’est pas fait", rule=PAYMENT_REMINDER.rule,
        opens_on=reminder, due_on=reminder, is_done=line.is_paid, is_void=today > reminder,
    )  # fmt: skip
    act = "payer" if line.notified is not None else "notifier"
    yield _of(
        line, "versement", f"subvention socle de {year} à verser, en tout ou partie", rule=PAYMENT_DUE.rule,
        due_on=due_on, is_done=line.is_paid,
        sentence=f"À {act} : tout ou partie se verse avant le {french.date(due_on)} (R-86).",
    )  # fmt: skip
    floor = line.state_floor or Decimal(0)
    if line.notified is not None and line.notified < floor:
        yield _of(
            line, "plancher", f"montant notifié de {year} sous le plancher de l’État", rule="R-98",
            is_void=year < today.year - 1,
            sentence=f"Notifié : {french.euros(line.notified)}, plancher : {french.euros(floor)}.",
        )  # fmt: skip


def _of(line: Allocation, about: str, what: str, *, sentence: str = "", **fields: Any) -> Obligation:
    year = line.round.year
    return Obligation(
        key=f"versement-{line.pk}-{about}",
        debtor=Debtor(Role.REGIONAL, line.lead),
        what=what,
        link=PageLink("funding:allocation", (year, line.centre.slug)),
        sort=Sort.MONEY,
        sentence=french.typeset(sentence),
        centre=line.centre.usual_name,
        slug=line.centre.slug,
        together=PageLink("funding:round", (year,)),
        **fields,
    )
