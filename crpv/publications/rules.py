"""What the register asks of the national dashboard: out in time with its perspectives, passed on everywhere."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.timezone import localdate

from crpv.enums import PublicationState
from crpv.models import Publication, Transmission
from crpv.models.publication import due_on
from documents.formats import counted, date_fr
from governance.compliance import NETWORK, Place, Question, Result, Rule, Severity, broken, satisfied, unknown


@dataclass(frozen=True, kw_only=True)
class Facts:
    """The dashboard of one year: its versions that were published, the oldest first."""

    question: Question
    versions: tuple[Publication, ...]

    @property
    def year(self) -> int:
        return self.question.year

    @property
    def in_force(self) -> Publication | None:
        return next((one for one in self.versions if one.is_in_force), None)

    @property
    def place(self) -> Place:
        return Place("publications:published", (self.year,)) if self.versions else Place("publications:index")


def load(question: Question) -> Mapping[int | None, Facts]:
    """The published versions of the year asked, each with how many regions passed it on (1 query)."""
    passed = Transmission.objects.filter(publication=OuterRef("pk")).order_by().values("publication")
    versions = Publication.objects.out().light().filter(year=question.year).order_by("version")
    told = versions.annotate(passed=Coalesce(Subquery(passed.annotate(n=Count("pk")).values("n")), 0))
    return {NETWORK: Facts(question=question, versions=tuple(told))}


def out_in_time(facts: Facts) -> Result:
    """R-140: on 30 June of the following year at the latest; the first version counts."""
    day = due_on(facts.year)
    if not facts.versions:
        told = f"Le tableau de bord {facts.year} n’est pas publié ; il est attendu le {date_fr(day)}."
        return broken(told, facts.place) if facts.question.today > day else unknown(told, facts.place)
    first = localdate(facts.versions[0].published_at)
    told = f"Publié le {date_fr(first)}, avec les perspectives {facts.year + 1} ; attendu le {date_fr(day)}."
    return satisfied(told, facts.place) if first <= day else broken(told, facts.place)


def passed_on(facts: Facts) -> Result:
    """R-141: no day is given; it is held against the regions once the year of the publication is over."""
    if facts.in_force is None:
        return unknown(f"Le tableau de bord {facts.year} n’est pas publié.", facts.place)
    place = Place("publications:transmissions", (facts.year,))
    if facts.in_force.state == PublicationState.PASSED_ON:
        return satisfied("Toutes les régions chefs de file l’ont transmis à leurs partenaires.", place)
    told = f"{counted(facts.in_force.passed, 'région l’a transmis', 'régions l’ont transmis')}, pas toutes encore."
    end = dt.date(localdate(facts.in_force.published_at).year, 12, 31)
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
