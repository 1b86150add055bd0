"""The actions of a year as a flat table, out and back in: one action a line."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction

from accounts.acts.workflow import RefusedError
from accounts.models import User
from documents.french import listed
from documents.spreadsheets.columns import Column, Kind
from documents.spreadsheets.import_cells import BooleanCell, Cell, DateCell, IntegerCell, TextCell, quoted
from documents.spreadsheets.import_table import ChoicesCell, Entry, Read, WordsCell, lines_in
from documents.spreadsheets.list_export import ListExport
from documents.text import unaccented
from governance.enums import ActionFormat, Funder, Mission, Nature, NetworkType, Public, Theme
from governance.models import Action, Body, Programme
from governance.models.programme import IN_FORCE
from governance.programmes.actions.classify import Course, cartography_of, classified
from governance.programmes.actions.services import place, save_action
from governance.programmes.queries import ActionRow

NUMBER = "numero"


class BodyCell(Cell):
    """A decision body of the centre, by its name."""

    def __init__(self, programme: Programme) -> None:
        super().__init__()
        bodies = Body.objects.filter(centre=programme.centre_id, decides_programme=True)
        self.known = {unaccented(one.name): one for one in bodies}

    def read(self, value: Any) -> Body:
        body = self.known.get(unaccented(str(value)))
        if body is None:
            names = listed([quoted(one.name) for one in self.known.values()], "ou") or "aucune n’est enregistrée"
            raise ValueError(f"{quoted(value)} n’est pas une instance décisionnelle du centre ; {names}.")
        return body


# Title of the column, field of the action, what reads its cells (`decided_by` is read within the centre).
FIELDS: tuple[tuple[str, str, Cell | None], ...] = (
    ("Intitulé", "title", TextCell(required=True)),
    ("Mission", "mission", WordsCell(Mission, "une mission", required=True)),
    ("Format", "format", WordsCell(ActionFormat, "un format", required=True)),
    ("Thème", "theme", WordsCell(Theme, "un thème", required=True)),
    ("Description", "description", TextCell()),
    ("Publics visés", "publics", ChoicesCell(Public, "un public")),
    ("Objectifs pédagogiques", "learning_goals", TextCell()),
    ("Type de réseau", "network_type", WordsCell(NetworkType, "un type de réseau")),
    ("Réseau animé", "network_name", TextCell()),
    ("Pilotage hiérarchique", "is_hierarchical", BooleanCell()),
    ("Bénéficiaires", "beneficiaries", TextCell()),
    ("Intervenants", "speakers", TextCell()),
    ("À la demande de", "requested_by", TextCell()),
    ("Dédiée aux élus", "is_for_elected", BooleanCell()),
    ("Cible les quartiers", "targets_districts", BooleanCell()),
    ("Tous les contrats de ville", "all_contracts", BooleanCell()),
    ("Contrats de ville", "city_contracts", TextCell()),
    ("Autres territoires", "outside_districts", TextCell()),
    ("Sites peu dotés ou entrants", "on_underequipped_sites", BooleanCell()),
    ("Décidée par", "decided_by", None),
    ("Décidée le", "decided_on", DateCell()),
    ("Financeur distinct", "funded_by", WordsCell(Funder, "un financeur")),
    ("Fonds européen", "european_fund", TextCell()),
    ("Motif outre-mer", "overseas_reason", TextCell()),
    ("Justification", "justification", TextCell()),
)
REQUIRED = frozenset({"title", "mission", "format", "theme"})
TOLD_ONLY = ("État", "Classement", "Raisons du classement", "Séances", "Demi-journées", "Participations")
CODES = {field_name: Entry(title=title, cell=TextCell()).code for title, field_name, _ in FIELDS}


@dataclass(frozen=True, kw_only=True)
class Planned:
    """One line of the file as it would be written."""

    number: int
    action: Action
    is_new: bool
    nature_label: str
    changes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Intake:
    """What a file would do to the actions of a year, or what is wrong with it."""

    lines: list[Planned] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def changing(self) -> list[Planned]:
        """The lines that write something."""
        return [one for one in self.lines if one.is_new or one.changes]


def read_actions(data: bytes, kind: str, programme: Programme) -> Intake:
    """The actions of a file beside those of the programme; nothing is written. UnreadableError when it is no table."""
    lines, faults = lines_in(data, kind, _entries(programme), ignored=TOLD_ONLY)
    if faults:
        return Intake(faults=faults)
    known = {one.pk: one for one in programme.actions.select_related("decided_by", "cartography_line", "service")}
    course = Course(cartography_on=cartography_of(programme.centre_id))
    seen: dict[int, int] = {}
    planned = []
    for line in lines:
        number = line.values.get(NUMBER)
        if number in seen and number is not None:
            faults.append(f"Lignes {seen[number]} et {line.number} : elles portent le même numéro d’action.")
        elif number is not None and number not in known:
            faults.append(
                f"Ligne {line.number}, colonne « Numéro » : ce programme n’a pas d’action n° {number} ; "
                "laissez la case vide pour une action nouvelle."
            )
        else:
            seen |= {number: line.number} if number is not None else {}
            planned.append(_planned(line, programme, known, course, faults))
    return Intake(lines=[] if faults else planned, faults=faults)


def _entries(programme: Programme) -> list[Entry]:
    body = BodyCell(programme)
    told = [Entry(title=title, cell=cell or body, is_required=name in REQUIRED) for title, name, cell in FIELDS]
    return [Entry(title="Numéro", cell=IntegerCell()), *told]


def _planned(line: Read, programme: Programme, known: dict[int, Action], course: Course, faults: list[str]) -> Planned:
    number = line.values.get(NUMBER)
    action = known[number] if number is not None else Action(programme=programme)
    action.programme = programme
    changes = _fill(action, line)
    place(action)
    faults += _faults_of(action, line.number)
    answer = classified(action, course)
    faults += [f"Ligne {line.number} : {one.sentence}" for one in answer.refusals if one.stops == "enregistrement"]
    return Planned(
        number=line.number,
        action=action,
        is_new=number is None,
        nature_label=Nature(answer.nature).label,
        changes=tuple(changes),
    )


def _fill(action: Action, line: Read) -> list[str]:
    """Write the line on the action in memory; answers the titles of what changes. A blank yes or no changes nothing."""
    changes = []
    for title, name, cell in FIELDS:
        if CODES[name] not in line.values:
            continue
        value = line.values[CODES[name]]
        if isinstance(cell, BooleanCell) and value is None:
            continue
        if getattr(action, name) != value:
            changes.append(title)
            setattr(action, name, value)
    return changes


def _faults_of(action: Action, number: int) -> list[str]:
    """What the action's own fields refuse, with the column; what the service fills in is not judged here."""
    try:
        action.clean_fields(exclude=["programme", "nature", "destination", "retained_mission", "reasons"])
    except ValidationError as fault:
        titles = {name: title for title, name, _ in FIELDS}
        return [
            f"Ligne {number}{_column(titles, name)} : {message}"
            for name, messages in fault.message_dict.items()
            for message in messages
        ]
    return []


