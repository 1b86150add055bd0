"""The actions of a year as a table, written and read: one action a line, the columns of `fields.FIELDS`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model, prefetch_related_objects

from accounts.acts.workflow import RefusedError
from accounts.models import User
from documents.spreadsheets.columns import Column, Kind
from documents.spreadsheets.import_cells import BooleanCell, IntegerCell
from documents.spreadsheets.import_table import ImportColumn, ImportLine, lines_in
from documents.spreadsheets.list_export import ListExport
from governance.enums import Nature
from governance.models import Action, Programme
from governance.models.programme import IN_FORCE
from governance.programmes.actions.classify import Course, cartography_date, classification_of
from governance.programmes.actions.fields import CELL_FIELDS, COLUMN_FIELDS, SET_NAMES
from governance.programmes.actions.services import mark_added_later, satisfaction_fault, save_action
from governance.programmes.queries import ActionRow

NUMBER = "numero"
SHEET = "Actions"
UNREAD = ("État", "Classement", "Raisons du classement", "Séances", "Demi-journées", "Participations")


@dataclass(frozen=True, kw_only=True)
class ImportedAction:
    """One line of the file as it would be written; `sets` are its départements and districts, where they change."""

    number: int
    action: Action
    sets: dict[str, list[Model]]
    is_new: bool
    nature_label: str
    changes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ActionIntake:
    """What a file would do to the actions of a year, or what is wrong with it."""

    lines: list[ImportedAction]
    faults: list[str]

    @property
    def changing(self) -> list[ImportedAction]:
        """The lines that write something."""
        return [line for line in self.lines if line.is_new or line.changes]

    @property
    def changes_nothing(self) -> bool:
        return not self.changing


def read_actions(data: bytes, kind: str, programme: Programme) -> ActionIntake:
    """The actions of a file beside those of the programme; nothing is written. UnreadableError when it is no table."""
    columns = [ImportColumn(title="Numéro", cell=IntegerCell())] + [
        ImportColumn(title=field.column, cell=field.cell_of(programme), is_required=field.cell.required)
        for field in CELL_FIELDS
    ]
    unread = [*UNREAD, *(field.column for field in COLUMN_FIELDS if not field.cell)]
    lines, faults = lines_in(data, kind, columns, sheet=SHEET, ignored=unread)
    stored = programme.actions.select_related("decided_by", "cartography_line", "service")
    by_number = {action.pk: action for action in stored.prefetch_related(*SET_NAMES)}
    course = Course(cartography_on=cartography_date(programme.centre_id))
    line_numbers: dict[int, int] = {}
    imported = []
    for line in lines:
        number = line.values.get(NUMBER)
        if number in line_numbers and number is not None:
            faults.append(f"Lignes {line_numbers[number]} et {line.number} : elles portent le même numéro d’action.")
        elif number is not None and number not in by_number:
            faults.append(
                f"Ligne {line.number}, colonne « Numéro » : ce programme n’a pas d’action n° {number} ; "
                "laissez la case vide pour une action nouvelle."
            )
        else:
            line_numbers |= {number: line.number} if number is not None else {}
            imported.append(_imported(line, programme, by_number, course, faults))
    return ActionIntake(lines=[] if faults else imported, faults=faults)


def _imported(
    line: ImportLine, programme: Programme, by_number: dict[int, Action], course: Course, faults: list[str]
) -> ImportedAction:
    """The line as an action in memory; what is wrong with it is added to `faults`."""
    number = line.values.get(NUMBER)
    action = by_number[number] if number is not None else Action(programme=programme)
    action.programme = programme
    changes, sets = _fill(action, line)
    mark_added_later(action)
    faults += _faults_of(action, line.number)
    answer = classification_of(action, course)
    refusals = [refusal for refusal in answer.refusals if refusal.stops == "enregistrement"]
    faults += [f"Ligne {line.number} : {refusal.sentence}" for refusal in refusals]
    return ImportedAction(
        number=line.number,
        action=action,
        sets=sets,
        is_new=number is None,
        nature_label=Nature(answer.nature).label,
        changes=tuple(changes),
    )


def _fill(action: Action, line: ImportLine) -> tuple[list[str], dict[str, list[Model]]]:
    """Write the line on the action in memory; answers the titles of what changes, and the sets of rows that do.

    A blank yes or no changes nothing.
    """
    changes, sets = [], {}
    for field in CELL_FIELDS:
        value = line.values.get(field.code)
        if field.code not in line.values or (isinstance(field.cell, BooleanCell) and value is None):
            continue
        if field.is_set:
            if set(value) != (set(getattr(action, field.name).all()) if action.pk else set()):
                changes.append(field.column)
                sets[field.name] = value
        elif _comparable(getattr(action, field.name)) != _comparable(value):
            changes.append(field.column)
            setattr(action, field.name, value)
    return changes, sets


def _comparable(value: Any) -> Any:
    """A browser sends other line ends than a spreadsheet, and a file leaves no spaces around a text."""
    return value.replace("\r\n", "\n").strip() if isinstance(value, str) else value


def _faults_of(action: Action, number: int) -> list[str]:
    """What the action's own fields refuse, with the column; what the service fills in is not judged here."""
    titles = {field.name: field.column for field in CELL_FIELDS}
    fault = satisfaction_fault(action.answered, action.satisfied)
    faults = [f"Ligne {number}, colonne « {titles['satisfied']} » : {fault}"] if fault else []
    try:
        action.clean_fields(exclude={field.name for field in action._meta.fields} - titles.keys())
    except ValidationError as error:
        faults += [
            f"Ligne {number}, colonne « {titles[name]} » : {message}"
            for name, messages in error.message_dict.items()
            for message in messages
        ]
    return faults


@transaction.atomic
def write_actions(intake: ActionIntake, *, actor: User, reason: str = "") -> int:
    """Write every line that changes something, or none; answers how many. `reason` is due once validated (R-20)."""
    for line in intake.changing:
        try:
            save_action(line.action, actor=actor, sets=line.sets, reason=reason)
        except RefusedError as refusal:
            raise RefusedError(f"Ligne {line.number} : {refusal}") from None
    return len(intake.changing)


def needs_reason(programme: Programme) -> bool:
    """Whether the import of actions must say why (R-20)."""
    return programme.state in IN_FORCE


def action_columns(programme: Programme) -> list[Column]:
    """The columns of the file of a programme, for its `exported_rows`."""
    return [
        Column("Numéro", lambda row: row.action.pk, Kind.YEAR),
        *(field.column_of(programme) for field in COLUMN_FIELDS),
        Column("État", lambda row: row.action.get_state_display()),
        Column("Classement", lambda row: row.action.get_nature_display()),
        Column(
            "Raisons du classement", lambda row: " ".join(reason["sentence"] for reason in row.action.reasons), width=60
        ),
        Column("Séances", "sessions", Kind.INTEGER),
        Column("Demi-journées", "half_days", Kind.DECIMAL, decimals=1),
        Column("Participations", "participations", Kind.INTEGER),
    ]


def exported_rows(rows: list[ActionRow]) -> list[ActionRow]:
    """The rows of `action_rows`, with what the file says of their places (2 queries)."""
    prefetch_related_objects([row.action for row in rows], *SET_NAMES)
    return rows


def action_export(programme: Programme) -> ListExport:
    """The file of the actions of a year, which `read_actions` reads back."""
    title = f"Actions {programme.year}, {programme.centre}"
    return ListExport(columns=action_columns(programme), title=title, sheet=SHEET)
