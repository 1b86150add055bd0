"""The sheets of a workbook that are not hidden, as numbered lines of values: Excel (.xlsx) and OpenDocument (.ods)."""

from __future__ import annotations

import datetime as dt
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from decimal import Decimal
from io import BytesIO
from itertools import repeat
from typing import Any, NoReturn
from xml.etree import ElementTree

from documents.french import number
from documents.spreadsheets.unreadable import UnreadableCell, UnreadableError

LARGEST_UNPACKED = 20 * 1024 * 1024
MOST_PARTS = 200
MOST_TAGS = 1_000_000
MOST_REPEATED = 10_000
ZIP_MAGIC = b"PK\x03\x04"
STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/")
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
QUOTED = re.compile(r"\"[^\"]*\"")
FORMULA_WITHOUT_VALUE = UnreadableCell(
    "c’est une formule sans valeur ; ouvrez le fichier dans votre tableur, puis enregistrez-le de nouveau."
)
OFFICE, TABLE, TEXT, STYLE = (
    f"{{urn:oasis:names:tc:opendocument:xmlns:{name}:1.0}}" for name in ("office", "table", "text", "style")
)

Lines = Iterator[tuple[int, list[Any]]]


# Excel -----------------------------------------------------------------------------------------------------------


def read_xlsx(data: bytes) -> dict[str, Lines]:
    """The lines of each sheet, by name; `UnreadableError` when it is not a sound workbook of a reasonable size."""
    parts = _sound_parts(data, "Ce fichier n’est pas un classeur Excel (.xlsx) : enregistrez-le dans ce format.")
    if any(STRICT.search(content) for content in parts.values()):
        data = _rewritten(parts)
    has_formulas = any(b"<f>" in part or b"<f " in part or b"<f/" in part for part in parts.values())
    # Heavy: loaded at the first workbook received, never before.
    from openpyxl import load_workbook  # noqa: PLC0415

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # styles and drop-down lists that the library drops are not read
            book, formulas = (
                load_workbook(BytesIO(data), read_only=True, data_only=data_only, keep_links=False)
                for data_only in (True, not has_formulas)
            )
        visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        return {sheet.title: _xlsx_lines(sheet, formulas[sheet.title] if has_formulas else None) for sheet in visible}
    except Exception as error:  # noqa: BLE001  the library fails in as many ways as files are broken
        _not_a_workbook(error)


def _rewritten(parts: dict[str, bytes]) -> bytes:
    """The « Strict » workbook with the names of the usual one, the only ones that the library knows."""
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, STRICT.sub(rb"http://schemas.openxmlformats.org/\1/2006/", content))
    return target.getvalue()


def _xlsx_lines(sheet: Any, formulas: Any) -> Lines:
    """The lines of a sheet; `formulas` is the same sheet with its formulas instead of their values."""
    try:
        for one in filter(None, (sheet, formulas)):
            one.reset_dimensions()  # what a file says of its own size may be false, and would hide lines
        typed_rows = formulas.rows if formulas else repeat(())
        for line, (row, typed) in enumerate(zip(sheet.rows, typed_rows, strict=False), 1):
            values = [_xlsx_value(cell) for cell in row]
            for place, cell in enumerate(typed):
                if cell.data_type == "f" and values[place] is None:
                    values[place] = FORMULA_WITHOUT_VALUE
            yield line, values
    except Exception as error:  # noqa: BLE001  the library fails in as many ways as files are broken
        _not_a_workbook(error)


def _xlsx_value(cell: Any) -> Any:
    """The value of a cell, « 92 % » for 0.92 shown as a percentage."""
    value = cell.value
    if isinstance(value, str):
        return ESCAPED.sub(lambda sign: chr(int(sign[1], 16)), value)
    if isinstance(value, int | float) and not isinstance(value, bool) and "%" in QUOTED.sub("", cell.number_format):
        return _percentage(value)
    return value


# OpenDocument ----------------------------------------------------------------------------------------------------


