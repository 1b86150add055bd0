"""Aggregation of the answers of several centres to one indicator: sum, mean, ratio, share of yes… (§4.3).

Pure: frozen dataclasses in, frozen dataclasses out; no database, no clock, no float. A blank is never a zero; whoever
did not answer is out of every denominator, and counted.
`measure_json` and `measure_from`: an answer as JSON and back, figures as text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from types import MappingProxyType
from typing import Any, Final

from documents.french import plain
from evaluation.law.codes import Aggregation

HUNDRED: Final = Decimal(100)
TENTH: Final = Decimal("0.1")
NO_PARTS: Final[Mapping[str, Decimal]] = MappingProxyType({})


@dataclass(frozen=True, kw_only=True)
class Measure:
    """What one centre answers for one indicator; nothing at all when it is blank."""

    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    parts: Mapping[str, Decimal] = field(default_factory=lambda: NO_PARTS)
    choice: str = ""
    is_not_applicable: bool = False

    @property
    def is_blank(self) -> bool:
        """Nothing was answered: neither a figure, nor « sans objet »."""
        return not self.is_answered and not self.is_not_applicable

    @property
    def has_only_its_denominator(self) -> bool:
        """Whether it only says what a share is counted over: nothing is answered yet."""
        return self.denominator is not None and self == Measure(denominator=self.denominator)

    @property
    def is_answered(self) -> bool:
        """Whether there is a figure, its parts or an appraisal to count."""
        return self.value is not None or bool(self.parts) or bool(self.choice) or self.denominator is not None


@dataclass(frozen=True, kw_only=True)
class Norm:
    """How an indicator is aggregated, and its threshold (both bounds included)."""

    aggregation: str
    is_percent: bool = False
    at_least: Decimal | None = None
    at_most: Decimal | None = None

    @property
    def has_threshold(self) -> bool:
        return self.at_least is not None or self.at_most is not None

    def conforms(self, measure: Measure) -> bool | None:
        """Whether the figure conforms; None when there is no threshold or no figure."""
        if not self.has_threshold or measure.value is None:
            return None
        return (self.at_least is None or measure.value >= self.at_least) and (
            self.at_most is None or measure.value <= self.at_most
        )


@dataclass(frozen=True, kw_only=True)
class Aggregate:
    """The figure of several centres, and how many of them it comes from.

    `answered`, `not_applicable` and `missing` add up to the number of centres asked. `conforming` counts, among those
    that answered, the ones within the threshold (or that said yes); None where the indicator has neither.
    """

    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    parts: Mapping[str, Decimal] = field(default_factory=lambda: NO_PARTS)
    answered: int = 0
    not_applicable: int = 0
    missing: int = 0
    conforming: int | None = None

    @property
    def asked(self) -> int:
        return self.answered + self.not_applicable + self.missing


def share(numerator: Decimal, denominator: Decimal) -> Decimal | None:
    """The percentage, to one decimal, half up; None over nothing (a share of nobody is not 0 %)."""
    if denominator == 0:
        return None
    return (numerator * HUNDRED / denominator).quantize(TENTH, rounding=ROUND_HALF_UP)


def over(measure: Measure, denominator: Decimal | None) -> Measure:
    """The same amount over another denominator; unchanged where either is missing."""
    if measure.numerator is None or denominator is None:
        return measure
    return replace(measure, value=share(measure.numerator, denominator), denominator=denominator)


def ratio(numerator: Decimal, denominator: Decimal) -> Decimal | None:
    """The quotient, to one decimal, half up; None over nothing."""
    if denominator == 0:
        return None
    return (numerator / denominator).quantize(TENTH, rounding=ROUND_HALF_UP)


def relative_change(now: Decimal, then: Decimal) -> Decimal | None:
    """By how many per cent a figure moved, to one decimal, half up; None where a percentage would mean nothing.

    So it is from nothing, and for a fall to nothing or nearly: « −100 % » would deny the little that is left.
    """
    moved = share(now - then, then)
    return None if moved == -HUNDRED else moved


def aggregate(norm: Norm, measures: Iterable[Measure]) -> Aggregate:
    """The answers of the centres as one figure; their order changes nothing."""
    measures = list(measures)
    answered = [measure for measure in measures if measure.is_answered]
    result = _WAYS[norm.aggregation](norm, answered)
    conformities = [norm.conforms(measure) for measure in answered]
    with_norm = [measure for measure in conformities if measure is not None]
    return Aggregate(
        value=result.value,
        numerator=result.numerator,
        denominator=result.denominator,
        parts=sum_parts(answered),
        answered=len(answered),
        not_applicable=sum(measure.is_not_applicable for measure in measures),
        missing=sum(measure.is_blank for measure in measures),
        conforming=result.conforming if result.conforming is not None else (sum(with_norm) if with_norm else None),
    )


def sum_parts(measures: Iterable[Measure]) -> Mapping[str, Decimal]:
    """The parts of the centres, added key by key, in alphabetical order of the keys."""
    total: dict[str, Decimal] = {}
    for measure in measures:
        for key, part in measure.parts.items():
            total[key] = total.get(key, Decimal(0)) + part
    return MappingProxyType(dict(sorted(total.items())))


def _values(measures: Iterable[Measure]) -> list[Decimal]:
    return [measure.value for measure in measures if measure.value is not None]


def _sum(norm: Norm, measures: list[Measure]) -> Aggregate:
    values = _values(measures)
    return Aggregate(value=sum(values, Decimal(0)) if values else None)


def _mean(norm: Norm, measures: list[Measure]) -> Aggregate:
    values = _values(measures)
    total, count = sum(values, Decimal(0)), Decimal(len(values))
    return Aggregate(value=ratio(total, count), numerator=total, denominator=count) if values else Aggregate()


def _weighted_ratio(norm: Norm, measures: list[Measure]) -> Aggregate:
    fractions = [
        (measure.numerator, measure.denominator)
        for measure in measures
        if measure.numerator is not None and measure.denominator is not None
    ]
    if not fractions:
        return Aggregate()
    numerator = sum((top for top, _ in fractions), Decimal(0))
    denominator = sum((bottom for _, bottom in fractions), Decimal(0))
    quotient = share if norm.is_percent else ratio
    return Aggregate(value=quotient(numerator, denominator), numerator=numerator, denominator=denominator)


def _share_of_yes(norm: Norm, measures: list[Measure]) -> Aggregate:
    values = _values(measures)
    if not values:
        return Aggregate()
    yes = sum(bool(norm.conforms(Measure(value=value))) if norm.has_threshold else value != 0 for value in values)
    return Aggregate(
        value=share(Decimal(yes), Decimal(len(values))),
        numerator=Decimal(yes),
        denominator=Decimal(len(values)),
        conforming=yes,
    )


def _maximum(norm: Norm, measures: list[Measure]) -> Aggregate:
    values = _values(measures)
    return Aggregate(value=max(values)) if values else Aggregate()


def _parts_only(norm: Norm, measures: list[Measure]) -> Aggregate:
    return Aggregate()


_WAYS: Final[Mapping[str, Callable[[Norm, list[Measure]], Aggregate]]] = MappingProxyType(
    {
        Aggregation.SUM: _sum,
        Aggregation.MEAN: _mean,
        Aggregation.WEIGHTED_RATIO: _weighted_ratio,
        Aggregation.SHARE_OF_YES: _share_of_yes,
        Aggregation.DISTRIBUTION: _parts_only,
        Aggregation.MAXIMUM: _maximum,
        Aggregation.NONE: _parts_only,
    }
)


FIGURES = ("value", "numerator", "denominator")


def measure_json(measure: Measure) -> dict[str, Any]:
    """« {"value": "42", "parts": {"formation": "20"}} »: what is blank is left out."""
    figures = {name: plain(figure) for name in FIGURES if (figure := getattr(measure, name)) is not None}
    parts = {key: plain(part) for key, part in measure.parts.items()}
    rest = {"parts": parts, "choice": measure.choice, "is_not_applicable": measure.is_not_applicable}
    return figures | {name: value for name, value in rest.items() if value}


def measure_from(stored: Mapping[str, Any]) -> Measure:
    """The answer that `measure_json` wrote."""
    figures = {name: Decimal(stored[name]) for name in FIGURES if name in stored}
    return Measure(
        **figures,
        parts={key: Decimal(part) for key, part in stored.get("parts", {}).items()},
        choice=stored.get("choice", ""),
        is_not_applicable=stored.get("is_not_applicable", False),
    )
