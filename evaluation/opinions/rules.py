"""What the register says of the opinions themselves (R-58, R-137, R-138, R-139).

The findings are read by many; an opinion in preparation by few. So the answers speak of what is communicated only, and
say of the rest that it is not communicated, whether it is begun or not.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db.models import Count, Exists, OuterRef, Subquery
from django.utils import timezone

from centres.models import Centre
from documents.formats import counted, date_fr
from evaluation.models import Collection, Contribution, Opinion
from evaluation.models.opinion import due_day
from governance.compliance import (
    NETWORK,
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


@dataclass(frozen=True, kw_only=True)
class Told:
    """What is known of the opinion on one centre for the year of the question, once it is communicated."""

    centre: Centre
    year: int
    today: dt.date
    is_kept: bool = False  # whether its figures of the year are collected here
    communicated_on: dt.date | None = None
    transmitted_on: dt.date | None = None
    consulted: int = 0

    @property
    def place(self) -> Place:
        if self.communicated_on is None:
            return Place("evaluation:opinions", (self.year,))
        return Place("evaluation:opinion", (self.year, self.centre.slug))


def gather(question: Question) -> Mapping[int | None, Told | None]:
    """The first version communicated on each centre for the year (1 query)."""
    opinions = Opinion.objects.communicated().filter(year=question.year, version=1, centre=OuterRef("pk"))
    asked = Contribution.objects.filter(opinion__in=opinions.values("pk")).exclude(asked_on=None)
    rows = Centre.objects.filter(pk__in=[centre.pk for centre in question.centres]).annotate(
        is_kept=Exists(Collection.objects.filter(campaign__year=question.year, centre=OuterRef("pk"))),
        told_at=Subquery(opinions.values("communicated_at")[:1]),
        sent_on=Subquery(opinions.values("transmitted_on")[:1]),
        asked=Count("pk", filter=Exists(asked)),
    )
    known = {row.pk: _told(row, question) for row in rows}
    return {NETWORK: None, **known}


def _told(row: Any, question: Question) -> Told:
    return Told(
        centre=row,
        year=question.year,
        today=question.today,
        is_kept=row.is_kept or row.told_at is not None,
        communicated_on=timezone.localdate(row.told_at) if row.told_at else None,
        transmitted_on=row.sent_on if row.told_at else None,
        consulted=row.asked,
    )


def _silence(told: Told, *, is_owed: bool) -> Result | None:
    """Why there is nothing to judge; `is_owed` says whether the absence of an opinion is this rule's to tell."""
    if not told.centre.is_state_funded:
        return not_applicable("Centre non financé par l’État (R-56).")
    if told.communicated_on is not None:
        return None
    if not told.is_kept:
        return unknown(f"L’année {told.year} n’est pas tenue dans l’application.")
    if is_owed and told.today > due_day(told.year):
        return broken(f"L’avis {told.year} n’est pas communiqué.", told.place)
    return unknown(f"L’avis {told.year} n’est pas encore communiqué.", told.place)


def consultation(told: Told) -> Result:
    """R-58: the départements are consulted before the opinion is communicated."""
    if silence := _silence(told, is_owed=False):
        return silence
    if told.consulted:
        return satisfied("Les services des départements ont été consultés avant la communication.", told.place)
    return broken("Avis communiqué sans consultation des départements.", told.place)


def both_appraisals(told: Told) -> Result:
    """R-137: a quantitative and a qualitative appraisal; none is communicated without both."""
    silence = _silence(told, is_owed=True)
    return silence or satisfied(f"Avis {told.year} écrit, avec ses deux appréciations.", told.place)


def communication(told: Told) -> Result:
    """R-138: communicated to the direction and the governance."""
    silence = _silence(told, is_owed=False)
    return silence or satisfied(f"Communiqué le {date_fr(told.communicated_on)}.", told.place)


def transmission(told: Told) -> Result:
    """R-139: transmitted in the first half of the next year; lateness is recorded."""
    if silence := _silence(told, is_owed=True):
        return silence
    due, sent = due_day(told.year), told.transmitted_on
    if sent is None:
        words = f"Avis attendu pour le {date_fr(due)}, pas encore transmis."
        return broken(words, told.place) if told.today > due else unknown(words, told.place)
    if sent > due:
        late = counted((sent - due).days, "jour")
        return broken(f"Transmis le {date_fr(sent)}, {late} après le délai.", told.place)
    return satisfied(f"Transmis le {date_fr(sent)}.", told.place)


_rule = partial(Rule, loader=gather)
RULES = (
    _rule(
        code="R-58",
        reference="§3.2-4",
        severity=Severity.TRACE,
        statement="Les services de l’État dans le département sont consultés avant l’avis",
        check=consultation,
    ),
    _rule(
        code="R-137",
        reference="§3.4",
        severity=Severity.BLOCKING,
        statement="L’État en région rend chaque année un avis, quantitatif et qualitatif",
        check=both_appraisals,
    ),
    _rule(
        code="R-138",
        reference="§3.4",
        severity=Severity.TRACE,
        statement="L’avis est communiqué à la gouvernance et à la direction du centre",
        check=communication,
    ),
    _rule(
        code="R-139",
        reference="§3.4",
        severity=Severity.ALERT,
        statement="L’avis est transmis à l’administration nationale avant le 30 juin",
        check=transmission,
    ),
)
