"""The figures of a year aggregated: every national indicator, over the centres of the campaign (R-142, R-144, §4.3).

Pure: frozen dataclasses in and out, and to and from the values that JSON stores exactly. A centre whose figures the
regional State has not verified is missing everywhere, and counted as such. The financial figures of a centre that the
State does not fund (Paris, R-56) are « sans objet ».
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
    """One indicator as it was in the referential of the year."""

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
    """The answers of one centre by code; `measures` is None until the regional State verifies them."""

    is_state_funded: bool
    measures: Mapping[str, Measure] | None

    def measure(self, definition: Definition) -> Measure:
        """Its answer to the indicator, as it is aggregated: « sans objet » or blank where there is none."""
        if definition.is_financial and not self.is_state_funded:
            return OUT_OF_SCOPE
        return BLANK if self.measures is None else self.measures.get(definition.code, BLANK)


@dataclass(frozen=True, kw_only=True)
class ConsolidatedIndicator:
    """One indicator and its consolidated figure."""

    definition: Definition
    aggregate: Aggregate

    def to_plain(self) -> dict[str, Any]:
        """Texts, integers, booleans and None only."""
        plain = {name: getattr(self.definition, name) for name in NAMES}
        plain |= {name: _text(plain[name]) for name in ("at_least", "at_most")}
        plain |= {name: _text(getattr(self.aggregate, name)) for name in FIGURES}
        plain |= {name: getattr(self.aggregate, name) for name in COUNTS}
        return plain | {"parts": {key: _text(part) for key, part in self.aggregate.parts.items()}}

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> ConsolidatedIndicator:
        """What `to_plain` gave."""
        bounds = {name: _figure(plain[name]) for name in ("at_least", "at_most")}
        figures: dict[str, Any] = {name: _figure(plain[name]) for name in FIGURES}
        counts = {name: plain[name] for name in COUNTS}
        parts = {key: Decimal(part) for key, part in plain["parts"].items()}
        return cls(
            definition=Definition(**{name: plain[name] for name in NAMES} | bounds),
            aggregate=Aggregate(**figures | counts, parts=parts),
        )


@dataclass(frozen=True, kw_only=True)
class Consolidated:
    """The figures of one year over the network, or over one region: `asked` centres, `answered` of them verified."""

    year: int
    asked: int
    answered: int
    lines: tuple[ConsolidatedIndicator, ...]

    def line(self, code: str) -> ConsolidatedIndicator | None:
        """The figure of one indicator; None when the version of the year does not have it."""
        return next((line for line in self.lines if line.definition.code == code), None)

    def to_plain(self) -> dict[str, Any]:
        """Texts, integers, booleans and None only."""
        return {
            "year": self.year,
            "asked": self.asked,
            "answered": self.answered,
            "lines": [line.to_plain() for line in self.lines],
        }

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any], codes: Container[str] | None = None) -> Consolidated:
        """What `to_plain` gave; only the lines of those `codes` when there are any."""
        return cls(
            year=plain["year"],
            asked=plain["asked"],
            answered=plain["answered"],
            lines=tuple(
                ConsolidatedIndicator.from_plain(line)
                for line in plain["lines"]
                if codes is None or line["code"] in codes
            ),
        )


def consolidate(year: int, definitions: Iterable[Definition], answers: Iterable[Answer]) -> Consolidated:
    """Every indicator aggregated over the centres; their order changes nothing."""
    answers = tuple(answers)
    return Consolidated(
        year=year,
        asked=len(answers),
        answered=sum(answer.measures is not None for answer in answers),
        lines=tuple(
            ConsolidatedIndicator(
                definition=definition,
                aggregate=aggregate(definition.norm, [answer.measure(definition) for answer in answers]),
            )
            for definition in definitions
        ),
    )


def _text(figure: Decimal | None) -> str | None:
    """Without useless zeros: « 967 », whatever the decimals of the column it was read from."""
    return None if figure is None else f"{figure.normalize():f}"


def _figure(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
