"""Read an imported table against its declared columns: values by line, and faults that name a line and a column."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from documents.french import listed, unaccented
from documents.spreadsheets.import_cells import Cell, ChoiceCell, cell_text, quoted
from documents.spreadsheets.read import FlatTable, UnreadableError, read_table

NEVER_CHOSEN = ("X1", "X2")  # what the framework forbids is named to be refused


@dataclass(frozen=True, kw_only=True)
class ImportColumn:
    """One column accepted in a file: its title, the reader of its cells, whether the file must have it."""

    title: str
    cell: Cell
    is_required: bool = False

    @property
    def code(self) -> str:
        return code_of(self.title)


@dataclass(frozen=True, kw_only=True)
class ImportLine:
    """One line of the file: its number, and its values by column code (a column absent from the file has none)."""

    number: int
    values: Mapping[str, Any]


def code_of(title: str) -> str:
    """« À la demande de » → « a_la_demande_de »: titles are compared whatever their accents and spaces."""
    return re.sub(r"[^a-z0-9]+", "_", unaccented(title)).strip("_")


def lines_in(
    data: bytes, kind: str, columns: Iterable[ImportColumn], *, ignored: Iterable[str] = ()
) -> tuple[list[ImportLine], list[str]]:
    """The lines of a file and their faults, in order; UnreadableError when it is not such a table at all."""
    by_code = {column.code: column for column in columns}
    table = read_table(data, kind)
    codes = _header_codes(table, by_code, {code_of(title) for title in ignored})
    lines, faults = [], []
    for number, cells in enumerate(table.rows, 2):
        values = {}
        for title, code, cell in zip(table.headers, codes, cells, strict=True):
            if code not in by_code:
                continue
            try:
                values[code] = by_code[code].cell.clean(cell)
            except ValueError as fault:
                faults.append(f"Ligne {number}, colonne {quoted(title)} : {fault}")
        lines.append(ImportLine(number=number, values=values))
    return lines, faults


def _header_codes(table: FlatTable, by_code: Mapping[str, ImportColumn], ignored: set[str]) -> list[str]:
    """The code of each title; UnreadableError for one unknown, repeated or missing."""
    codes = [code_of(title) for title in table.headers]
    for code, title in zip(codes, table.headers, strict=True):
        if code not in by_code and code not in ignored:
            possible = listed([column.title for column in by_code.values()])
            raise UnreadableError(
                f"La colonne {quoted(title)} n’est pas connue : retirez-la. Les colonnes possibles sont {possible}."
            )
        if codes.count(code) > 1:
            raise UnreadableError(f"La colonne {quoted(title)} figure deux fois : retirez l’une des deux.")
    missing = [column.title for column in by_code.values() if column.is_required and column.code not in codes]
    if missing:
        raise UnreadableError(f"Il manque la colonne {quoted(missing[0])} : ajoutez-la.")
    return codes


class WordsCell(ChoiceCell):
    """One word of a closed list, by its label or its code; accents, dashes and spaces do not matter.

    A refusal lists the labels, without those that nobody may choose.
    """

    def read(self, value: Any) -> Any:
        word = code_of(cell_text(value))
        for choice in self.enum:
            if word in (code_of(str(choice.value)), code_of(str(choice.label))):
                return choice.value
        words = listed([quoted(choice.label) for choice in self.enum if choice.value not in NEVER_CHOSEN], "ou")
        raise ValueError(f"{quoted(value)} n’est pas {self.noun} ; écrivez {words}.")

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "" if value in (None, "") else str(self.enum(value).label)


class ChoicesCell(WordsCell):
    """Several words of a closed list, with semicolons or commas between them."""

    def read(self, value: Any) -> list[str]:
        words = re.split(r"[;,]", cell_text(value) if isinstance(value, int | float) else str(value))
        codes = [super(ChoicesCell, self).read(word.strip()) for word in words if word.strip()]
        return list(dict.fromkeys(codes))

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> list[str]:
        return super().clean(value, row, **kwargs) or []

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "; ".join(super(ChoicesCell, self).render(code) for code in value)
