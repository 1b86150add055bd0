"""The facts of an opinion, read once and stored with it: figures, comparable centres, findings, names of the year.

`OpinionFacts.content` is plain JSON: the tables, the charts and the print read it; the proposed sentences are built
from the same figures.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.db.models import Exists, F, Min, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from centres.enums import InstitutionFunction, LegalForm
from centres.models import Centre, LeadRegion, Perimeter
from centres.models.institution import institution_on
from documents.french import plain, typeset
from evaluation.compliance import load_reported as load_form_facts
from evaluation.counting.services import compute_all
from evaluation.enums import ValueKind
from evaluation.law.aggregation import Measure
from evaluation.law.commitments import Commitment, commitments
from evaluation.law.computed.facts import Computed
from evaluation.law.sentences.build import PLACED, position_of, quarters_of
from evaluation.law.sentences.types import Answers, Figure, Peers, Sending, figure_text
from evaluation.models import Campaign, Collection, Indicator, Postponement, Value
from evaluation.queries import Figures, figures_of, norm_of
from evaluation.summaries.compute import choice_of
from governance.registers.rules import Outcome, Question, RuleFinding, registered, report


@dataclass(frozen=True, kw_only=True)
class Cohort:
    """Primary keys of the centres comparable to one, itself apart; `same_region`: those of one of its regions.

    `description` is empty when it is compared with nobody.
    """

    centre_id: int
    description: str
    others: tuple[int, ...]
    same_region: frozenset[int]


def cohort_of(centre: Centre, year: int) -> Cohort:
    """The centres of the campaign of `year`, of the zone and size band of `centre` (2 queries)."""
    choice = choice_of(centre.pk, year)
    if choice is None:
        return Cohort(centre_id=centre.pk, description="", others=(), same_region=frozenset())
    return Cohort(
        centre_id=centre.pk,
        description=choice.description,
        others=tuple(sorted(choice.keys)),
        same_region=choice.same_region,
    )


VERDICTS = {Outcome.SATISFIED: True, Outcome.BROKEN: False}


def contradictions(
    figures: Iterable[Figure], recorded: Mapping[str, Computed], findings: Mapping[str, RuleFinding]
) -> dict[str, str]:
    """By code of indicator, the phrase of each figure that the recorded facts of its rule contradict.

    « déclaré 3, enregistré dans l’application 1 »; `findings` by code of rule.
    """
    phrases = {}
    for figure in figures:
        own = [findings[code] for code in rules_of(figure) if code in findings]
        if own and (phrase := _contradiction(figure, recorded.get(figure.code), own)):
            phrases[figure.code] = typeset(phrase)
    return phrases


def rules_of(figure: Figure) -> list[str]:
    """« R-62, R-65 »: the rules that a figure answers."""
    return [code for code in figure.rule.split(", ") if code]


def _contradiction(figure: Figure, recorded: Computed | None, findings: list[RuleFinding]) -> str:
    """The count of the application first, then the first finding that is contrary to the threshold; else empty."""
    if figure.value is None:
        return ""
    declared = f"déclaré {figure_text(figure.value, figure.kind)}"
    counted = recorded.measure.value if recorded else None
    is_judged = any(finding.result.outcome in VERDICTS for finding in findings)
    if is_judged and counted is not None and counted != figure.value:
        return f"{declared}, enregistré dans l’application {figure_text(counted, figure.kind)}"
    opposed = next((finding for finding in findings if _is_opposed(figure, finding)), None)
    if opposed is None:
        return ""
    return f"{declared}, constaté dans l’application : « {opposed.result.facts.rstrip('.')} »"


def _is_opposed(figure: Figure, finding: RuleFinding) -> bool:
    """Whether the threshold of the figure and the finding of its rule say the contrary of each other.

    A missed threshold is also contrary to a rule that is « sans objet » for the centre.
    """
    if figure.is_met is None:
        return False
    if finding.result.outcome == Outcome.NOT_APPLICABLE:
        return not figure.is_met
    return VERDICTS.get(finding.result.outcome, figure.is_met) != figure.is_met


OF_OPINIONS = frozenset({"R-58", "R-137", "R-138", "R-139"})  # an opinion does not judge itself


@dataclass(frozen=True, kw_only=True)
class OpinionFacts:
    """What the sentences are built from; `content`, the plain JSON that is frozen (keys: `printing/context.py`)."""

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
        findings={
            centre.pk: findings for centre, findings in report(Question(tuple(centres), year, today), rules).centres
        },
        figures=compute_all(year, centres, indicators),
    )


def load_facts(centre: Centre, year: int, today: dt.date, recorded: Recorded | None = None) -> OpinionFacts:
    """Everything about one centre and one year, as it is known `today`, in a number of queries that never grows.

    `recorded` is read when the caller has not read it for many centres at once.
    """
    day = min(today, dt.date(year, 12, 31))
    cohort = cohort_of(centre, year)
    campaign = Campaign.objects.filter(year=year).select_related("referential").first()
    verified = figures_of((year, year - 1), (centre.pk, *cohort.others))
    own = verified.get((centre.pk, year))
    indicators = _indicators(centre, campaign)
    recorded = recorded or recorded_of([centre], year, today, indicators)
    findings = recorded.findings[centre.pk]
    figures = [figure for indicator in indicators if (figure := _figure(indicator, year, verified, cohort)) is not None]
    # The rules that read the form itself are left out: they say what the figures say.
    independent = {finding.rule.code: finding for finding in findings if finding.rule.loader is not load_form_facts}
    phrases = contradictions(figures, recorded.figures[centre.pk], independent)
    figures = [replace(figure, apart=phrases.get(figure.code, "")) for figure in figures]
    by_rule = {rule: figure.apart for figure in figures if figure.apart for rule in rules_of(figure)}
    content = {
        "centre": _centre(centre, day),
        "service": _service(centre, day),
        "comparable": cohort.description,
        "figures": [_figure_row(figure) for figure in figures],
        "charts": [chart for figure in figures if (chart := _chart(figure))],
        "findings": [_finding(finding, by_rule.get(finding.rule.code, "")) for finding in findings],
    }
    return OpinionFacts(
        figures=tuple(figures),
        sending=_sending(centre, campaign),
        answers=_answers(year, findings, by_rule),
        commitments=_commitments(own, indicators, phrases),
        content=content,
    )


# Figures ---------------------------------------------------------------------------------------------------------


def _indicators(centre: Centre, campaign: Campaign | None) -> list[Indicator]:
    """The indicators that the form of the centre asked that year, its region's complements of then included (R-133).

    Without a form, those of the whole network: a complement written since was asked of nobody.
    """
    if campaign is None:
        return []
    in_form = Exists(
        Value.objects.filter(indicator=OuterRef("pk"), collection__campaign=campaign, collection__centre=centre)
    )
    return list(campaign.referential.indicators.filter(Q(region=None) | in_form))


def _commitments(
    own: Figures | None, indicators: list[Indicator], phrases: Mapping[str, str]
) -> tuple[Commitment, ...]:  # fmt: skip
    """What the figures say of each commitment, followed by what contradicts its first figure.

    As in the register of rules, R-132 counts the national indicators alone.
    """
    national = [indicator.code for indicator in indicators if indicator.region_id is None]
    rows = commitments(own.measures if own else {}, expected=national)
    return tuple(
        replace(row, evidence=f"{row.evidence.rstrip('.')}\u00a0; {phrases[row.codes[0]]}.")
        if row.codes and row.codes[0] in phrases
        else row
        for row in rows
    )


def _figure(indicator: Indicator, year: int, verified: dict[tuple[int, int], Figures], cohort: Cohort) -> Figure | None:
    """None for an appraisal, and for an answered distribution without a figure of its own: a table shows these."""
    norm = norm_of(indicator)
    own, last = verified.get((cohort.centre_id, year)), verified.get((cohort.centre_id, year - 1))
    measure = own.measure(indicator.code) if own else Measure()
    if indicator.kind == ValueKind.CHOICE or (measure.is_answered and measure.value is None):
        return None
    answers = {pk: form.measure(indicator.code).value for pk in cohort.others if (form := verified.get((pk, year)))}
    values = {pk: value for pk, value in answers.items() if value is not None}
    return Figure(
        code=indicator.code,
        label=indicator.label,
        section=indicator.section,
        kind=indicator.kind,
        year=year,
        value=measure.value,
        previous=last.measure(indicator.code).value if last else None,
        is_not_applicable=measure.is_not_applicable,
        at_least=norm.at_least,
        at_most=norm.at_most,
        rule=indicator.rule,
        peers=Peers(
            description=cohort.description,
            values=tuple(values.values()),
            same_region=sum(pk in cohort.same_region for pk in values),
            silent=len(cohort.others) - len(values),
        ),
    )


def _sending(centre: Centre, campaign: Campaign | None) -> Sending | None:
    if campaign is None:
        return None
    forms = Collection.objects.filter(campaign=campaign, centre=centre)
    form = forms.annotate(first_sent_at=Coalesce(Min("submissions__at"), F("submitted_at"))).first()
    more_time = Postponement.objects.filter(campaign=campaign, centre=centre).first()
    sent = form.first_sent_at if form else None
    return Sending(
        year=campaign.year,
        due_on=more_time.until if more_time else campaign.centres_due_on,
        sent_on=timezone.localdate(sent) if sent else None,
    )


def _figure_row(figure: Figure) -> dict[str, Any]:
    """One row of the table: the figure and last year's, as text to read and as exact decimals."""
    peers = figure.peers or Peers()
    quarters, place = quarters_of(figure), position_of(figure)
    return {
        "code": figure.code,
        "label": figure.label,
        "section": figure.section,
        "kind": figure.kind,
        "year": figure.year,
        "value": _decimal_text(figure.value),
        "shown": _text(figure, figure.value),
        "last": _decimal_text(figure.previous),
        "last_shown": _text(figure, figure.previous),
        "is_not_applicable": figure.is_not_applicable,
        "answered": len(peers.values) + 1 if quarters else 0,
        "place": place.value if place else "",
        "median_shown": _text(figure, quarters.median) if quarters else "",
        "is_met": figure.is_met,
        "apart": figure.apart,
        "rule": figure.rule,
    }


