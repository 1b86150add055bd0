"""Excel workbooks, by typed columns (`workbook`) or cell by cell (`Sheet`): the same bytes for the same content.

What a person typed never becomes a formula nor a link.
"""

from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from io import BytesIO
from itertools import groupby
from tempfile import TemporaryDirectory
from typing import IO, TYPE_CHECKING, Any, NamedTuple

from documents.spreadsheets.cells import EXACT_INTEGERS, cell, is_plain, safe_text
from documents.spreadsheets.columns import NUMERIC, Column, Kind

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

__all__ = ["Column", "Formats", "Kind", "open_book", "prepare_page", "workbook", "write_workbook"]

# A constant creation date, so that the bytes depend on the content alone.
CREATED = datetime(2017, 3, 21)  # noqa: DTZ001
LAST_ROW = 1_048_575
BLUE, PALE_BLUE, GREY, PALE_GREY, LINE = "#000091", "#E3E3FD", "#666666", "#F6F6F6", "#DDDDDD"
WHITE = "#FFFFFF"
BODY = {"font_name": "Arial", "font_size": 10, "valign": "vcenter"}
LOOKS: dict[str, dict[str, Any]] = {
    "bare": {},
    "body": {"bottom": 1, "bottom_color": LINE},
    "header": {
        "bold": True, "font_color": BLUE, "bg_color": PALE_BLUE, "text_wrap": True,
        "bottom": 2, "bottom_color": BLUE,
    },
    "group": {"bold": True, "font_color": WHITE, "bg_color": BLUE, "align": "center", "left": 1, "left_color": WHITE},
    "header-right": {
        "bold": True, "font_color": BLUE, "bg_color": PALE_BLUE, "text_wrap": True, "align": "right",
        "bottom": 2, "bottom_color": BLUE,
    },
    "total": {"bold": True, "top": 2, "top_color": BLUE, "bg_color": PALE_GREY},
    "title": {"bold": True, "font_size": 16, "font_color": BLUE},
    "heading": {"bold": True, "font_color": BLUE, "bg_color": PALE_BLUE, "bottom": 2, "bottom_color": BLUE},
    "section": {"bold": True, "font_size": 12, "font_color": BLUE},
    "plain": {"text_wrap": True, "valign": "top"},
    "strong": {"bold": True, "text_wrap": True, "valign": "top"},
    "note": {"font_color": GREY, "font_size": 9},
    "reference": {"font_color": GREY, "font_size": 9, "indent": 1},
    "reference-right": {"font_color": GREY, "font_size": 9, "align": "right"},
    "link": {"font_color": BLUE, "underline": 1, "valign": "top"},
    "input": {"font_color": BLUE, "bg_color": "#FEF7DA", "bottom": 1, "bottom_color": LINE},
    "witness": {"font_color": GREY, "bg_color": PALE_GREY, "bottom": 1, "bottom_color": LINE},
    "source": {
        "font_color": GREY, "bg_color": PALE_GREY, "bottom": 1, "bottom_color": LINE, "text_wrap": True, "font_size": 9,
    },
    "check": {"bold": True, "font_color": "#18753C", "bg_color": "#DFFEE6"},
    "verdict": {"bold": True, "font_color": "#18753C"},
    "alarm": {"bold": True, "font_color": "#CE0500", "bg_color": "#FFE9E9"},
}  # fmt: skip
INDENTED = frozenset({"body", "header", "heading", "input", "total", "witness", "source", "check"})
PATTERNS = {
    Kind.TEXT: "",
    Kind.INTEGER: "#,##0",
    Kind.YEAR: "0",
    Kind.DECIMAL: "#,##0",
    Kind.EUROS: "#,##0",
    Kind.PERCENT: "0",
    Kind.KM: "#,##0",
    Kind.DATE: "dd/mm/yyyy",
    Kind.DATETIME: 'dd/mm/yyyy hh"\u00a0h\u00a0"mm',
    Kind.BOOLEAN: "",
}
SUFFIXES = {Kind.EUROS: '"\u00a0€"', Kind.PERCENT: '"\u00a0"%', Kind.KM: '"\u00a0km"'}


