"""A consolidated figure as a `Figure`, with its sentence: its terms and the centres that it counts (§4.3).

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


def figure_text(value: Decimal | None, kind: FigureKind, unit: str = "") -> str:
    """The figure in words: « 61,2 % », « 12 demi-journées », « 1 200 € », « non communiqué »."""
    if value is None:
        return "non communiqué"
    if kind is FigureKind.AMOUNT:
        return euros(value)
    if kind is FigureKind.PERCENT:
        return with_unit(value, "%")
    if abs(value) < 2:
        first, _, rest = unit.partition(" ")
        unit = f"{first.removesuffix('s')} {rest}".strip()
    return with_unit(value, unit) if unit else number(value)


def figure_and_unit(value: Decimal | None, kind: FigureKind, unit: str = "") -> tuple[str, str]:
    """`figure_text` with its unit apart, when it is a word: « 12 », « demi-journées »; « 61,2 % », «  »."""
    words = figure_text(value, kind, unit)
    if value is None or kind in (FigureKind.AMOUNT, FigureKind.PERCENT) or not unit:
        return words, ""
    figure = number(value)
    return figure, words.removeprefix(figure).strip()


def figure_of(
    line: ConsolidatedIndicator, previous: ConsolidatedIndicator | None = None, previous_year: int | None = None
) -> Figure:
    """The figure of an indicator; `previous` is the same indicator of the year before, when it has one.

    Two years that count a different number of centres are not compared: `previous` is None and the sentence says so.
    """
    definition, aggregate = line.definition, line.aggregate
    before = previous.aggregate if previous and previous_year else Aggregate()
    unlike = before.value is not None and aggregate.value is not None and before.answered != aggregate.answered
    sentence = sentence_of(line)
    if unlike:
        sentence = (
            f"{sentence} {counted(aggregate.answered, 'centre')} en {previous_year + 1}, {number(before.answered)} en "
            f"{previous_year}{NBSP}: rien n’est comparé."
        )
    return Figure(
        code=definition.code,
        label=definition.label,
        value=aggregate.value,
        kind=kind_of(definition),
        unit=unit_of(definition),
        numerator=aggregate.numerator,
        denominator=aggregate.denominator,
        answered=aggregate.answered,
        not_applicable=aggregate.not_applicable,
        missing=aggregate.missing,
        conforming=aggregate.conforming,
        rule=definition.rule,
        definition=definition.definition,
        is_critical=definition.is_critical,
        alarm=definition.is_critical and aggregate.conforming is not None and aggregate.conforming < aggregate.answered,
        sentence=sentence,
        previous=previous.aggregate.value if previous and not unlike else None,
        previous_year=previous_year if previous and not unlike else None,
    )


def sentence_of(line: ConsolidatedIndicator) -> str:
    """The sentence of the figure: « 76 sur 111. 17 centres ont répondu sur 19 interrogés (2 sans…). »"""
    return " ".join(filter(None, (_out_of(line), _threshold(line), respondents(line.aggregate))))


def respondents(aggregate: Aggregate) -> str:
    """The centres that the figure counts: « 17 centres ont répondu sur 19 interrogés (1 sans objet). »"""
    surveyed = f"sur {counted(aggregate.asked, 'interrogé')}"
    apart = [
        f"{number(count)} {word}"
        for count, word in ((aggregate.not_applicable, "sans objet"), (aggregate.missing, "sans réponse vérifiée"))
        if count
    ]
    verb = "ont" if aggregate.answered > 1 else "a"
    answered = (
        f"{counted(aggregate.answered, 'centre')} {verb} répondu" if aggregate.answered else "Aucun centre n’a répondu"
    )
    aside = f" ({', '.join(apart)})" if apart else ""
    return f"{answered} {surveyed}{aside}."


def _out_of(line: ConsolidatedIndicator) -> str:
    """« 76 sur 111. »; empty for a sum, or when the threshold says the same."""
    definition, aggregate = line.definition, line.aggregate
    if aggregate.value is None or (definition.aggregation == "part_de_oui" and _threshold(line)):
        return ""
    if definition.aggregation == "maximum":
        return "Le plus haut des centres."
    if aggregate.numerator is None or aggregate.denominator is None:
        return ""
    if definition.aggregation == "moyenne":
        centres = counted(aggregate.denominator, "centre")
        return f"En moyenne par centre{NBSP}: {number(aggregate.numerator)} pour {centres}."
    word = "sur" if kind_of(definition) is FigureKind.PERCENT else "pour"
    return f"{number(aggregate.numerator)} {word} {number(aggregate.denominator)}."


def _threshold(line: ConsolidatedIndicator) -> str:
    """« 17 centres sur 19 atteignent le seuil (2 au moins). »"""
    definition, aggregate = line.definition, line.aggregate
    if aggregate.conforming is None or definition.kind == "oui_non" or not definition.norm.has_threshold:
        return ""
    unit = unit_of(definition) if definition.kind == "pourcentage" else ""
    bounds = ", ".join(
        f"{figure_text(bound, KINDS.get(definition.kind, FigureKind.INTEGER), unit)} {word}"
        for bound, word in ((definition.at_least, "au moins"), (definition.at_most, "au plus"))
        if bound is not None
    )
    return f"{number(aggregate.conforming)} sur {counted(aggregate.answered, 'centre')} au seuil ({bounds})."
