"""Compliance rules on the figures of a centre (R-18, R-89, R-120 to R-132).

They apply to a form as soon as it is sent; the sentence says when it is not verified yet.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import partial

from centres.enums import Zone
from documents.french import counted, number
from evaluation.compliance.load import ReportedFacts, load_reported
from evaluation.law.aggregation import Measure
from evaluation.law.commitments import Verdict, commitments
from governance.registers.rules import Result, Rule, Severity, broken, not_applicable, satisfied, unknown

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


figure_rule = partial(Rule, loader=load_reported)
RULES = (
    figure_rule(
        code="R-18", reference="§1.1", severity=Severity.ALERT, check=inter_actor,
        statement="La mission 1 réunit plusieurs institutions : logique entre acteurs et transversalité.",
    ),
    figure_rule(
        code="R-89", reference="§4.2, §5.5", severity=Severity.ALERT, check=team_size,
        statement="L’équipe socle compte au moins 4 équivalents temps plein en métropole, 3 outre-mer.",
    ),
    figure_rule(
        code="R-120", reference="§3.4-1", severity=Severity.TRACE, check=commitment("R-120"),
        statement="L’équipe est cohérente, ses compétences se complètent.",
    ),
    figure_rule(
        code="R-121", reference="§3.4-1", severity=Severity.TRACE, check=commitment("R-121"),
        statement="Les salariés se forment en continu.",
    ),
    figure_rule(
        code="R-122", reference="§3.4-2", severity=Severity.TRACE, check=commitment("R-122"),
        statement="Le centre tient une veille active.",
    ),
    figure_rule(
        code="R-125", reference="§3.4-2", severity=Severity.TRACE, check=commitment("R-125"),
        statement="Le centre diffuse activement.",
    ),
    figure_rule(
        code="R-126", reference="§3.4-3", severity=Severity.TRACE, check=commitment("R-126"),
        statement="Le centre mobilise des publics divers, droit commun compris.",
    ),
    figure_rule(
        code="R-128", reference="§3.4-3", severity=Severity.TRACE, check=commitment("R-128"),
        statement="L’effort se concentre sur les sites les moins dotés.",
    ),
    figure_rule(
        code="R-131", reference="§3.4-4", severity=Severity.TRACE, check=commitment("R-131"),
        statement="Le centre identifie ses expertises thématiques propres.",
    ),
    figure_rule(
        code="R-132", reference="§3.4", severity=Severity.ALERT, check=completeness,
        statement="Le centre fournit tous les éléments d’évaluation.",
    ),
)  # fmt: skip
