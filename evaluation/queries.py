"""The verified figures of the centres, for opinions, dashboard and open data.

The only queries of these figures, so that every page quotes the same ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, Subquery

from evaluation.enums import ValueKind
from evaluation.law.aggregation import Measure, Norm, over
from evaluation.law.computed.registry import STATE_SHARE
from evaluation.models import Collection, Indicator, Value
from evaluation.models.collection import CHECKED
from funding.enums import RoundState
from funding.models import Allocation


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


def core_budget(centre: str, year: str) -> Subquery:
    """The core budget of the adopted exercise, for the fields that give the centre and the year of a row; or None."""
    lines = Allocation.objects.filter(
        round__state=RoundState.ADOPTED, round__year=OuterRef(year), centre=OuterRef(centre)
    ).order_by()
    return Subquery(lines.values("budget")[:1])


def figures_of(
    years: Iterable[int], centre_ids: Iterable[int] | None = None, *, verified_only: bool = True
) -> dict[tuple[int, int], Figures]:
    """The figures of each (centre key, year): two queries, whatever the network and the years.

    The State's share is over the core budget of the adopted exercise, whatever a form of then said.

    The caller checks the scope: pass the keys of centres that the reader may open, or consolidate and show
    aggregates only.
    """
    forms = Collection.objects.filter(campaign__year__in=list(years))
    if centre_ids is not None:
        forms = forms.filter(centre__in=list(centre_ids))
    if verified_only:
        forms = forms.checked()
    rows = forms.order_by().annotate(core_budget=core_budget("centre", "campaign__year"))
    forms_by_pk = {
        pk: fields for pk, *fields in rows.values_list("pk", "centre", "campaign__year", "state", "core_budget")
    }
    measures: dict[int, dict[str, Measure]] = {pk: {} for pk in forms_by_pk}
    comments: dict[int, dict[str, str]] = {pk: {} for pk in forms_by_pk}
    values = Value.objects.filter(collection__in=forms.order_by().values("pk")).order_by()
    for form, code, derivation, comment, *fields in values.values_list(
        "collection", "indicator__code", "indicator__derivation", "comment", *MEASURE_FIELDS
    ).iterator():
        measure = measure_from_fields(fields)
        measures[form][code] = over(measure, forms_by_pk[form][-1]) if derivation == STATE_SHARE else measure
        if comment:
            comments[form][code] = comment
    return {
        (centre, year): Figures(centre, year, state, measures[pk], comments[pk])
        for pk, (centre, year, state, _) in forms_by_pk.items()
    }


def verified_measures(year: int, codes: Iterable[str]) -> dict[str, dict[int, Measure]]:
    """The verified answers of every centre to a few indicators, by code then by centre key (1 query).

    The caller checks the scope, as with `figures_of`.
    """
    by_code: dict[str, dict[int, Measure]] = {code: {} for code in codes}
    rows = Value.objects.filter(
        collection__campaign__year=year, collection__state__in=sorted(CHECKED), indicator__code__in=list(by_code)
    )
    budgets = core_budget("collection__centre", "collection__campaign__year")
    for value in rows.select_related("indicator", "collection").annotate(core_budget=budgets):
        measure, is_lent = measure_of(value), value.indicator.derivation == STATE_SHARE
        by_code[value.indicator.code][value.collection.centre_id] = (
            over(measure, value.core_budget) if is_lent else measure
        )
    return by_code
