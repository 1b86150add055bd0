"""Checks of the figures of a form before it is sent: what must be corrected, and what must be justified. Pure.

Blocking: a figure that cannot be (negative, a fraction of a person, a share over 100 %, parts that do not make their
total). To justify: a figure above a ceiling of the framework (R-72), that surprises (half as much again as last year,
beyond the network's range), or that another figure contradicts. A blank is never an error here: the form lists
what is missing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from documents.french import number, signed, typeset
from evaluation.law.aggregation import HUNDRED, Measure, relative_change
from evaluation.law.codes import Breakdown, Part, ValueKind
from evaluation.law.consistency import RELATIONS
from evaluation.law.quartiles import Quartiles, tenth

NOBODY: Final[Mapping[str, Measure]] = MappingProxyType({})
NO_SPREAD: Final[Mapping[str, Quartiles]] = MappingProxyType({})
NO_MONEY: Final[Mapping[str, Decimal]] = MappingProxyType({})
WHOLE_KINDS: Final = frozenset({ValueKind.INTEGER, ValueKind.BOOLEAN})
NESTED: Final[Mapping[str, tuple[Part, Part]]] = MappingProxyType(
    {Breakdown.TEAM: (Part.STRUCTURE, Part.CORE), Breakdown.BUDGET: (Part.TOTAL, Part.CORE)}
)
LEAST_TO_COMPARE: Final = Decimal(10)
"""Below ten, half as much again is a few units: neither such a count nor a share of so few surprises anybody."""

POINTS: Final = Decimal(50)
ZERO: Final = Decimal(0)


class Severity(StrEnum):
    """Whether a finding prevents sending, or only asks for a comment."""

    BLOCKING = "bloquant"
    WARNING = "à justifier"


@dataclass(frozen=True, kw_only=True)
class CheckedIndicator:
    """An indicator as the checks read it; `kind` and `breakdown` are values of `ValueKind` and `Breakdown`."""

    label: str
    kind: str
    breakdown: str = ""
    at_most: Decimal | None = None
    rule: str = ""


@dataclass(frozen=True, kw_only=True)
class CheckFinding:
    """Result of a check on one indicator: the check (`key`), its severity, the French sentence, the fields concerned.

    `fields` name what to correct: « M2-01 », or « AC-04.parts », « AC-02.numerator », « AC-02.denominator ».
    """

    code: str
    key: str
    severity: Severity
    sentence: str
    fields: tuple[str, ...] = field(default_factory=tuple)

    @property
    def is_blocking(self) -> bool:
        return self.severity is Severity.BLOCKING


def check(
    answers: Mapping[str, Measure],
    indicators: Mapping[str, CheckedIndicator],
    last_year: Mapping[str, Measure] = NOBODY,
    network: Mapping[str, Quartiles] = NO_SPREAD,
    state_money: Mapping[str, Decimal] = NO_MONEY,
) -> list[CheckFinding]:
    """Every blocking finding, then every one to justify, in the order of the indicators.

    `state_money`: what the State recorded of its own money for the year, by the names of `consistency`.

    An answer with a blocking finding is not checked further.
    """
    answered = {code: answers[code] for code in indicators if code in answers and answers[code].is_answered}
    blocking = [
        finding for code, measure in answered.items() for finding in impossible(code, measure, indicators[code])
    ]
    stopped = {finding.code for finding in blocking}
    sound = {code: measure for code, measure in answered.items() if code not in stopped}
    ceilings = (over_ceiling(code, measure, indicators[code]) for code, measure in sound.items())
    warnings = [
        *filter(None, ceilings), *_surprises(sound, indicators, last_year, network),
        *_contradictions(sound, state_money),
    ]  # fmt: skip
    order = {code: rank for rank, code in enumerate(indicators)}
    return blocking + sorted(warnings, key=lambda finding: order.get(finding.code, len(order)))


# What cannot be ---------------------------------------------------------------------------------------------------


def impossible(code: str, measure: Measure, indicator: CheckedIndicator) -> Iterator[CheckFinding]:
    """The blocking findings of one answer: what cannot be true, whatever the other figures are."""
    figures = _figures(code, measure)
    negative = [name for name, figure in figures.items() if figure < 0]
    if negative:
        yield _blocking(code, "negative", "un chiffre ne peut pas être négatif.", *negative)
    fractions = [name for name, figure in figures.items() if figure != figure.to_integral_value()]
    if fractions and indicator.kind in WHOLE_KINDS:
        yield _blocking(code, "fraction", "ce nombre se compte à l’unité, sans virgule.", *fractions)
    yield from filter(None, (_share(code, measure, indicator), _parts(code, measure, indicator)))


def _blocking(code: str, key: str, sentence: str, *fields: str) -> CheckFinding:
    text = typeset(f"{code} : {sentence}")
    return CheckFinding(code=code, key=key, severity=Severity.BLOCKING, sentence=text, fields=fields or (code,))


def _figures(code: str, measure: Measure) -> dict[str, Decimal]:
    """The figures of an answer by name: « M2-01 », « M2-05.numerator », « AC-04.parts.elus »; blanks left out."""
    figures = {code: measure.value, f"{code}.numerator": measure.numerator, f"{code}.denominator": measure.denominator}
    parts = {f"{code}.parts.{key}": part for key, part in measure.parts.items()}
    return {name: figure for name, figure in figures.items() if figure is not None} | parts


def _share(code: str, measure: Measure, indicator: CheckedIndicator) -> CheckFinding | None:
    top, bottom = measure.numerator, measure.denominator
    fields = (f"{code}.numerator", f"{code}.denominator")
    if (top is None) != (bottom is None):
        return _blocking(code, "half", "donnez le numérateur et le dénominateur, ou aucun des deux.", *fields)
    if indicator.kind != ValueKind.PERCENT:
        return None
    if top is not None and bottom is not None and top > bottom and code != STATE_SHARE:
        sentence = f"{number(top)} sur {number(bottom)} dépasse 100 %. Le numérateur se compte dans le dénominateur."
        return _blocking(code, "over", sentence, *fields)
    if measure.value is not None and measure.value > HUNDRED and code != STATE_SHARE:
        return _blocking(code, "over", f"{number(measure.value)} % dépasse 100 %.")
    return None


STATE_SHARE: Final = "MO-04"
"""The State may give more than the core budget that the formula computes (R-99): over 100 % is rare, not false."""


def _parts(code: str, measure: Measure, indicator: CheckedIndicator) -> CheckFinding | None:
    if not measure.parts or measure.value is None or indicator.breakdown == Breakdown.NONE:
        return None
    if indicator.breakdown in NESTED:
        whole, within = (measure.parts.get(key) for key in NESTED[indicator.breakdown])
        if whole is not None and whole != measure.value:
            sentence = f"le total dit {number(measure.value or 0)}, son détail {number(whole)}."
            return _blocking(code, "parts", sentence, code, f"{code}.parts")
        if whole is not None and within is not None and within > whole:
            sentence = f"le socle ({number(within)}) ne peut pas dépasser l’ensemble ({number(whole)})."
            return _blocking(code, "parts", sentence, f"{code}.parts")
        return None
    total = sum(measure.parts.values(), Decimal(0))
    if total == measure.value:
        return None
    sentence = f"le détail fait {number(total)}, le total dit {number(measure.value)}. Corrigez l’un ou l’autre."
    return _blocking(code, "parts", sentence, code, f"{code}.parts")


# What passes a ceiling -------------------------------------------------------------------------------------------


def over_ceiling(code: str, measure: Measure, indicator: CheckedIndicator) -> CheckFinding | None:
    """R-72: a share above what the framework admits, exactly (20,00 % is admitted): true perhaps, but to be explained.

    The floors of the framework are commitments: the grid of commitments reads them (R-120 to R-132).
    """
    if indicator.at_most is None or measure.value is None:
        return None
    top, bottom = measure.numerator, measure.denominator
    is_over = measure.value > indicator.at_most
    if top is not None and bottom:
        is_over = top * HUNDRED > bottom * indicator.at_most
    if not is_over:
        return None
    unit = " %" if indicator.kind == ValueKind.PERCENT else ""
    over = f" ({number(top)} sur {number(bottom)})" if top is not None and bottom is not None else ""
    rule = f" ({indicator.rule})" if indicator.rule else ""
    sentence = f"{number(measure.value)}{unit}{over} dépasse le plafond de {number(indicator.at_most)}{unit}{rule}."
    return _warning(code, "ceiling", f"{sentence} Dites pourquoi.")


# What surprises ---------------------------------------------------------------------------------------------------


def _warning(code: str, key: str, sentence: str, *fields: str) -> CheckFinding:
    text = typeset(f"{code} : {sentence}")
    return CheckFinding(code=code, key=key, severity=Severity.WARNING, sentence=text, fields=fields or (code,))


def _surprises(
    answers: Mapping[str, Measure],
    indicators: Mapping[str, CheckedIndicator],
    last_year: Mapping[str, Measure],
    network: Mapping[str, Quartiles],
) -> Iterator[CheckFinding]:
    for code, measure in answers.items():
        is_share = indicators[code].kind == ValueKind.PERCENT
        if is_share and measure.denominator is not None and measure.denominator < LEAST_TO_COMPARE:
            continue
        finding = changed_since(code, measure, last_year.get(code, Measure()), is_share=is_share)
        finding = finding or outlying(code, measure, network.get(code), is_share=is_share)
        if finding is not None:
            yield finding


def changed_since(code: str, measure: Measure, before: Measure, *, is_share: bool) -> CheckFinding | None:
    """More than 1.5 times last year's figure, or less than half of it; for a share, more than fifty points apart."""
    now, then = measure.value, before.value
    if now is None or then is None:
        return None
    if is_share:
        points = now - then
        few = before.denominator is not None and before.denominator < LEAST_TO_COMPARE
        if few or abs(points) <= POINTS:
            return None
        sentence = f"{number(then)} % l’an dernier, {number(now)} % cette année : {signed(points)} points."
        return _warning(code, "moved", f"{sentence} Dites pourquoi.")
    if then < LEAST_TO_COMPARE or abs(Fraction(now) - Fraction(then)) * 2 <= Fraction(then):
        return None
    change = relative_change(now, then)
    sentence = "" if change is None else f" : {signed(change, '%')}"
    return _warning(code, "moved", f"{number(then)} l’an dernier, {number(now)} cette année{sentence}. Dites pourquoi.")


