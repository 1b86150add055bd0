"""The content of an answer: its boxes, their texts, and the reading of what is typed in them.

Reading never blocks a whole form: a box without a number is refused alone, with its sentence, and its stored value
does not change.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal
from hashlib import sha256
from json import dumps
from typing import Any, Final

from documents.french import number, plain
from documents.spreadsheets.import_cells import BooleanCell
from documents.typed_numbers import UnreadableNumberError, read_number
from evaluation.enums import Aggregation, Appraisal, ValueKind, adds_up, parts_of
from evaluation.law.aggregation import Measure, measure_from, ratio, share
from evaluation.law.computed.registry import STATE_SHARE
from evaluation.models import Indicator, Value
from evaluation.queries import measure_of

FIGURES: Final = ("value", "numerator", "denominator")
TEXTS: Final = {"commentaire": "comment", "motif": "correction_reason", "justification": "justification"}
LONGEST_TEXT: Final = 4000
LARGEST: Final = Decimal(10) ** 12
MOST_PLACES: Final = 4
PLACES: Final = {ValueKind.INTEGER: 0, ValueKind.AMOUNT: 2}
TOO_LARGE = "Ce nombre est trop grand."
TOO_LONG = "Ce texte dépasse 4\u202f000 caractères."
BOTH = "« Sans objet » ne s’accompagne d’aucune valeur : décochez la case, ou effacez ce qui est saisi."
UNKNOWN_CHOICE = "Cette réponse n’est pas dans la liste."
YES_NO = {"oui": Decimal(1), "non": Decimal(0)}
PART = "part."


@dataclass(frozen=True)
class Box:
    """A box of an answer: its name, its label, its unit, how many decimals it takes."""

    slot: str
    label: str
    unit: str
    places: int


def asks_a_ratio(indicator: Indicator) -> bool:
    """Whether a numerator and a denominator are asked."""
    return bool(indicator.numerator and indicator.denominator)


def has_lent_denominator(indicator: Indicator) -> bool:
    """Whether the denominator is read in the adopted exercise of the year, hence never asked."""
    return indicator.derivation == STATE_SHARE


def is_ratio(indicator: Indicator) -> bool:
    """Whether the figure is the quotient of the two; not when it has a breakdown (GO-01)."""
    return asks_a_ratio(indicator) and not indicator.breakdown


def boxes_of(indicator: Indicator) -> list[Box]:
    """The boxes of figures that an indicator asks, in order; an appraisal and a yes or no have none."""
    unit, places = indicator.unit, PLACES.get(indicator.kind, MOST_PLACES)
    boxes = [Box(f"{PART}{key}", label, unit, places) for key, label in parts_of(indicator.breakdown).items()]
    if asks_a_ratio(indicator):
        # The indicator's unit is that of the quotient: its two terms are amounts, or count what their labels say.
        terms = ("€", 2) if indicator.is_financial else ("", MOST_PLACES)
        asked = ("numerator",) if has_lent_denominator(indicator) else ("numerator", "denominator")
        boxes += [Box(slot, getattr(indicator, slot), *terms) for slot in asked]
    if boxes or indicator.kind in (ValueKind.BOOLEAN, ValueKind.CHOICE):
        return boxes
    return [Box("value", indicator.label, unit, places)]


def choices_of(indicator: Indicator) -> list[tuple[str, str]]:
    """The words of an answer that is chosen rather than typed."""
    if indicator.kind == ValueKind.BOOLEAN:
        return [("oui", "oui"), ("non", "non")]
    return list(Appraisal.choices) if indicator.kind == ValueKind.CHOICE else []


def answer_snapshot(value: Value) -> dict[str, Any]:
    """The whole answer as stored in the history and in the submissions."""
    return {
        **{name: _plain(getattr(value, name)) for name in FIGURES},
        "parts": dict(value.parts),
        "choice": value.choice,
        "is_not_applicable": value.is_not_applicable,
        "correction_reason": value.correction_reason,
        "justification": value.justification,
        "comment": value.comment,
        "state_comment": value.state_comment,
    }


def _plain(figure: Decimal | None) -> str | None:
    return None if figure is None else plain(figure)


def slots_of(indicator: Indicator) -> list[str]:
    """Every box that the centre may fill in an answer."""
    chosen = ["choix"] if choices_of(indicator) else []
    return [*(box.slot for box in boxes_of(indicator)), *chosen, "so", *TEXTS]


def answer_token(texts: Mapping[str, str]) -> str:
    """The first 16 hex digits of the SHA-256 of the texts of the boxes: an equal token is an unchanged answer.

    Figures are compared by value: « 1 234,50 » typed in a spreadsheet is « 1 234,5 ».
    """
    canonical = {}
    for slot, text in texts.items():
        canonical[slot] = " ".join(str(text).split())
        with suppress(UnreadableNumberError):
            canonical[slot] = plain(read_number(text, places=MOST_PLACES))
    return sha256(dumps(canonical, sort_keys=True).encode()).hexdigest()[:16]


def slot_texts(value: Value) -> dict[str, str]:
    """The text of every box of an answer, by slot."""
    return {slot: slot_text(value, slot) for slot in slots_of(value.indicator)}


def slot_text(value: Value, slot: str) -> str:
    """The text of a box, in French; empty when blank."""
    if slot.startswith(PART):
        part = value.parts.get(slot.removeprefix(PART))
        return "" if part is None else number(Decimal(part))
    if slot == "choix" and value.indicator.kind == ValueKind.BOOLEAN:
        return "" if value.value is None else ("oui" if value.value else "non")
    if slot == "choix":
        return value.choice
    if slot == "so":
        return "oui" if value.is_not_applicable else ""
    if slot in TEXTS:
        return getattr(value, TEXTS[slot])
    return number(getattr(value, slot))


@dataclass
class Reading:
    """The reading of an answer: the fields that change, the sentence of each refused box, the texts sent."""

    changes: dict[str, Any] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)


def read(value: Value, texts: Mapping[str, str]) -> Reading:
    """Read the boxes of an answer; a box that is absent from `texts` does not change."""
    reading = Reading(texts=dict(texts))
    figures = _read_figures(value, texts, reading)
    if "choix" in texts and (choices := dict(choices_of(value.indicator))):
        if texts["choix"] and texts["choix"] not in choices:
            reading.faults["choix"] = UNKNOWN_CHOICE
        elif value.indicator.kind == ValueKind.BOOLEAN:
            figures["value"] = YES_NO.get(texts["choix"])
        else:
            figures["choice"] = texts["choix"]
    for slot in [slot for slot in TEXTS if slot in texts]:
        text = texts[slot].replace("\r\n", "\n").replace("\0", "").strip()
        if len(text) > LONGEST_TEXT:
            reading.faults[slot] = TOO_LONG
        else:
            reading.changes[TEXTS[slot]] = text
    stored = {name: getattr(value, name) for name in (*FIGURES, "choice", "is_not_applicable")}
    answer = stored | {"parts": dict(value.parts)} | figures
    if not value.indicator.breakdown:
        answer["parts"] = {}
    _read_without_object(value, texts, answer, reading)
    reading.changes |= _derived(value, answer)
    reading.changes = {name: new for name, new in reading.changes.items() if getattr(value, name) != new}
    return reading


def _read_figures(value: Value, texts: Mapping[str, str], reading: Reading) -> dict[str, Any]:
    """The figures of the boxes that were filled; parts are taken together."""
    figures: dict[str, Any] = {}
    parts = dict(value.parts)
    for box in boxes_of(value.indicator):
        if box.slot not in texts:
            continue
        figure, fault = figure_in(texts[box.slot], box)
        if fault:
            reading.faults[box.slot] = fault
        elif not box.slot.startswith(PART):
            figures[box.slot] = figure
        elif figure is None:
            parts.pop(box.slot.removeprefix(PART), None)
        else:
            parts[box.slot.removeprefix(PART)] = _plain(figure) or "0"
    return figures | ({"parts": parts} if value.indicator.breakdown else {})


def figure_in(text: object, box: Box) -> tuple[Decimal | None, str]:
    """The figure typed in a box, and what is wrong with it; nothing at all is a blank."""
    if not str(text).strip():
        return None, ""
    try:
        figure = read_number(text, places=box.places, unit=box.unit)
    except UnreadableNumberError as refusal:
        return None, refusal.sentence
    return (None, TOO_LARGE) if abs(figure) >= LARGEST else (figure, "")


def _read_without_object(value: Value, texts: Mapping[str, str], answer: dict[str, Any], reading: Reading) -> None:
    """« Sans objet » empties the stored figures; refused with a new figure."""
    if "so" not in texts:
        return
    try:
        is_ticked = BooleanCell().clean(texts["so"].strip())
    except ValueError as fault:
        reading.faults["so"] = str(fault)
        return
    if not is_ticked:
        answer["is_not_applicable"] = False
        return
    names = ("numerator", "denominator", "parts", "choice") if boxed(value.indicator) else ("value", "choice")
    # Whether a figure is written, not emptied, with the box.
    is_written = any(answer[name] not in (None, "", {}) and answer[name] != getattr(value, name) for name in names)
    if is_written or reading.faults:
        reading.faults["so"] = BOTH
    else:
        answer |= dict.fromkeys(FIGURES) | {"parts": {}, "choice": "", "is_not_applicable": True}


def boxed(indicator: Indicator) -> bool:
    """Whether the figure follows from other boxes, and so is never typed itself."""
    return asks_a_ratio(indicator) or bool(indicator.breakdown)


def _derived(value: Value, answer: Mapping[str, Any]) -> dict[str, Any]:
    """The figure that the boxes make together: a quotient, a sum, or the first of two nested parts.

    It stays what it was as long as none of its boxes changes.
    """
    indicator = value.indicator
    if not any(answer[name] != getattr(value, name) for name in ("parts", "numerator", "denominator")):
        return dict(answer)
    if indicator.breakdown:
        return {**answer, "value": total_of(indicator, answer["parts"])}
    if not is_ratio(indicator):
        return dict(answer)
    if has_lent_denominator(indicator):
        lent = counted(value).denominator or answer["denominator"]
        answer = {**answer, "denominator": None if answer["numerator"] is None else lent}
    top, bottom = answer["numerator"], answer["denominator"]
    if top is None or bottom is None:
        return {**answer, "value": None}
    return {**answer, "value": (share if indicator.kind == ValueKind.PERCENT else ratio)(top, bottom)}


def labelled_parts(breakdown: str, parts: Mapping[str, str]) -> list[tuple[str, Decimal]]:
    """The label and the figure of each part, in the order of the form: a base may keep the keys in its own order."""
    return [(label, Decimal(parts[key])) for key, label in parts_of(breakdown).items() if key in parts]


def total_of(indicator: Indicator, parts: Mapping[str, str]) -> Decimal | None:
    """The figure that the parts make; none when no part is given, nor when the parts are the whole answer (AC-03)."""
    if not parts or indicator.aggregation == Aggregation.DISTRIBUTION:
        return None
    if adds_up(indicator.breakdown):
        return sum((Decimal(part) for part in parts.values()), Decimal(0))
    first = next(iter(parts_of(indicator.breakdown)))
    return Decimal(parts[first]) if first in parts else None


def counted(value: Value) -> Measure:
    """The measure of the recorded facts; blank when nothing is recorded."""
    return measure_from(value.computed["measure"]) if value.computed else Measure()


def is_computed(value: Value) -> bool:
    """Whether the recorded facts gave an answer, whole or in part."""
    count = counted(value)
    return (count.is_answered or count.numerator is not None) and not count.has_only_its_denominator


def is_corrected(value: Value) -> bool:
    """Whether the centre answers another measure than the computed one."""
    stored = measure_of(value)
    return is_computed(value) and not stored.is_blank and stored != counted(value)


def computed_text(value: Value) -> str:
    """The computed figure in French: « 42 », « oui »; of a breakdown, its total."""
    measure = counted(value)
    if value.indicator.kind == ValueKind.BOOLEAN and measure.value is not None:
        return "oui" if measure.value else "non"
    if measure.choice:
        return dict(choices_of(value.indicator)).get(measure.choice, "")
    return number(sum(measure.parts.values()) if measure.value is None and measure.parts else measure.value)


def computed_boxes(value: Value) -> dict[str, str]:
    """The computed figure of each box that has one, in French, by slot."""
    figures = figures_by_slot(counted(value))
    boxes = {box.slot for box in boxes_of(value.indicator)}
    return {slot: number(figure) for slot, figure in figures.items() if slot in boxes and figure is not None}


def figures_by_slot(measure: Measure) -> dict[str, Decimal | None]:
    """The figures of a measure, by the slot of their box; None when blank."""
    figures = {name: getattr(measure, name) for name in FIGURES}
    return figures | {f"{PART}{key}": part for key, part in measure.parts.items()}