def pattern(kind: Kind, decimals: int = 0) -> str:
    """The number format of a kind: « #,##0 "€" » and the like, decimals included."""
    places = f".{'0' * decimals}" if decimals and kind in NUMERIC else ""
    return f"{PATTERNS[kind]}{places}{SUFFIXES.get(kind, '')}"


class Formats:
    """The cell formats of a workbook, each created once and shared by its cells."""

    def __init__(self, book: "Workbook") -> None:
        self.book = book
        self.made: dict[tuple[str, str], Format] = {}

    def __call__(self, look: str = "body", kind: Kind = Kind.TEXT, decimals: int = 0) -> "Format | None":
        """The format of a look (see `LOOKS`) for a kind of value; None when the book's own does."""
        number_format = pattern(kind, decimals)
        if look == "bare" and not number_format:
            return None
        if (look, number_format) not in self.made:
            indent = {"indent": 1} if kind is Kind.TEXT and look in INDENTED else {}
            properties = {**BODY, **LOOKS[look], **indent, **({"num_format": number_format} if number_format else {})}
            self.made[look, number_format] = self.book.add_format(properties)
        return self.made[look, number_format]


Write = Callable[..., object]
Cell = tuple[int, Callable[[Any], Any], Write]


@contextmanager
def open_book(target: IO[bytes], *, title: str, streaming: bool = False) -> Iterator["Workbook"]:
    """A workbook written to `target` when the block ends well, and not at all when it fails."""
    # Heavy: loaded at the first workbook written, never before.
    from xlsxwriter import Workbook  # noqa: PLC0415

    with TemporaryDirectory(prefix="classeur-") as folder:
        memory = {"constant_memory": streaming, "in_memory": not streaming, "tmpdir": folder}
        texts = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        book = Workbook(target, {**memory, **texts, "default_format_properties": BODY})
        book.set_properties({"title": safe_text(title), "created": CREATED})
        try:
            yield book
        except BaseException:
            abandon(book)
            raise
        book.close()


def abandon(book: "Workbook") -> None:
    """Close the temporary files of a workbook that will not be written."""
    book.fileclosed = True
    for sheet in book.worksheets():
        if sheet.row_data_fh:
            sheet.row_data_fh.close()


def sheet_name(name: str) -> str:
    """A name that Excel accepts for a sheet."""
    return "".join(c for c in safe_text(name) if c not in "[]:*?/\\")[:31].strip("' ") or "Feuille"