def outlying(code: str, measure: Measure, spread: Quartiles | None, *, is_share: bool) -> CheckFinding | None:
    """A figure beyond the fences of comparable centres (see `evaluation.law.quartiles`)."""
    if spread is None or measure.value is None or spread.holds(measure.value):
        return None
    low, high = max(spread.lowest, ZERO), spread.highest
    high, unit = (min(high, HUNDRED), " %") if is_share else (high, "")
    lowest, middle, highest = (number(tenth(bound)) for bound in (low, spread.median, high))
    sentence = (
        f"{number(measure.value)}{unit} sort de l’étendue habituelle des {spread.count} centres comparables, "
        f"de {lowest} à {highest}{unit} (médiane {middle}{unit}). Dites pourquoi."
    )
    return _warning(code, "outlier", sentence)


# What contradicts -------------------------------------------------------------------------------------------------


def _contradictions(answers: Mapping[str, Measure], state_money: Mapping[str, Decimal]) -> Iterator[CheckFinding]:
    figures = dict(state_money)
    for code, measure in answers.items():
        figures |= _figures(code, measure)
        if measure.parts:
            figures[f"{code}.sum"] = sum(measure.parts.values(), Decimal(0))
    for relation in RELATIONS:
        values = [figures[code] for code in relation.codes if code in figures]
        if len(values) == len(relation.codes) and not relation.holds(values):
            codes = (code.partition(".")[0] for code in relation.codes)
            fields = tuple(dict.fromkeys(code for code in codes if code in answers))
            sentence = relation.sentence.format(*(number(value) for value in values))
            yield _warning(relation.codes[0].partition(".")[0], relation.key, sentence, *fields)
