"""What a page sends, answer by answer: read, compared with what it had shown, written or refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from accounts.models import User
from evaluation.collecting.answers import LONGEST_TEXT, TOO_LONG, read, seal_of, slots_of
from evaluation.collecting.saving import ConflictError, save_answer, save_state_comment
from evaluation.models import Value

Kind = Literal["untouched", "saved", "conflict"]
MARK = "--"
STATE_SLOT = "etat"


@dataclass(frozen=True)
class Outcome:
    """What became of one answer: as it stands now, the boxes refused, the text typed, what another wrote since."""

    kind: Kind
    value: Value
    faults: Mapping[str, str] = field(default_factory=dict)
    typed: Mapping[str, str] = field(default_factory=dict)


def name_of(code: str, slot: str) -> str:
    """The name of a box in a page: « M1-01--value »."""
    return f"{code}{MARK}{slot}"


def was_sent(value: Value, data: Mapping[str, str]) -> bool:
    """Whether the page held that answer."""
    return name_of(value.indicator.code, "version") in data


def typed_in(value: Value, data: Mapping[str, str]) -> dict[str, str]:
    """The boxes of one answer in what a page sent; a box that is not ticked is not sent at all."""
    code = value.indicator.code
    found = {slot: data.get(name_of(code, slot)) for slot in slots_of(value.indicator)}
    return {slot: "" if text is None else text for slot, text in found.items() if text is not None or slot == "so"}


def version_in(value: Value, data: Mapping[str, str]) -> int:
    """The version that the page had shown; one that does not exist when it says nothing of it."""
    text = data.get(name_of(value.indicator.code, "version"), "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def foresee(value: Value, data: Mapping[str, str]) -> tuple[Outcome, Mapping[str, Any]]:
    """What would become of one answer, and what it would change, writing nothing.

    An answer that was not touched is left to whoever wrote it since.
    """
    typed = typed_in(value, data)
    if seal_of(typed) == data.get(name_of(value.indicator.code, "vu")):
        return Outcome("untouched", value), {}
    reading = read(value, typed)
    if not reading.changes:
        return Outcome("untouched", value, reading.faults, typed), {}
    kind: Kind = "saved" if version_in(value, data) == value.version else "conflict"
    return Outcome(kind, value, reading.faults, typed), reading.changes


def enter(value: Value, data: Mapping[str, str], *, actor: User) -> Outcome:
    """Write what the centre typed in one answer; over what somebody else wrote since, nothing is written."""
    foreseen, changes = foresee(value, data)
    if not changes:
        return foreseen
    try:
        after = save_answer(value, changes, seen=version_in(value, data), actor=actor)
    except ConflictError as conflict:
        return replace(foreseen, kind="conflict", value=conflict.stored)
    return replace(foreseen, value=after)


def comment_on(value: Value, data: Mapping[str, str], *, actor: User) -> Outcome:
    """Write what the regional State says of one answer."""
    text = data.get(name_of(value.indicator.code, STATE_SLOT), value.state_comment)
    text = text.replace("\r\n", "\n").replace("\0", "").strip()
    typed = {STATE_SLOT: text}
    if seal_of(typed) == data.get(name_of(value.indicator.code, "vu")):
        return Outcome("untouched", value)
    if len(text) > LONGEST_TEXT:
        return Outcome("untouched", value, {STATE_SLOT: TOO_LONG}, typed)
    if text == value.state_comment:
        return Outcome("untouched", value)
    try:
        after = save_state_comment(value, text, seen=version_in(value, data), actor=actor)
    except ConflictError as conflict:
        return Outcome("conflict", conflict.stored, typed=typed)
    return Outcome("saved", after, typed=typed)