def _text(figure: Figure, value: Decimal | None) -> str:
    return "" if value is None else figure_text(value, figure.kind)


def _decimal_text(value: Decimal | None) -> str | None:
    return None if value is None else plain(value)


def _chart(figure: Figure) -> dict[str, Any] | None:
    """The bars of one figure: this centre, last year, and the quartiles of its comparables, never one of them alone.

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
            {"of": of, "label": label, "value": _decimal_text(value), "shown": _text(figure, value)}
            for of, label, value in bars
            if value is not None
        ],
    }


# Findings and names ----------------------------------------------------------------------------------------------


def _answers(year: int, findings: Sequence[RuleFinding], by_rule: dict[str, str]) -> Answers:
    outcomes = [finding.result.outcome for finding in findings]
    return Answers(
        year=year,
        satisfied=outcomes.count(Outcome.SATISFIED),
        broken=tuple(finding.rule.code for finding in findings if finding.is_broken),
        unknown=outcomes.count(Outcome.UNKNOWN),
        apart=by_rule,
    )


def _finding(finding: RuleFinding, phrase: str) -> dict[str, str]:
    return {
        "code": finding.rule.code,
        "reference": finding.rule.reference,
        "severity": finding.rule.severity.value,
        "statement": finding.rule.statement,
        "outcome": finding.result.outcome.value,
        "facts": finding.result.facts,
        "apart": phrase,
    }


def _centre(centre: Centre, day: dt.date) -> dict[str, Any]:
    """The centre that day: name, legal form, carrier, seat, départements."""
    identified = Centre.objects.with_identity(day).get(pk=centre.pk)
    covered = Perimeter.objects.on(day).filter(centre=centre).select_related("department").order_by("department__code")
    return {
        "slug": centre.slug,
        "usual_name": centre.usual_name,
        "name": identified.name or centre.usual_name,
        "legal_form": LegalForm(identified.legal_form).label if identified.legal_form else "",
        "carrier": identified.carrier or "",
        "seat": identified.seat_name or "",
        "zone": centre.get_zone_display(),
        "departments": [str(row.department) for row in covered],
    }


def _service(centre: Centre, day: dt.date) -> dict[str, str]:
    """The service of the State in charge, under its name of that day (R-77)."""
    lead = LeadRegion.objects.on(day).filter(centre=centre).select_related("region").first()
    region = lead.region if lead else None
    service = institution_on(day, InstitutionFunction.REGIONAL, region)
    return {
        "acronym": service.acronym if service else "",
        "name": service.name if service else "",
        "region": region.name if region else "",
    }
