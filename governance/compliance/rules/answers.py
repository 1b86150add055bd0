"""How the rules of this room are told: their loader, and the sentences that many of them share."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from centres.enums import LegalForm
from documents.french import counted, number
from governance.compliance.rules.facts import CentreFacts, NetworkFacts
from governance.compliance.rules.load_facts import gather
from governance.registers.rules import Place, Result, Rule, broken, not_applicable, satisfied, unknown

NOT_BOUND = "Centre sans structure propre ou non financé par l’État : ni convention, ni dotation (R-56)."
NOT_CREATED = "Centre qui n’est pas encore créé."
network_rule = partial(Rule, loader=gather, is_national=True)


def centre_rule(*, check: Callable[[CentreFacts], Result], bound: bool = False, **told: Any) -> Rule:
    """A rule about a centre; `bound`: it concerns only those that something binds to the State (R-56)."""

    def checked(facts: CentreFacts) -> Result:
        if facts.legal_form == LegalForm.PLANNED:
            return not_applicable(NOT_CREATED)
        return not_applicable(NOT_BOUND) if bound and not facts.is_bound else check(facts)

    return Rule(check=checked, loader=gather, **told)


def at_least(
    least: int, found: int, words: str, *, facts: CentreFacts | NetworkFacts, place: Place, is_kept: bool
) -> Result:
    """What to say of a yearly minimum: nothing is broken while the year can still bring what lacks.

    `words` are singular and plural; `is_kept` says whether the year is in the application at all.
    """
    seen = f"{counted(found, *words.split(','))} en {facts.year} (minimum : {number(least)})"
    if found >= least:
        return satisfied(f"{seen}.", place)
    if not is_kept:
        return unknown(f"L’année {facts.year} n’est pas tenue dans l’application.", place)
    if facts.question.is_over:
        return broken(f"{seen}.", place)
    return unknown(f"{seen} : l’année n’est pas finie.", place)
