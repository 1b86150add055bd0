"""The figures of a year put together: every national indicator, over the centres that were asked (R-142, R-144, §4.3).

Pure but for the words of `evaluation.enums`: frozen dataclasses in and out, a plain form that JSON keeps letter for
letter. A centre whose figures the regional State has not verified is missing everywhere, and counted as such. The
financial figures of a centre that the State does not fund (Paris, R-56) are « sans objet ».
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any, Final

from evaluation.law.aggregation import Aggregate, Measure, Norm, aggregate
from evaluation.law.codes import ValueKind

BLANK: Final = Measure()
OUT_OF_SCOPE: Final = Measure(is_not_applicable=True)
FIGURES: Final = ("value", "numerator", "denominator")
COUNTS: Final = ("answered", "not_applicable", "missing", "conforming")


@dataclass(frozen=True, kw_only=True)
class Definition:
    """One indicator as its version told it: a closed year keeps its own."""

    code: str
    section: str
    label: str
    definition: str
    kind: str
    unit: str
    breakdown: str
    aggregation: str
    rule: str
    is_critical: bool
    is_financial: bool
    at_least: Decimal | None
    at_most: Decimal | None

    @property
    def norm(self) -> Norm:
        """How it is consolidated, and its threshold."""
        return Norm(
            aggregation=self.aggregation,
            is_percent=self.kind == ValueKind.PERCENT,
            at_least=self.at_least,
            at_most=self.at_most,
        )


NAMES: Final = tuple(field.name for field in fields(Definition))


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What one centre was asked and, once verified, what it answered (`measures` None: not verified)."""

    is_state_funded: bool
    measures: Mapping[str, Measure] | None

    def measure(self, definition: Definition) -> Measure:
        """Its answer as it is consolidated."""
        if definition.is_financial and not self.is_state_funded:
            return OUT_OF_SCOPE
        return BLANK if self.measures is None else self.measures.get(definition.code, BLANK)


@dataclass(frozen=True, kw_only=True)
class Line:
    """One indicator and its consolidated figure."""

    definition: Definition
    aggregate: Aggregate


@dataclass(frozen=True, kw_only=True)
class Consolidated:
    """The figures of one year over the network, or over one region: `asked` centres, `answered` of them verified."""

    year: int
    asked: int
    answered: int
    lines: tuple[Line, ...]

    def line(self, code: str) -> Line | None:
        """The figure of one indicator; None when the version of the year does not have it."""
        return next((line for line in self.lines if line.definition.code == code), None)

    def to_plain(self) -> dict[str, Any]:
        """Texts, integers, booleans and None only."""
        return {
            "year": self.year,
            "asked": self.asked,
            "answered": self.answered,
            "lines": [_plain_line(line) for line in self.lines],
        }

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any], codes: Container[str] | None = None) -> Consolidated:
        """What `to_plain` gave; only the lines of those `codes` when there are any."""
        return cls(
            year=plain["year"],
            asked=plain["asked"],
            answered=plain["answered"],
            lines=tuple(_line(told) for told in plain["lines"] if codes is None or told["code"] in codes),
        )


def consolidate(year: int, definitions: Iterable[Definition], answers: Iterable[Answer]) -> Consolidated:
    """What the centres make together; their order changes nothing."""
    answers = tuple(answers)
    return Consolidated(
        year=year,
        asked=len(answers),
        answered=sum(one.measures is not None for one in answers),
        lines=tuple(
            Line(definition=one, aggregate=aggregate(one.norm, [answer.measure(one) for answer in answers]))
            for one in definitions
        ),
    )


def _text(figure: Decimal | None) -> str | None:
    """Without useless zeros: « 967 », whatever the decimals of the column it was read from."""
    return None if figure is None else f"{figure.normalize():f}"


def _figure(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _plain_line(line: Line) -> dict[str, Any]:
    told = {name: getattr(line.definition, name) for name in NAMES}
    told |= {name: _text(told[name]) for name in ("at_least", "at_most")}
    told |= {name: _text(getattr(line.aggregate, name)) for name in FIGURES}
    told |= {name: getattr(line.aggregate, name) for name in COUNTS}
    return told | {"parts": {key: _text(part) for key, part in line.aggregate.parts.items()}}


def _line(told: Mapping[str, Any]) -> Line:
    kept = {name: told[name] for name in NAMES}
    kept |= {name: _figure(told[name]) for name in ("at_least", "at_most")}
    made: dict[str, Any] = {name: _figure(told[name]) for name in FIGURES} | {name: told[name] for name in COUNTS}
    parts = {key: Decimal(part) for key, part in told["parts"].items()}
    return Line(definition=Definition(**kept), aggregate=Aggregate(**made, parts=parts))
