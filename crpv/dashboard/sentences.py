"""A consolidated figure, as a `Figure` with its sentence: what it is worth, out of what, and who made it (§4.3).

Pure: frozen dataclasses in and out.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from crpv.dashboard.schema import Figure, FigureKind
from documents.french import NBSP, counted, euros, number, with_unit
from evaluation.law.aggregation import Aggregate
from evaluation.law.consolidation import ConsolidatedIndicator, Definition

# What the network's figure is, when it is not what each centre answers.
CONSOLIDATED: Final[Mapping[str, FigureKind]] = {
    "part_de_oui": FigureKind.PERCENT,
    "moyenne": FigureKind.DECIMAL,
}
KINDS: Final[Mapping[str, FigureKind]] = {
    "entier": FigureKind.INTEGER,
    "decimal": FigureKind.DECIMAL,
    "pourcentage": FigureKind.PERCENT,
    "montant": FigureKind.AMOUNT,
}


def kind_of(definition: Definition) -> FigureKind:
    """How the network's figure is written."""
    own = KINDS.get(definition.kind, FigureKind.INTEGER)
    return CONSOLIDATED.get(definition.aggregation, own)


def unit_of(definition: Definition) -> str:
    """The unit of the network's figure: a share of centres has none of its own."""
    if kind_of(definition) is FigureKind.PERCENT:
        return "%"
    return "€" if definition.kind == "montant" else definition.unit


def told(value: Decimal | None, kind: FigureKind, unit: str = "") -> str:
    """The figure in words: « 61,2 % », « 12 demi-journées », « 1 200 € », « non communiqué »."""
    if value is None:
        return "non communiqué"
    if kind is FigureKind.AMOUNT:
        return euros(value)
    if kind is FigureKind.PERCENT:
        return with_unit(value, "%")
    return with_unit(value, _singular(unit) if abs(value) < 2 else unit) if unit else number(value)


def told_apart(value: Decimal | None, kind: FigureKind, unit: str = "") -> tuple[str, str]:
    """The figure of `told` and its unit, apart when the unit is a word: « 12 », « demi-journées »; « 61,2 % », «  »."""
    words = told(value, kind, unit)
    if value is None or kind in (FigureKind.AMOUNT, FigureKind.PERCENT) or not unit:
        return words, ""
    figure = number(value)
    return figure, words.removeprefix(figure).strip()


def figure_of(
    line: ConsolidatedIndicator, previous: ConsolidatedIndicator | None = None, previous_year: int | None = None
) -> Figure:
    """The figure of an indicator; `previous` is the same indicator of the year before, when it has one.

    Two years that are not told by as many centres do not stand side by side: the sentence says so instead.
    """
    definition, made = line.definition, line.aggregate
    before = previous.aggregate if previous and previous_year else Aggregate()
    unlike = before.value is not None and made.value is not None and before.answered != made.answered
    sentence = sentence_of(line)
    if unlike:
        sentence = f"{sentence} {_unlike(made.answered, before.answered, previous_year or 0)}"
    return Figure(
        code=definition.code,
        label=definition.label,
        value=made.value,
        kind=kind_of(definition),
        unit=unit_of(definition),
        numerator=made.numerator,
        denominator=made.denominator,
        answered=made.answered,
        not_applicable=made.not_applicable,
        missing=made.missing,
        conforming=made.conforming,
        rule=definition.rule,
        definition=definition.definition,
        is_critical=definition.is_critical,
        alarm=definition.is_critical and made.conforming is not None and made.conforming < made.answered,
        sentence=sentence,
        previous=previous.aggregate.value if previous and not unlike else None,
        previous_year=previous_year if previous and not unlike else None,
    )


def _unlike(now: int, before: int, year: int) -> str:
    """« 17 centres en 2025, 19 en 2024 : rien n’est comparé. »"""
    return f"{counted(now, 'centre')} en {year + 1}, {number(before)} en {year}{NBSP}: rien n’est comparé."


def sentence_of(line: ConsolidatedIndicator) -> str:
    """What stands beside the figure: « 76 sur 111. 17 centres ont répondu sur 19 interrogés (2 sans…). »"""
    return " ".join(filter(None, (_out_of(line), _threshold(line), who(line.aggregate))))


def who(made: Aggregate) -> str:
    """Who made the figure: « 17 centres ont répondu sur 19 interrogés (1 sans objet, 1 sans réponse vérifiée). »"""
    asked = f"sur {counted(made.asked, 'interrogé')}"
    apart = [
        f"{number(count)} {word}"
        for count, word in ((made.not_applicable, "sans objet"), (made.missing, "sans réponse vérifiée"))
        if count
    ]
    verb = "ont" if made.answered > 1 else "a"
    answered = f"{counted(made.answered, 'centre')} {verb} répondu" if made.answered else "Aucun centre n’a répondu"
    aside = f" ({', '.join(apart)})" if apart else ""
    return f"{answered} {asked}{aside}."


def _singular(unit: str) -> str:
    first, _, rest = unit.partition(" ")
    return f"{first.removesuffix('s')} {rest}".strip()


def _out_of(line: ConsolidatedIndicator) -> str:
    """« 76 sur 111. »; empty for a sum, or when the threshold says the same."""
    definition, made = line.definition, line.aggregate
    if made.value is None or (definition.aggregation == "part_de_oui" and _threshold(line)):
        return ""
    if definition.aggregation == "maximum":
        return "Le plus haut des centres."
    if made.numerator is None or made.denominator is None:
        return ""
    if definition.aggregation == "moyenne":
        return f"En moyenne par centre{NBSP}: {number(made.numerator)} pour {counted(made.denominator, 'centre')}."
    word = "sur" if kind_of(definition) is FigureKind.PERCENT else "pour"
    return f"{number(made.numerator)} {word} {number(made.denominator)}."


def _threshold(line: ConsolidatedIndicator) -> str:
    """« 17 centres sur 19 atteignent le seuil (2 au moins). »"""
    definition, made = line.definition, line.aggregate
    if made.conforming is None or definition.kind == "oui_non" or not definition.norm.has_threshold:
        return ""
    return f"{number(made.conforming)} sur {counted(made.answered, 'centre')} au seuil ({_norm(definition)})."


def _norm(definition: Definition) -> str:
    unit = unit_of(definition) if definition.kind == "pourcentage" else ""
    bounds = [
        f"{told(bound, KINDS.get(definition.kind, FigureKind.INTEGER), unit)} {word}"
        for bound, word in ((definition.at_least, "au moins"), (definition.at_most, "au plus"))
        if bound is not None
    ]
    return ", ".join(bounds)
