"""Reader of the file of a network, `centre;zone;qpv;km`: all its centres, or every faulty line.

Pure: bytes in, centres out. A fault is one French sentence that names its line and its columns.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from documents.french import number
from documents.spreadsheets.read import csv_text_of
from documents.spreadsheets.unreadable import UnreadableError
from documents.typed_numbers import UnreadableNumberError, read_number
from funding.formula.scale import MAX_KM, MAX_KM_DECIMALS, MAX_QPV, Zone, is_distance, is_qpv, quotable
from funding.formula.types import CentreInput

INPUT_COLUMNS = ("centre", "zone", "qpv", "km")
_HEADER = f"« {';'.join(INPUT_COLUMNS)} »"
_MAX_NAME = 200
_Record = tuple[int, list[str]]


class _CellError(ValueError):
    """A fault of one cell, without its line nor its column."""


def read_centres(data: bytes) -> tuple[CentreInput, ...]:
    """Return the centres of a CSV file, in its order; UnreadableError lists every line that cannot be read."""
    records, broken = _records(csv_text_of(data))
    if not records:
        raise UnreadableError(*(broken or [f"Le fichier est vide : sa première ligne doit être {_HEADER}."]))
    positions = _column_positions(records[0])
    lines: dict[str, int] = {}
    centres: list[CentreInput] = []
    faults: list[str] = []
    for line, cells in records[1:]:
        try:
            centres.append(_centre(cells, positions, line, lines))
        except _CellError as fault:
            faults.append(f"Ligne {line}, {fault}.")
    faults += broken
    if not centres and not faults:
        faults = [f"Le fichier ne contient aucun centre : ajoutez-en sous la ligne {records[0][0]}."]
    if faults:
        raise UnreadableError(*faults)
    return tuple(centres)


def _records(text: str) -> tuple[list[_Record], list[str]]:
    """The lines that are not empty, numbered, and the sentence of the fault that stops the reading, if any."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";", strict=True)
    records: list[_Record] = []
    start = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                records.append((start, cells))
            start = reader.line_num + 1
    except csv.Error:
        return records, [f"Ligne {start} : guillemets mal fermés ou case trop longue ; la suite n’a pas été lue."]
    return records, []


def _column_positions(header: _Record) -> dict[str, int]:
    """Index of each expected column, in any order; other columns are ignored."""
    line, cells = header
    names = [_folded(cell) for cell in cells]
    missing = [column for column in INPUT_COLUMNS if column not in names]
    twice = [column for column in INPUT_COLUMNS if names.count(column) > 1]
    if missing:
        listed = ", ".join(f"« {column} »" for column in missing)
        raise UnreadableError(f"Ligne {line} : colonne manquante, {listed} ; la première ligne doit être {_HEADER}.")
    if twice:
        raise UnreadableError(f"Ligne {line}, colonne « {twice[0]} » : elle est donnée deux fois.")
    return {column: names.index(column) for column in INPUT_COLUMNS} | {"": len(names)}


def _centre(cells: list[str], positions: dict[str, int], line: int, lines: dict[str, int]) -> CentreInput:
    """The centre of a line; `lines` stores the line where each name first appears."""
    values: dict[str, Any] = {}
    faults: list[str] = []
    for column in INPUT_COLUMNS:
        cell = cells[positions[column]] if positions[column] < len(cells) else ""
        try:
            values[column] = _READERS[column](cell.strip())
        except _CellError as fault:
            faults.append(f"colonne « {column} » : {fault}")
    surplus = [cell for cell in cells[positions[""] :] if cell.strip()]
    if surplus:
        faults.append(f"après la dernière colonne : « {quotable(surplus[0])} » est de trop")
    key = unicodedata.normalize("NFKC", values.get("centre", "")).casefold().replace("’", "'")
    first = lines.setdefault(key, line) if key else line
    if first != line:
        faults.append(f"colonne « centre » : « {values['centre']} » est déjà donné à la ligne {first}")
    if faults:
        raise _CellError(" ; ".join(faults))
    return CentreInput(key=key, name=values["centre"], zone=values["zone"], qpv=values["qpv"], km=values["km"])


def _name(cell: str) -> str:
    name = " ".join(cell.split())
    if not name:
        raise _CellError("la case est vide ; écrivez le nom du centre")
    if len(name) > _MAX_NAME:
        raise _CellError(f"« {quotable(name)} » dépasse {_MAX_NAME} caractères ; écrivez un nom plus court")
    if any(unicodedata.category(sign) == "Cc" for sign in name):
        raise _CellError(f"« {quotable(name)} » contient un caractère invisible ; retapez le nom")
    return name


def _zone(cell: str) -> Zone:
    zone = _ZONES.get(re.sub(r"[\s\-‐‑–]", "", _folded(cell)))
    if zone is None:
        problem = f"« {quotable(cell)} » n’est pas une zone" if cell else "la case est vide"
        raise _CellError(f"{problem} ; écrivez « metropole » ou « outre-mer »")
    return zone


def _qpv(cell: str) -> int:
    count = _number(cell, places=0, example="12")
    if count < 0:
        raise _CellError(f"« {quotable(cell)} » est négatif ; écrivez un nombre de 0 à {number(MAX_QPV)}")
    if not is_qpv(int(count)):
        raise _CellError(f"« {quotable(cell)} » est trop grand ; écrivez un nombre de 0 à {number(MAX_QPV)}")
    return int(count)


def _km(cell: str) -> Decimal:
    km = _number(cell, places=MAX_KM_DECIMALS, example="41,5", unit="km")
    if km.is_signed():
        raise _CellError(f"« {quotable(cell)} » est négatif ; écrivez une distance de 0 à {number(MAX_KM)} km")
    if not is_distance(km):
        raise _CellError(f"« {quotable(cell)} » est trop grand ; écrivez une distance de 0 à {number(MAX_KM)} km")
    return km


def _number(cell: str, *, places: int, example: str, unit: str = "") -> Decimal:
    """The number of a cell; a blank is never a zero."""
    if not cell:
        raise _CellError(f"la case est vide et un blanc n’est pas un zéro ; écrivez par exemple {example}")
    try:
        return read_number(cell, places=places, unit=unit)
    except UnreadableNumberError as refusal:
        raise _CellError(refusal.sentence.removesuffix(".")) from None


def _folded(text: str) -> str:
    """Return a word without accents, case nor outer spaces."""
    parts = unicodedata.normalize("NFKD", text.strip()).casefold()
    return "".join(sign for sign in parts if not unicodedata.combining(sign))


_ZONES = {"metropole": Zone.MAINLAND, "outremer": Zone.OVERSEAS}
_READERS: dict[str, Callable[[str], Any]] = {"centre": _name, "zone": _zone, "qpv": _qpv, "km": _km}
