"""What a form has to mend or to justify before it is sent: each point with its sentence and the answer it is about.

Nothing here ever stops a save. A fault stops the sending; a warning does too until the centre has justified it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from documents.text import typeset
from evaluation import checks
from evaluation.beside import quartiles_beside
from evaluation.checks import Asked
from evaluation.collecting.answers import boxes_of
from evaluation.collecting.computed import is_corrected
from evaluation.indicators import Measure
from evaluation.models import Collection, Indicator, Value
from evaluation.models.collection import SENT
from evaluation.quartiles import Quartiles
from evaluation.reading import measure_of

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


def asked_of(indicators: Iterable[Indicator]) -> dict[str, Asked]:
    """What the checks need of each indicator, by code, in the order of the form."""
    return {
        one.code: Asked(label=one.label, kind=one.kind, breakdown=one.breakdown, at_most=one.at_most, rule=one.rule)
        for one in indicators
    }


def _from_check(found: checks.Finding, value: Value) -> Finding:
    slot = _slot(found, value) if found.is_blocking else JUSTIFY
    return _about(value, found.sentence, is_fault=found.is_blocking, slot=slot)


def _slot(found: checks.Finding, value: Value) -> str:
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
