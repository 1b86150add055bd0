"""One figure of one form with what it comes from, as its page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import NoReverseMatch, reverse

from documents.french import number
from evaluation.counting.measure_json import measure_from
from evaluation.counting.services import compute, computed_json
from evaluation.enums import Appraisal, ValueKind
from evaluation.law.aggregation import Measure
from evaluation.models import Collection, Indicator
from evaluation.models.collection import SENT
from evaluation.queries import measure_of
from evaluation.referential.breakdowns import parts_of

NO_BREAK = "\u00a0"


@dataclass(frozen=True)
class SourceLine:
    """One record behind the figure, and the page where it is kept."""

    label: str
    detail: str
    amount: Decimal
    url: str


@dataclass(frozen=True)
class SourceOfFigure:
    """What the centre kept, what the application counted, and the lines of that count.

    `is_frozen`: the form is sent, so that the count is the one of that day; before, it is taken anew at each reading.
    """

    kept: str
    counted: str
    sentence: str
    reason: str
    lines: tuple[SourceLine, ...]
    parts: tuple[tuple[str, str, str], ...]
    is_counted: bool
    is_corrected: bool
    is_frozen: bool


def source_of_figure(form: Collection, indicator: Indicator) -> SourceOfFigure:
    """What is kept beside the value once the form is sent; counted anew before."""
    value = form.values.filter(indicator=indicator).first()
    kept = Measure() if value is None else measure_of(value)
    told = _count(form, indicator, value.computed if value else None)
    counted = measure_from(told["measure"]) if told else Measure()
    return SourceOfFigure(
        kept=written(kept, indicator),
        counted=written(counted, indicator),
        sentence=told["sentence"] if told else "",
        reason=value.correction_reason if value else "",
        lines=tuple(_line(one) for one in told["lines"]) if told else (),
        parts=tuple(_parts(kept, counted, indicator)),
        is_counted=told is not None,
        is_corrected=told is not None and not kept.is_blank and kept != counted,
        is_frozen=form.state in SENT,
    )


def _count(form: Collection, indicator: Indicator, stored: dict[str, Any] | None) -> dict[str, Any] | None:
    if not indicator.derivation or form.state in SENT:
        return stored
    computed = compute(form).get(indicator.code)
    return None if computed is None else computed_json(computed)


def _line(told: dict[str, Any]) -> SourceLine:
    return SourceLine(told["label"], told["detail"], Decimal(told["amount"]), told.get("url", ""))


def _parts(kept: Measure, counted: Measure, indicator: Indicator) -> list[tuple[str, str, str]]:
    labels = parts_of(indicator.breakdown)
    return [
        (label, number(kept.parts.get(key)) or "", number(counted.parts.get(key)) or "")
        for key, label in labels.items()
        if key in kept.parts or key in counted.parts
    ]


def written(measure: Measure, indicator: Indicator) -> str:
    """The answer as it reads: « 42 demi-journées », « 12,5 % (3 sur 24) », « oui », « sans objet », or nothing."""
    if measure.is_not_applicable:
        return "sans objet"
    if measure.choice:
        return str(Appraisal(measure.choice).label)
    if measure.value is None:
        return _without_value(measure)
    if indicator.kind == ValueKind.BOOLEAN:
        return "oui" if measure.value else "non"
    unit = unit_of(measure.value, indicator.unit)
    told = f"{number(measure.value)}{NO_BREAK}{unit}" if unit else number(measure.value)
    return f"{told}{_over(measure)}"


def unit_of(value: Decimal, unit: str) -> str:
    """The unit agreed with the figure: below two, French keeps the singular (« 1 demi-journée », « 1 réseau »)."""
    noun, space, rest = unit.partition(" ")
    if abs(value) < 2 and noun.endswith(("s", "x")):
        noun = noun[:-1]
    return f"{noun}{space}{rest}"


def _over(measure: Measure) -> str:
    if measure.numerator is None or measure.denominator is None:
        return ""
    return f" ({number(measure.numerator)} sur {number(measure.denominator)})"


def _without_value(measure: Measure) -> str:
    if measure.denominator is not None:
        return f"{number(measure.numerator)} sur {number(measure.denominator)}"
    return f"{number(sum(measure.parts.values(), Decimal(0)))} en tout" if measure.parts else ""


def form_address(year: int, slug: str) -> str:
    """The page of a form, empty while that page is not open."""
    try:
        return reverse("evaluation:collection", args=[year, slug])
    except NoReverseMatch:
        return ""
