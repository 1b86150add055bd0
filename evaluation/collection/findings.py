"""What a centre has to correct or to justify before it sends a form: each point with its sentence and its answer.

No point prevents a save. A fault prevents the sending; so does a warning until the centre justifies it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import OuterRef, QuerySet, Subquery

from documents.french import typeset
from evaluation.collection.answers import boxes_of, is_corrected
from evaluation.law import checks
from evaluation.law.aggregation import Measure
from evaluation.law.checks import CheckedIndicator
from evaluation.law.consistency import STATE_BUDGET, STATE_NOTIFIED, STATE_PAID
from evaluation.law.quartiles import Quartiles, are_enough, in_order
from evaluation.models import CentreShare, CohortAnswers, Collection, Indicator, Value
from evaluation.models.collection import SENT
from evaluation.queries import measure_of
from evaluation.summaries.services import compiled_rows
from funding.payments.queries import StateMoney, state_money


def quartiles_beside(centre: int, year: int) -> dict[str, Quartiles]:
    """Code → the quartiles of the other comparable centres in the year before `year` (1 query, whatever the network).

    The centre is of the size that it has in `year`; empty where nothing is kept, or where it is compared with nobody.
    """
    rows = {row[0]: row[1:] for row in compiled_rows(_rows, centre, year)}
    if not rows:
        return {}
    zone, band, regions, _, content = rows[max(rows)]
    own = rows.get(year - 1)
    own_measures = json.loads(own[3]) if own and own[3] and own[:2] == (zone, band) else {}
    figures, by_region = json.loads(content) if content else ({}, {})
    by_code = {}
    for code, ordered in figures.items():
        # The figures of its own regions, which are readable: one over two of them counts twice, which is safe.
        readable = sum(by_region.get(code, {}).get(region, 0) for region in regions.split(","))
        if are_enough(len(ordered), readable):
            figure = own_measures.get(code, {}).get("value")
            by_code[code] = in_order(_Without(ordered, None if figure is None else Decimal(figure)))
    return by_code


def _rows(centre: int, year: int) -> QuerySet:
    answers = CohortAnswers.objects.filter(year=year - 1, zone=OuterRef("zone"), band=OuterRef("band"))
    rows = CentreShare.objects.filter(centre=centre, year__in=(year - 1, year)).order_by()
    rows = rows.annotate(cohort_content=Subquery(answers.values("content")[:1]))
    return rows.values_list("year", "zone", "band", "regions", "measures", "cohort_content")


class _Without(Sequence[Decimal]):
    """Ordered figures without one of them, converted on access: quartiles read six of them, whatever their number."""

    def __init__(self, ordered: Sequence[str], apart: Decimal | None) -> None:
        self._ordered, self._apart = ordered, apart

    def __len__(self) -> int:
        return len(self._ordered) - (self._apart is not None)

    def __getitem__(self, rank: int) -> Decimal:  # type: ignore[override]
        figure = Decimal(self._ordered[rank])
        return figure if self._apart is None or figure < self._apart else Decimal(self._ordered[rank + 1])


JUSTIFY = "justification"
WHY_SENTENCE = " Dites pourquoi."


@dataclass(frozen=True, kw_only=True)
class FormPoint:
    """A point about an answer; `is_fault` when no justification can settle it. `slot`: the box to go to.

    `is_blank` when nothing is answered.
    """

    code: str
    section: str
    sentence: str
    is_fault: bool
    is_justified: bool = False
    is_blank: bool = False
    slot: str = JUSTIFY

    @property
    def blocks(self) -> bool:
        """Whether the form cannot be sent as it is."""
        return self.is_fault or not self.is_justified

    @property
    def anchor(self) -> str:
        return f"{self.code}--{self.slot}"

    @property
    def duty(self) -> str:
        """What remains to be done, in French: correct, complete, justify; or that it is justified."""
        if self.is_fault:
            return "à corriger"
        if self.is_justified:
            return "justifié"
        return "à compléter, ou à justifier" if self.is_blank else "à justifier"


@dataclass(frozen=True)
class Beside:
    """What answers are compared with: the same centre the year before, the comparable centres, the State's books."""

    last_year: Mapping[str, Measure]
    network: Mapping[str, Quartiles] = field(default_factory=dict)
    state_money: Mapping[str, Decimal] = field(default_factory=dict)


