"""What is looked at before a form is sent: what must be mended, and what must be justified. Pure.

Blocking: a figure that cannot be (negative, a fraction of a person, a share over 100 %, parts that do not make their
total). To justify: a figure above a ceiling of the framework (R-72), that surprises (half as much again as last year,
beyond the network's range), or that another figure contradicts. A blank is never an error here: the form says itself
what is missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
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
WHOLE_KINDS: Final = frozenset({ValueKind.INTEGER, ValueKind.BOOLEAN})
NESTED: Final[Mapping[str, tuple[Part, Part]]] = MappingProxyType(
    {Breakdown.TEAM: (Part.STRUCTURE, Part.CORE), Breakdown.BUDGET: (Part.TOTAL, Part.CORE)}
)
LEAST_TO_COMPARE: Final = Decimal(10)
"""Below ten, half as much again is a few units: neither such a count nor a share of so few surprises anybody."""

POINTS: Final = Decimal(50)
ZERO: Final = Decimal(0)


class Severity(StrEnum):
    """What the finding asks for."""

    BLOCKING = "bloquant"
    WARNING = "à justifier"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What the checks need to know of an indicator: its words, `evaluation.enums.ValueKind` and `Breakdown` values."""

    label: str
    kind: str
    breakdown: str = ""
    at_most: Decimal | None = None
    rule: str = ""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing seen: the indicator that shows it, the check (`key`), what it asks, why, and the fields to look at.

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
    indicators: Mapping[str, Asked],
    last_year: Mapping[str, Measure] = NOBODY,
    network: Mapping[str, Quartiles] = NO_SPREAD,
) -> list[Finding]:
    """Everything to mend, then everything to justify, in the order of the indicators."""
    told = {code: answers[code] for code in indicators if code in answers and answers[code].is_answered}
    blocking = [found for code, measure in told.items() for found in impossible(code, measure, indicators[code])]
    stopped = {found.code for found in blocking}
    sound = {code: measure for code, measure in told.items() if code not in stopped}
    warnings = [
        *_ceilings(sound, indicators), *_surprises(sound, indicators, last_year, network), *_contradictions(sound),
    ]  # fmt: skip
    order = {code: rank for rank, code in enumerate(indicators)}
    return blocking + sorted(warnings, key=lambda found: order.get(found.code, len(order)))


# What cannot be ---------------------------------------------------------------------------------------------------


def impossible(code: str, measure: Measure, asked: Asked) -> Iterator[Finding]:
    """What in this one answer cannot be true, whatever the other figures are."""
    for one in (_negative, _fraction, _share, _parts):
        found = one(code, measure, asked)
        if found is not None:
            yield found


def _blocking(code: str, key: str, sentence: str, *fields: str) -> Finding:
    said = typeset(f"{code} : {sentence}")
    return Finding(code=code, key=key, severity=Severity.BLOCKING, sentence=said, fields=fields or (code,))


def _figures(code: str, measure: Measure) -> dict[str, Decimal]:
    named = {code: measure.value, f"{code}.numerator": measure.numerator, f"{code}.denominator": measure.denominator}
    parts = {f"{code}.parts.{key}": part for key, part in measure.parts.items()}
    return {name: figure for name, figure in named.items() if figure is not None} | parts


def _negative(code: str, measure: Measure, asked: Asked) -> Finding | None:
    wrong = [name for name, figure in _figures(code, measure).items() if figure < 0]
    return _blocking(code, "negative", "un chiffre ne peut pas être négatif.", *wrong) if wrong else None


def _fraction(code: str, measure: Measure, asked: Asked) -> Finding | None:
    if asked.kind not in WHOLE_KINDS:
        return None
    wrong = [name for name, figure in _figures(code, measure).items() if figure != figure.to_integral_value()]
    return _blocking(code, "fraction", "ce nombre se compte à l’unité, sans virgule.", *wrong) if wrong else None


def _share(code: str, measure: Measure, asked: Asked) -> Finding | None:
    top, bottom = measure.numerator, measure.denominator
    fields = (f"{code}.numerator", f"{code}.denominator")
    if (top is None) != (bottom is None):
        return _blocking(code, "half", "donnez le numérateur et le dénominateur, ou aucun des deux.", *fields)
    if asked.kind != ValueKind.PERCENT:
        return None
    if top is not None and bottom is not None and top > bottom and code != STATE_SHARE:
        told = f"{number(top)} sur {number(bottom)} dépasse 100 %. Le numérateur se compte dans le dénominateur."
        return _blocking(code, "over", told, *fields)
    if measure.value is not None and measure.value > HUNDRED and code != STATE_SHARE:
        return _blocking(code, "over", f"{number(measure.value)} % dépasse 100 %.")
    return None


STATE_SHARE: Final = "MO-04"
"""The State may give more than the core budget that the formula computes (R-99): over 100 % is rare, not false."""


def _parts(code: str, measure: Measure, asked: Asked) -> Finding | None:
    if not measure.parts or measure.value is None or asked.breakdown == Breakdown.NONE:
        return None
    if asked.breakdown in NESTED:
        return _nested(code, measure, asked)
    total = sum(measure.parts.values(), Decimal(0))
    if total == measure.value:
        return None
    told = f"le détail fait {number(total)}, le total dit {number(measure.value)}. Corrigez l’un ou l’autre."
    return _blocking(code, "parts", told, code, f"{code}.parts")