def _column(titles: dict[str, str], name: str) -> str:
    return "" if name == NON_FIELD_ERRORS else f", colonne « {titles.get(name, name)} »"


@transaction.atomic
def write_actions(intake: Intake, *, actor: User, reason: str = "") -> int:
    """Write every line that changes something, or none; answers how many. `reason` is due once validated (R-20)."""
    for line in intake.changing:
        try:
            save_action(line.action, actor=actor, reason=reason)
        except RefusedError as refusal:
            raise RefusedError(f"Ligne {line.number} : {refusal}") from None
    return len(intake.changing)


def needs_reason(programme: Programme) -> bool:
    """Whether the import of actions must say why (R-20)."""
    return programme.state in IN_FORCE


def _exported(name: str) -> Any:
    def value(row: ActionRow) -> Any:
        told = getattr(row.action, name)
        if name == "publics":
            return "; ".join(Public(code).label for code in told)
        if name == "decided_by":
            return told.name if told else ""
        display = getattr(row.action, f"get_{name}_display", None)
        return display() if display else told

    return value


COLUMNS = (
    Column("Numéro", lambda row: row.action.pk, Kind.YEAR),
    *(Column(title, _exported(name), Kind.DATE if name == "decided_on" else Kind.TEXT) for title, name, _ in FIELDS),
    Column("État", lambda row: row.action.get_state_display()),
    Column("Classement", lambda row: row.action.get_nature_display()),
    Column("Raisons du classement", lambda row: " ".join(one["sentence"] for one in row.action.reasons), width=60),
    Column("Séances", "sessions", Kind.INTEGER),
    Column("Demi-journées", "half_days", Kind.DECIMAL, decimals=1),
    Column("Participations", "participations", Kind.INTEGER),
)


def action_export(title: str) -> ListExport:
    """The actions of a year as a file that may be mended and sent back."""
    return ListExport(columns=COLUMNS, title=title, sheet="Actions")
