"""What an opinion leans on, read once and kept beside it: figures, comparable centres, findings, names of the year.

Everything is plain JSON: the proposed sentences, the tables, the charts and the print all read the same facts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils import timezone

from centres.enums import InstitutionFunction, LegalForm
from centres.models import Centre, LeadRegion, Perimeter
from centres.models.institution import institution_on
from documents.french import plain, typeset
from evaluation.compliance.figure_rules import load_reported as declared
from evaluation.counting.services import compute_all
from evaluation.enums import ValueKind
from evaluation.law.aggregation import Measure
from evaluation.law.commitments import Commitment, commitments
from evaluation.law.computed.figures import Computed
from evaluation.law.sentences.build import PLACED, position_of, quarters_of
from evaluation.law.sentences.types import Answers, Figure, Peers, Sending, figure_text
from evaluation.models import Campaign, Collection, Indicator, Postponement
from evaluation.queries import Figures, figures_of, norm_of
from evaluation.summaries.cohorts import choice_of
from governance.registers.rules import Outcome, Question, RuleFinding, registered, report


@dataclass(frozen=True, kw_only=True)
class Cohort:
    """The keys of the centres comparable to one, itself apart; `near` are of one of its regions.

    `description` is empty when it is compared with nobody.
    """

    centre_id: int
    description: str
    others: tuple[int, ...]
    near: frozenset[int]


def cohort_of(centre: Centre, year: int) -> Cohort:
    """The centres of the campaign of `year`, of the zone and size band of `centre` (2 queries)."""
    choice = choice_of(centre.pk, year)
    if choice is None:
        return Cohort(centre_id=centre.pk, description="", others=(), near=frozenset())
    return Cohort(
        centre_id=centre.pk, description=choice.description, others=tuple(sorted(choice.keys)), near=choice.same_region
    )


VERDICTS = {Outcome.SATISFIED: True, Outcome.BROKEN: False}


def apart(
    figures: Iterable[Figure], recorded: Mapping[str, Computed], findings: Mapping[str, RuleFinding]
) -> dict[str, str]:
    """By code of indicator, the phrase of each figure that its rule's recorded facts do not confirm."""
    told = {one.code: _phrase(one, recorded.get(one.code), _of_its_rules(one, findings)) for one in figures}
    return {code: typeset(phrase) for code, phrase in told.items() if phrase}


def rules_of(figure: Figure) -> list[str]:
    """« R-62, R-65 »: the rules that a figure answers."""
    return [code for code in figure.rule.split(", ") if code]


def _of_its_rules(figure: Figure, findings: Mapping[str, RuleFinding]) -> list[RuleFinding]:
    return [findings[code] for code in rules_of(figure) if code in findings]


def _phrase(figure: Figure, recorded: Computed | None, findings: list[RuleFinding]) -> str:
    judged = [one for one in findings if one.result.outcome in VERDICTS]
    if figure.value is None or not findings:
        return ""
    declared = f"déclaré {figure_text(figure.value, figure.kind)}"
    counted = recorded.measure.value if recorded else None
    if judged and counted is not None and counted != figure.value:
        return f"{declared}, enregistré dans l’application {figure_text(counted, figure.kind)}"
    opposed = next((one for one in findings if _is_opposed(figure, one)), None)
    if opposed is None:
        return ""
    return f"{declared}, constaté dans l’application : « {opposed.result.facts.rstrip('.')} »"


def _is_opposed(figure: Figure, finding: RuleFinding) -> bool:
    """Whether the threshold of the figure and the finding of its rule say the contrary of each other.

    A threshold that is missed is not left without a word when its rule is « sans objet » here.
    """
    if figure.is_met is None:
        return False
    if finding.result.outcome == Outcome.NOT_APPLICABLE:
        return not figure.is_met
    return VERDICTS.get(finding.result.outcome, figure.is_met) != figure.is_met


