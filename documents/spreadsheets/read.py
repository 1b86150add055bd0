"""Read a flat table from CSV, Excel or JSON, whole and within limits; refused otherwise, in one sentence.

The first line holds the titles of the columns; a cell left blank is None. Numbers, dates and booleans that the file
types keep their type; everything else is text.
"""

from __future__ import annotations

import csv
import json
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any, NoReturn

from documents.french import typeset
from documents.spreadsheets.csv_files import LIVE

LARGEST_FILE = 5 * 1024 * 1024
LARGEST_UNPACKED = 20 * 1024 * 1024
MOST_PARTS = 200
MOST_ROWS = 10_000
MOST_COLUMNS = 60
MOST_TAGS = 1_000_000
MOST_DIGITS = 30
ZIP_MAGIC = b"PK\x03\x04"


class UnreadableError(ValueError):
    """The file is not the table expected: one French sentence per fault in `sentences`, for the person who sent it."""

    def __init__(self, *sentences: str) -> None:
        self.sentences = tuple(typeset(sentence) for sentence in sentences)
        super().__init__("\n".join(self.sentences))


@dataclass(frozen=True)
class FlatTable:
    """The titles and the lines of a file. Line `n` of `rows` is line `n + 2` of the file."""

    headers: list[str]
    rows: list[list[Any]]


def read_table(data: bytes, kind: str) -> FlatTable:
    """The table in `data`, a file of one `kind` (csv, xlsx, json); `UnreadableError` when it is not one."""
    if len(data) > LARGEST_FILE:
        raise UnreadableError("Le fichier dépasse 5\u00a0Mo\u00a0: retirez ce qui n’est pas le tableau.")
    lines = _lines_within_limits(READERS[kind](data))
    headers = [str(title).strip() if title is not None else "" for title in next(lines, [])]
    if not any(headers):
        raise UnreadableError("Le fichier est vide\u00a0: la première ligne doit porter le titre des colonnes.")
    while headers and not headers[-1]:
        headers.pop()
    _refuse_bad_titles(headers)
    rows = _rows_under(headers, lines)
    if not rows:
        raise UnreadableError("Le fichier n’a aucune ligne sous les titres des colonnes.")
    return FlatTable(headers, rows)


def _lines_within_limits(lines: Iterable[list[Any]]) -> Iterator[list[Any]]:
    """The values of each line; UnreadableError beyond MOST_ROWS or MOST_COLUMNS."""
    for number, line in enumerate(lines, 1):
        if number > MOST_ROWS + 1:
            raise UnreadableError("Le tableau dépasse 10\u202f000 lignes\u00a0: partagez-le en plusieurs fichiers.")
        cells = [_cell_value(cell) for cell in line]
        if _has_values(cells[MOST_COLUMNS:]):
            raise UnreadableError(f"Ligne {number}\u00a0: une case est remplie au-delà de la 60e colonne.")
        yield cells[:MOST_COLUMNS]


def _cell_value(cell: Any) -> Any:
    """The value of a cell, None when it is blank, without the apostrophe that our exports put before a formula."""
    if not isinstance(cell, str):
        return cell
    text = cell.strip()
    return (text[1:] if text[:1] == "'" and text[1:].startswith(LIVE) else text) or None


def _refuse_bad_titles(headers: list[str]) -> None:
    if "" in headers:
        raise UnreadableError(f"La colonne n°\u00a0{headers.index('') + 1} n’a pas de titre\u00a0: donnez-lui en un.")
    twice = next((title for title in headers if headers.count(title) > 1), None)
    if twice:
        raise UnreadableError(f"La colonne «\u00a0{twice}\u00a0» figure deux fois\u00a0: retirez l’une des deux.")


def _rows_under(headers: list[str], lines: Iterable[list[Any]]) -> list[list[Any]]:
    rows = list(lines)
    while rows and not _has_values(rows[-1]):
        rows.pop()
    for number, row in enumerate(rows, 2):
        if not _has_values(row):
            raise UnreadableError(f"Ligne {number}\u00a0: elle est vide\u202f; retirez-la.")
        if _has_values(row[len(headers) :]):
            raise UnreadableError(f"Ligne {number}\u00a0: elle a plus de cases que de titres de colonnes.")
    return [[*row[: len(headers)], *[None] * (len(headers) - len(row))] for row in rows]


def _has_values(cells: list[Any]) -> bool:
    return any(cell is not None for cell in cells)


