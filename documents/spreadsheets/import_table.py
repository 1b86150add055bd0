"""Read an imported table against its declared columns: values by line, and faults that name a line and a column."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from documents.french import listed
from documents.spreadsheets.import_cells import Cell, ChoiceCell, cell_text, quoted
from documents.spreadsheets.read import code_of, read_table
from documents.spreadsheets.unreadable import UnreadableError

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


def lines_in(
    data: bytes, kind: str, columns: Iterable[ImportColumn], *, sheet: str, ignored: Iterable[str] = ()
) -> tuple[list[ImportLine], list[str]]:
    """The lines of a file and all their faults; UnreadableError when it is not such a table at all.

    A line at fault is not among the lines.
    """
    by_code = {column.code: column for column in columns}
    titles = [*(column.title for column in by_code.values()), *ignored]
    table = read_table(data, kind, titles=titles, sheet=sheet)
    codes = [code_of(title) for title in table.headers]
    required = [column.title for column in by_code.values() if column.is_required]
    faults, others = header_faults(table.headers, titles[: len(by_code)], required=required, ignored=ignored)
    if others:
        raise UnreadableError(*faults, *others)
    lines = []
    for number, cells in table.lines:
        values, before = {}, len(faults)
        for title, code, cell in zip(table.headers, codes, cells, strict=True):
            if code not in by_code:
                continue
            try:
                values[code] = by_code[code].cell.clean(cell)
            except ValueError as fault:
                faults.append(f"Ligne {number}, colonne {quoted(title)} : {fault}")
        if len(faults) == before:
            lines.append(ImportLine(number=number, values=values))
    return lines, faults


def header_faults(
    headers: list[str], titles: list[str], *, required: Iterable[str], ignored: Iterable[str] = ()
) -> tuple[list[str], list[str]]:
    """A sentence for each unknown column, which may be left aside; then for each one that is given twice or missing."""
    codes = [code_of(header) for header in headers]
    known = {code_of(title) for title in (*titles, *ignored)}
    unknown = [
        f"La colonne {quoted(header)} n’est pas connue : retirez-la. Les colonnes possibles sont {listed(titles)}."
        for code, header in zip(codes, headers, strict=True)
        if code not in known
    ]
    twice = [
        f"La colonne {quoted(header)} figure deux fois : retirez l’une des deux."
        for place, header in enumerate(headers)
        if codes[place] in codes[place + 1 :]
    ]
    missing = [
        f"Il manque la colonne {quoted(title)} : ajoutez-la." for title in required if code_of(title) not in codes
    ]
    return unknown, [*twice, *missing]


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
