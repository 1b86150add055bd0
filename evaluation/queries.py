"""The verified figures of the centres, for opinions, dashboard and open data.

The only queries of these figures, so that every page quotes the same ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from evaluation.enums import ValueKind
from evaluation.law.aggregation import Measure, Norm
from evaluation.models import Collection, Indicator, Value
from evaluation.models.collection import CHECKED


@dataclass(frozen=True)
class Figures:
    """The form of one centre for one year: its state, and one measure per indicator code (absent: blank)."""

    centre_id: int
    year: int
    state: str
    measures: Mapping[str, Measure]
    comments: Mapping[str, str]

    def measure(self, code: str) -> Measure:
        """The answer to one indicator, blank when there is none."""
        return self.measures.get(code, Measure())


def measure_of(value: Value) -> Measure:
    """The answer of a stored value."""
    return measure_from_fields([getattr(value, name) for name in MEASURE_FIELDS])


# The columns of a measure, in the order that `measure_from_fields` takes: plain rows cost a third of what objects do.
MEASURE_FIELDS = ("value", "numerator", "denominator", "parts", "choice", "is_not_applicable")


def measure_from_fields(fields: Sequence[Any]) -> Measure:
    """The answer from the values of `MEASURE_FIELDS`, in that order."""
    value, numerator, denominator, parts, choice, is_not_applicable = fields
    return Measure(
        value=value,
        numerator=numerator,
        denominator=denominator,
        parts={key: Decimal(part) for key, part in parts.items()} if parts else {},
        choice=choice,
        is_not_applicable=is_not_applicable,
    )


def norm_of(indicator: Indicator) -> Norm:
    """How an indicator is consolidated, and its threshold."""
    return Norm(
        aggregation=indicator.aggregation,
        is_percent=indicator.kind == ValueKind.PERCENT,
        at_least=indicator.at_least,
        at_most=indicator.at_most,
    )


def figures_of(
    years: Iterable[int], centre_ids: Iterable[int] | None = None, *, verified_only: bool = True
) -> dict[tuple[int, int], Figures]:
    """The figures of each (centre key, year): two queries, whatever the network and the years.

    The caller checks the scope: pass the keys of centres that the reader may open, or consolidate and show
    aggregates only.
    """
    forms = Collection.objects.filter(campaign__year__in=list(years))
    if centre_ids is not None:
        forms = forms.filter(centre__in=list(centre_ids))
    if verified_only:
        forms = forms.checked()
    rows = forms.order_by().values_list("pk", "centre", "campaign__year", "state")
    forms_by_pk = {pk: (centre, year, state) for pk, centre, year, state in rows}
    measures: dict[int, dict[str, Measure]] = {pk: {} for pk in forms_by_pk}
    comments: dict[int, dict[str, str]] = {pk: {} for pk in forms_by_pk}
    values = Value.objects.filter(collection__in=forms.order_by().values("pk")).order_by()
    for form, code, comment, *fields in values.values_list(
        "collection", "indicator__code", "comment", *MEASURE_FIELDS
    ).iterator():
        measures[form][code] = measure_from_fields(fields)
        if comment:
            comments[form][code] = comment
    return {
        (centre, year): Figures(centre, year, state, measures[pk], comments[pk])
        for pk, (centre, year, state) in forms_by_pk.items()
    }


def verified_measures(year: int, codes: Iterable[str]) -> dict[str, dict[int, Measure]]:
    """The verified answers of every centre to a few indicators, by code then by centre key (1 query).

    The caller checks the scope, as with `figures_of`.
    """
    by_code: dict[str, dict[int, Measure]] = {code: {} for code in codes}
    rows = Value.objects.filter(
        collection__campaign__year=year, collection__state__in=sorted(CHECKED), indicator__code__in=list(by_code)
    )
    for value in rows.select_related("indicator", "collection"):
        by_code[value.indicator.code][value.collection.centre_id] = measure_of(value)
    return by_code
