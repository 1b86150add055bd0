"""The workbook that comes back: read whole or refused, each fault naming its sheet, line and column."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby, takewhile
from operator import itemgetter
from typing import Any

from django.db import transaction

from accounts.journal import record
from accounts.models import User
from documents.french import number
from documents.spreadsheets.import_cells import cell_text, quoted
from documents.spreadsheets.read import FlatTable, read_table
from documents.spreadsheets.unreadable import UnreadableError
from evaluation.collection.answers import TEXTS, answer_snapshot, boxes_of, choices_of
from evaluation.collection.history import Difference, differences
from evaluation.collection.queries import values_of
from evaluation.collection.services import AnswerOutcome, enter, foresee, name_of, version_in
from evaluation.collection.workbook.write import SHEET, TITLES
from evaluation.models import Collection, Value, ValueChange

NOT_OURS = "Ce classeur n’est pas celui du formulaire : téléchargez-le de nouveau, puis recopiez-y vos réponses."


@dataclass(frozen=True, kw_only=True)
class WorkbookChange:
    """The differences from the stored answer to that of the workbook; `by`, the author of the stored one."""

    value: Value
    differences: tuple[Difference, ...]
    by: str = ""


@dataclass(frozen=True, kw_only=True)
class Intake:
    """A workbook that was read: its boxes, the answers that it changes, those in conflict, the unreadable rows."""

    data: Mapping[str, str]
    changes: list[WorkbookChange] = field(default_factory=list)
    conflicts: list[WorkbookChange] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def changes_nothing(self) -> bool:
        return not self.changes


def read_workbook(data: bytes, kind: str, collection: Collection, *, reader: User | None = None) -> Intake:
    """What the workbook would do to the form, writing nothing; UnreadableError when it is not this form's.

    What `reader` alone wrote since the download is no conflict: a workbook mended and sent again (1 query more).
    """
    values = {value.indicator.code: value for value in values_of(collection)}
    boxes = _boxes_in(read_table(data, kind, titles=TITLES.values(), sheet=SHEET), collection, values)
    intake = Intake(data=boxes.texts, faults=boxes.faults)
    own = _own_versions(collection, reader) if reader else {}
    for code, value in values.items():
        if name_of(code, "version") not in boxes.texts:
            continue
        if version_in(value, boxes.texts) in own.get(value.pk, ()):
            boxes.texts[name_of(code, "version")] = str(value.version)
        outcome, changes = foresee(value, boxes.texts)
        intake.faults.extend(
            f"{_place(code, slot, boxes.lines[name_of(code, slot)])} : {sentence}"
            for slot, sentence in outcome.faults.items()
        )
        if not changes:
            continue
        before = answer_snapshot(value)
        after = before | {
            name: f"{new.normalize():f}" if isinstance(new, Decimal) else new for name, new in changes.items()
        }
        changed = differences(value.indicator, before, after)
        (intake.changes if outcome.kind == "saved" else intake.conflicts).append(
            WorkbookChange(value=value, differences=changed, by=str(value.changed_by or "le calcul"))
        )
    return intake


def _own_versions(collection: Collection, reader: User) -> dict[int, set[int]]:
    """By answer, the versions after which `reader` alone wrote."""
    changes = ValueChange.objects.filter(value__collection=collection).order_by("value", "-pk")
    rows = changes.values_list("value", "value__version", "actor")
    return {
        value: {version - rank for rank, _ in enumerate(takewhile(lambda row: row[2] == reader.pk, written), 1)}
        for (value, version), written in groupby(rows, key=itemgetter(0, 1))
    }


@dataclass(kw_only=True)
class _Boxes:
    """The boxes of a workbook by name: their texts as a page sends them, their lines, and the faults of the cells."""

    texts: dict[str, str] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def add(self, code: str, slot: str, cell: Any, line: int) -> None:
        """Add a box; one that is given twice with two texts is a fault, and so is a cell that has no value."""
        name = name_of(code, slot)
        try:
            text = _text_of(cell)
        except ValueError as fault:
            self.faults.append(f"{_place(code, slot, line)} : {fault}")
            return
        first = self.lines.setdefault(name, line)
        if first != line and self.texts[name] not in ("", text):
            title = quoted(TITLES.get(slot, TITLES["answer"]))
            self.faults.append(
                f"Feuille {SHEET}, lignes {first} et {line}, colonne {title}, {code} : deux réponses à la même case, "
                f"{quoted(self.texts[name])} et {quoted(text)}."
            )
        self.texts[name] = text


def _boxes_in(table: FlatTable, collection: Collection, values: Mapping[str, Value]) -> _Boxes:
    """The boxes of the table; UnreadableError when it is not that of this form."""
    if not set(TITLES.values()) <= set(table.headers):
        raise UnreadableError(NOT_OURS)
    columns = {name: table.headers.index(title) for name, title in TITLES.items()}
    boxes = _Boxes()
    for line, row in table.lines:
        cells = {name: row[place] for name, place in columns.items()}
        key = str(cells["key"] or "").split("/")
        if len(key) != 4:
            note = next(str(cell) for cell in row if cell is not None)
            boxes.faults.append(
                f"Feuille {SHEET}, ligne {line} : {quoted(note)} n’est pas une ligne du formulaire ; retirez-la."
            )
            continue
        year, slug, code, slot = key
        if (year, slug) != (str(collection.campaign.year), collection.centre.slug):
            raise UnreadableError(f"Ce classeur est celui de {quoted(slug)} pour {year} : ce n’est pas ce formulaire.")
        if code not in values:
            boxes.faults.append(
                f"Feuille {SHEET}, ligne {line} : l’indicateur {quoted(code)} n’est pas dans ce formulaire."
            )
            continue
        if first := boxes.lines.get(name_of(code, slot)):
            boxes.faults.append(
                f"Feuille {SHEET}, lignes {first} et {line} : elles portent la même case, {code} ; n’en gardez qu’une."
            )
            continue
        _add_line(boxes, values[code], slot, cells, line)
    if not boxes.lines:
        raise UnreadableError(NOT_OURS)
    return boxes


def _add_line(boxes: _Boxes, value: Value, slot: str, cells: Mapping[str, Any], line: int) -> None:
    """Add the boxes of a line: its own, its version, its token; its texts on the first line of an answer."""
    code = value.indicator.code
    is_first = slot == next((box.slot for box in boxes_of(value.indicator)), "choix")
    answer = cells["answer"]
    if slot == "choix":  # an unknown word stays as it is, to be refused with its line
        by_label = {label.casefold(): key for key, label in choices_of(value.indicator)}
        answer = by_label.get(str(answer).strip().casefold(), answer)
    boxes.add(code, slot, answer, line)
    version, _, seal = str(cells["stamp"] or "").partition("/")
    boxes.texts |= {name_of(code, "version"): version, name_of(code, "vu"): seal}
    for name in ("so", *TEXTS):
        if is_first or cells[name] is not None:
            boxes.add(code, name, cells[name], line)


def _place(code: str, slot: str, line: int) -> str:
    """« Feuille Indicateurs, ligne 19, colonne « Votre réponse », M3-05 »: where a box is in the workbook."""
    return f"Feuille {SHEET}, ligne {line}, colonne {quoted(TITLES.get(slot, TITLES['answer']))}, {code}"


def _text_of(cell: Any) -> str:
    """The text that a person would have typed for the cell; `ValueError` when it has no value."""
    if isinstance(cell, int | float | Decimal) and not isinstance(cell, bool):
        text = number(Decimal(format(cell, ".15g") if isinstance(cell, float) else cell))
        return f"{text}0" if len(text.partition(",")[2]) == 3 else text  # three decimals could be taken for a thousand
    return "" if cell is None else cell_text(cell)


@transaction.atomic
def write_workbook_in(intake: Intake, collection: Collection, *, actor: User) -> list[AnswerOutcome]:
    """Write the answers of the workbook, never over what another person wrote since."""
    values = [value for value in values_of(collection) if name_of(value.indicator.code, "version") in intake.data]
    outcomes = [enter(value, intake.data, actor=actor) for value in values]
    codes = [outcome.value.indicator.code for outcome in outcomes if outcome.kind == "saved"]
    record(actor, "indicateurs : déposer le classeur", collection, codes=codes)
    return outcomes
