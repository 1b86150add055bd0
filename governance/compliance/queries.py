"""Findings of the rules in a year, counted by centre and by rule, within the reader's perimeter."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.timezone import localdate

from accounts.enums import NETWORK_ROLES, Role
from accounts.models import User
from centres.models import Centre
from centres.models.centre import by_name
from centres.models.mandate import holds
from governance.registers.rules import Outcome, Question, Report, Rule, RuleFinding, report

# Findings disclose drafts: they are read by those who read drafts (domaine.md §1.10), national staff included.
READERS = (Role.REGIONAL, Role.DIRECTOR)


def may_audit(user: User) -> bool:
    """Whether `user` may read findings at all."""
    return holds(user, *NETWORK_ROLES, *READERS)


def audited_centres(user: User, year: int) -> QuerySet[Centre]:
    """The centres alive in `year` whose findings `user` reads."""
    return Centre.objects.reached_as(user, *READERS).alive_in(year)


@dataclass(frozen=True)
class CentreCompliance:
    """One centre: the number of its findings by outcome, and the rules it breaks."""

    centre: Centre
    counts: Counter[Outcome]
    broken: tuple[Rule, ...]

    @property
    def satisfied(self) -> int:
        return self.counts[Outcome.SATISFIED]

    @property
    def unknown(self) -> int:
        return self.counts[Outcome.UNKNOWN]


@dataclass(frozen=True)
class RuleCompliance:
    """One rule: the number of its findings by outcome, and those of the centres that break it."""

    rule: Rule
    counts: Counter[Outcome]
    broken: tuple[RuleFinding, ...]

    @property
    def satisfied(self) -> int:
        return self.counts[Outcome.SATISFIED]

    @property
    def unknown(self) -> int:
        return self.counts[Outcome.UNKNOWN]


@dataclass(frozen=True)
class Audit:
    """The findings of a year: of the network, by centre, by rule."""

    year: int
    network: tuple[RuleFinding, ...]
    centres: tuple[CentreCompliance, ...]
    rules: tuple[RuleCompliance, ...]

    @property
    def broken(self) -> int:
        """How many findings of centres break a rule."""
        return sum(len(line.broken) for line in self.centres)

    @property
    def network_broken(self) -> int:
        return sum(finding.is_broken for finding in self.network)


def audit_of(user: User, year: int, *, today: dt.date | None = None) -> Audit:
    """The audit of `year` for the centres that `user` reads; as many queries whatever the number of centres."""
    centres = by_name(audited_centres(user, year))
    return audit(whole_report(centres, year, today=today))


def whole_report(centres: Iterable[Centre], year: int, *, today: dt.date | None = None) -> Report:
    """Every finding about the network and `centres` in `year`, judged on `today`."""
    return report(Question(tuple(centres), year, today or localdate()))


def audit(rule_report: Report) -> Audit:
    """A report, counted by centre and by rule; no query."""
    local = [finding for _, findings in rule_report.centres for finding in findings]
    by_rule: dict[str, list[RuleFinding]] = {}
    for finding in local:
        by_rule.setdefault(finding.rule.code, []).append(finding)
    return Audit(
        year=rule_report.question.year,
        network=rule_report.network,
        centres=tuple(
            CentreCompliance(centre, _counts(findings), tuple(finding.rule for finding in _broken(findings)))
            for centre, findings in rule_report.centres
        ),
        rules=tuple(
            RuleCompliance(findings[0].rule, _counts(findings), _broken(findings)) for findings in by_rule.values()
        ),
    )


def _broken(findings: Iterable[RuleFinding]) -> tuple[RuleFinding, ...]:
    return tuple(finding for finding in findings if finding.is_broken)


def _counts(findings: Iterable[RuleFinding]) -> Counter[Outcome]:
    return Counter(finding.result.outcome for finding in findings)
