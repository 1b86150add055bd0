"""How the application applies each of the 145 rules of the framework: by a finding, a refusal, a record, or not."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from governance.registers.rules import rank, registered

GENERATED_BY = (
    "Page écrite par `manage.py rules_table`\u00a0: ne la modifiez pas à la main. "
    "Les numéros sont ceux que citent le code et les essais."
)
FILE = Path(__file__).parent / "catalogue.csv"


class Manner(StrEnum):
    """What the application does about a rule."""

    REGISTER = "registre"
    REFUSED = "refusé"
    CALCULATED = "calculé"
    RECORDED = "enregistré"
    DISPLAYED = "affiché"
    LATER = "à venir"
    HUMAN = "jugement humain"


MEANINGS = {
    Manner.REGISTER: "une question du registre de conformité, posée à chaque centre ou au réseau",
    Manner.REFUSED: "ce qui est contraire ne s’enregistre pas",
    Manner.CALCULATED: "l’application l’applique elle-même",
    Manner.RECORDED: "l’application garde ce qu’il faut pour en juger",
    Manner.DISPLAYED: "une information affichée",
    Manner.LATER: "attend une pièce qui n’est pas encore ouverte",
    Manner.HUMAN: "aucun logiciel ne peut en juger, pour la raison dite",
}


@dataclass(frozen=True)
class CatalogueRule:
    """One rule of the framework; `how`: where the code applies it, or why it cannot."""

    code: str
    reference: str
    statement: str
    manner: Manner
    how: str


@cache
def unregistered_rules() -> tuple[CatalogueRule, ...]:
    """The rules of catalogue.csv: those that RULE_REGISTRY does not check."""
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="|")
        return tuple(CatalogueRule(**{**row, "manner": Manner(row["manner"])}) for row in rows)


def catalogue() -> list[CatalogueRule]:
    """Every rule of the framework, by number."""
    checked = [
        CatalogueRule(rule.code, rule.reference, rule.statement, Manner.REGISTER, rule.severity.value)
        for rule in registered()
    ]
    return sorted([*checked, *unregistered_rules()], key=lambda entry: rank(entry.code))


def as_markdown() -> str:
    """The page docs/regles.md: the meaning of each manner, then the table."""
    entries = catalogue()
    counts = {manner: sum(entry.manner is manner for entry in entries) for manner in Manner}
    lines = [
        "# Les règles du cadre, et comment l’application les tient",
        "",
        GENERATED_BY,
        "",
        "| manière | ce que cela veut dire | règles |",
        "|---|---|---|",
        *(f"| {manner} | {meaning} | {counts[manner]} |" for manner, meaning in MEANINGS.items()),
        "",
        "| règle | référence | énoncé | manière | où, ou pourquoi |",
        "|---|---|---|---|---|",
        *(f"| {e.code} | {e.reference} | {e.statement} | {e.manner} | {e.how} |" for e in entries),
    ]
    return "\n".join(lines) + "\n"
