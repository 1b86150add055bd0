"""The list of the opinions of one year: one line a centre, in a number of queries that does not grow."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from accounts.enums import NETWORK_ROLES, Role
from accounts.models import User
from centres.models import Centre
from centres.models.mandate import holds
from evaluation.models import Opinion
from evaluation.opinion_enums import OpinionState
from governance.law.legal_calendar import OPINION_DUE

FIRST_YEAR = 2020


@dataclass(frozen=True, kw_only=True)
class Line:
    """One centre of the year: the opinion that the reader sees, if any."""

    centre: Centre
    opinion: Opinion | None
    year: int
    today: dt.date
    is_led: bool
    transmitted_on: dt.date | None = None

    @property
    def state(self) -> str:
        return self.opinion.state if self.opinion else ""

    @property
    def state_label(self) -> str:
        """The state, or what its absence means."""
        if self.opinion:
            return self.opinion.get_state_display()
        return "à ouvrir" if self.is_led else "pas encore communiqué"

    @property
    def is_late(self) -> bool:
        """R-139: not transmitted by 30 June."""
        return self.days_late > 0

    @property
    def days_late(self) -> int:
        """How many days after 30 June the first version was transmitted, or is awaited (R-56: Paris owes none)."""
        if self.opinion is None and not self.centre.is_state_funded:
            return 0
        return max(0, ((self.transmitted_on or self.today) - OPINION_DUE.on(self.year)).days)


def lines_of(user: User, year: int, today: dt.date) -> list[Line]:
    """The centres whose opinion `user` follows, with the last version that they may read (2 queries)."""
    seen: dict[int, Opinion] = {}
    transmitted: dict[int, dt.date] = {}
    opinions = Opinion.objects.visible_to(user).filter(year=year).defer("frozen", "facts").select_related("centre")
    for opinion in opinions.order_by("version"):
        seen[opinion.centre_id] = opinion
        if opinion.transmitted_on:
            transmitted.setdefault(opinion.centre_id, opinion.transmitted_on)
    centres = Centre.objects.visible_to(user).filter(closed_on=None)
    led = Centre.objects.led_by(user).filter(pk=OuterRef("pk"))
    is_admin = holds(user, Role.ADMIN)
    rows = [
        Line(
            centre=centre,
            opinion=seen.get(centre.pk),
            year=year,
            today=today,
            is_led=centre.is_led or is_admin,
            transmitted_on=transmitted.get(centre.pk),
        )
        for centre in centres.annotate(is_led=Exists(led))
    ]
    follows = holds(user, *NETWORK_ROLES, Role.REGIONAL, Role.DEPARTMENTAL)
    return [row for row in rows if row.opinion or follows]


def years_of(today: dt.date) -> list[int]:
    """The exercises that may have an opinion, the latest first: those that are over."""
    return list(range(today.year - 1, FIRST_YEAR - 1, -1))


def counts_of(lines: list[Line]) -> list[tuple[str, int]]:
    """How many centres stand in each state, in the order of the life."""
    labels = ["", *OpinionState.values]
    counts = [(label, sum(line.state == label for line in lines)) for label in labels]
    return [(OpinionState(label).label if label else "pas d’avis à lire", count) for label, count in counts if count]
