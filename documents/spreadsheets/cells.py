"""Values as cells of a workbook: texts stay texts, numbers stay numbers, blanks stay blank."""

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from documents.spreadsheets.columns import NUMERIC, Column, Kind

LONGEST_TEXT = 32_767
CUT = "… [texte coupé\u00a0: une cellule Excel tient 32\u202f767 caractères]"
EXACT_INTEGERS = 10**15
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def units(text: str) -> int:
    """The length as Excel counts it, in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def cut(text: str) -> str:
    """The text, shortened with a mark when it is longer than a cell."""
    if units(text) <= LONGEST_TEXT:
        return text
    start = text.encode("utf-16-le")[: 2 * (LONGEST_TEXT - len(CUT))]
    return start.decode("utf-16-le", "ignore") + CUT


def cleaned(text: str) -> str:
    """The text without the characters that XML refuses, one line ending, short enough for a cell."""
    clean = cut(NOT_IN_XML.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))
    # XlsxWriter takes « <r>…</r> » for its own markup and would write it raw.
    return f"{clean} " if clean.startswith("<r>") and clean.endswith("</r>") else clean


def is_plain(text: str) -> bool:
    """Whether the text surely needs no cleaning; quick, and strict: some that it refuses need none either."""
    return text != "" and text.isprintable() and len(text) * 2 <= LONGEST_TEXT and text[:3] != "<r>"


def safe_text(value: object) -> str:
    """Any value as the text of a cell."""
    text = str(value)
    return text if is_plain(text) else cleaned(text)


def naive(moment: datetime) -> datetime:
    """The moment in local time, without its time zone: spreadsheets have none."""
    return timezone.localtime(moment).replace(tzinfo=None) if timezone.is_aware(moment) else moment


def is_number(value: object) -> bool:
    """Whether a spreadsheet can hold the value as a number without losing any of it."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return False
    return not isinstance(value, int) or abs(value) < EXACT_INTEGERS


def finite(value: Any, column: Column) -> float | int:
    """The value as a spreadsheet stores it; `ValueError` naming the column when it is not finite."""
    figure = value if isinstance(value, int) else float(value)
    if figure - figure != 0:
        raise ValueError(f"Colonne «\u00a0{column.title}\u00a0»\u00a0: {value} n’est pas un nombre fini.")
    return figure


def cell(value: Any, column: Column) -> str | float | datetime | date | None:
    """The content of the cell: a number in a numeric column, a date in a dated one, otherwise a text."""
    if value is None or value == "":
        return None
    if column.kind in NUMERIC and is_number(value):
        return finite(value, column)
    if column.kind in (Kind.DATE, Kind.DATETIME) and isinstance(value, date):
        return naive(value) if isinstance(value, datetime) else value
    if isinstance(value, bool):
        return "oui" if value else "non"
    return safe_text(value)
