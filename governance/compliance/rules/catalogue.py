"""How the house keeps each of the 145 rules of the framework: by the register, by a refusal, by a record, or not."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from governance.registers.rules import rank, registered

WRITTEN_BY = (
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
    SHOWN = "affiché"
    LATER = "à venir"
    HUMAN = "jugement humain"


MEANINGS = {
    Manner.REGISTER: "une question du registre de conformité, posée à chaque centre ou au réseau",
    Manner.REFUSED: "ce qui est contraire ne s’enregistre pas",
    Manner.CALCULATED: "l’application l’applique elle-même",
    Manner.RECORDED: "l’application garde ce qu’il faut pour en juger",
    Manner.SHOWN: "une information affichée",
    Manner.LATER: "attend une pièce qui n’est pas encore ouverte",
    Manner.HUMAN: "aucun logiciel ne peut en juger, pour la raison dite",
}


@dataclass(frozen=True)
class Entry:
    """One rule of the framework; `how` says where it is kept, or why it cannot be."""

    code: str
    reference: str
    statement: str
    manner: Manner
    how: str


@cache
def declared() -> tuple[Entry, ...]:
    """The rules that the register does not ask, as the catalogue file tells them."""
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="|")
        return tuple(Entry(**{**row, "manner": Manner(row["manner"])}) for row in rows)


def catalogue() -> list[Entry]:
    """Every rule, the register's own ones included, by number."""
    asked = [
        Entry(rule.code, rule.reference, rule.statement, Manner.REGISTER, rule.severity.value) for rule in registered()
    ]
    return sorted([*asked, *declared()], key=lambda entry: rank(entry.code))


def as_markdown() -> str:
    """The page docs/regles.md: the meaning of each manner, then the table."""
    entries = catalogue()
    counts = {manner: sum(entry.manner is manner for entry in entries) for manner in Manner}
    lines = [
        "# Les règles du cadre, et comment l’application les tient",
        "",
        WRITTEN_BY,
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
