"""The editable fields of an action, declared once: form, file out and in, edit conflicts, copy to another year."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from centres.models import Department, PriorityDistrict
from documents.french import listed
from documents.spreadsheets.columns import Column, Kind
from documents.spreadsheets.import_cells import BooleanCell, Cell, DateCell, IntegerCell, TextCell, cell_text, quoted
from documents.spreadsheets.import_table import ChoicesCell, WordsCell
from documents.spreadsheets.read import code_of
from governance.enums import ActionFormat, Funder, Mission, NetworkType, Public, Theme
from governance.models import Action, Body, CartographyLine, Programme

KINDS = {DateCell: Kind.DATE, IntegerCell: Kind.INTEGER}
MOST_NAMES = 6


def bodies(programme: Programme) -> QuerySet[Body]:
    """The bodies that decide the programme of the centre (R-03), and those that its actions already name."""
    named = Q(pk__in=programme.actions.values("decided_by"))
    return Body.objects.filter(Q(decides_programme=True) | named, centre=programme.centre_id)


def cartography_lines(programme: Programme) -> QuerySet[CartographyLine]:
    """The lines of the centre's cartographies."""
    return CartographyLine.objects.filter(cartography__centre=programme.centre_id)


def departments(programme: Programme) -> QuerySet[Department]:
    """The départements of the centre's perimeter today, and those that its actions of the year already name."""
    today = timezone.localdate()
    perimeter = Department.objects.filter(perimeters__in=programme.centre.perimeters.on(today)).values("pk")
    return Department.objects.filter(Q(pk__in=perimeter) | Q(pk__in=programme.actions.values("departments")))


def districts(programme: Programme) -> QuerySet[PriorityDistrict]:
    """The districts of those départements, and those that the centre's actions of the year already name."""
    within = PriorityDistrict.objects.filter(communes__department__in=departments(programme)).values("pk")
    return PriorityDistrict.objects.filter(Q(pk__in=within) | Q(pk__in=programme.actions.values("districts")))


class RowCell(Cell):
    """A row that a programme may choose, read by any of its `spellings` (formats of the row) that no other row shares.

    It is written by the first of them; where rows may share it (`may_be_shared`), with its number when one does.
    `within` gives the cell of one programme (1 query to read, and to write what may be shared).
    """

    programme: Programme

    def __init__(
        self, noun: str, rows: Callable[[Programme], QuerySet], *spellings: str, may_be_shared: bool = False
    ) -> None:
        super().__init__()
        self.noun, self.rows, self.may_be_shared = noun, rows, may_be_shared
        self.spellings = (*spellings, f"{spellings[0]} (n° {{0.pk}})")

    def within(self, programme: Programme) -> Self:
        cell = copy(self)
        cell.programme = programme
        return cell

    @cached_property
    def by_spelling(self) -> dict[str, list[Model]]:
        by_spelling: dict[str, list[Model]] = defaultdict(list)
        for row in self.rows(self.programme):
            for spelling in {code_of(text.format(row)) for text in self.spellings}:
                by_spelling[spelling].append(row)
        return dict(by_spelling)

    def read(self, value: Any) -> Any:
        rows = self.by_spelling.get(code_of(cell_text(value)), [])
        if len(rows) == 1:
            return rows[0]
        if rows:
            raise ValueError(f"{quoted(value)} en désigne plusieurs ; écrivez {self._names(rows)}.")
        possible = {row.pk: row for rows in self.by_spelling.values() for row in rows}.values()
        hint = f"écrivez par exemple {self._names(possible)}" if possible else "rien de tel n’est enregistré"
        raise ValueError(f"{quoted(value)} n’est pas {self.noun} ; {hint}.")

    def _names(self, rows: Iterable[Model]) -> str:
        return listed([quoted(RowCell.render(self, row)) for row in list(rows)[:MOST_NAMES]], "ou")

    def render(self, value: Model | None, obj: Any = None, **kwargs: Any) -> str:
        if value is None:
            return ""
        text = self.spellings[0].format(value)
        is_shared = self.may_be_shared and self.by_spelling.get(code_of(text), [value]) != [value]
        return self.spellings[-1].format(value) if is_shared else text