# CSV -------------------------------------------------------------------------------------------------------------


def _read_csv(data: bytes) -> Iterator[list[Any]]:
    text = _decode(data)
    first = text.split("\n", 1)[0]
    delimiter = max(";,\t", key=first.count)
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        yield from reader
    except csv.Error:
        raise UnreadableError(
            f"Ligne {reader.line_num}\u00a0: un guillemet n’est pas fermé, ou une case est trop longue."
        ) from None


def _decode(data: bytes) -> str:
    """The text of a CSV file, in UTF-8 or as an older Excel writes it."""
    if data.startswith(ZIP_MAGIC):
        raise UnreadableError("Ce fichier est un classeur\u00a0: donnez-lui l’extension .xlsx.")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise UnreadableError("Ce fichier n’est pas un texte\u00a0: enregistrez le tableau en CSV, encodage UTF-8.")


# Excel -----------------------------------------------------------------------------------------------------------


def _read_xlsx(data: bytes) -> Iterator[list[Any]]:
    _refuse_hostile_archive(data)
    # Heavy: loaded at the first workbook received, never before.
    from openpyxl import load_workbook  # noqa: PLC0415

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # styles and drop-down lists that the library drops are not read
            book = load_workbook(BytesIO(data), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what a file says of its own size may be false, and would hide lines
        for row in sheet.iter_rows(values_only=True):
            yield list(row)
        book.close()
    except UnreadableError:
        raise
    except Exception as error:  # noqa: BLE001  the library fails in as many ways as files are broken
        _not_a_workbook(error)


def _refuse_hostile_archive(data: bytes) -> None:
    if not data.startswith(ZIP_MAGIC):
        raise UnreadableError("Ce fichier n’est pas un classeur Excel (.xlsx)\u00a0: enregistrez-le dans ce format.")
    try:
        archive = zipfile.ZipFile(BytesIO(data))
        parts = archive.infolist()
        is_heavy = len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED
        # The library that parses the tags takes memory for each.
        is_heavy = is_heavy or sum(archive.read(part).count(b"<") for part in parts) > MOST_TAGS
    except (zipfile.BadZipFile, zlib.error, ValueError, OSError, RuntimeError, NotImplementedError) as error:
        _not_a_workbook(error)
    if is_heavy:
        raise UnreadableError("Ce classeur est trop volumineux une fois ouvert\u00a0: ne gardez que le tableau.")


def _not_a_workbook(error: Exception) -> NoReturn:
    raise UnreadableError(
        "Ce classeur est abîmé ou protégé\u00a0: ouvrez-le dans votre tableur et enregistrez-le de nouveau."
    ) from error


# JSON ------------------------------------------------------------------------------------------------------------


def _read_json(data: bytes) -> Iterator[list[Any]]:
    try:
        rows = json.loads(
            data.decode("utf-8-sig"),
            parse_float=_json_number,
            parse_constant=_refuse_constant,
            object_pairs_hook=_json_row,
        )
    except UnreadableError:
        raise
    except (ArithmeticError, ValueError, RecursionError):
        raise UnreadableError("Ce fichier n’est pas un JSON valide, en UTF-8.") from None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise UnreadableError("Ce JSON n’est pas un tableau\u00a0: il faut une liste d’objets, un par ligne.")
    headers = list(dict.fromkeys(title for row in rows for title in row))
    yield headers
    for number, row in enumerate(rows, 2):
        if any(isinstance(cell, list | dict) for cell in row.values()):
            raise UnreadableError(f"Ligne {number}\u00a0: une case contient une liste ou un objet.")
        yield [row.get(title) for title in headers]


def _json_number(text: str) -> Decimal:
    """The exact number; UnreadableError when its exponent passes MOST_DIGITS."""
    figure = Decimal(text)
    if figure and abs(figure.adjusted()) > MOST_DIGITS:
        raise UnreadableError(f"«\u00a0{text[:MOST_DIGITS]}\u00a0» n’est pas un nombre raisonnable.")
    return figure


def _refuse_constant(name: str) -> NoReturn:
    raise UnreadableError(f"«\u00a0{name}\u00a0» n’est pas un nombre.")


def _json_row(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """One object of the list; UnreadableError when it names a column twice."""
    row = dict(pairs)
    if len(row) < len(pairs):
        raise UnreadableError("Une ligne du JSON donne deux fois la même colonne.")
    return row


READERS = {"csv": _read_csv, "xlsx": _read_xlsx, "json": _read_json}
