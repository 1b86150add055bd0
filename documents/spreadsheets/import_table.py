"""Tables that a centre's team sends: read whole or refused, each fault naming its line and its column."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from documents.french import listed
from documents.spreadsheets.import_cells import Cell, ChoiceCell, as_typed, quoted
from documents.spreadsheets.read import FlatTable, UnreadableError, read_table
from documents.text import unaccented

NEVER_CHOSEN = ("X1", "X2")  # what the framework forbids is named to be refused


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One column that a file may bring: its title, what reads its cells, whether the file must have it."""

    title: str
    cell: Cell
    is_required: bool = False

    @property
    def code(self) -> str:
        return code_of(self.title)


@dataclass(frozen=True, kw_only=True)
class Read:
    """One line of the file: its number, and what it says column by column (absent: no such column in the file)."""

    number: int
    values: Mapping[str, Any]


def code_of(title: str) -> str:
    """« À la demande de » → « a_la_demande_de »: titles are compared whatever their accents and spaces."""
    return re.sub(r"[^a-z0-9]+", "_", unaccented(title)).strip("_")


def lines_in(
    data: bytes, kind: str, entries: Iterable[Entry], *, ignored: Iterable[str] = ()
) -> tuple[list[Read], list[str]]:
    """The lines of a file and their faults, in order; UnreadableError when it is not such a table at all."""
    known = {one.code: one for one in entries}
    table = read_table(data, kind)
    titles = _titles(table, known, {code_of(title) for title in ignored})
    lines, faults = [], []
    for number, cells in enumerate(table.rows, 2):
        values = {}
        for title, code, cell in zip(table.headers, titles, cells, strict=True):
            if code not in known:
                continue
            try:
                values[code] = known[code].cell.clean(cell)
            except ValueError as fault:
                faults.append(f"Ligne {number}, colonne {quoted(title)} : {fault}")
        lines.append(Read(number=number, values=values))
    return lines, faults


def _titles(table: FlatTable, known: Mapping[str, Entry], ignored: set[str]) -> list[str]:
    codes = [code_of(title) for title in table.headers]
    for code, typed in zip(codes, table.headers, strict=True):
        if code not in known and code not in ignored:
            possible = listed([one.title for one in known.values()])
            raise UnreadableError(
                f"La colonne {quoted(typed)} n’est pas connue : retirez-la. Les colonnes possibles sont {possible}."
            )
        if codes.count(code) > 1:
            raise UnreadableError(f"La colonne {quoted(typed)} figure deux fois : retirez l’une des deux.")
    missing = [one.title for one in known.values() if one.is_required and one.code not in codes]
    if missing:
        raise UnreadableError(f"Il manque la colonne {quoted(missing[0])} : ajoutez-la.")
    return codes


class WordsCell(ChoiceCell):
    """One word of a closed list as people read it on the pages; accents, dashes and spaces do not matter.

    Its code is understood too; a refusal lists the words, those that nobody may choose left out.
    """

    def read(self, value: Any) -> Any:
        typed = code_of(as_typed(value))
        for choice in self.enum:
            if typed in (code_of(str(choice.value)), code_of(str(choice.label))):
                return choice.value
        words = listed([quoted(choice.label) for choice in self.enum if choice.value not in NEVER_CHOSEN], "ou")
        raise ValueError(f"{quoted(value)} n’est pas {self.noun} ; écrivez {words}.")

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "" if value in (None, "") else str(self.enum(value).label)


class ChoicesCell(WordsCell):
    """Several words of a closed list, with semicolons or commas between them."""

    def read(self, value: Any) -> list[str]:
        typed = re.split(r"[;,]", as_typed(value) if isinstance(value, int | float) else str(value))
        found = [super(ChoicesCell, self).read(word.strip()) for word in typed if word.strip()]
        return list(dict.fromkeys(found))

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> list[str]:
        return super().clean(value, row, **kwargs) or []

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "; ".join(super(ChoicesCell, self).render(code) for code in value)