def read_ods(data: bytes) -> dict[str, Lines]:
    """The lines of each sheet, by name; `UnreadableError` when it is not a sound workbook of a reasonable size."""
    parts = _sound_parts(data, "Ce fichier n’est pas un classeur OpenDocument (.ods) : enregistrez-le dans ce format.")
    content = parts.get("content.xml", b"")
    if b"<!DOCTYPE" in content:
        _not_a_workbook()
    try:
        document = ElementTree.fromstring(content)  # noqa: S314  no entity without a DOCTYPE
    except ElementTree.ParseError as error:
        _not_a_workbook(error)
    hidden = {
        style.get(f"{STYLE}name")
        for style in document.iter(f"{STYLE}style")
        for properties in style.iter(f"{STYLE}table-properties")
        if properties.get(f"{TABLE}display") == "false"
    }
    sheets = [sheet for sheet in document.iter(f"{TABLE}table") if sheet.get(f"{TABLE}style-name") not in hidden]
    return {sheet.get(f"{TABLE}name", ""): _ods_lines(sheet) for sheet in sheets}


def _ods_lines(sheet: ElementTree.Element) -> Lines:
    line = 0
    for row in sheet.iter(f"{TABLE}table-row"):
        cells: list[Any] = []
        for cell in row:
            cells += [_ods_value(cell)] * _repeated(cell, "columns")
        count = _repeated(row, "rows")
        if any(cell is not None for cell in cells):
            yield from ((line + rank, cells) for rank in range(1, min(count, MOST_REPEATED + 2) + 1))
        line += count


def _repeated(element: ElementTree.Element, what: str) -> int:
    """How many columns or rows the element stands for; never more cells than a line may have."""
    text = element.get(f"{TABLE}number-{what}-repeated", "1")
    count = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 1
    return min(count, 100) if what == "columns" else count


def _ods_value(cell: ElementTree.Element) -> Any:
    kind, value = cell.get(f"{OFFICE}value-type"), cell.get(f"{OFFICE}value", "")
    if kind is None:
        return FORMULA_WITHOUT_VALUE if cell.get(f"{TABLE}formula") else None
    try:
        if kind in ("float", "currency", "percentage"):
            return _percentage(float(value)) if kind == "percentage" else float(value)
        if kind == "date":
            return dt.datetime.fromisoformat(cell.get(f"{OFFICE}date-value", ""))
    except ValueError as error:
        _not_a_workbook(error)
    if kind == "boolean":
        return cell.get(f"{OFFICE}boolean-value") == "true"
    return "\n".join(_ods_text(paragraph) for paragraph in cell.findall(f"{TEXT}p")) or None


def _ods_text(element: ElementTree.Element) -> str:
    """The text of a paragraph, whose repeated spaces, tabulations and line ends are elements."""
    signs = {
        f"{TEXT}s": " " * min(int(element.get(f"{TEXT}c") or 1), 100),
        f"{TEXT}tab": "\t",
        f"{TEXT}line-break": "\n",
    }
    inner = "".join(_ods_text(child) + (child.tail or "") for child in element)
    return signs.get(element.tag, (element.text or "") + inner)


# Both ------------------------------------------------------------------------------------------------------------


def _percentage(share: float) -> str:
    return f"{number(Decimal(format(share * 100, '.15g')))} %"


def _sound_parts(data: bytes, refusal: str) -> dict[str, bytes]:
    """The parts of the archive by name; `UnreadableError` when it is none, is broken or too large once open."""
    if not data.startswith(ZIP_MAGIC):
        raise UnreadableError(refusal)
    parts: dict[str, bytes] = {}
    try:
        archive = zipfile.ZipFile(BytesIO(data))
        names = archive.infolist()
        is_heavy = len(names) > MOST_PARTS or sum(part.file_size for part in names) > LARGEST_UNPACKED
        if not is_heavy:
            parts = {part.filename: archive.read(part) for part in names}
        # The library that parses the tags takes memory for each.
        is_heavy = is_heavy or sum(content.count(b"<") for content in parts.values()) > MOST_TAGS
    except (zipfile.BadZipFile, zlib.error, ValueError, OSError, RuntimeError, NotImplementedError) as error:
        _not_a_workbook(error)
    if is_heavy:
        raise UnreadableError("Ce classeur est trop volumineux une fois ouvert : ne gardez que le tableau.")
    return parts


def _not_a_workbook(error: Exception | None = None) -> NoReturn:
    raise UnreadableError(
        "Ce classeur est abîmé ou protégé : ouvrez-le dans votre tableur et enregistrez-le de nouveau."
    ) from error