def findings_of(values: Iterable[Value], beside: Beside, *, is_optional: bool) -> list[FormPoint]:
    """Every point of a form, in the order of its answers; `is_optional` for Paris, that owes nothing (R-56)."""
    by_code = {value.indicator.code: value for value in values}
    answers = {code: measure_of(value) for code, value in by_code.items()}
    checked = checked_indicators(value.indicator for value in by_code.values())
    check_findings = checks.check(answers, checked, beside.last_year, beside.network, beside.state_money)
    points = [_from_check(finding, by_code[finding.code]) for finding in check_findings if finding.code in by_code]
    for code, value in by_code.items():
        if answers[code].is_blank and not is_optional:
            sentence = f"{code} : pas de réponse à « {value.indicator.label} »."
            points.append(_about(value, sentence, is_fault=False, slot=_first_box(value)))
        elif is_corrected(value) and not value.correction_reason:  # never a blank
            sentence = f"{code} : le chiffre calculé est corrigé sans motif. Écrivez le motif."
            points.append(_about(value, sentence, is_fault=True, slot="motif"))
    order = {code: rank for rank, code in enumerate(by_code)}
    return sorted(points, key=lambda point: (order[point.code], not point.is_fault))


def checked_indicators(indicators: Iterable[Indicator]) -> dict[str, CheckedIndicator]:
    """What the checks need of each indicator, by code, in the order of the form."""
    return {
        indicator.code: CheckedIndicator(
            label=indicator.label,
            kind=indicator.kind,
            breakdown=indicator.breakdown,
            at_most=indicator.at_most,
            rule=indicator.rule,
        )
        for indicator in indicators
    }


def _from_check(finding: checks.CheckFinding, value: Value) -> FormPoint:
    """A check as a point: a fault is about its first box (« AC-04.parts.elus »), a warning about the justification."""
    if not finding.is_blocking:
        return _about(value, finding.sentence, is_fault=False)
    _, _, name = finding.fields[0].partition(".")
    boxes = [box.slot for box in boxes_of(value.indicator)]
    slot = name if name in boxes else _first_box(value)
    if name.startswith("parts."):
        slot = f"part.{name.removeprefix('parts.')}"
    return _about(value, finding.sentence, is_fault=True, slot=slot)


def _first_box(value: Value) -> str:
    return next((box.slot for box in boxes_of(value.indicator)), "choix")


def _about(value: Value, sentence: str, *, is_fault: bool, slot: str = JUSTIFY) -> FormPoint:
    settled = bool(value.justification) and not is_fault
    return FormPoint(
        code=value.indicator.code,
        section=value.indicator.section,
        sentence=typeset(sentence.removesuffix(WHY_SENTENCE) if settled else sentence),
        is_fault=is_fault,
        is_justified=bool(value.justification),
        is_blank=measure_of(value).is_blank,
        slot=slot,
    )


def beside(collection: Collection) -> Beside:
    """What a form is compared with (3 queries)."""
    centre, year = collection.centre_id, collection.campaign.year
    return Beside(
        previous_measures(collection), quartiles_beside(centre, year), state_figures(state_money(centre, year))
    )


def state_figures(money: StateMoney) -> dict[str, Decimal]:
    """The State's books by the names of `consistency`: nothing is compared while nothing is notified nor paid."""
    figures = {STATE_BUDGET: money.core_budget} if money.core_budget else {}
    if money.is_recorded:
        figures |= {STATE_NOTIFIED: money.notified, STATE_PAID: money.paid}
    return figures


def previous_measures(collection: Collection) -> dict[str, Measure]:
    """What the same centre answered the year before, by code (1 query); codes mean the same from version to version.

    Once it was sent only: until then its answers are its team's own, and this year's form has other readers (§1.10).
    """
    before = Value.objects.filter(
        collection__centre=collection.centre_id,
        collection__campaign__year=collection.campaign.year - 1,
        collection__state__in=sorted(SENT),
    )
    return {value.indicator.code: measure_of(value) for value in before.select_related("indicator")}


def blockers_of(collection: Collection) -> list[FormPoint]:
    """The points that prevent a form from being sent, as it is stored (4 queries)."""
    values = collection.values.select_related("indicator").order_by("indicator__rank")
    points = findings_of(values, beside(collection), is_optional=not collection.centre.is_state_funded)
    return [point for point in points if point.blocks]
