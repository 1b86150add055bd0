"""The shape of a dashboard: what every format (page, PDF, workbook, CSV, API) renders, live or frozen (R-140).

Pure: frozen dataclasses, no database, no clock, no float. A blank is `None`, never a zero. `to_json` is canonical (same
dashboard, same text, letter for letter) and lossless: `Dashboard.from_json(board.to_json()) == board`. Figures are
written as texts (« "12.5" »), so that no reader rounds them.

It contains aggregates, the grid centres × commitments and the adopted funding table (R-13: its sharing is transparent):
no other figure of a named centre.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from types import NoneType, UnionType
from typing import Any, Final, TypeVar, get_args, get_origin, get_type_hints

from documents.spreadsheets.columns import NUMERIC, Kind

SCHEMA: Final = "1"

# Fields read without their type hint: the cells of a table take their type from its columns.
WITHOUT_HINT: Final = frozenset({"rows"})

Cell = Decimal | str | None
Plain = dict[str, Any]
Shape = TypeVar("Shape")


class FigureKind(StrEnum):
    """What a figure is, and so how it is written; a percentage is worth hundredths (« 61.2 » reads 61,2 %)."""

    INTEGER = "entier"
    DECIMAL = "decimal"
    PERCENT = "pourcentage"
    AMOUNT = "montant"


class ChartKind(StrEnum):
    """How a chart is drawn."""

    BARS = "barres"
    STACKED = "empilees"
    LINE = "courbe"
    STRIP = "points"
    MAP = "carte"


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One consolidated figure, with the number of centres that it counts.

    `answered` + `not_applicable` + `missing` = the centres asked; whoever did not answer is out of every denominator.
    `conforming` counts, among those that answered, the ones within the threshold (None: no threshold). `alarm` is true
    when a critical figure (§4.3) is not within its threshold everywhere. `sentence` says the figure in words.
    """

    code: str
    label: str
    value: Decimal | None
    kind: FigureKind
    unit: str = ""
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    answered: int = 0
    not_applicable: int = 0
    missing: int = 0
    conforming: int | None = None
    rule: str = ""
    definition: str = ""
    is_critical: bool = False
    alarm: bool = False
    sentence: str = ""
    previous: Decimal | None = None
    previous_year: int | None = None

    @property
    def asked(self) -> int:
        """How many centres were asked."""
        return self.answered + self.not_applicable + self.missing


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column of a table: its title and the kind of its cells (`PERCENT` in hundredths, as figures are)."""

    title: str
    kind: Kind = Kind.TEXT

    @property
    def is_numeric(self) -> bool:
        """Whether its cells are Decimals (or blank), and so written to the right."""
        return self.kind in NUMERIC

    def takes(self, cell: Cell) -> bool:
        """Whether the cell is of the kind of the column."""
        if self.is_numeric:
            return cell is None or isinstance(cell, Decimal)
        return isinstance(cell, str)

    def cell_of(self, plain: Any) -> Cell:
        """The cell that is stored so in JSON."""
        return Decimal(plain) if self.is_numeric and plain is not None else plain


@dataclass(frozen=True, kw_only=True)
class Table:
    """Rows of cells: a Decimal or None under a numeric column, a text under any other. The first column heads its row.

    `ValueError` when a row or a cell does not suit its columns.
    """

    key: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...] = ()
    note: str = ""

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.columns) or not all(map(Column.takes, self.columns, row)):
                raise ValueError(f"Tableau « {self.key} » : la ligne {row} ne suit pas ses colonnes.")


@dataclass(frozen=True, kw_only=True)
class Series:
    """One series of a chart: a value per category, in their order (None: no figure, drawn as a gap)."""

    label: str
    values: tuple[Decimal | None, ...]


@dataclass(frozen=True, kw_only=True)
class Chart:
    """A drawing of the table `table` of the same section; `alternative` is its text alternative.

    `categories` are the bars of BARS and STACKED, the years of LINE, the codes of the départements of a MAP (values:
    how many centres cover each) and nothing for a STRIP, whose series hold one value a centre, unnamed. `notes` are
    the notes of a year, shown with the drawing.
    """

    key: str
    title: str
    kind: ChartKind
    table: str
    alternative: str
    value_kind: FigureKind = FigureKind.DECIMAL
    unit: str = ""
    categories: tuple[str, ...] = ()
    series: tuple[Series, ...] = ()
    notes: tuple[str, ...] = ()
    threshold: Decimal | None = None

    def note_call(self, category: str) -> str:
        """« (1) »: the number of the note on that year; empty when it has none."""
        ranks = [rank for rank, note in enumerate(self.notes, 1) if category in note.partition("\u00a0:")[0]]
        return f" ({ranks[0]})" if ranks else ""


@dataclass(frozen=True, kw_only=True)
class Section:
    """One chapter: its introduction, its figures, its drawings and its tables."""

    key: str
    title: str
    introduction: str = ""
    figures: tuple[Figure, ...] = ()
    charts: tuple[Chart, ...] = ()
    tables: tuple[Table, ...] = ()

    def table(self, key: str) -> Table:
        """The table of that key; `KeyError` when there is none."""
        return {table.key: table for table in self.tables}[key]


@dataclass(frozen=True, kw_only=True)
class Dashboard:
    """The dashboard of one year, of the whole network (`region` empty) or of one region (its code).

    `asked` centres were asked for their figures, `answered` of them have theirs verified by the regional State: the
    others are named in the section « collecte » and in no denominator. `note` is the note of the year (2020…).
    """

    year: int
    title: str
    region: str = ""
    note: str = ""
    asked: int = 0
    answered: int = 0
    sections: tuple[Section, ...] = ()
    schema: str = SCHEMA

    @property
    def is_national(self) -> bool:
        """Whether it covers the whole network."""
        return not self.region

    def figures(self) -> Iterator[Figure]:
        """Every figure, in the order of the page."""
        return (figure for section in self.sections for figure in section.figures)

    def section(self, key: str) -> Section:
        """The section of that key; `KeyError` when there is none."""
        return {section.key: section for section in self.sections}[key]

    def to_plain(self) -> Plain:
        """Dictionaries, lists, texts, integers and booleans only; figures as texts."""
        return {field.name: _to_json_value(getattr(self, field.name)) for field in fields(self)}

    def to_json(self) -> str:
        """The canonical text: keys in order, no spare space, accents as they are."""
        return json.dumps(self.to_plain(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Dashboard:
        """The dashboard that `to_plain` wrote; `ValueError` when it is not one, or of another schema."""
        try:
            if plain["schema"] != SCHEMA:
                raise ValueError(f"Schéma de tableau de bord inconnu : {plain['schema']!r}.")
            return _from_plain(cls, plain)
        except (AttributeError, InvalidOperation, KeyError, TypeError) as error:
            raise ValueError(f"Ce n’est pas un tableau de bord : {error}.") from error

    @classmethod
    def from_json(cls, text: str) -> Dashboard:
        """The dashboard that `to_json` wrote; `ValueError` otherwise."""
        return cls.from_plain(json.loads(text, object_hook=dict))


def _to_json_value(value: Any) -> Any:
    if value is None or type(value) is str:
        return value
    if isinstance(value, tuple):
        return [_to_json_value(item) for item in value]
    if isinstance(value, Decimal | StrEnum):
        return str(value)
    # Frozen dataclasses hold their fields and nothing else: quicker than asking for their names one object at a time.
    return {name: _to_json_value(item) for name, item in vars(value).items()} if is_dataclass(value) else value


def _from_plain(shape: type[Shape], plain: Mapping[str, Any]) -> Shape:
    """The dataclass written in a dictionary; `KeyError` for an absent field, `TypeError` for one of another type."""
    hints = get_type_hints(shape)
    values = {name: _valued(hint, plain[name]) for name, hint in hints.items() if name not in WITHOUT_HINT}
    if shape is Table:
        values["rows"] = tuple(tuple(map(Column.cell_of, values["columns"], row)) for row in plain["rows"])
    return shape(**values)


def _valued(hint: Any, value: Any) -> Any:
    if get_origin(hint) is tuple:
        return tuple(_valued(get_args(hint)[0], item) for item in value)
    if get_origin(hint) is UnionType:
        return (
            None
            if value is None
            else _valued(next(argument for argument in get_args(hint) if argument is not NoneType), value)
        )
    if is_dataclass(hint):
        return _from_plain(hint, value)  # type: ignore[arg-type]
    if hint is Decimal or issubclass(hint, StrEnum):
        return hint(value)
    if type(value) is not hint:
        raise TypeError(f"{value!r} n’est pas de type {hint.__name__}")
    return value
