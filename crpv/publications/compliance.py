"""Rules on the national dashboard: published in time (R-140), transmitted by every region (R-141)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from operator import attrgetter

from django.db.models import Count, DateTimeField, Exists, OuterRef, Subquery, Value
from django.db.models.functions import Cast, Coalesce
from django.utils.timezone import localdate

from crpv.enums import PublicationState
from crpv.models import Publication, Transmission
from crpv.models.publication import IN_FORCE
from documents import french
from evaluation.models import Campaign, Collection
from governance.law.legal_calendar import DASHBOARD_DUE, DASHBOARD_PASSED_ON
from governance.registers.rules import NETWORK, PageLink, Question, Result, Rule, Severity, broken, satisfied, unknown

# Marks the row of the query that is not a version: a campaign of the year has forms.
COLLECTED = "collected"


@dataclass(frozen=True, kw_only=True)
class PublishedVersion:
    """One published version, and how many regions transmitted it."""

    rank: int
    state: str
    published_at: dt.datetime
    transmissions: int


@dataclass(frozen=True, kw_only=True)
class DashboardFacts:
    """The published versions of one year, the oldest first; `is_collected`: a form of that year exists."""

    question: Question
    versions: tuple[PublishedVersion, ...]
    is_collected: bool

    @property
    def year(self) -> int:
        return self.question.year

    @property
    def in_force(self) -> PublishedVersion | None:
        return next((version for version in self.versions if version.state in IN_FORCE), None)

    @property
    def place(self) -> PageLink:
        return PageLink("publications:published", (self.year,)) if self.versions else PageLink("publications:index")


def load_dashboards(question: Question) -> Mapping[int | None, DashboardFacts]:
    """The published versions of the year, and whether a form of that year exists (1 query)."""
    transmissions = Transmission.objects.filter(publication=OuterRef("pk")).order_by().values("publication")
    counted_once = Coalesce(Subquery(transmissions.annotate(n=Count("pk")).values("n")), 0)
    published = Publication.objects.out().filter(year=question.year).annotate(transmitted=counted_once).order_by()
    forms = Exists(Collection.objects.filter(campaign=OuterRef("pk")))
    collected = Campaign.objects.filter(forms, year=question.year).order_by()
    union = published.values_list("version", "state", "published_at", "transmitted").union(
        collected.values_list(Value(0), Value(COLLECTED), Cast(None, DateTimeField()), Value(0)), all=True
    )
    rows = [PublishedVersion(rank=rank, state=state, published_at=at, transmissions=n) for rank, state, at, n in union]
    versions = sorted((version for version in rows if version.state != COLLECTED), key=attrgetter("rank"))
    return {
        NETWORK: DashboardFacts(question=question, versions=tuple(versions), is_collected=len(versions) < len(rows))
    }


def out_in_time(facts: DashboardFacts) -> Result:
    """R-140: on 30 June of the following year at the latest; the first version counts.

    Unknown for a year without forms in the application.
    """
    day = DASHBOARD_DUE.on(facts.year)
    if facts.versions:
        first = localdate(facts.versions[0].published_at)
        sentence = (
            f"Publié le {french.date(first)}, avec les perspectives {facts.year + 1} ; attendu le {french.date(day)}."
        )
        return satisfied(sentence, facts.place) if first <= day else broken(sentence, facts.place)
    if not facts.is_collected:
        return unknown(f"Les indicateurs de {facts.year} ne sont pas collectés dans l’application.", facts.place)
    sentence = f"Le tableau de bord {facts.year} n’est pas publié ; il est attendu le {french.date(day)}."
    return broken(sentence, facts.place) if facts.question.today > day else unknown(sentence, facts.place)


def transmitted(facts: DashboardFacts) -> Result:
    """R-141 sets no day: broken once the year of the publication is over."""
    if facts.in_force is None:
        return unknown(f"Le tableau de bord {facts.year} n’est pas publié.", facts.place)
    place = PageLink("publications:transmissions", (facts.year,))
    if facts.in_force.state == PublicationState.PASSED_ON:
        return satisfied("Toutes les régions chefs de file l’ont transmis à leurs partenaires.", place)
    regions = french.counted(facts.in_force.transmissions, "région l’a transmis", "régions l’ont transmis")
    sentence = f"{regions}, pas toutes encore."
    end = DASHBOARD_PASSED_ON.on(localdate(facts.in_force.published_at).year)
    return broken(sentence, place) if facts.question.today > end else unknown(sentence, place)


RULES = (
    Rule(
        code="R-140", reference="§3.4", severity=Severity.BLOCKING, is_national=True, loader=load_dashboards,
        statement="Le tableau de bord national paraît au plus tard en juin, avec les perspectives de l’année suivante.",
        check=out_in_time,
    ),
    Rule(
        code="R-141", reference="§3.4", severity=Severity.TRACE, is_national=True, loader=load_dashboards,
        statement="L’État régional transmet les éléments consolidés à tous les partenaires de la gouvernance.",
        check=transmitted,
    ),
)  # fmt: skip
