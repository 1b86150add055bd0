"""Where what a centre declared and what is recorded in the application differ for one rule: said in one clear phrase.

An opinion quotes the verified figures and the findings of the register side by side; the first are declared, the second
read from recorded facts. When they do not agree, the same phrase stands wherever either of them is told. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from evaluation.derived import Computed
from evaluation.opinions.sentence_french import said
from evaluation.opinions.sentence_types import Figure
from funding.french import typeset
from governance.compliance import Finding, Outcome

VERDICTS = {Outcome.SATISFIED: True, Outcome.BROKEN: False}


def apart(
    figures: Iterable[Figure], recorded: Mapping[str, Computed], findings: Mapping[str, Finding]
) -> dict[str, str]:
    """By code of indicator, the phrase of each figure that its rule's recorded facts do not confirm."""
    told = {one.code: _phrase(one, recorded.get(one.code), _of_its_rules(one, findings)) for one in figures}
    return {code: typeset(phrase) for code, phrase in told.items() if phrase}


def rules_of(figure: Figure) -> list[str]:
    """« R-62, R-65 »: the rules that a figure answers."""
    return [code for code in figure.rule.split(", ") if code]


def _of_its_rules(figure: Figure, findings: Mapping[str, Finding]) -> list[Finding]:
    return [findings[code] for code in rules_of(figure) if code in findings]


def _phrase(figure: Figure, recorded: Computed | None, findings: list[Finding]) -> str:
    judged = [one for one in findings if one.result.outcome in VERDICTS]
    if figure.value is None or not findings:
        return ""
    declared = f"déclaré {said(figure.value, figure.kind)}"
    counted = recorded.measure.value if recorded else None
    if judged and counted is not None and counted != figure.value:
        return f"{declared}, enregistré dans l’application {said(counted, figure.kind)}"
    opposed = next((one for one in findings if _is_opposed(figure, one)), None)
    if opposed is None:
        return ""
    return f"{declared}, constaté dans l’application : « {opposed.result.facts.rstrip('.')} »"


def _is_opposed(figure: Figure, finding: Finding) -> bool:
    """Whether the threshold of the figure and the finding of its rule say the contrary of each other.

    A threshold that is missed is not left without a word when its rule is « sans objet » here.
    """
    if figure.is_met is None:
        return False
    if finding.result.outcome == Outcome.NOT_APPLICABLE:
        return not figure.is_met
    return VERDICTS.get(finding.result.outcome, figure.is_met) != figure.is_met
