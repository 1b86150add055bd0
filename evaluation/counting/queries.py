"""One figure of one form and its sources, for its page."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.urls import NoReverseMatch, reverse

from documents.french import number
from evaluation.counting.services import compute, computed_json
from evaluation.enums import Appraisal, ValueKind, parts_of
from evaluation.law.aggregation import Measure, measure_from
from evaluation.models import Collection, Indicator
from evaluation.models.collection import SENT
from evaluation.queries import measure_of

NO_BREAK = "\u00a0"


@dataclass(frozen=True)
class SourceLine:
    """One record of the figure, and the address of its page."""

    label: str
    detail: str
    amount: Decimal
    url: str


@dataclass(frozen=True)
class SourceOfFigure:
    """The answer of the centre, the count of the application, and the lines of that count, as texts.

    `is_frozen`: the form is sent, so that the count is the one of that day; before, it is computed at each reading.
    """

    answer: str
    counted: str
    sentence: str
    reason: str
    lines: tuple[SourceLine, ...]
    parts: tuple[tuple[str, str, str], ...]
    is_counted: bool
    is_corrected: bool
    is_frozen: bool


def source_of_figure(form: Collection, indicator: Indicator) -> SourceOfFigure:
    """The figure with its count: the stored one once the form is sent, computed again before."""
    value = form.values.filter(indicator=indicator).first()
    answer = Measure() if value is None else measure_of(value)
    count = value.computed if value else None
    if indicator.derivation and form.state not in SENT:
        computed = compute(form).get(indicator.code)
        count = None if computed is None else computed_json(computed)
    counted = measure_from(count["measure"]) if count else Measure()
    return SourceOfFigure(
        answer=answer_text(answer, indicator),
        counted=answer_text(counted, indicator),
        sentence=count["sentence"] if count else "",
        reason=value.correction_reason if value else "",
        lines=tuple(
            SourceLine(line["label"], line["detail"], Decimal(line["amount"]), line.get("url", ""))
            for line in (count["lines"] if count else ())
        ),
        parts=tuple(
            (label, number(answer.parts.get(key)) or "", number(counted.parts.get(key)) or "")
            for key, label in parts_of(indicator.breakdown).items()
            if key in answer.parts or key in counted.parts
        ),
        is_counted=count is not None,
        is_corrected=count is not None and not answer.is_blank and answer != counted,
        is_frozen=form.state in SENT,
    )


def answer_text(measure: Measure, indicator: Indicator) -> str:
    """The answer as it reads: « 42 demi-journées », « 12,5 % (3 sur 24) », « oui », « sans objet », or nothing."""
    if measure.is_not_applicable:
        return "sans objet"
    if measure.choice:
        return str(Appraisal(measure.choice).label)
    if measure.value is None:
        if measure.denominator is not None:
            return f"{number(measure.numerator)} sur {number(measure.denominator)}"
        return f"{number(sum(measure.parts.values(), Decimal(0)))} en tout" if measure.parts else ""
    if indicator.kind == ValueKind.BOOLEAN:
        return "oui" if measure.value else "non"
    unit = unit_of(measure.value, indicator.unit)
    figure = f"{number(measure.value)}{NO_BREAK}{unit}" if unit else number(measure.value)
    if measure.numerator is None or measure.denominator is None:
        return figure
    return f"{figure} ({number(measure.numerator)} sur {number(measure.denominator)})"


def unit_of(value: Decimal, unit: str) -> str:
    """The unit agreed with the figure: below two, French keeps the singular (« 1 demi-journée », « 1 réseau »)."""
    noun, space, rest = unit.partition(" ")
    if abs(value) < 2 and noun.endswith(("s", "x")):
        noun = noun[:-1]
    return f"{noun}{space}{rest}"


def form_address(year: int, slug: str) -> str:
    """The address of the page of a form; empty when there is none."""
    try:
        return reverse("evaluation:collection", args=[year, slug])
    except NoReverseMatch:
        return ""
