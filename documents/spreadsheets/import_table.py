"""Tables that a centre's team sends: read whole or refused, each fault naming its line and its column.

The file waits between its preview and its confirmation; only the person who sent it, for the same page, may confirm it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django import forms
from django.core import signing
from django.core.files.uploadedfile import UploadedFile

from documents.forms.dsfr import DsfrForm
from documents.french import listed
from documents.spreadsheets.admin import WaitingFile
from documents.spreadsheets.import_cells import Cell, ChoiceCell, as_typed, quoted
from documents.spreadsheets.import_formats import FORMATS
from documents.spreadsheets.read import LARGEST_FILE, FlatTable, UnreadableError, read_table
from documents.text import unaccented

KINDS = [one.kind for one in FORMATS]
SALT = "documents.spreadsheets.import_table"
NEVER_CHOSEN = ("X1", "X2")  # what the framework forbids is named to be refused
EXPIRED = "Cet aperçu a expiré : envoyez de nouveau le fichier."


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


class ChoicesCell(WordsCell):
    """Several words of a closed list, with semicolons or commas between them."""

    def read(self, value: Any) -> list[str]:
        typed = re.split(r"[;,]", as_typed(value) if isinstance(value, int | float) else str(value))
        found = [super(ChoicesCell, self).read(word.strip()) for word in typed if word.strip()]
        return list(dict.fromkeys(found))

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> list[str]:
        return super().clean(value, row, **kwargs) or []


class FileForm(DsfrForm):
    """The file to send; its extension says its format."""

    file = forms.FileField(label="Fichier (.xlsx, .csv ou .json, 5 Mo au plus)")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].widget.attrs["accept"] = ",".join(f".{kind}" for kind in KINDS)

    def clean_file(self) -> UploadedFile:
        """Refuse what is too large or of another kind before reading any of it."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError("Le fichier dépasse 5 Mo : retirez ce qui n’est pas le tableau.")
        if kind_of(file.name) not in KINDS:
            raise forms.ValidationError(f"Ce fichier n’est pas un {listed(['.' + kind for kind in KINDS], 'ou')}.")
        return file


def kind_of(name: str) -> str:
    """« xlsx » for « Budget.XLSX »."""
    return Path(name).suffix.lower().removeprefix(".")


def keep_waiting(data: bytes, kind: str, purpose: str) -> str:
    """Keep a file until it is confirmed; answers the sealed name that the page carries."""
    waiting = WaitingFile()
    waiting.save(data)
    return signing.dumps({"name": waiting.name, "kind": kind, "for": purpose}, salt=SALT)


def take_waiting(sealed: str, purpose: str) -> tuple[bytes, str]:
    """The file kept under that seal for the same purpose, and its kind; UnreadableError once it has expired."""
    try:
        told = signing.loads(sealed, salt=SALT, max_age=WaitingFile.seconds)
    except signing.BadSignature:
        raise UnreadableError(EXPIRED) from None
    waiting = WaitingFile(name=told["name"])
    if told["for"] != purpose or not (waiting.folder / waiting.name).is_file():
        raise UnreadableError(EXPIRED)
    return waiting.read(), told["kind"]


def forget_waiting(sealed: str) -> None:
    """Throw away a file that has been written, so that it is not written twice."""
    told = signing.loads(sealed, salt=SALT)
    WaitingFile(name=told["name"]).remove()
