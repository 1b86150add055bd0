"""Read an official list of priority districts: one line per district and commune, refused whole when one is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from centres.enums import Vintage
from documents.french import listed
from documents.spreadsheets.import_cells import cell_text, quoted
from documents.spreadsheets.read import FlatTable
from documents.spreadsheets.unreadable import UnreadableError
from documents.typed_numbers import UnreadableNumberError, read_number

COLUMNS = ("code_qp", "lib_qp", "insee_com", "lib_com", "latitude_commune", "longitude_commune")
CODES = {
    Vintage.V2015: (re.compile(r"QP[0-9AB]{3}[0-9]{3}"), "QP, le département sur trois caractères, trois chiffres"),
    Vintage.V2024: (
        re.compile(r"QN[0-9AB]{3}[0-9]{2}[MINC]"),
        "QN, le département sur trois caractères, deux chiffres, puis M, I, N ou C",
    ),
}
INSEE = re.compile(r"[0-9][0-9AB][0-9]{3}")
LONGEST = {"lib_qp": 160, "lib_com": 80}
DEGREES = {"latitude_commune": 90, "longitude_commune": 180}
PLACES = Decimal("0.00001")
MOST_DECIMALS = 20
Cells = dict[str, str]


@dataclass(frozen=True)
class ListedDistrict:
    """One line of the file: a district, and one of the communes it lies in."""

    number: int
    code: str
    name: str
    commune: str
    commune_name: str
    latitude: Decimal | None
    longitude: Decimal | None

    @property
    def is_single_commune(self) -> bool:
        """Whether the name is that of one commune: some lists write all the communes of the district in each line."""
        return ";" not in self.commune_name

    @property
    def department(self) -> str:
        """« 29 » for Brest, « 974 » for Saint-Denis."""
        return department_of(self.commune)


def department_of(commune: str) -> str:
    """The code of the département that an Insee code begins with."""
    return commune[:3] if commune.startswith(("97", "98")) else commune[:2]


def read_list(table: FlatTable, vintage: Vintage, departments: Iterable[str]) -> list[ListedDistrict]:
    """The lines of an official list; `UnreadableError` with every fault when there is one."""
    missing = next((column for column in COLUMNS if column not in table.headers), None)
    if missing:
        raise UnreadableError(f"Il manque la colonne {quoted(missing)}\u00a0: il faut {listed(COLUMNS)}.")
    codes, faults, lines = frozenset(departments), [], []
    for number, row in enumerate(table.rows, 2):
        values = {column: row[table.headers.index(column)] for column in COLUMNS}
        cells = {
            column: "" if value is None else " ".join(cell_text(value).split()) for column, value in values.items()
        }
        line_faults = [
            f"Ligne {number}, colonne {quoted(c)}\u00a0: {why}" for c, why in _faults_of(cells, vintage, codes)
        ]
        faults += line_faults
        lines += [] if line_faults else [_listed_district(number, cells)]
    if faults := [*faults, *_contradictions(lines)]:
        raise UnreadableError(*faults)
    return lines


def _faults_of(cells: Cells, vintage: Vintage, departments: frozenset[str]) -> Iterator[tuple[str, str]]:
    """(column, reason) of each fault of a line."""
    pattern, pattern_text = CODES[vintage]
    if not pattern.fullmatch(cells["code_qp"]):
        yield (
            "code_qp",
            f"{quoted(cells['code_qp'])} n’est pas un code de la liste {vintage}\u202f; il s’écrit {pattern_text}.",
        )
    if not INSEE.fullmatch(cells["insee_com"]):
        yield (
            "insee_com",
            f"{quoted(cells['insee_com'])} n’est pas un code Insee\u202f; il compte cinq caractères.",
        )
    elif department_of(cells["insee_com"]) not in departments:
        yield "insee_com", f"{quoted(cells['insee_com'])} ne relève d’aucun département du référentiel."
    if not cells["lib_com"]:
        yield "lib_com", "la case est vide\u202f; remplissez-la."
    for column, longest in LONGEST.items():
        if len(cells[column]) > longest:
            yield column, f"le nom dépasse {longest} caractères\u202f; abrégez-le."
    yield from _bad_degrees(cells)


def _bad_degrees(cells: Cells) -> Iterator[tuple[str, str]]:
    for column, limit in DEGREES.items():
        try:
            degrees = _degrees(cells[column])
        except UnreadableNumberError:
            degrees = limit + 1
        if degrees is not None and abs(degrees) > limit:
            yield column, f"{quoted(cells[column])} n’est pas un angle en degrés, entre −{limit} et {limit}."


def _degrees(text: str) -> Decimal | None:
    """The angle, None when blank; its point is always decimal, since no angle reaches a thousand."""
    return read_number(text.replace(".", ","), places=MOST_DECIMALS) if text else None


def _listed_district(number: int, cells: Cells) -> ListedDistrict:
    degrees = [_degrees(cells[column]) for column in DEGREES]
    return ListedDistrict(
        number,
        cells["code_qp"],
        cells["lib_qp"],
        cells["insee_com"],
        cells["lib_com"],
        *(None if angle is None else angle.quantize(PLACES) for angle in degrees),
    )


def _contradictions(lines: list[ListedDistrict]) -> Iterator[str]:
    """One sentence for each repeated line, and each line that contradicts another on a district or a commune."""
    yield from _disagreements(
        lines, lambda line: (line.code, line.commune), None, "le même quartier et la même commune"
    )
    yield from _disagreements(lines, lambda line: line.code, lambda line: line.name, "deux noms pour le même quartier")
    yield from _disagreements(
        lines,
        lambda line: line.commune,
        lambda line: (line.commune_name, line.latitude, line.longitude),
        "deux noms ou deux lieux pour la même commune",
    )


def _disagreements(lines: list[ListedDistrict], subject: Callable, value: Callable | None, what: str) -> Iterator[str]:
    """One sentence for each line whose `subject` was met with another `value`, or at all when `value` is None."""
    first: dict[object, ListedDistrict] = {}
    for line in lines:
        before = first.setdefault(subject(line), line)
        if before is not line and (value is None or value(before) != value(line)):
            yield f"Lignes {before.number} et {line.number}\u00a0: elles donnent {what}."
