"""Compliance rules on the opinions (R-58, R-137, R-138, R-139).

Many read the results, few an opinion in preparation: a result reveals communicated opinions only; any other is « not
communicated », begun or not.
"""

from __future__ import annotations

from functools import partial

from documents import french
from evaluation.compliance.load import ReportedFacts, load_reported
from governance.law.legal_calendar import OPINION_DUE
from governance.registers.rules import Result, Rule, Severity, broken, not_applicable, satisfied, unknown


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


_rule = partial(Rule, loader=load_reported)
RULES = (
    _rule(
        code="R-58",
        reference="§3.2-4",
        severity=Severity.TRACE,
        statement="Les services de l’État dans le département sont consultés avant l’avis",
        check=consultation,
    ),
    _rule(
        code="R-137",
        reference="§3.4",
        severity=Severity.BLOCKING,
        statement="L’État en région rend chaque année un avis, quantitatif et qualitatif",
        check=both_appraisals,
    ),
    _rule(
        code="R-138",
        reference="§3.4",
        severity=Severity.TRACE,
        statement="L’avis est communiqué à la gouvernance et à la direction du centre",
        check=communication,
    ),
    _rule(
        code="R-139",
        reference="§3.4",
        severity=Severity.ALERT,
        statement=f"L’avis est transmis à l’administration nationale avant le {OPINION_DUE.text}",
        check=transmission,
    ),
)
