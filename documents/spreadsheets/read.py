"""Read a flat table from CSV, Excel, OpenDocument or JSON, whole and within limits; refused otherwise, in sentences.

The titles of the columns are on the first line that has some of those expected: a title above the table, blank lines
and a `sep=;` are skipped. A cell left blank is None; one that the file gives no value is an `UnreadableCell`. Numbers,
dates and booleans that the file types keep their type; everything else is text.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from io import StringIO
from typing import Any, NoReturn

from documents.french import listed, quoted, unaccented
from documents.spreadsheets.csv_files import LIVE
from documents.spreadsheets.read_workbook import ZIP_MAGIC, read_ods, read_xlsx
from documents.spreadsheets.unreadable import UnreadableCell, UnreadableError

LARGEST_FILE = 5 * 1024 * 1024
MOST_ROWS = 10_000
MOST_COLUMNS = 60
MOST_LINES_ABOVE = 20
MOST_DIGITS = 30
SEPARATORS = ";,\t"
# What some spreadsheets and sites write so that « 01053 » keeps its first zero.
TEXT_FORMULA = re.compile(r'^="([^"]*)"$')
SEPARATOR_LINE = re.compile(r"\s*\"?sep=(.)\"?\s*")
# Letters of a Macintosh read as those of Windows: « CitŽ », « RŽsidence » for « Cité », « Résidence ».
MACINTOSH = re.compile(r"(?<=[a-z])[ŽŠƒ]|(?<=[A-Za-z])[ŽŠƒˆ‰](?=[a-z])")
SPREADSHEET_ERROR = re.compile(
    r"#(?:REF|N/A|NA|VALUE|VALEUR|DIV/0|NAME|NOM|NUM|NOMBRE|NULL|NUL|SPILL|CALC) ?[!?]?|Err ?:5\d\d"
)

Line = tuple[int, list[Any]]


@dataclass(frozen=True)
class FlatTable:
    """The titles and the lines of a file; `numbers` are those of the lines in the file."""

    headers: list[str]
    rows: list[list[Any]]
    numbers: list[int]

    @property
    def lines(self) -> Iterator[Line]:
        """Each line with its number."""
        return zip(self.numbers, self.rows, strict=True)


def code_of(title: str) -> str:
    """« À la demande de » → « a_la_demande_de »: titles are compared whatever their accents and spaces."""
    return re.sub(r"[^a-z0-9]+", "_", unaccented(title)).strip("_")


def read_table(data: bytes, kind: str, *, titles: Iterable[str] = (), sheet: str = "") -> FlatTable:
    """The table in `data`, a file of one `kind`; `UnreadableError` when it is not one.

    `titles` are those expected and `sheet` the name of the sheet that has them; a hidden sheet is never read.
    """
    if len(data) > LARGEST_FILE:
        raise UnreadableError("Le fichier dépasse 5\u00a0Mo : retirez ce qui n’est pas le tableau.")
    codes = {code_of(title) for title in titles}
    lines = _lines_of_sheet(READERS[kind](data, codes), sheet, codes)
    counts = [_count_titles(cells, codes) for _, cells in lines[:MOST_LINES_ABOVE]]
    above = counts.index(max(counts)) if counts else 0
    headers = ["" if title is None else " ".join(str(title).split()) for title in lines[above][1]] if lines else []
    while headers and not headers[-1]:
        headers.pop()
    if not headers:
        raise UnreadableError("Le fichier est vide : la première ligne doit porter le titre des colonnes.")
    _refuse_bad_titles(headers)
    under = lines[above + 1 :]
    if not under:
        raise UnreadableError("Le fichier n’a aucune ligne sous les titres des colonnes.")
    width = len(headers)
    if wide := [number for number, cells in under if _has_values(cells[width:])]:
        raise UnreadableError(*(f"Ligne {number} : elle a plus de cases que de titres de colonnes." for number in wide))
    rows = [[*cells[:width], *[None] * (width - len(cells))] for _, cells in under]
    return FlatTable(headers, rows, [number for number, _ in under])


def _lines_of_sheet(sheets: Mapping[str, Iterable[Line]], name: str, codes: set[str]) -> list[Line]:
    """The lines of the sheet of that name, or of the only one that has such columns."""
    named = [title for title in sheets if name and code_of(title) == code_of(name)]
    filled = {title: _lines_within_limits(sheets[title]) for title in named or sheets}
    with_titles = [title for title, lines in filled.items() if any(_count_titles(cells, codes) for _, cells in lines)]
    if len(with_titles) > 1:
        names = listed([quoted(title) for title in with_titles])
        raise UnreadableError(f"Les feuilles {names} portent toutes ces colonnes : ne laissez visible que la bonne.")
    return next((lines for title, lines in filled.items() if lines and title in (with_titles or filled)), [])


def _lines_within_limits(lines: Iterable[Line]) -> list[Line]:
    """The lines that are not blank; UnreadableError beyond MOST_ROWS or MOST_COLUMNS."""
    filled: list[Line] = []
    for number, line in lines:
        cells = [_cell_value(cell) for cell in line]
        if _has_values(cells[MOST_COLUMNS:]):
            raise UnreadableError(f"Ligne {number} : une case est remplie au-delà de la 60e colonne.")
        if _has_values(cells):
            filled.append((number, cells[:MOST_COLUMNS]))
        if len(filled) > MOST_ROWS + 1:
            raise UnreadableError("Le tableau dépasse 10\u202f000 lignes : partagez-le en plusieurs fichiers.")
    return filled


def _count_titles(cells: Iterable[Any], codes: set[str]) -> int:
    return len(codes & {code_of(cell) for cell in cells if isinstance(cell, str)})


def _cell_value(cell: Any) -> Any:
    """The value of a cell, None when it is blank, without the apostrophe that our exports put before a formula."""
    if not isinstance(cell, str):
        return cell
    text = TEXT_FORMULA.sub(r"\1", cell.replace("\r\n", "\n").replace("\r", "\n").strip())
    if SPREADSHEET_ERROR.fullmatch(text):
        return UnreadableCell(f"{quoted(text)} est une erreur du tableur ; corrigez la formule, ou videz la case.")
    return (text[1:] if text[:1] == "'" and text[1:].startswith(LIVE) else text) or None


def _refuse_bad_titles(headers: list[str]) -> None:
    untitled = [
        f"La colonne n°\u00a0{place} n’a pas de titre : donnez-lui en un."
        for place, title in enumerate(headers, 1)
        if not title
    ]
    twice = [
        f"La colonne {quoted(title)} figure deux fois : retirez l’une des deux."
        for title in dict.fromkeys(headers)
        if title and headers.count(title) > 1
    ]
    if untitled or twice:
        raise UnreadableError(*untitled, *twice)


def _has_values(cells: list[Any]) -> bool:
    return any(cell is not None for cell in cells)


# CSV -------------------------------------------------------------------------------------------------------------


def _read_csv(data: bytes, codes: set[str]) -> dict[str, Iterator[Line]]:
    text = csv_text_of(data)
    first, _, rest = text.partition("\n")
    separator = SEPARATOR_LINE.fullmatch(first)
    if separator:
        return {"": _csv_lines(rest, separator[1])}
    return {"": _csv_lines(text, _separator_of(text.split("\n", MOST_LINES_ABOVE)[:MOST_LINES_ABOVE], codes))}


def _separator_of(lines: list[str], codes: set[str]) -> str:
    """The sign that parts the titles expected, or the most frequent on the first line that is not blank."""
    first = next((line for line in lines if line.strip()), "")
    counts = {
        sign: (
            max((_count_titles(line.replace('"', "").split(sign), codes) for line in lines), default=0),
            first.count(sign),
        )
        for sign in SEPARATORS
    }
    return max(counts, key=lambda sign: counts[sign])


def _csv_lines(text: str, separator: str) -> Iterator[Line]:
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        yield from enumerate(reader, 1)
    except csv.Error:
        raise UnreadableError(
            f"Ligne {reader.line_num} : un guillemet n’est pas fermé, ou une case est trop longue."
        ) from None


def csv_text_of(data: bytes) -> str:
    """The text of a CSV file, in UTF-8 or as an older Excel writes it; `UnreadableError` when it is another."""
    if data.startswith(ZIP_MAGIC):
        raise UnreadableError("Ce fichier est un classeur : donnez-lui l’extension .xlsx.")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == "cp1252" and (stranger := MACINTOSH.search(text)):
            line = text[: stranger.start()].count("\n") + 1
            raise UnreadableError(
                f"Ligne {line} : les accents sont ceux d’un ancien Macintosh ; enregistrez le fichier en CSV UTF-8."
            )
        if "\0" not in text:
            return text
    raise UnreadableError("Ce fichier n’est pas un texte : enregistrez le tableau en CSV, encodage UTF-8.")


# JSON ------------------------------------------------------------------------------------------------------------


def _read_json(data: bytes, codes: set[str]) -> dict[str, Iterator[Line]]:
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
    return {"": enumerate([headers, *_json_cells(rows, headers)], 1)}


def _json_cells(rows: list[dict[str, Any]], headers: list[str]) -> Iterator[list[Any]]:
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


READERS = {
    "xlsx": lambda data, _: read_xlsx(data),
    "ods": lambda data, _: read_ods(data),
    "csv": _read_csv,
    "json": _read_json,
}
