"""What each centre reported for a year, and the opinion communicated on it: all that our rules read, in one query."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db.models import Count, Exists, F, FilteredRelation, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from centres.models import Centre
from evaluation.enums import COMMUNICATED
from evaluation.law.aggregation import Measure
from evaluation.models import Campaign, Contribution, Indicator
from evaluation.models.collection import CHECKED, SENT
from governance.registers.rules import NETWORK, PageLink, Question

ANSWER = ("value", "numerator", "denominator", "parts", "choice", "is_not_applicable")


@dataclass(frozen=True, kw_only=True)
class Reported:
    """What one centre reported for the year of the question, and what its opinion says once it is communicated.

    `state` is empty when nothing is collected here; `is_over` when no correction is accepted any more.
    """

    centre: Centre
    year: int
    today: dt.date
    state: str = ""
    measures: Mapping[str, Measure] = field(default_factory=dict)
    asked: int = 0
    is_over: bool = False
    communicated_on: dt.date | None = None
    transmitted_on: dt.date | None = None
    was_consulted: bool = False

    @property
    def is_kept(self) -> bool:
        """Whether the application holds the year of this centre."""
        return bool(self.state) or self.communicated_on is not None

    @property
    def is_sent(self) -> bool:
        return self.state in SENT

    @property
    def place(self) -> PageLink:
        """Where the figures are."""
        return PageLink("evaluation:collection", (self.year, self.centre.slug))

    @property
    def opinion_place(self) -> PageLink:
        """Where the opinion is; the list of the year while it is not communicated."""
        if self.communicated_on is None:
            return PageLink("evaluation:opinions", (self.year,))
        return PageLink("evaluation:opinion", (self.year, self.centre.slug))

    def told(self, facts: str) -> str:
        """The sentence, with what it is worth while the State has not verified it."""
        return facts if self.state in CHECKED else f"{facts[:-1]} (chiffre non vérifié)."


def gather(question: Question) -> dict[int | None, Reported | None]:
    """What is known of the centres asked about: one query, whatever the network."""
    found: dict[int | None, Reported | None] = {NETWORK: None}
    centres = {centre.pk: centre for centre in question.centres}
    for pk, rows in groupby(_rows(question), key=itemgetter("pk")):
        found[pk] = _reported(centres[pk], question, list(rows))
    return found


def _reported(centre: Centre, question: Question, rows: list[dict[str, Any]]) -> Reported:
    first = rows[0]
    found = Reported(
        centre=centre,
        year=question.year,
        today=question.today,
        communicated_on=_day(first["opinion__communicated_at"]),
        transmitted_on=first["opinion__transmitted_on"],
        was_consulted=first["was_consulted"],
    )
    if not first["form__state"]:
        return found
    measures = {row["code"]: _measure(row) for row in rows if row["code"] and not row["region"]}
    is_over = question.today > first["over_on"]
    return replace(found, state=first["form__state"], measures=measures, asked=first["asked"] or 0, is_over=is_over)


def _day(at: dt.datetime | None) -> dt.date | None:
    return timezone.localdate(at) if at else None


def _rows(question: Question) -> QuerySet:
    """One row a value, or one alone for a centre that gives none; the first version of its opinion beside."""
    campaign = Campaign.objects.filter(year=question.year).order_by()
    asked = Indicator.objects.filter(referential__campaigns__in=campaign, region=None).order_by()
    told = Q(opinions__year=question.year, opinions__version=1, opinions__state__in=sorted(COMMUNICATED))
    rows = Centre.objects.filter(pk__in=[one.pk for one in question.centres]).annotate(
        form=FilteredRelation("collections", condition=Q(collections__campaign=Subquery(campaign.values("pk")))),
        opinion=FilteredRelation("opinions", condition=told),
        over_on=Subquery(campaign.values("corrections_until")),
        asked=Subquery(asked.values("referential").annotate(count=Count("pk")).values("count")),
        code=F("form__values__indicator__code"),
        region=F("form__values__indicator__region"),
        was_consulted=Exists(Contribution.objects.exclude(asked_on=None).filter(opinion=OuterRef("opinion__pk"))),
    )
    return rows.order_by("pk").values(
        "pk", "form__state", "over_on", "asked", "code", "region", "opinion__communicated_at",
        "opinion__transmitted_on", "was_consulted", *(f"form__values__{name}" for name in ANSWER),
    )  # fmt: skip


def _measure(row: dict[str, Any]) -> Measure:
    told = {name: row[f"form__values__{name}"] for name in ANSWER}
    return Measure(**told | {"parts": {key: Decimal(part) for key, part in (told["parts"] or {}).items()}})
