"""What a form has to mend or to justify before it is sent: each point with its sentence and the answer it is about.

Nothing here ever stops a save. A fault stops the sending; a warning does too until the centre has justified it.
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
from evaluation.law.quartiles import Quartiles, are_enough, in_order
from evaluation.models import CentreShare, CohortAnswers, Collection, Indicator, Value
from evaluation.models.collection import SENT
from evaluation.queries import measure_of
from evaluation.summaries.compiled import compiled_rows


def quartiles_beside(centre: int, year: int) -> dict[str, Quartiles]:
    """Code → the quartiles of the other comparable centres in the year before `year` (1 query, whatever the network).

    The centre is of the size that it has in `year`; empty where nothing is kept, or where it is compared with nobody.
    """
    rows = {row[0]: row[1:] for row in compiled_rows(_rows, centre, year)}
    if not rows:
        return {}
    zone, band, regions, _, content = rows[max(rows)]
    own = rows.get(year - 1)
    mine = json.loads(own[3]) if own and own[3] and own[:2] == (zone, band) else {}
    figures, by_region = json.loads(content) if content else ({}, {})
    found = {
        code: _quartiles(told, mine.get(code, {}).get("value"), _near(by_region.get(code, {}), regions))
        for code, told in figures.items()
    }
    return {code: one for code, one in found.items() if one is not None}


def _rows(centre: int, year: int) -> QuerySet:
    answers = CohortAnswers.objects.filter(year=year - 1, zone=OuterRef("zone"), band=OuterRef("band"))
    rows = CentreShare.objects.filter(centre=centre, year__in=(year - 1, year)).order_by()
    told = rows.annotate(told=Subquery(answers.values("content")[:1]))
    return told.values_list("year", "zone", "band", "regions", "measures", "told")


def _near(by_region: Mapping[str, int], regions: str) -> int:
    """How many of the figures are of the centre's own regions; one over two of them counts twice, which is safe."""
    return sum(by_region.get(region, 0) for region in regions.split(","))


def _quartiles(told: Sequence[str], mine: str | None, near: int) -> Quartiles | None:
    """The centre's own figure left apart: it is of its own regions, and is among them."""
    if not are_enough(len(told), near):
        return None
    others = _Without(told, None if mine is None else Decimal(mine))
    return in_order(others)


class _Without(Sequence[Decimal]):
    """Ordered figures but one, read where they are asked for: quartiles need six of them, however many there are."""

    def __init__(self, told: Sequence[str], apart: Decimal | None) -> None:
        self._told, self._apart = told, apart

    def __len__(self) -> int:
        return len(self._told) - (self._apart is not None)

    def __getitem__(self, rank: int) -> Decimal:  # type: ignore[override]
        figure = Decimal(self._told[rank])
        return figure if self._apart is None or figure < self._apart else Decimal(self._told[rank + 1])


JUSTIFY = "justification"
ASKED_WHY = " Dites pourquoi."


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One point about one answer; `is_fault` when no justification can settle it. `slot`: the box to go to.

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
        """What settles the point: to mend, to complete, to justify; or that it is settled."""
        if self.is_fault:
            return "à corriger"
        if self.is_justified:
            return "justifié"
        return "à compléter, ou à justifier" if self.is_blank else "à justifier"


@dataclass(frozen=True)
class Beside:
    """What answers are compared with: the same centre the year before, the comparable centres that year."""

    last_year: Mapping[str, Measure]
    network: Mapping[str, Quartiles] = field(default_factory=dict)


def findings_of(values: Iterable[Value], beside: Beside, *, is_optional: bool) -> list[Finding]:
    """Every point of a form, in the order of its answers; `is_optional` for Paris, that owes nothing (R-56)."""
    rows = {one.indicator.code: one for one in values}
    answers = {code: measure_of(one) for code, one in rows.items()}
    asked = asked_of(one.indicator for one in rows.values())
    seen = checks.check(answers, asked, beside.last_year, beside.network)
    found = [_from_check(one, rows[one.code]) for one in seen if one.code in rows]
    found += [one for value in rows.values() for one in _own_findings(value, is_optional=is_optional)]
    order = {code: rank for rank, code in enumerate(rows)}
    return sorted(found, key=lambda one: (order[one.code], not one.is_fault))


def asked_of(indicators: Iterable[Indicator]) -> dict[str, CheckedIndicator]:
    """What the checks need of each indicator, by code, in the order of the form."""
    return {
        one.code: CheckedIndicator(
            label=one.label, kind=one.kind, breakdown=one.breakdown, at_most=one.at_most, rule=one.rule
        )
        for one in indicators
    }


def _from_check(found: checks.CheckFinding, value: Value) -> Finding:
    slot = _slot(found, value) if found.is_blocking else JUSTIFY
    return _about(value, found.sentence, is_fault=found.is_blocking, slot=slot)


def _slot(found: checks.CheckFinding, value: Value) -> str:
    """The box that a fault is about: « AC-04.parts.elus » is « part.elus »."""
    _, _, name = found.fields[0].partition(".")
    if name.startswith("parts."):
        return f"part.{name.removeprefix('parts.')}"
    boxes = [one.slot for one in boxes_of(value.indicator)]
    return name if name in boxes else _first_box(value)


def _first_box(value: Value) -> str:
    return next((one.slot for one in boxes_of(value.indicator)), "choix")


def _own_findings(value: Value, *, is_optional: bool) -> list[Finding]:
    code = value.indicator.code
    if measure_of(value).is_blank:
        told = f"{code} : pas de réponse à « {value.indicator.label} »."
        return [] if is_optional else [_about(value, told, is_fault=False, slot=_first_box(value))]
    if is_corrected(value) and not value.correction_reason:
        told = f"{code} : le chiffre calculé est corrigé sans motif. Écrivez le motif."
        return [_about(value, told, is_fault=True, slot="motif")]
    return []


def _about(value: Value, sentence: str, *, is_fault: bool, slot: str = JUSTIFY) -> Finding:
    settled = bool(value.justification) and not is_fault
    return Finding(
        code=value.indicator.code,
        section=value.indicator.section,
        sentence=typeset(sentence.removesuffix(ASKED_WHY) if settled else sentence),
        is_fault=is_fault,
        is_justified=bool(value.justification),
        is_blank=measure_of(value).is_blank,
        slot=slot,
    )


def beside(collection: Collection) -> Beside:
    """What a form is compared with (2 queries)."""
    return Beside(previous_measures(collection), quartiles_beside(collection.centre_id, collection.campaign.year))


def previous_measures(collection: Collection) -> dict[str, Measure]:
    """What the same centre answered the year before, by code (1 query); codes mean the same from version to version.

    Once it was sent only: until then its answers are its team's own, and this year's form has other readers (§1.10).
    """
    before = Value.objects.filter(
        collection__centre=collection.centre_id,
        collection__campaign__year=collection.campaign.year - 1,
        collection__state__in=sorted(SENT),
    )
    return {one.indicator.code: measure_of(one) for one in before.select_related("indicator")}


def blockers_of(collection: Collection) -> list[Finding]:
    """What stops a form from being sent, as the base holds it now (3 queries)."""
    values = collection.values.select_related("indicator").order_by("indicator__rank")
    found = findings_of(values, beside(collection), is_optional=not collection.centre.is_state_funded)
    return [one for one in found if one.blocks]
