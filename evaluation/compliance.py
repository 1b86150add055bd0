"""Compliance rules on the figures of a centre (R-18, R-89, R-120 to R-132), on its opinion (R-58, R-137 to R-139).

The rules on figures apply to a form as soon as it is sent; the sentence says when it is not verified yet. Many read the
results, few an opinion in preparation: a result reveals communicated opinions only; any other is « not communicated »,
begun or not.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import partial
from itertools import groupby
from operator import itemgetter

from django.db.models import Count, Exists, F, FilteredRelation, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from centres.enums import Zone
from centres.models import Centre
from documents import french
from documents.french import counted, number
from evaluation.enums import COMMUNICATED
from evaluation.law.aggregation import Measure
from evaluation.law.commitments import Verdict, commitments
from evaluation.models import Campaign, Contribution, Indicator
from evaluation.models.collection import CHECKED, SENT
from evaluation.queries import MEASURE_FIELDS, measure_from_fields
from governance.law.legal_calendar import OPINION_DUE
from governance.registers.rules import (
    NETWORK,
    PageLink,
    Question,
    Result,
    Rule,
    Severity,
    broken,
    not_applicable,
    satisfied,
    unknown,
)

# Facts --------------------------------------------------------------------------------------------------------------


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


# Rules on figures ---------------------------------------------------------------------------------------------------


LEAST_TEAM = {Zone.MAINLAND: Decimal(4), Zone.OVERSEAS: Decimal(3)}


def _missing_answer(facts: ReportedFacts, code: str) -> Result | None:
    """The result when the figure is absent: not collected, not sent yet, without object, or blank; else None."""
    if not facts.state:
        return unknown(f"Les indicateurs de {facts.year} ne sont pas collectés dans l’application.")
    if not facts.is_sent:
        return unknown(f"Les indicateurs de {facts.year} ne sont pas encore envoyés.", facts.place)
    measure = facts.measures.get(code, Measure())
    if measure.is_not_applicable:
        return not_applicable(f"{code} : déclaré sans objet par le centre.")
    return None if measure.is_answered else unknown(f"Pas de réponse à {code} pour {facts.year}.", facts.place)


def inter_actor(facts: ReportedFacts) -> Result:
    """R-18: every M1 action brings together several kinds of partners."""
    if missing := _missing_answer(facts, "M1-05"):
        return missing
    measure = facts.measures["M1-05"]
    if measure.numerator is None or measure.denominator is None:
        return unknown("M1-05 : le nombre d’actions n’est pas donné.", facts.place)
    alone = measure.denominator - measure.numerator
    sentence = facts.with_caveat(
        f"{counted(alone, 'action', 'actions')} de réseau sur {number(measure.denominator)} avec un seul public."
    )
    return broken(sentence, facts.place) if alone > 0 else satisfied(sentence, facts.place)


def team_size(facts: ReportedFacts) -> Result:
    """R-89: four full-time equivalents at least for the core missions, three overseas."""
    if not facts.centre.is_state_funded:
        return not_applicable("Centre non financé par l’État (R-56).")
    if missing := _missing_answer(facts, "MO-01"):
        return missing
    core = facts.measures["MO-01"].parts.get("socle")
    if core is None:
        return unknown("MO-01 : les équivalents temps plein socle ne sont pas donnés.", facts.place)
    least = LEAST_TEAM[Zone(facts.centre.zone)]
    sentence = facts.with_caveat(f"{number(core)} équivalents temps plein pour le socle (minimum : {number(least)}).")
    return satisfied(sentence, facts.place) if core >= least else broken(sentence, facts.place)


def commitment(rule: str) -> Callable[[ReportedFacts], Result]:
    """Check of one quality commitment: the verdict of the grid as a result of the register."""

    def check(facts: ReportedFacts) -> Result:
        row = next(commitment for commitment in commitments(facts.measures) if commitment.rule == rule)
        if row.codes and (missing := _missing_answer(facts, row.codes[0])):
            return missing
        sentence = facts.with_caveat(row.evidence)
        if row.verdict is Verdict.FULFILLED:
            return satisfied(sentence, facts.place)
        return broken(sentence, facts.place) if row.verdict is Verdict.NOT_FULFILLED else unknown(sentence, facts.place)

    return check


def completeness(facts: ReportedFacts) -> Result:
    """R-132: the form is sent and complete; not sent is a breach only after the period of corrections."""
    if not facts.state:
        return unknown(f"Les indicateurs de {facts.year} ne sont pas collectés dans l’application.")
    if not facts.is_sent:
        sentence = f"Les indicateurs de {facts.year} ne sont pas envoyés."
        return broken(sentence, facts.place) if facts.is_over else unknown(sentence, facts.place)
    answered = sum(not measure.is_blank for measure in facts.measures.values())
    sentence = f"{counted(answered, 'indicateur renseigné', 'indicateurs renseignés')} sur {number(facts.asked)}."
    return broken(sentence, facts.place) if answered < facts.asked else satisfied(sentence, facts.place)


reported_rule = partial(Rule, loader=load_reported)
FIGURE_RULES = (
    reported_rule(
        code="R-18", reference="§1.1", severity=Severity.ALERT, check=inter_actor,
        statement="La mission 1 réunit plusieurs institutions : logique entre acteurs et transversalité.",
    ),
    reported_rule(
        code="R-89", reference="§4.2, §5.5", severity=Severity.ALERT, check=team_size,
        statement="L’équipe socle compte au moins 4 équivalents temps plein en métropole, 3 outre-mer.",
    ),
    reported_rule(
        code="R-120", reference="§3.4-1", severity=Severity.TRACE, check=commitment("R-120"),
        statement="L’équipe est cohérente, ses compétences se complètent.",
    ),
    reported_rule(
        code="R-121", reference="§3.4-1", severity=Severity.TRACE, check=commitment("R-121"),
        statement="Les salariés se forment en continu.",
    ),
    reported_rule(
        code="R-122", reference="§3.4-2", severity=Severity.TRACE, check=commitment("R-122"),
        statement="Le centre tient une veille active.",
    ),
    reported_rule(
        code="R-125", reference="§3.4-2", severity=Severity.TRACE, check=commitment("R-125"),
        statement="Le centre diffuse activement.",
    ),
    reported_rule(
        code="R-126", reference="§3.4-3", severity=Severity.TRACE, check=commitment("R-126"),
        statement="Le centre mobilise des publics divers, droit commun compris.",
    ),
    reported_rule(
        code="R-128", reference="§3.4-3", severity=Severity.TRACE, check=commitment("R-128"),
        statement="L’effort se concentre sur les sites les moins dotés.",
    ),
    reported_rule(
        code="R-131", reference="§3.4-4", severity=Severity.TRACE, check=commitment("R-131"),
        statement="Le centre identifie ses expertises thématiques propres.",
    ),
    reported_rule(
        code="R-132", reference="§3.4", severity=Severity.ALERT, check=completeness,
        statement="Le centre fournit tous les éléments d’évaluation.",
    ),
)  # fmt: skip


# Rules on opinions --------------------------------------------------------------------------------------------------


def _missing_opinion(facts: ReportedFacts, *, is_required: bool) -> Result | None:
    """Why there is nothing to judge; `is_required`: the rule is broken by a late opinion."""
    if not facts.centre.is_state_funded:
        return not_applicable("Centre non financé par l’État (R-56).")
    if facts.communicated_on is not None:
        return None
    if not facts.is_recorded:
        return unknown(f"L’année {facts.year} n’est pas tenue dans l’application.")
    if is_required and facts.today > OPINION_DUE.on(facts.year):
        return broken(f"L’avis {facts.year} n’est pas communiqué.", facts.opinion_place)
    return unknown(f"L’avis {facts.year} n’est pas encore communiqué.", facts.opinion_place)


def consultation(facts: ReportedFacts) -> Result:
    """R-58: the départements are consulted before the opinion is communicated."""
    if missing := _missing_opinion(facts, is_required=False):
        return missing
    if facts.was_consulted:
        return satisfied("Les services des départements ont été consultés avant la communication.", facts.opinion_place)
    return broken("Avis communiqué sans consultation des départements.", facts.opinion_place)


def both_appraisals(facts: ReportedFacts) -> Result:
    """R-137: a quantitative and a qualitative appraisal; none is communicated without both."""
    missing = _missing_opinion(facts, is_required=True)
    return missing or satisfied(f"Avis {facts.year} écrit, avec ses deux appréciations.", facts.opinion_place)


def communication(facts: ReportedFacts) -> Result:
    """R-138: communicated to the direction and the governance."""
    missing = _missing_opinion(facts, is_required=False)
    return missing or satisfied(f"Communiqué le {french.date(facts.communicated_on)}.", facts.opinion_place)


def transmission(facts: ReportedFacts) -> Result:
    """R-139: transmitted in the first half of the next year; lateness is recorded."""
    if missing := _missing_opinion(facts, is_required=True):
        return missing
    due, sent = OPINION_DUE.on(facts.year), facts.transmitted_on
    if sent is None:
        words = f"Avis attendu pour le {french.date(due)}, pas encore transmis."
        return broken(words, facts.opinion_place) if facts.today > due else unknown(words, facts.opinion_place)
    if sent > due:
        late = french.counted((sent - due).days, "jour")
        return broken(f"Transmis le {french.date(sent)}, {late} après le délai.", facts.opinion_place)
    return satisfied(f"Transmis le {french.date(sent)}.", facts.opinion_place)


OPINION_RULES = (
    reported_rule(
        code="R-58",
        reference="§3.2-4",
        severity=Severity.TRACE,
        statement="Les services de l’État dans le département sont consultés avant l’avis",
        check=consultation,
    ),
    reported_rule(
        code="R-137",
        reference="§3.4",
        severity=Severity.BLOCKING,
        statement="L’État en région rend chaque année un avis, quantitatif et qualitatif",
        check=both_appraisals,
    ),
    reported_rule(
        code="R-138",
        reference="§3.4",
        severity=Severity.TRACE,
        statement="L’avis est communiqué à la gouvernance et à la direction du centre",
        check=communication,
    ),
    reported_rule(
        code="R-139",
        reference="§3.4",
        severity=Severity.ALERT,
        statement=f"L’avis est transmis à l’administration nationale avant le {OPINION_DUE.text}",
        check=transmission,
    ),
)
