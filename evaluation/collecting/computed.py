"""What the recorded facts gave for an answer, beside what the centre says."""

from __future__ import annotations

from documents.formats import number
from evaluation.collecting.answers import FIGURES, PART, boxes_of, choices_of
from evaluation.enums import ValueKind
from evaluation.indicators import Measure
from evaluation.measure_json import measure_from
from evaluation.models import Value
from evaluation.reading import measure_of


def counted(value: Value) -> Measure:
    """The answer that the recorded facts give; blank when nothing is recorded."""
    return measure_from(value.computed["measure"]) if value.computed else Measure()


def is_computed(value: Value) -> bool:
    """Whether the recorded facts gave an answer, whole or in part."""
    return counted(value).is_answered or counted(value).numerator is not None


def is_corrected(value: Value) -> bool:
    """Whether the centre answers something else than what was computed."""
    kept = measure_of(value)
    return is_computed(value) and not kept.is_blank and kept != counted(value)


def computed_text(value: Value) -> str:
    """The computed figure in French: « 42 », « oui »; its parts are told box by box."""
    given = counted(value)
    if value.indicator.kind == ValueKind.BOOLEAN and given.value is not None:
        return "oui" if given.value else "non"
    if given.choice:
        return dict(choices_of(value.indicator)).get(given.choice, "")
    return number(sum(given.parts.values()) if given.value is None and given.parts else given.value)


def computed_boxes(value: Value) -> dict[str, str]:
    """What was computed for each box."""
    given = counted(value)
    figures = {name: getattr(given, name) for name in FIGURES}
    figures |= {f"{PART}{key}": part for key, part in given.parts.items()}
    boxes = {box.slot for box in boxes_of(value.indicator)}
    return {slot: number(figure) for slot, figure in figures.items() if slot in boxes and figure is not None}