def _nested(code: str, measure: Measure, asked: Asked) -> Finding | None:
    whole, within = (measure.parts.get(key) for key in NESTED[asked.breakdown])
    if whole is not None and whole != measure.value:
        told = f"le total dit {number(measure.value or 0)}, son détail {number(whole)}."
        return _blocking(code, "parts", told, code, f"{code}.parts")
    if whole is not None and within is not None and within > whole:
        told = f"le socle ({number(within)}) ne peut pas dépasser l’ensemble ({number(whole)})."
        return _blocking(code, "parts", told, f"{code}.parts")
    return None


# What passes a ceiling -------------------------------------------------------------------------------------------


def _ceilings(answers: Mapping[str, Measure], indicators: Mapping[str, Asked]) -> Iterator[Finding]:
    for code, measure in answers.items():
        found = over_ceiling(code, measure, indicators[code])
        if found is not None:
            yield found


def over_ceiling(code: str, measure: Measure, asked: Asked) -> Finding | None:
    """R-72: a share above what the framework admits, exactly (20,00 % is admitted): true perhaps, but to be explained.

    The floors of the framework are commitments: the grid of commitments reads them (R-120 to R-132).
    """
    if asked.at_most is None or measure.value is None or not _passes(measure, asked.at_most):
        return None
    unit = " %" if asked.kind == ValueKind.PERCENT else ""
    top, bottom = measure.numerator, measure.denominator
    over = f" ({number(top)} sur {number(bottom)})" if top is not None and bottom is not None else ""
    rule = f" ({asked.rule})" if asked.rule else ""
    told = f"{number(measure.value)}{unit}{over} dépasse le plafond de {number(asked.at_most)}{unit}{rule}."
    return _warning(code, "ceiling", f"{told} Dites pourquoi.")


def _passes(measure: Measure, limit: Decimal) -> bool:
    if measure.numerator is None or not measure.denominator:
        return measure.value is not None and measure.value > limit
    return measure.numerator * HUNDRED > measure.denominator * limit


# What surprises ---------------------------------------------------------------------------------------------------


def _warning(code: str, key: str, sentence: str, *fields: str) -> Finding:
    said = typeset(f"{code} : {sentence}")
    return Finding(code=code, key=key, severity=Severity.WARNING, sentence=said, fields=fields or (code,))


def _surprises(
    answers: Mapping[str, Measure],
    indicators: Mapping[str, Asked],
    last_year: Mapping[str, Measure],
    network: Mapping[str, Quartiles],
) -> Iterator[Finding]:
    for code, measure in answers.items():
        is_share = indicators[code].kind == ValueKind.PERCENT
        if is_share and measure.denominator is not None and measure.denominator < LEAST_TO_COMPARE:
            continue
        found = moved(code, measure, last_year.get(code, Measure()), is_share=is_share)
        found = found or outlying(code, measure, network.get(code), is_share=is_share)
        if found is not None:
            yield found


def moved(code: str, measure: Measure, before: Measure, *, is_share: bool) -> Finding | None:
    """More than half as much again, or less than half, of last year; a share: more than fifty points."""
    now, then = measure.value, before.value
    if now is None or then is None:
        return None
    if is_share:
        points = now - then
        few = before.denominator is not None and before.denominator < LEAST_TO_COMPARE
        if few or abs(points) <= POINTS:
            return None
        told = f"{number(then)} % l’an dernier, {number(now)} % cette année : {signed(points)} points."
        return _warning(code, "moved", f"{told} Dites pourquoi.")
    if then < LEAST_TO_COMPARE or abs(Fraction(now) - Fraction(then)) * 2 <= Fraction(then):
        return None
    change = relative_change(now, then)
    told = "" if change is None else f" : {signed(change, '%')}"
    return _warning(code, "moved", f"{number(then)} l’an dernier, {number(now)} cette année{told}. Dites pourquoi.")


def outlying(code: str, measure: Measure, spread: Quartiles | None, *, is_share: bool) -> Finding | None:
    """Beyond the fences of comparable centres (`evaluation.law.quartiles` says how they are set)."""
    if spread is None or measure.value is None or spread.holds(measure.value):
        return None
    low, high = max(spread.lowest, ZERO), spread.highest
    high, unit = (min(high, HUNDRED), " %") if is_share else (high, "")
    lowest, middle, highest = (number(tenth(one)) for one in (low, spread.median, high))
    told = (
        f"{number(measure.value)}{unit} sort de l’étendue habituelle des {spread.count} centres comparables, "
        f"de {lowest} à {highest}{unit} (médiane {middle}{unit}). Dites pourquoi."
    )
    return _warning(code, "outlier", told)


# What contradicts -------------------------------------------------------------------------------------------------


def _contradictions(answers: Mapping[str, Measure]) -> Iterator[Finding]:
    figures = {code: figure for code, measure in answers.items() for code, figure in _named(code, measure)}
    for relation in RELATIONS:
        values = [figures[code] for code in relation.codes if code in figures]
        if len(values) == len(relation.codes) and not relation.holds(values):
            fields = tuple(dict.fromkeys(code.partition(".")[0] for code in relation.codes))
            told = relation.sentence.format(*(number(value) for value in values))
            yield _warning(relation.codes[0].partition(".")[0], relation.key, told, *fields)


def _named(code: str, measure: Measure) -> Iterable[tuple[str, Decimal]]:
    """« M2-01 », and when they are told « M2-05.numerator », « AC-04.parts.elus », « AC-03.sum »."""
    yield from _figures(code, measure).items()
    if measure.parts:
        yield f"{code}.sum", sum(measure.parts.values(), Decimal(0))
