"""The register of rules as its pages show it: the network, each rule, each centre, within the reader's perimeter."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from accounts.enums import NETWORK_ROLES, Role
from accounts.models import User
from centres.models import Centre
from centres.models.mandate import holds
from centres.ordering import by_name
from governance.registers.rules import Finding, Outcome, Question, Report, Rule, report

# Findings tell of drafts: they are read by those who read drafts (domaine.md §1.10), national staff included.
READERS = (Role.REGIONAL, Role.DIRECTOR)


def may_audit(user: User) -> bool:
    """Whether the register exists for `user`."""
    return holds(user, *NETWORK_ROLES, *READERS)


def audited_centres(user: User, year: int) -> QuerySet[Centre]:
    """The centres whose findings `user` reads, those closed before `year` left out."""
    return Centre.objects.reached_as(user, *READERS).filter(pk__in=open_centres(year).values("pk"))


def open_centres(year: int) -> QuerySet[Centre]:
    """The centres that were not closed before `year`."""
    return Centre.objects.filter(Q(closed_on=None) | Q(closed_on__year__gte=year))


@dataclass(frozen=True)
class CentreLine:
    """One centre and how many rules answered what."""

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
class RuleLine:
    """One rule and what the centres answered."""

    rule: Rule
    counts: Counter[Outcome]
    broken: tuple[Finding, ...]

    @property
    def satisfied(self) -> int:
        return self.counts[Outcome.SATISFIED]

    @property
    def unknown(self) -> int:
        return self.counts[Outcome.UNKNOWN]


@dataclass(frozen=True)
class Audit:
    """The whole register for one year and one reader."""

    year: int
    network: tuple[Finding, ...]
    centres: tuple[CentreLine, ...]
    rules: tuple[RuleLine, ...]

    @property
    def broken(self) -> int:
        """How many findings of the centres are against a rule."""
        return sum(len(line.broken) for line in self.centres)

    @property
    def network_broken(self) -> int:
        return sum(finding.is_broken for finding in self.network)


def audit_of(user: User, year: int, *, today: dt.date | None = None) -> Audit:
    """What the rules say of the centres of `user` in `year`: three queries whatever the network."""
    centres = by_name(audited_centres(user, year))
    return audit(whole_report(centres, year, today=today))


def whole_report(centres: Iterable[Centre], year: int, *, today: dt.date | None = None) -> Report:
    """Every answer of the register about `centres` in `year`."""
    return report(Question(tuple(centres), year, today or localdate()))


def audit(answered: Report) -> Audit:
    """A report, counted by centre and by rule."""
    local = [finding for _, findings in answered.centres for finding in findings]
    by_rule: dict[str, list[Finding]] = {}
    for finding in local:
        by_rule.setdefault(finding.rule.code, []).append(finding)
    return Audit(
        year=answered.question.year,
        network=answered.network,
        centres=tuple(_centre_line(centre, findings) for centre, findings in answered.centres),
        rules=tuple(_rule_line(findings) for findings in by_rule.values()),
    )


def _counts(findings: Iterable[Finding]) -> Counter[Outcome]:
    return Counter(finding.result.outcome for finding in findings)


def _centre_line(centre: Centre, findings: tuple[Finding, ...]) -> CentreLine:
    return CentreLine(centre, _counts(findings), tuple(one.rule for one in findings if one.is_broken))


def _rule_line(findings: list[Finding]) -> RuleLine:
    return RuleLine(findings[0].rule, _counts(findings), tuple(one for one in findings if one.is_broken))
