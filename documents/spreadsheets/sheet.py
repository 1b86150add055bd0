"""Write a worksheet cell by cell: texts, figures, and formulas with their computed value."""

from collections.abc import Container, Sequence
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from documents.spreadsheets.cells import cell, safe_text
from documents.spreadsheets.columns import Column, Kind
from documents.spreadsheets.xlsx import LOOKS, Formats, prepare_page, sheet_name

if TYPE_CHECKING:
    from xlsxwriter import Workbook


class Style(NamedTuple):
    """How a cell looks (see `documents.spreadsheets.xlsx.LOOKS`), what it holds, how many decimals it shows."""

    look: str = "body"
    kind: Kind = Kind.TEXT
    places: int = 0


BODY = Style()
LINE = 17


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
        self.sheet.set_default_row(LINE)

    def put(self, row: int, column: int, value: Any, shape: Style = BODY) -> None:
        """Write a constant: a text, a figure, a date, or nothing."""
        look, content = self.formats(*shape), cell(value, Column("", 0, shape.kind))
        if isinstance(content, str):
            self.sheet.write_string(row, column, content, look)
        else:
            self.sheet.write(row, column, content, look)

    def formula(self, row: int, column: int, expression: str, value: Any, shape: Style = BODY) -> None:
        """Write a formula and its value, which programs that do not calculate show."""
        result = safe_text(value) if isinstance(value, str) else float(value)
        self.sheet.write_formula(row, column, f"={expression}", self.formats(*shape), result)

    def line(self, row: int, values: Sequence[Any], shape: Style = BODY, column: int = 0) -> None:
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
        self.sheet.set_row(row, max(LINE, 13 * lines + 5))

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
