"""What centres add up to, one by one: each brings a weight to every indicator, and takes it back when it leaves. Pure.

A total is counts and sums of exact Decimals, so that taking back what was added gives the same total again, and that
`aggregate_of` says, to the last sign, what `evaluation.law.aggregation.aggregate` says of all the answers at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final

from evaluation.law.aggregation import Aggregate, Measure, Norm, ratio, share
from evaluation.law.consolidation import Answer, Consolidated, Definition, Line
from funding.french import plain

MAXIMUM: Final = "maximum"
SHARE_OF_YES: Final = "part_de_oui"
PART: Final = "part "
TOP: Final = "top "
ZERO: Final = Decimal(0)


@dataclass
class Total:
    """What the centres make together of one indicator: how many brought what, and the sums."""

    counts: dict[str, int] = field(default_factory=dict)
    sums: dict[str, Decimal] = field(default_factory=dict)

    def add(self, norm: Norm, measure: Measure) -> None:
        """One more answer."""
        self._move(norm, measure, 1)

    def remove(self, norm: Norm, measure: Measure) -> None:
        """An answer that was added, taken back."""
        self._move(norm, measure, -1)

    def _move(self, norm: Norm, measure: Measure, sign: int) -> None:
        counts, sums = weight(norm, measure)
        for name, count in counts.items():
            _keep(self.counts, name, self.counts.get(name, 0) + sign * count)
        for name, figure in sums.items():
            _keep(self.sums, name, self.sums.get(name, ZERO) + sign * figure)

    def to_plain(self) -> list[dict[str, Any]]:
        """Whole numbers and texts only."""
        return [self.counts, {name: plain(figure) for name, figure in self.sums.items()}]

    @classmethod
    def from_plain(cls, told: list[dict[str, Any]]) -> Total:
        """What `to_plain` gave."""
        counts, sums = told
        return cls(counts=dict(counts), sums={name: Decimal(figure) for name, figure in sums.items()})


def _keep(held: dict[str, Any], name: str, figure: int | Decimal) -> None:
    """Nothing is kept of nothing: the same answers give the same total, whatever came and went."""
    if figure:
        held[name] = figure
    else:
        held.pop(name, None)


def weight(norm: Norm, measure: Measure) -> tuple[dict[str, int], dict[str, Decimal]]:
    """What one answer counts for, by name, and what it adds."""
    counts = {
        "answered": int(measure.is_answered),
        "not_applicable": int(measure.is_not_applicable),
        "missing": int(measure.is_blank),
    }
    sums: dict[str, Decimal] = {}
    if measure.value is not None:
        _weigh_value(norm, measure, measure.value, counts)
        sums["value"] = measure.value
    if measure.numerator is not None and measure.denominator is not None:
        counts["pairs"] = 1
        sums |= {"numerator": measure.numerator, "denominator": measure.denominator}
    for key, part in measure.parts.items():
        counts[f"{PART}{key}"], sums[f"{PART}{key}"] = 1, part
    return counts, sums


def _weigh_value(norm: Norm, measure: Measure, value: Decimal, counts: dict[str, int]) -> None:
    counts["values"] = 1
    met = norm.is_met_by(measure)
    if met is not None:
        counts |= {"judged": 1, "met": int(met)}
    counts["yes"] = int(value != 0 if met is None else met)
    if norm.aggregation == MAXIMUM:
        counts[f"{TOP}{plain(value)}"] = 1


def aggregate_of(norm: Norm, total: Total) -> Aggregate:
    """The consolidated figure of an indicator."""
    counts = total.counts
    value, numerator, denominator = _FIGURES.get(norm.aggregation, _nothing)(norm, total)
    conforming = counts.get("met", 0) if "judged" in counts else None
    if norm.aggregation == SHARE_OF_YES and "values" in counts:
        conforming = counts.get("yes", 0)
    return Aggregate(
        value=value,
        numerator=numerator,
        denominator=denominator,
        parts=_parts(total),
        answered=counts.get("answered", 0),
        not_applicable=counts.get("not_applicable", 0),
        missing=counts.get("missing", 0),
        conforming=conforming,
    )


def _parts(total: Total) -> Mapping[str, Decimal]:
    keys = sorted(name.removeprefix(PART) for name in total.counts if name.startswith(PART))
    return MappingProxyType({key: total.sums.get(f"{PART}{key}", ZERO) for key in keys})


Figures = tuple[Decimal | None, Decimal | None, Decimal | None]


def _nothing(norm: Norm, total: Total) -> Figures:
    return None, None, None


def _sum(norm: Norm, total: Total) -> Figures:
    return (total.sums.get("value", ZERO) if "values" in total.counts else None), None, None


def _mean(norm: Norm, total: Total) -> Figures:
    if "values" not in total.counts:
        return None, None, None
    top, bottom = total.sums.get("value", ZERO), Decimal(total.counts["values"])
    return ratio(top, bottom), top, bottom


def _weighted_ratio(norm: Norm, total: Total) -> Figures:
    if "pairs" not in total.counts:
        return None, None, None
    top, bottom = total.sums.get("numerator", ZERO), total.sums.get("denominator", ZERO)
    return (share if norm.is_percent else ratio)(top, bottom), top, bottom


def _share_of_yes(norm: Norm, total: Total) -> Figures:
    if "values" not in total.counts:
        return None, None, None
    top, bottom = Decimal(total.counts.get("yes", 0)), Decimal(total.counts["values"])
    return share(top, bottom), top, bottom


def _maximum(norm: Norm, total: Total) -> Figures:
    tops = [Decimal(name.removeprefix(TOP)) for name in total.counts if name.startswith(TOP)]
    return (max(tops) if tops else None), None, None


_FIGURES: Final[Mapping[str, Callable[[Norm, Total], Figures]]] = MappingProxyType(
    {
        "somme": _sum,
        "moyenne": _mean,
        "ratio": _weighted_ratio,
        SHARE_OF_YES: _share_of_yes,
        MAXIMUM: _maximum,
    }
)


@dataclass
class Totals:
    """What the centres of one scope make together: how many were asked and verified, and one total per indicator."""

    asked: int = 0
    answered: int = 0
    of: dict[str, Total] = field(default_factory=dict)

    def add(self, definitions: Iterable[Definition], answer: Answer) -> None:
        """One more centre."""
        self.asked, self.answered = self.asked + 1, self.answered + (answer.measures is not None)
        for one in definitions:
            self.of.setdefault(one.code, Total()).add(one.norm, answer.measure(one))

    def remove(self, definitions: Iterable[Definition], answer: Answer) -> None:
        """A centre that was added, taken back."""
        self.asked, self.answered = self.asked - 1, self.answered - (answer.measures is not None)
        for one in definitions:
            self.of[one.code].remove(one.norm, answer.measure(one))

    def consolidated(self, year: int, definitions: Iterable[Definition]) -> Consolidated:
        """What `evaluation.law.consolidation.consolidate` says of the same centres."""
        lines = (Line(definition=one, aggregate=aggregate_of(one.norm, self._of(one))) for one in definitions)
        return Consolidated(year=year, asked=self.asked, answered=self.answered, lines=tuple(lines))

    def _of(self, definition: Definition) -> Total:
        return self.of.get(definition.code, Total())

    def to_plain(self) -> dict[str, Any]:
        """Whole numbers and texts only."""
        return {
            "asked": self.asked,
            "answered": self.answered,
            "of": {code: total.to_plain() for code, total in self.of.items() if total.counts},
        }

    @classmethod
    def from_plain(cls, told: Mapping[str, Any]) -> Totals:
        """What `to_plain` gave."""
        of = {code: Total.from_plain(total) for code, total in told["of"].items()}
        return cls(asked=told["asked"], answered=told["answered"], of=of)