OF_OPINIONS = frozenset({"R-58", "R-137", "R-138", "R-139"})  # an opinion does not judge itself


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What the sentences are built from, and the plain JSON of everything that is shown."""

    figures: tuple[Figure, ...]
    sending: Sending | None
    answers: Answers
    commitments: tuple[Commitment, ...]
    content: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """What the application records of several centres for one year, by key of centre: findings, computed figures."""

    findings: Mapping[int, tuple[RuleFinding, ...]]
    figures: Mapping[int, Mapping[str, Computed]]


def recorded_of(
    centres: Sequence[Centre], year: int, today: dt.date, indicators: Iterable[Indicator]
) -> Recorded:  # fmt: skip
    """The answer of each rule, and of each of these indicators that is counted, in a fixed number of queries."""
    rules = [rule for rule in registered() if not rule.is_national and rule.code not in OF_OPINIONS]
    return Recorded(
        findings={centre.pk: found for centre, found in report(Question(tuple(centres), year, today), rules).centres},
        figures=compute_all(year, centres, indicators),
    )


def gather(centre: Centre, year: int, today: dt.date, recorded: Recorded | None = None) -> Facts:
    """Everything about one centre and one year, as it is known `today`, in a number of queries that never grows.

    `recorded` is read here when the caller has not read it for many centres at once.
    """
    day = min(today, dt.date(year, 12, 31))
    cohort = cohort_of(centre, year)
    campaign = Campaign.objects.filter(year=year).select_related("referential").first()
    told = figures_of((year, year - 1), (centre.pk, *cohort.others))
    indicators = _indicators(centre, campaign)
    recorded = recorded or recorded_of([centre], year, today, indicators)
    findings = recorded.findings[centre.pk]
    figures = _compared(_figures(indicators, year, told, cohort), recorded.figures[centre.pk], findings)
    content = {
        "centre": _centre(centre, day),
        "service": _service(centre, day),
        "comparable": cohort.description,
        "figures": [_line(figure) for figure in figures],
        "charts": [chart for figure in figures if (chart := _chart(figure))],
        "findings": [_finding(finding, _by_rule(figures)) for finding in findings],
    }
    own = told.get((centre.pk, year))
    return Facts(
        figures=figures,
        sending=_sending(centre, campaign),
        answers=_answers(year, findings, _by_rule(figures)),
        commitments=_commitments(own, indicators, figures),
        content=content,
    )


# Figures ---------------------------------------------------------------------------------------------------------


def _indicators(centre: Centre, campaign: Campaign | None) -> list[Indicator]:
    """The national indicators of the year, and those of the centre's region (R-133)."""
    if campaign is None:
        return []
    regions = LeadRegion.objects.on(timezone.localdate()).filter(centre=centre).values("region")
    return list(campaign.referential.indicators.filter(Q(region=None) | Q(region__in=regions)))


def _figures(
    indicators: list[Indicator], year: int, told: dict[tuple[int, int], Figures], cohort: Cohort
) -> tuple[Figure, ...]:
    own = told.get((cohort.centre_id, year))
    return tuple(_figure(one, year, told, cohort) for one in indicators if not _told_by_its_parts(one, own))


def _compared(
    figures: tuple[Figure, ...], recorded: Mapping[str, Computed], findings: Iterable[RuleFinding]
) -> tuple[Figure, ...]:
    """Each figure with what the application records to the contrary for its rule, when it does.

    The rules that read the form itself are left out: they say what the figures say.
    """
    by_code = {one.rule.code: one for one in findings if one.rule.loader is not declared}
    phrases = apart(figures, recorded, by_code)
    return tuple(replace(one, apart=phrases.get(one.code, "")) for one in figures)


def _by_rule(figures: Iterable[Figure]) -> dict[str, str]:
    return {rule: one.apart for one in figures if one.apart for rule in rules_of(one)}


def _commitments(
    own: Figures | None, indicators: list[Indicator], figures: Iterable[Figure]
) -> tuple[Commitment, ...]:  # fmt: skip
    """What the figures say of each commitment, with what the application records to the contrary."""
    phrases = {one.code: one.apart for one in figures if one.apart}
    rows = commitments(own.measures if own else {}, expected=[one.code for one in indicators])
    return tuple(
        replace(one, evidence=f"{one.evidence.rstrip('.')}\u00a0; {phrases[one.codes[0]]}.")
        if one.codes and one.codes[0] in phrases
        else one
        for one in rows
    )


def _told_by_its_parts(indicator: Indicator, own: Figures | None) -> bool:
    """An appraisal, or a distribution that has no figure of its own: its table tells it, not a sentence."""
    measure = own.measure(indicator.code) if own else Measure()
    return indicator.kind == ValueKind.CHOICE or (measure.value is None and measure.is_answered)


def _figure(indicator: Indicator, year: int, told: dict[tuple[int, int], Figures], cohort: Cohort) -> Figure:
    norm = norm_of(indicator)
    own, before = (told.get((cohort.centre_id, one)) for one in (year, year - 1))
    measure = own.measure(indicator.code) if own else None
    return Figure(
        code=indicator.code,
        label=indicator.label,
        section=indicator.section,
        kind=indicator.kind,
        year=year,
        value=measure.value if measure else None,
        previous=before.measure(indicator.code).value if before else None,
        is_not_applicable=bool(measure and measure.is_not_applicable),
        at_least=norm.at_least,
        at_most=norm.at_most,
        rule=indicator.rule,
        peers=_peers(indicator.code, year, told, cohort),
    )


def _peers(code: str, year: int, told: dict[tuple[int, int], Figures], cohort: Cohort) -> Peers:
    answers = {pk: told[pk, year].measure(code).value if (pk, year) in told else None for pk in cohort.others}
    values = {pk: value for pk, value in answers.items() if value is not None}
    return Peers(
        description=cohort.description,
        values=tuple(values.values()),
        same_region=sum(pk in cohort.near for pk in values),
        silent=len(answers) - len(values),
    )