def prepare_page(sheet: "Worksheet", title: str, *, header_row: int | None = 0) -> None:
    """A4 landscape, as wide as the page, header rows repeated, title above and page numbers below."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.4, right=0.4, top=0.75, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.hide_gridlines(2)
    quoted = safe_text(title).replace("&", "&&")[:200]
    sheet.set_header(f"&L&9{quoted}&R&9&A")
    sheet.set_footer("&R&9&P / &N")
    if header_row is not None:
        sheet.repeat_rows(header_row)


def writer(sheet: "Worksheet", column: Column, look: "Format | None") -> Write:
    """The function that writes a value of this column at (row, place)."""

    def write(row: int, place: int, value: Any) -> object:
        content = cell(value, column)
        if content is None:
            return sheet.write_blank(row, place, None, look)
        if isinstance(content, str):
            return sheet.write_string(row, place, content, look)
        if isinstance(content, date):
            return sheet.write_datetime(row, place, content, look)
        return sheet.write_number(row, place, content, look)

    if column.kind is Kind.TEXT:
        return quick_text(sheet.write_string, look, write)
    return quick_number(sheet.write_number, look, write) if column.kind in NUMERIC else write


def quick_text(write_string: Write, look: "Format | None", otherwise: Write) -> Write:
    """A writer faster than `otherwise` for plain texts, which nearly all are."""

    def write(row: int, place: int, value: Any) -> object:
        if value.__class__ is str and is_plain(value):
            return write_string(row, place, value, look)
        return otherwise(row, place, value)

    return write


def quick_number(write_number: Write, look: "Format | None", otherwise: Write) -> Write:
    """A writer faster than `otherwise` for small integers, which most figures are."""

    def write(row: int, place: int, value: Any) -> object:
        if value.__class__ is int and -EXACT_INTEGERS < value < EXACT_INTEGERS:
            return write_number(row, place, value, look)
        return otherwise(row, place, value)

    return write


def write_header(sheet: "Worksheet", columns: Sequence[Column], formats: Formats) -> None:
    """Write the titles of the columns, which stay visible, and set their widths."""
    sheet.freeze_panes(1, 0)
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.characters)
        sheet.write_string(0, place, safe_text(column.title), formats("header"))


def writers(sheet: "Worksheet", columns: Sequence[Column], look: Callable[..., "Format | None"]) -> list[Cell]:
    """For each column: its place, the getter and the writer of its values."""
    return [
        (place, column.getter, writer(sheet, column, look(kind=column.kind, decimals=column.places)))
        for place, column in enumerate(columns)
    ]


def write_rows(cells: Sequence[Cell], rows: Iterable[Any]) -> int:
    """Write the rows under the header; returns how many there are."""
    count = 0
    for count, row in enumerate(rows, 1):
        if count > LAST_ROW:
            raise ValueError(f"Une feuille Excel tient {LAST_ROW} lignes\u00a0: restreignez la sélection.")
        for place, get, write in cells:
            write(count, place, get(row))
    return count


def fill(book: "Workbook", columns: Sequence[Column], rows: Iterable[Any], name: str, title: str, look: str) -> None:
    """Write a sheet: frozen header, rows, filter, print settings."""
    sheet, formats = book.add_worksheet(sheet_name(name)), Formats(book)
    prepare_page(sheet, title)
    write_header(sheet, columns, formats)
    count = write_rows(writers(sheet, columns, partial(formats, look)), rows)
    sheet.autofilter(0, 0, count, len(columns) - 1)


def workbook(columns: Sequence[Column], rows: Iterable[Any], *, sheet: str, title: str) -> bytes:
    """The rows as an Excel file, in memory: for the tables of a page."""
    target = BytesIO()
    with open_book(target, title=title) as book:
        fill(book, columns, rows, sheet, title, "body")
    return target.getvalue()


def write_workbook(
    target: IO[bytes], columns: Sequence[Column], rows: Iterable[Any], *, sheet: str, title: str
) -> None:
    """The rows as an Excel file written to `target` at constant memory: for a hundred thousand of them."""
    with open_book(target, title=title, streaming=True) as book:
        fill(book, columns, rows, sheet, title, "bare")


if TYPE_CHECKING:
    from xlsxwriter import Workbook


class Style(NamedTuple):
    """How a cell looks (see `LOOKS`), what it holds, how many decimals it shows."""

    look: str = "body"
    kind: Kind = Kind.TEXT
    places: int = 0


PLAIN = Style()
LINE_HEIGHT = 17


def letters(column: int) -> str:
    """The letters of a column counted from 0: 0 → A, 25 → Z, 26 → AA."""
    text, remainder = "", column + 1
    while remainder:
        remainder, letter = divmod(remainder - 1, 26)
        text = chr(65 + letter) + text
    return text


def address(row: int, column: int) -> str:
    """The address of a cell within its sheet: (4, 0) → A5."""
    return f"{letters(column)}{row + 1}"


def frozen(row: int, column: int) -> str:
    """The absolute address, which copying a formula does not move: (4, 0) → $A$5."""
    return f"${letters(column)}${row + 1}"


def span(first_row: int, first_column: int, last_row: int, last_column: int) -> str:
    """The address of a block within its sheet: A5:C9."""
    return f"{address(first_row, first_column)}:{address(last_row, last_column)}"


def places_of(values: Sequence[Decimal | int], most: int = 4) -> int:
    """How many decimals it takes to show all the values, `most` at most."""
    exponents = (Decimal(value).normalize().as_tuple().exponent for value in values)
    return min(most, max([0, *(-exponent for exponent in exponents if isinstance(exponent, int))]))


class Sheet:
    """A sheet being written; rows and columns count from 0, and a text is never a formula."""

    def __init__(self, book: "Workbook", formats: Formats, name: str, title: str) -> None:
        self.book, self.formats, self.name = book, formats, sheet_name(name)
        self.sheet = book.add_worksheet(self.name)
        self.columns: tuple[float, ...] = ()
        prepare_page(self.sheet, title, header_row=None)
        self.sheet.set_default_row(LINE_HEIGHT)

    def put(self, row: int, column: int, value: Any, shape: Style = PLAIN) -> None:
        """Write a constant: a text, a figure, a date, or nothing."""
        look, content = self.formats(*shape), cell(value, Column("", 0, shape.kind))
        if isinstance(content, str):
            self.sheet.write_string(row, column, content, look)
        else:
            self.sheet.write(row, column, content, look)

    def formula(self, row: int, column: int, expression: str, value: Any, shape: Style = PLAIN) -> None:
        """Write a formula and its value, which programs that do not calculate show."""
        result = safe_text(value) if isinstance(value, str) else float(value)
        self.sheet.write_formula(row, column, f"={expression}", self.formats(*shape), result)

    def line(self, row: int, values: Sequence[Any], shape: Style = PLAIN, column: int = 0) -> None:
        """Write constants side by side."""
        for place, value in enumerate(values, column):
            self.put(row, place, value, shape)

    def widths(self, *widths: float) -> None:
        """Set the widths of the first columns, in characters."""
        self.columns = widths
        for column, width in enumerate(widths):
            self.sheet.set_column(column, column, width)

    def header(self, row: int, titles: Sequence[str], *, right: Container[int] = (), height: float = 34) -> None:
        """Write the titles of a table, right-aligned over figures; they stay visible and are printed on each page."""
        self.titles(row, titles, right=right)
        self.sheet.set_row(row, height)
        self.sheet.freeze_panes(row + 1, 1)
        self.sheet.repeat_rows(row)

    def titles(self, row: int, names: Sequence[str], *, right: Container[int] = (1, 2, 3)) -> None:
        """Write the titles of one table among others, to the right over the columns of figures."""
        for place, name in enumerate(names):
            self.put(row, place, name, Style("header-right" if place in right else "header"))

    def upright(self) -> None:
        """Print the sheet in portrait, on one page."""
        self.sheet.set_portrait()
        self.sheet.fit_to_pages(1, 1)

    def groups(self, row: int, names: Sequence[str]) -> None:
        """Write over a header the name of each group of columns, once for those that share it."""
        for name, places in groupby(range(len(names)), key=names.__getitem__):
            columns = list(places)
            look = self.formats("group")
            if len(columns) == 1:
                self.sheet.write_string(row, columns[0], name, look)
            else:
                self.sheet.merge_range(row, columns[0], row, columns[-1], name, look)

    def wide(self, row: int, column: int, last_column: int, text: str, shape: Style) -> None:
        """Write a long text over several columns, on as many lines as it takes."""
        self.sheet.merge_range(row, column, row, last_column, "", self.formats(*shape))
        self.put(row, column, text, shape)
        self.tall(row, text, sum(self.columns[column : last_column + 1]))

    def tall(self, row: int, text: str, width: float) -> None:
        """Give a row the height of a text that is `width` characters wide: merged cells never find it alone."""
        lines = sum(1 + int(len(line) * 0.9 / width) for line in text.split("\n"))
        self.sheet.set_row(row, max(LINE_HEIGHT, 13 * lines + 5))

    def link(self, row: int, column: int, sheet: str, shape: Style) -> None:
        """Write the name of another sheet of ours, which leads to it."""
        self.sheet.write_url(row, column, f"internal:'{sheet}'!A1", self.formats(*shape), sheet)

    def alarm(self, cells: str, condition: str) -> None:
        """Show the cells in red while the condition holds."""
        look = self.formats.book.add_format(LOOKS["alarm"])
        self.sheet.conditional_format(cells, {"type": "formula", "criteria": f"={condition}", "format": look})

    @property
    def quoted(self) -> str:
        """The name of the sheet as formulas write it."""
        return "'" + self.name.replace("'", "''") + "'"

    def at(self, row: int, column: int) -> str:
        """The address of a cell as the formulas of other sheets write it."""
        return f"{self.quoted}!{frozen(row, column)}"

    def named(self, name: str, row: int, column: int, last_row: int | None = None) -> None:
        """Give a cell, or the rows down to `last_row` of a column, a name that formulas read."""
        end = "" if last_row is None else f":{frozen(last_row, column)}"
        self.book.define_name(name, f"={self.at(row, column)}{end}")
