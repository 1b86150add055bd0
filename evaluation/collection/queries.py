"""A form as its pages show it: sections, answers with last year's, points to settle, progress."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby

from django.db.models import QuerySet

from accounts.models import User
from documents.french import euros, number, typeset
from evaluation.collection.answers import (
    PART,
    TEXTS,
    answer_token,
    boxes_of,
    choices_of,
    computed_boxes,
    computed_text,
    counted,
    figures_by_slot,
    has_lent_denominator,
    is_computed,
    is_corrected,
    slot_texts,
)
from evaluation.collection.findings import Beside, FormPoint, beside, findings_of
from evaluation.collection.permissions import may_fill, may_review
from evaluation.collection.services import STATE_SLOT, AnswerOutcome, name_of
from evaluation.enums import Appraisal, Section, ValueKind
from evaluation.law.aggregation import Measure
from evaluation.models import Collection, Value
from evaluation.queries import measure_of
from governance.registers.rules import PageLink


@dataclass(frozen=True, kw_only=True)
class AnswerBox:
    """A box: its name in the page, its text, its fault, last year's figure and the computed one; how it is read."""

    name: str
    slot: str
    label: str
    text: str
    fault: str = ""
    last_year: str = ""
    computed: str = ""
    unit: str = ""
    places: int = 0


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A word among those of an answer that is chosen."""

    name: str
    key: str
    label: str
    is_chosen: bool


@dataclass(frozen=True, kw_only=True)
class AnswerLine:
    """An answer of a form, as its page shows it; `theirs`, the stored one in a conflict."""

    value: Value
    boxes: tuple[AnswerBox, ...]
    choices: tuple[Choice, ...]
    texts: Mapping[str, AnswerBox]
    seal: str
    text: str
    last_year: str
    computed: str
    findings: tuple[FormPoint, ...]
    is_ticked: bool
    faults: Mapping[str, str] = field(default_factory=dict)
    theirs: Value | None = None
    theirs_text: str = ""

    @property
    def code(self) -> str:
        return self.value.indicator.code

    @property
    def sources_url(self) -> str:
        """The address of the records that make the figure."""
        form = self.value.collection
        return PageLink("evaluation:sources", (form.campaign.year, form.centre.slug, self.code)).url

    @property
    def is_computed(self) -> bool:
        return is_computed(self.value)

    @property
    def is_corrected(self) -> bool:
        return is_corrected(self.value)

    @property
    def is_folded(self) -> bool:
        """Whether the boxes are folded under « Corriger ce chiffre »: computed, not corrected, without fault."""
        settled = not (self.faults or self.theirs or any(finding.is_fault for finding in self.findings))
        return self.is_computed and not self.is_corrected and settled

    @property
    def has_total(self) -> bool:
        """Whether the figure follows from the boxes."""
        return len(self.boxes) > 1 or bool(self.boxes and self.boxes[0].slot.startswith((PART, "numerator")))

    @property
    def lent_denominator(self) -> str:
        """What the share is over, read in the adopted exercise, with its source; empty where the centre gives it."""
        if not has_lent_denominator(self.value.indicator):
            return ""
        year, label = self.value.collection.campaign.year, self.value.indicator.denominator
        adopted, written = counted(self.value).denominator, self.value.denominator
        if written is not None and written != adopted:
            source = f"l’exercice {year} adopté donne {euros(adopted)}" if adopted else f"exercice {year} non adopté"
            return typeset(f"{label} : {euros(written)}, écrit dans ce formulaire ; {source}.")
        if adopted is None:
            return typeset(f"{label} : lu dans l’exercice {year}, qui n’est pas adopté.")
        return typeset(f"{label} : {euros(adopted)}, d’après l’exercice {year} adopté.")

    @property
    def is_blank(self) -> bool:
        return measure_of(self.value).is_blank

    @property
    def needs_justification(self) -> bool:
        return any(not finding.is_fault for finding in self.findings) or bool(self.value.justification)

    def of(self, slot: str) -> AnswerBox:
        """A box of text, by its slot."""
        return self.texts[slot]


@dataclass(frozen=True, kw_only=True)
class FormSection:
    """The progress of a section: answers, total, blocking points."""

    section: str
    label: str
    answered: int
    total: int
    blocking: int

    @property
    def slug(self) -> str:
        return self.section.lower()

    @property
    def is_complete(self) -> bool:
        return self.answered == self.total and not self.blocking


@dataclass(frozen=True, kw_only=True)
class Form:
    """The whole form, in 4 queries besides its own (5 for whoever may review)."""

    collection: Collection
    lines: tuple[AnswerLine, ...]
    findings: tuple[FormPoint, ...]
    sections: tuple[FormSection, ...]
    may_fill: bool
    may_review: bool

    @property
    def answered(self) -> int:
        return sum(section.answered for section in self.sections)

    @property
    def total(self) -> int:
        return sum(section.total for section in self.sections)

    @property
    def unanswered(self) -> int:
        return self.total - self.answered

    @property
    def blockers(self) -> list[FormPoint]:
        return [point for point in self.findings if point.blocks]

    @property
    def year(self) -> int:
        return self.collection.campaign.year

    @property
    def last_year(self) -> int:
        return self.year - 1

    def in_section(self, section: str) -> list[AnswerLine]:
        return [line for line in self.lines if line.value.indicator.section == section]


def form_of(collection: Collection, user: User, outcomes: Mapping[str, AnswerOutcome] | None = None) -> Form:
    """The form for `user`; `outcomes`, by code, the results of what they have just sent."""
    values = list(values_of(collection))
    for value in values:
        value.collection = collection
    comparison = beside(collection)
    points = findings_of(values, comparison, is_optional=not collection.centre.is_state_funded)
    reviews = may_review(user, collection)
    outcomes_by_code = outcomes or {}
    lines = tuple(
        line_of(value, comparison, points, outcomes_by_code.get(value.indicator.code), review=reviews)
        for value in values
    )
    return Form(
        collection=collection,
        lines=lines,
        findings=tuple(points),
        sections=tuple(_progress(values, points)),
        may_fill=may_fill(user, collection),
        may_review=reviews,
    )


def values_of(collection: Collection) -> QuerySet[Value]:
    """The answers of a form in the order of its pages (1 query)."""
    rows = Value.objects.filter(collection=collection).select_related("indicator", "changed_by")
    return rows.order_by("indicator__rank", "pk")


def _progress(values: list[Value], points: list[FormPoint]) -> list[FormSection]:
    ordered = sorted(values, key=lambda value: Section.values.index(value.indicator.section))
    return [
        FormSection(
            section=section,
            label=Section(section).label,
            answered=sum(not measure_of(value).is_blank for value in rows),
            total=len(rows),
            blocking=sum(point.blocks for point in points if point.section == section),
        )
        for section, rows in (
            (section, list(group)) for section, group in groupby(ordered, lambda value: value.indicator.section)
        )
    ]


def line_of(
    value: Value, comparison: Beside, points: list[FormPoint], outcome: AnswerOutcome | None, *, review: bool
) -> AnswerLine:
    """An answer of the form; the texts that were refused are shown as they were typed."""
    code, previous = value.indicator.code, comparison.last_year.get(value.indicator.code)
    faults = dict(outcome.faults) if outcome else {}
    is_conflict = outcome is not None and outcome.kind == "conflict"
    own_texts, state_text = slot_texts(value), {STATE_SLOT: value.state_comment}
    now = own_texts | state_text | (dict(outcome.texts) if outcome and (faults or is_conflict) else {})
    return AnswerLine(
        value=value,
        boxes=tuple(_boxes(value, now, faults, previous)),
        choices=tuple(
            Choice(name=name_of(code, "choix"), key=key, label=label, is_chosen=now.get("choix") == key)
            for key, label in choices_of(value.indicator)
        ),
        texts={
            slot: AnswerBox(name=name_of(code, slot), slot=slot, label="", text=now[slot], fault=faults.get(slot, ""))
            for slot in (*TEXTS, STATE_SLOT)
        },
        seal=answer_token(state_text if review else own_texts),
        text=measure_text(value, measure_of(value)),
        last_year=measure_text(value, previous) if previous else "",
        computed=computed_text(value),
        findings=tuple(point for point in points if point.code == code),
        is_ticked=bool(now["so"]),
        faults=faults,
        theirs=value if is_conflict else None,
        theirs_text=stored_text(value, review=review) if is_conflict else "",
    )


def author_text(value: Value, reader: User) -> str:
    """Who wrote an answer: « Tifenn », « Vous, dans une autre fenêtre »."""
    if value.changed_by == reader:
        return "Vous, dans une autre fenêtre, avez"
    return f"{value.changed_by or 'Quelqu’un d’autre'} a"


def stored_text(value: Value, *, review: bool) -> str:
    """An answer as it is stored; the boxes of a ratio that is half filled: « 14 / — »."""
    if review:
        return value.state_comment or "rien"
    texts = [measure_text(value, measure_of(value)) or _half(value) or "aucune valeur"]
    return " ; ".join([*texts, *([f"commentaire : {value.comment}"] if value.comment else [])])


def _half(value: Value) -> str:
    parts = (value.numerator, value.denominator)
    return "" if parts == (None, None) else " / ".join("—" if part is None else number(part) for part in parts)


def _boxes(
    value: Value, now: Mapping[str, str], faults: Mapping[str, str], previous: Measure | None
) -> list[AnswerBox]:
    computed, before = computed_boxes(value), figures_by_slot(previous or Measure())
    return [
        AnswerBox(
            name=name_of(value.indicator.code, box.slot),
            slot=box.slot,
            label=box.label,
            text=now[box.slot],
            fault=faults.get(box.slot, ""),
            last_year=number(before.get(box.slot)),
            computed=computed.get(box.slot, ""),
            unit=box.unit,
            places=box.places,
        )
        for box in boxes_of(value.indicator)
    ]


def measure_text(value: Value, measure: Measure) -> str:
    """An answer in French: « 42 demi-journées », « 12,5 % », « oui », « sans objet »; empty when blank."""
    indicator = value.indicator
    if measure.is_not_applicable:
        return "sans objet"
    if measure.choice:
        return Appraisal(measure.choice).label
    figure = measure.value
    if figure is None and measure.parts:
        figure = sum(measure.parts.values(), Decimal(0))
    if figure is None:
        return ""
    if indicator.kind == ValueKind.BOOLEAN:
        return "oui" if figure else "non"
    unit = agreed(figure, indicator.unit)
    return f"{number(figure)}\u00a0{unit}" if unit else number(figure)


def agreed(figure: Decimal, unit: str) -> str:
    """The unit in the number of its figure: « 1 production », « 1,5 jour par ETP », « 2 productions »."""
    first, space, rest = unit.partition(" ")
    return f"{first.removesuffix('s')}{space}{rest}" if abs(figure) < 2 else unit
