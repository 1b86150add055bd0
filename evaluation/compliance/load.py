"""Facts of the compliance rules: form of each centre for a year, and communicated opinion (1 query)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import groupby
from operator import itemgetter

from django.db.models import Count, Exists, F, FilteredRelation, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from centres.models import Centre
from evaluation.enums import COMMUNICATED
from evaluation.law.aggregation import Measure
from evaluation.models import Campaign, Contribution, Indicator
from evaluation.models.collection import CHECKED, SENT
from evaluation.queries import MEASURE_FIELDS, measure_from_fields
from governance.registers.rules import NETWORK, PageLink, Question


@dataclass(frozen=True, kw_only=True)
class ReportedFacts:
    """The form of one centre for the year of the question, and its opinion once it is communicated.

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
    def is_recorded(self) -> bool:
        """Whether the year of this centre is recorded in the application."""
        return bool(self.state) or self.communicated_on is not None

    @property
    def is_sent(self) -> bool:
        return self.state in SENT

    @property
    def place(self) -> PageLink:
        """Link to the form."""
        return PageLink("evaluation:collection", (self.year, self.centre.slug))

    @property
    def opinion_place(self) -> PageLink:
        """Link to the opinion; to the list of the year while it is not communicated."""
        if self.communicated_on is None:
            return PageLink("evaluation:opinions", (self.year,))
        return PageLink("evaluation:opinion", (self.year, self.centre.slug))

    def with_caveat(self, facts: str) -> str:
        """The sentence, followed by « (chiffre non vérifié) » until the State verifies the form."""
        return facts if self.state in CHECKED else f"{facts[:-1]} (chiffre non vérifié)."


def load_reported(question: Question) -> dict[int | None, ReportedFacts | None]:
    """The facts of the centres of the question, by key (1 query)."""
    by_centre: dict[int | None, ReportedFacts | None] = {NETWORK: None}
    centres = {centre.pk: centre for centre in question.centres}
    for pk, group in groupby(_rows(question), key=itemgetter("pk")):
        rows = list(group)
        first = rows[0]
        communicated_at = first["opinion__communicated_at"]
        facts = ReportedFacts(
            centre=centres[pk],
            year=question.year,
            today=question.today,
            communicated_on=timezone.localdate(communicated_at) if communicated_at else None,
            transmitted_on=first["opinion__transmitted_on"],
            was_consulted=first["was_consulted"],
        )
        if state := first["form__state"]:
            measures = {
                row["code"]: measure_from_fields([row[f"form__values__{name}"] for name in MEASURE_FIELDS])
                for row in rows
                if row["code"] and not row["region"]
            }
            is_over = question.today > first["over_on"]
            facts = replace(facts, state=state, measures=measures, asked=first["asked"] or 0, is_over=is_over)
        by_centre[pk] = facts
    return by_centre


def _rows(question: Question) -> QuerySet:
    """One row a value, or one alone for a centre without any, with the first version of its opinion."""
    campaign = Campaign.objects.filter(year=question.year).order_by()
    indicators = Indicator.objects.filter(referential__campaigns__in=campaign, region=None).order_by()
    communicated = Q(opinions__year=question.year, opinions__version=1, opinions__state__in=sorted(COMMUNICATED))
    rows = Centre.objects.filter(pk__in=[centre.pk for centre in question.centres]).annotate(
        form=FilteredRelation("collections", condition=Q(collections__campaign=Subquery(campaign.values("pk")))),
        opinion=FilteredRelation("opinions", condition=communicated),
        over_on=Subquery(campaign.values("corrections_until")),
        asked=Subquery(indicators.values("referential").annotate(count=Count("pk")).values("count")),
        code=F("form__values__indicator__code"),
        region=F("form__values__indicator__region"),
        was_consulted=Exists(Contribution.objects.exclude(asked_on=None).filter(opinion=OuterRef("opinion__pk"))),
    )
    return rows.order_by("pk").values(
        "pk", "form__state", "over_on", "asked", "code", "region", "opinion__communicated_at",
        "opinion__transmitted_on", "was_consulted", *(f"form__values__{name}" for name in MEASURE_FIELDS),
    )  # fmt: skip