def _sending(centre: Centre, campaign: Campaign | None) -> Sending | None:
    if campaign is None:
        return None
    form = Collection.objects.filter(campaign=campaign, centre=centre).first()
    more_time = Postponement.objects.filter(campaign=campaign, centre=centre).first()
    sent = form.submitted_at if form else None
    return Sending(
        year=campaign.year,
        due_on=more_time.until if more_time else campaign.centres_due_on,
        sent_on=timezone.localdate(sent) if sent else None,
    )


def _line(figure: Figure) -> dict[str, Any]:
    """One line of the table: the figure and last year's as they are read, and as numbers in text."""
    peers = figure.peers or Peers()
    quarters, place = quarters_of(figure), position_of(figure)
    return {
        "code": figure.code,
        "label": figure.label,
        "section": figure.section,
        "kind": figure.kind,
        "year": figure.year,
        "value": _plain(figure.value),
        "shown": _shown(figure, figure.value),
        "last": _plain(figure.previous),
        "last_shown": _shown(figure, figure.previous),
        "is_not_applicable": figure.is_not_applicable,
        "answered": len(peers.values) + 1 if quarters else 0,
        "place": place.value if place else "",
        "median_shown": _shown(figure, quarters.median) if quarters else "",
        "is_met": figure.is_met,
        "apart": figure.apart,
        "rule": figure.rule,
    }


def _shown(figure: Figure, value: Decimal | None) -> str:
    return "" if value is None else figure_text(value, figure.kind)


def _plain(value: Decimal | None) -> str | None:
    return None if value is None else plain(value)


def _chart(figure: Figure) -> dict[str, Any] | None:
    """The bars of one figure: this centre, last year, and what its comparables make together, never one of them alone.

    None when they are too few to be compared.
    """
    peers = figure.peers or Peers()
    quarters = quarters_of(figure) if figure.code in PLACED else None
    if quarters is None:
        return None
    bars = [
        ("annee", f"Ce centre en {figure.year}", figure.value),
        ("annee-precedente", f"Ce centre en {figure.year - 1}", figure.previous),
        ("comparables", "Premier quart des centres comparables", quarters.first),
        ("comparables", "Médiane des centres comparables", quarters.median),
        ("comparables", "Dernier quart des centres comparables", quarters.third),
    ]
    return {
        "code": figure.code,
        "title": figure.label,
        "answered": quarters.count,
        "comparable": peers.description,
        "rows": [
            {"of": of, "label": label, "value": _plain(value), "shown": _shown(figure, value)}
            for of, label, value in bars
            if value is not None
        ],
    }


# Findings and names ----------------------------------------------------------------------------------------------


def _answers(year: int, findings: Sequence[RuleFinding], apart_by_rule: dict[str, str]) -> Answers:
    outcomes = [finding.result.outcome for finding in findings]
    return Answers(
        year=year,
        satisfied=outcomes.count(Outcome.SATISFIED),
        broken=tuple(finding.rule.code for finding in findings if finding.is_broken),
        unknown=outcomes.count(Outcome.UNKNOWN),
        apart=apart_by_rule,
    )


def _finding(finding: RuleFinding, apart_by_rule: dict[str, str]) -> dict[str, str]:
    return {
        "code": finding.rule.code,
        "reference": finding.rule.reference,
        "severity": finding.rule.severity.value,
        "statement": finding.rule.statement,
        "outcome": finding.result.outcome.value,
        "facts": finding.result.facts,
        "apart": apart_by_rule.get(finding.rule.code, ""),
    }


def _centre(centre: Centre, day: dt.date) -> dict[str, Any]:
    """The centre under the name that it bore that day, where it acted, under which form."""
    named = Centre.objects.with_identity(day).get(pk=centre.pk)
    covered = Perimeter.objects.on(day).filter(centre=centre).select_related("department").order_by("department__code")
    return {
        "slug": centre.slug,
        "usual_name": centre.usual_name,
        "name": named.name or centre.usual_name,
        "legal_form": LegalForm(named.legal_form).label if named.legal_form else "",
        "carrier": named.carrier or "",
        "seat": named.seat_name or "",
        "zone": centre.get_zone_display(),
        "departments": [str(row.department) for row in covered],
    }


def _service(centre: Centre, day: dt.date) -> dict[str, str]:
    """The service of the State in charge, under the name that it bore that day (R-77)."""
    lead = LeadRegion.objects.on(day).filter(centre=centre).select_related("region").first()
    region = lead.region if lead else None
    service = institution_on(day, InstitutionFunction.REGIONAL, region)
    return {
        "acronym": service.acronym if service else "",
        "name": service.name if service else "",
        "region": region.name if region else "",
    }
