"""The register of rules: each checks the facts of a centre, or of the network, and answers with an outcome.

A rule names the loader of its facts; a loader is called once for all its rules and all the centres.
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
    """What a breach is in the framework: forbidden, to be watched, or only recorded."""

    BLOCKING = "obligation"
    ALERT = "alerte"
    TRACE = "traçabilité"


class Outcome(StrEnum):
    """The answer of a rule."""

    SATISFIED = "respectée"
    BROKEN = "non respectée"
    UNKNOWN = "indéterminée"
    NOT_APPLICABLE = "sans objet"


@dataclass(frozen=True)
class PageLink:
    """A page to link to: the name of its URL and its arguments."""

    route: str
    args: tuple[Any, ...] = ()

    @property
    def url(self) -> str:
        """Its address; empty when no URL has that name."""
        try:
            return reverse(self.route, args=self.args)
        except NoReverseMatch:
            return ""


@dataclass(frozen=True)
class Result:
    """The answer of a rule: the outcome, the facts in a French sentence, the page where to correct them."""

    outcome: Outcome
    facts: str
    link: PageLink | None = None

    @property
    def url(self) -> str:
        return self.link.url if self.link else ""


@dataclass(frozen=True)
class Question:
    """Which centres are checked, for which year, judged on which day."""

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
    """One rule of the framework that recorded facts can answer; `check` takes what `loader` gives for a centre."""

    code: str
    reference: str
    severity: Severity
    statement: str
    check: Callable[[Any], Result]
    loader: Loader
    is_national: bool = False


@dataclass(frozen=True)
class RuleFinding:
    """One rule and its result, for a centre or for the network (`centre` is None)."""

    rule: Rule
    result: Result
    centre: Centre | None = None

    @property
    def is_broken(self) -> bool:
        return self.result.outcome is Outcome.BROKEN


@dataclass(frozen=True)
class Report:
    """Every finding for one question, in the order of the rules."""

    question: Question
    network: tuple[RuleFinding, ...]
    centres: tuple[tuple[Centre, tuple[RuleFinding, ...]], ...]

    @property
    def findings(self) -> list[RuleFinding]:
        """The network first, then each centre in its order."""
        return [*self.network, *(finding for _, findings in self.centres for finding in findings)]


RULE_REGISTRY: Registry[Rule] = Registry(key=attrgetter("code"))


def registered() -> list[Rule]:
    """The rules of every app, by number."""
    return sorted(RULE_REGISTRY, key=lambda rule: rank(rule.code))


def rank(code: str) -> int:
    """The number of a rule: 7 for R-07, 112 for R-112."""
    return int(code.removeprefix("R-"))


def report(question: Question, rules: Iterable[Rule] | None = None) -> Report:
    """Check every rule on the network or on each centre; each loader is called once."""
    rules = registered() if rules is None else list(rules)
    loaded = {loader: loader(question) for loader in {rule.loader: None for rule in rules}}
    national = tuple(RuleFinding(rule, rule.check(loaded[rule.loader][NETWORK])) for rule in rules if rule.is_national)
    local = [rule for rule in rules if not rule.is_national]
    return Report(
        question,
        national,
        tuple(
            (centre, tuple(RuleFinding(rule, rule.check(loaded[rule.loader][centre.pk]), centre) for rule in local))
            for centre in question.centres
        ),
    )


def satisfied(facts: str, link: PageLink | None = None) -> Result:
    """The facts answer the rule."""
    return Result(Outcome.SATISFIED, typeset(facts), link)


def broken(facts: str, link: PageLink | None = None) -> Result:
    """The facts are against the rule."""
    return Result(Outcome.BROKEN, typeset(facts), link)


def unknown(facts: str, link: PageLink | None = None) -> Result:
    """The facts are missing, or the year is not over."""
    return Result(Outcome.UNKNOWN, typeset(facts), link)


def not_applicable(facts: str) -> Result:
    """The rule does not concern this centre this year."""
    return Result(Outcome.NOT_APPLICABLE, typeset(facts))