class RowsCell(RowCell):
    """Several rows, with semicolons or commas between them; written from the related rows of the action."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> list[Model]:
        return super().clean(value, row, **kwargs) or []

    def read(self, value: Any) -> list[Model]:
        return [super(RowsCell, self).read(text.strip()) for text in re.split("[;,]", cell_text(value)) if text.strip()]

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "; ".join(super(RowsCell, self).render(row) for row in value.all())


@dataclass(frozen=True, kw_only=True)
class Section:
    """Fields that are typed together: a part of a form."""

    title: str
    hint: str = ""


ACTION = Section(title="L’action")
NETWORK = Section(title="Le réseau animé", hint="Pour une action d’animation de réseau (M1).")
PEOPLE = Section(title="Qui en bénéficie, qui intervient")
PLACES = Section(title="Les territoires")
COMPLEMENTARY = Section(
    title="Mission complémentaire",
    hint="Elle demande une décision datée de l’instance et un financement distinct du socle (R-03).",
)
SATISFACTION = Section(title="La satisfaction")  # typed after the action, on a page of its own
FORM_SECTIONS = (ACTION, NETWORK, PEOPLE, PLACES, COMPLEMENTARY)


@dataclass(frozen=True, kw_only=True)
class ActionField:
    """One editable field of `Action`.

    `section`: where it is typed, and compared when two people edit; None: the services alone write it.
    `column`: its title in the file, empty when it is not there. `cell` reads and writes it; None: written, never read.
    `not_copied`: why the copy of the action to another year leaves it empty; empty when it is copied.
    """

    name: str
    section: Section | None = None
    column: str = ""
    cell: Cell | None = None
    not_copied: str = ""

    @property
    def is_set(self) -> bool:
        """Whether it holds several rows, written once the action is saved."""
        return isinstance(self.cell, RowsCell)

    @property
    def code(self) -> str:
        """The title of the column as `lines_in` gives it."""
        return code_of(self.column)

    @property
    def kind(self) -> Kind:
        """What its column holds."""
        return KINDS.get(type(self.cell), Kind.TEXT)

    def cell_of(self, programme: Programme) -> Cell:
        """What reads and writes it in the file of a programme."""
        return self.cell.within(programme) if isinstance(self.cell, RowCell) else self.cell or Cell()

    def column_of(self, programme: Programme) -> Column:
        """Its column in the file of a programme."""
        cell = self.cell_of(programme)
        return Column(self.column, lambda row: cell.render(getattr(row.action, self.name)), self.kind)


FIELDS = (
    ActionField(name="title", section=ACTION, column="Intitulé", cell=TextCell(required=True)),
    ActionField(
        name="mission", section=ACTION, column="Mission", cell=WordsCell(Mission, "une mission", required=True)
    ),
    ActionField(
        name="format", section=ACTION, column="Format", cell=WordsCell(ActionFormat, "un format", required=True)
    ),
    ActionField(name="theme", section=ACTION, column="Thème", cell=WordsCell(Theme, "un thème", required=True)),
    ActionField(name="description", section=ACTION, column="Description", cell=TextCell()),
    ActionField(name="publics", section=ACTION, column="Publics visés", cell=ChoicesCell(Public, "un public")),
    ActionField(name="learning_goals", section=ACTION, column="Objectifs pédagogiques", cell=TextCell()),
    ActionField(
        name="network_type", section=NETWORK, column="Type de réseau", cell=WordsCell(NetworkType, "un type de réseau")
    ),
    ActionField(name="network_name", section=NETWORK, column="Réseau animé", cell=TextCell()),
    ActionField(name="is_hierarchical", section=NETWORK, column="Pilotage hiérarchique", cell=BooleanCell()),
    ActionField(name="beneficiaries", section=PEOPLE, column="Bénéficiaires", cell=TextCell()),
    ActionField(
        name="speakers", section=PEOPLE, column="Intervenants", cell=TextCell(), not_copied="chosen again each year"
    ),
    ActionField(
        name="requested_by", section=PEOPLE, column="À la demande de", cell=TextCell(), not_copied="asked for one year"
    ),
    ActionField(name="is_for_elected", section=PEOPLE, column="Dédiée aux élus", cell=BooleanCell()),
    ActionField(name="targets_districts", section=PLACES, column="Cible les quartiers", cell=BooleanCell()),
    ActionField(name="all_contracts", section=PLACES, column="Tous les contrats de ville", cell=BooleanCell()),
    ActionField(name="city_contracts", section=PLACES, column="Contrats de ville", cell=TextCell()),
    ActionField(
        name="departments", section=PLACES, column="Départements",
        cell=RowsCell("un département du périmètre", departments, "{0.name}", "{0.code}", "{0}"),
    ),
    ActionField(
        name="districts", section=PLACES, column="Quartiers",
        cell=RowsCell("un quartier prioritaire du périmètre", districts, "{0.code}", "{0}", "{0.name}"),
    ),
    ActionField(name="outside_districts", section=PLACES, column="Autres territoires", cell=TextCell()),
    ActionField(
        name="on_underequipped_sites", section=PLACES, column="Sites peu dotés ou entrants", cell=BooleanCell()
    ),
    ActionField(
        name="decided_by", section=COMPLEMENTARY, column="Décidée par",
        cell=RowCell("une instance du centre", bodies, "{0.name}", may_be_shared=True),
        not_copied="decided for one year",
    ),
    ActionField(
        name="decided_on", section=COMPLEMENTARY, column="Décidée le", cell=DateCell(),
        not_copied="decided for one year",
    ),
    ActionField(
        name="funded_by", section=COMPLEMENTARY, column="Financeur distinct", cell=WordsCell(Funder, "un financeur"),
        not_copied="funded for one year",
    ),
    ActionField(name="european_fund", section=COMPLEMENTARY, column="Fonds européen", cell=TextCell()),
    ActionField(
        name="cartography_line", section=COMPLEMENTARY, column="Constat de la cartographie",
        cell=RowCell(
            "une fonction des cartographies du centre", cartography_lines, "{0.function} (n° {0.pk})", "{0.function}"
        ),
        not_copied="the cartography in force may be another",
    ),
    ActionField(name="overseas_reason", section=COMPLEMENTARY, column="Motif outre-mer", cell=TextCell()),
    ActionField(name="justification", section=COMPLEMENTARY, column="Justification", cell=TextCell()),
    ActionField(
        name="answered", section=SATISFACTION, column="Réponses reçues", cell=IntegerCell(),
        not_copied="what the participants of the year answered",
    ),
    ActionField(
        name="satisfied", section=SATISFACTION, column="Réponses satisfaites", cell=IntegerCell(),
        not_copied="what the participants of the year answered",
    ),
    ActionField(name="in_programme", column="Inscrite au programme annuel", not_copied="the copy is in the programme"),
    ActionField(name="added_because", column="Motif de l’ajout", not_copied="the copy is in the programme"),
    ActionField(name="programme", not_copied="the copy is of another year"),
)  # fmt: skip
COLUMN_FIELDS = tuple(field for field in FIELDS if field.column)
CELL_FIELDS = tuple(field for field in FIELDS if field.cell)
SET_NAMES = tuple(field.name for field in FIELDS if field.is_set)
COPIED_NAMES = tuple(field.name for field in FIELDS if not field.not_copied)


def section_names(*sections: Section) -> list[str]:
    """The names of the fields of these sections, in their order."""
    return [field.name for section in sections for field in FIELDS if field.section == section]


def field_values(action: Action, names: Iterable[str]) -> tuple[dict[str, Any], dict[str, list[Model]]]:
    """The plain values of these fields, then their sets of rows (1 query each)."""
    values = {name: getattr(action, name) for name in names}
    sets = {name: list(values.pop(name).all()) for name in SET_NAMES if name in values}
    return values, sets
