"""The register of rules: each one asks the facts of a centre, or of the network, and answers with what it saw.

A rule names the loader of its facts, and a loader is called once for all the rules and all the centres it serves.
Each app adds its rules to `RULE_REGISTRY` in its `registrations`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from operator import attrgetter
from typing import Any

from django.urls import NoReverseMatch, reverse

from accounts.registry import Registry
from centres.models import Centre
from documents.french import typeset


class Severity(StrEnum):
    """What the texts make of a breach (domaine.md §1): forbidden, to be watched, or to be kept on record."""

    BLOCKING = "obligation"
    ALERT = "alerte"
    TRACE = "traçabilité"


class Outcome(StrEnum):
    """What a rule answers."""

    SATISFIED = "respectée"
    BROKEN = "non respectée"
    UNKNOWN = "indéterminée"
    NOT_APPLICABLE = "sans objet"


@dataclass(frozen=True)
class Place:
    """The page that mends: the name of its route and what fills it."""

    route: str
    args: tuple[Any, ...] = ()

    @property
    def url(self) -> str:
        """Its address; empty when the page belongs to a room that is not open."""
        try:
            return reverse(self.route, args=self.args)
        except NoReverseMatch:
            return ""


@dataclass(frozen=True)
class Result:
    """What a rule saw: the outcome, the facts in a French sentence, and where to mend."""

    outcome: Outcome
    facts: str
    place: Place | None = None

    @property
    def url(self) -> str:
        return self.place.url if self.place else ""


@dataclass(frozen=True)
class Question:
    """What is asked of the register: which centres, which year, judged on which day."""

    centres: tuple[Centre, ...]
    year: int
    today: dt.date

    @property
    def judged_on(self) -> dt.date:
        """The day whose facts count: today, or the last day of a year that is over."""
        return min(self.today, dt.date(self.year, 12, 31))

    @property
    def is_over(self) -> bool:
        """Whether nothing can be added to the year any more."""
        return self.today.year > self.year


NETWORK = None  # the key of what concerns no centre in particular
Loader = Callable[[Question], Mapping[int | None, Any]]


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One rule of the framework that the stored facts can answer."""

    code: str
    reference: str
    severity: Severity
    statement: str
    check: Callable[[Any], Result]
    loader: Loader
    is_national: bool = False


@dataclass(frozen=True)
class Finding:
    """One rule and its answer, for a centre or for the network (`centre` is None)."""

    rule: Rule
    result: Result
    centre: Centre | None = None

    @property
    def is_broken(self) -> bool:
        return self.result.outcome is Outcome.BROKEN


@dataclass(frozen=True)
class Report:
    """Every answer of the register for one question, in the order of the rules."""

    question: Question
    network: tuple[Finding, ...]
    centres: tuple[tuple[Centre, tuple[Finding, ...]], ...]

    @property
    def findings(self) -> list[Finding]:
        """The network first, then each centre in its order."""
        return [*self.network, *(finding for _, findings in self.centres for finding in findings)]


RULE_REGISTRY: Registry[Rule] = Registry(key=attrgetter("code"))


def registered() -> list[Rule]:
    """The rules of every room, by number."""
    return sorted(RULE_REGISTRY, key=lambda rule: rank(rule.code))


def rank(code: str) -> int:
    """The number of a rule: 7 for R-07, 112 for R-112."""
    return int(code.removeprefix("R-"))


def report(question: Question, rules: Iterable[Rule] | None = None) -> Report:
    """Ask every rule about the network and about each centre: one call of each loader, whatever the network."""
    rules = registered() if rules is None else list(rules)
    loaded = {loader: loader(question) for loader in {rule.loader: None for rule in rules}}
    national = tuple(Finding(rule, rule.check(loaded[rule.loader][NETWORK])) for rule in rules if rule.is_national)
    local = [rule for rule in rules if not rule.is_national]
    return Report(
        question,
        national,
        tuple(
            (centre, tuple(Finding(rule, rule.check(loaded[rule.loader][centre.pk]), centre) for rule in local))
            for centre in question.centres
        ),
    )


def satisfied(facts: str, place: Place | None = None) -> Result:
    """The facts answer the rule."""
    return Result(Outcome.SATISFIED, typeset(facts), place)


def broken(facts: str, place: Place | None = None) -> Result:
    """The facts are against the rule."""
    return Result(Outcome.BROKEN, typeset(facts), place)


def unknown(facts: str, place: Place | None = None) -> Result:
    """The facts are missing, or the year is not over."""
    return Result(Outcome.UNKNOWN, typeset(facts), place)


def not_applicable(facts: str) -> Result:
    """The rule does not concern this centre this year."""
    return Result(Outcome.NOT_APPLICABLE, typeset(facts))
