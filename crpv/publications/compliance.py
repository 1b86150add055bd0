"""What the register asks of the national dashboard: out in time with its perspectives, passed on everywhere."""

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
from governance.registers.rules import NETWORK, Place, Question, Result, Rule, Severity, broken, satisfied, unknown

COLLECTED = "collected"  # a row of the query that is no version


@dataclass(frozen=True, kw_only=True)
class Version:
    """One version that was published, and how many regions passed it on."""

    rank: int
    state: str
    published_at: dt.datetime
    passed: int


@dataclass(frozen=True, kw_only=True)
class Facts:
    """The dashboard of one year: its versions that were published, the oldest first; whether figures are collected."""

    question: Question
    versions: tuple[Version, ...]
    is_collected: bool

    @property
    def year(self) -> int:
        return self.question.year

    @property
    def in_force(self) -> Version | None:
        return next((one for one in self.versions if one.state in IN_FORCE), None)

    @property
    def place(self) -> Place:
        return Place("publications:published", (self.year,)) if self.versions else Place("publications:index")


def load(question: Question) -> Mapping[int | None, Facts]:
    """The published versions of the year asked, and whether a form of that year exists (1 query)."""
    passed = Transmission.objects.filter(publication=OuterRef("pk")).order_by().values("publication")
    counted_once = Coalesce(Subquery(passed.annotate(n=Count("pk")).values("n")), 0)
    out = Publication.objects.out().filter(year=question.year).annotate(passed=counted_once).order_by()
    forms = Exists(Collection.objects.filter(campaign=OuterRef("pk")))
    collected = Campaign.objects.filter(forms, year=question.year).order_by()
    told = out.values_list("version", "state", "published_at", "passed").union(
        collected.values_list(Value(0), Value(COLLECTED), Cast(None, DateTimeField()), Value(0)), all=True
    )
    rows = [Version(rank=rank, state=state, published_at=at, passed=n) for rank, state, at, n in told]
    versions = sorted((one for one in rows if one.state != COLLECTED), key=attrgetter("rank"))
    return {NETWORK: Facts(question=question, versions=tuple(versions), is_collected=len(versions) < len(rows))}


def out_in_time(facts: Facts) -> Result:
    """R-140: on 30 June of the following year at the latest; the first version counts.

    Nothing is held against a year that the application never collected: its dashboard came out elsewhere, or not.
    """
    day = DASHBOARD_DUE.on(facts.year)
    if facts.versions:
        first = localdate(facts.versions[0].published_at)
        told = (
            f"Publié le {french.date(first)}, avec les perspectives {facts.year + 1} ; attendu le {french.date(day)}."
        )
        return satisfied(told, facts.place) if first <= day else broken(told, facts.place)
    if not facts.is_collected:
        return unknown(f"Les indicateurs de {facts.year} ne sont pas collectés dans l’application.", facts.place)
    told = f"Le tableau de bord {facts.year} n’est pas publié ; il est attendu le {french.date(day)}."
    return broken(told, facts.place) if facts.question.today > day else unknown(told, facts.place)


def passed_on(facts: Facts) -> Result:
    """R-141: no day is given; it is held against the regions once the year of the publication is over."""
    if facts.in_force is None:
        return unknown(f"Le tableau de bord {facts.year} n’est pas publié.", facts.place)
    place = Place("publications:transmissions", (facts.year,))
    if facts.in_force.state == PublicationState.PASSED_ON:
        return satisfied("Toutes les régions chefs de file l’ont transmis à leurs partenaires.", place)
    told = (
        f"{french.counted(facts.in_force.passed, 'région l’a transmis', 'régions l’ont transmis')}, pas toutes encore."
    )
    end = DASHBOARD_PASSED_ON.on(localdate(facts.in_force.published_at).year)
    return broken(told, place) if facts.question.today > end else unknown(told, place)


RULES = (
    Rule(
        code="R-140", reference="§3.4", severity=Severity.BLOCKING, is_national=True, loader=load,
        statement="Le tableau de bord national paraît au plus tard en juin, avec les perspectives de l’année suivante.",
        check=out_in_time,
    ),
    Rule(
        code="R-141", reference="§3.4", severity=Severity.TRACE, is_national=True, loader=load,
        statement="L’État régional transmet les éléments consolidés à tous les partenaires de la gouvernance.",
        check=passed_on,
    ),
)  # fmt: skip
