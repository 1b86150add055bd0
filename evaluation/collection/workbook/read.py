"""The workbook that comes back: read whole or refused, each fault naming its sheet, line and column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import transaction

from accounts.journal import record
from accounts.models import User
from documents.french import number
from documents.spreadsheets.import_cells import quoted
from documents.spreadsheets.read import FlatTable, UnreadableError, read_table
from evaluation.collection.answers import TEXTS, answer_snapshot, boxes_of, choices_of
from evaluation.collection.history import Difference, differences
from evaluation.collection.queries import values_of
from evaluation.collection.services import AnswerOutcome, enter, foresee, name_of
from evaluation.collection.workbook.write import SHEET, TITLES
from evaluation.models import Collection, Value

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


def read_workbook(data: bytes, kind: str, collection: Collection) -> Intake:
    """What the workbook would do to the form, writing nothing; UnreadableError when it is not this form's."""
    if kind != "xlsx":
        raise UnreadableError("Déposez le classeur Excel (.xlsx) que vous avez téléchargé.")
    values = {value.indicator.code: value for value in values_of(collection)}
    sent, places, faults = _cells(read_table(data, kind), collection, values)
    intake = Intake(data=sent, faults=faults)
    for code, value in values.items():
        if name_of(code, "version") not in sent:
            continue
        outcome, changes = foresee(value, sent)
        intake.faults.extend(f"{places[name_of(code, slot)]} : {sentence}" for slot, sentence in outcome.faults.items())
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


def _cells(
    table: FlatTable, collection: Collection, values: Mapping[str, Value]
) -> tuple[dict[str, str], dict[str, str], list[str]]:
    """The texts of the boxes by name, as a page sends them; the cell of each, in French; the faults of the rows."""
    if not set(TITLES.values()) <= set(table.headers):
        raise UnreadableError(NOT_OURS)
    columns = {name: table.headers.index(title) for name, title in TITLES.items()}
    sent: dict[str, str] = {}
    places: dict[str, str] = {}
    faults: list[str] = []
    for line, row in enumerate(table.rows, 2):
        key = str(row[columns["key"]] or "").split("/")
        if len(key) != 4:
            raise UnreadableError(NOT_OURS)
        year, slug, code, slot = key
        if (year, slug) != (str(collection.campaign.year), collection.centre.slug):
            raise UnreadableError(f"Ce classeur est celui de {quoted(slug)} pour {year} : ce n’est pas ce formulaire.")
        if code not in values:
            faults.append(f"Feuille {SHEET}, ligne {line} : l’indicateur {quoted(code)} n’est pas dans ce formulaire.")
            continue
        for name, text in _boxes(values[code], slot, row, columns):
            sent[name_of(code, name)] = text
            title = TITLES.get(name, TITLES["answer"])
            places[name_of(code, name)] = f"Feuille {SHEET}, ligne {line}, colonne {quoted(title)}"
    return sent, places, faults


def _boxes(value: Value, slot: str, row: list[Any], columns: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    """The boxes of a row by slot: its own, its version, its token; its texts on the first row of an answer."""
    is_first = slot == next((box.slot for box in boxes_of(value.indicator)), "choix")
    answer = _cell_text(row[columns["answer"]])
    if slot == "choix":  # an unknown word stays as it is, to be refused with its row
        by_label = {label.casefold(): key for key, label in choices_of(value.indicator)}
        answer = by_label.get(answer.strip().casefold(), answer)
    yield slot, answer
    version, _, seal = str(row[columns["stamp"]] or "").partition("/")
    yield "version", version
    yield "vu", seal
    texts = {name: _cell_text(row[columns[name]]) for name in ("so", *TEXTS)}
    yield from ((name, text) for name, text in texts.items() if text or is_first)


def _cell_text(cell: Any) -> str:
    """The text that a person would have typed for the cell."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "oui" if cell else "non"
    if isinstance(cell, int | float | Decimal):
        text = number(Decimal(format(cell, ".15g") if isinstance(cell, float) else cell))
        return f"{text}0" if len(text.partition(",")[2]) == 3 else text  # three decimals could be taken for a thousand
    return str(cell)


@transaction.atomic
def write_workbook_in(intake: Intake, collection: Collection, *, actor: User) -> list[AnswerOutcome]:
    """Write the answers of the workbook, never over what another person wrote since."""
    values = [value for value in values_of(collection) if name_of(value.indicator.code, "version") in intake.data]
    outcomes = [enter(value, intake.data, actor=actor) for value in values]
    codes = [outcome.value.indicator.code for outcome in outcomes if outcome.kind == "saved"]
    record(actor, "indicateurs : déposer le classeur", collection, codes=codes)
    return outcomes
