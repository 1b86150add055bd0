"""Constructors of this app's rules, with their loader, and the check of a yearly minimum that many share."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from centres.enums import LegalForm
from documents.french import counted, number
from governance.compliance.rules.facts import CentreFacts, NetworkFacts
from governance.compliance.rules.load_facts import load_rule_facts
from governance.registers.rules import PageLink, Result, Rule, broken, not_applicable, satisfied, unknown

NOT_BOUND = "Centre sans structure propre ou non financé par l’État : ni convention, ni dotation (R-56)."
NOT_CREATED = "Centre qui n’est pas encore créé."
network_rule = partial(Rule, loader=load_rule_facts, is_national=True)


def centre_rule(*, check: Callable[[CentreFacts], Result], bound: bool = False, **fields: Any) -> Rule:
    """A rule about a centre, not applicable before it is created; `bound`: nor to one without convention (R-56)."""

    def checked(facts: CentreFacts) -> Result:
        if facts.legal_form == LegalForm.PLANNED:
            return not_applicable(NOT_CREATED)
        return not_applicable(NOT_BOUND) if bound and not facts.is_bound else check(facts)

    return Rule(check=checked, loader=load_rule_facts, **fields)


def at_least(
    least: int, count: int, words: str, *, facts: CentreFacts | NetworkFacts, link: PageLink, has_year: bool
) -> Result:
    """The result of a yearly minimum: broken only once the year is over.

    `words` are singular and plural; nothing is judged of a year that is not recorded in the application.
    """
    sentence = f"{counted(count, *words.split(','))} en {facts.year} (minimum : {number(least)})"
    if count >= least:
        return satisfied(f"{sentence}.", link)
    if not has_year:
        return unknown(f"L’année {facts.year} n’est pas tenue dans l’application.", link)
    if facts.question.is_over:
        return broken(f"{sentence}.", link)
    return unknown(f"{sentence} : l’année n’est pas finie.", link)
