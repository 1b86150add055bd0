"""Read an official list of priority districts: one line per district and commune, refused whole when one is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from centres.enums import Vintage
from documents.french import listed
from documents.spreadsheets.import_cells import cell_text, quoted
from documents.spreadsheets.read import FlatTable, code_of
from documents.spreadsheets.unreadable import UnreadableError
from documents.typed_numbers import UnreadableNumberError, read_number

COLUMNS = ("code_qp", "lib_qp", "insee_com", "lib_com")
DEGREES = {"latitude_commune": 90, "longitude_commune": 180}
CODES = {
    Vintage.V2015: (re.compile(r"QP[0-9AB]{3}[0-9]{3}"), "QP, le département sur trois caractères, trois chiffres"),
    Vintage.V2024: (
        re.compile(r"QN[0-9AB]{3}[0-9]{2}[MINC]"),
        "QN, le département sur trois caractères, deux chiffres, puis M, I, N ou C",
    ),
}
INSEE = re.compile(r"[0-9][0-9AB][0-9]{3}")
LONGEST = {"lib_qp": 160, "lib_com": 80}
PLACES = Decimal("0.00001")
MOST_DECIMALS = 20
# South, north, west and east of France, overseas by the first characters of the Insee code: wide on purpose.
MAINLAND = (41, 52, -6, 10)
OVERSEAS = {
    "971": (15, 17, -62, -60), "972": (14, 15, -62, -60), "973": (2, 6, -55, -51), "974": (-22, -20, 55, 56),
    "975": (46, 48, -57, -56), "976": (-14, -12, 44, 46), "977": (17, 18, -63, -62), "978": (17, 19, -64, -62),
    "986": (-15, -13, -179, -176), "987": (-28, -7, -155, -134), "988": (-24, -17, 157, 173),
}  # fmt: skip
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

    @classmethod
    def of(cls, number: int, cells: Cells) -> ListedDistrict:
        """The district of the cells of the line `number`, its angles rounded as they are stored."""
        degrees = [_degrees(cells[column]) for column in DEGREES]
        return cls(
            number,
            cells["code_qp"],
            cells["lib_qp"],
            cells["insee_com"],
            cells["lib_com"],
            *(None if angle is None else angle.quantize(PLACES) for angle in degrees),
        )

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
    """The lines of an official list, one for each commune; `UnreadableError` with every fault when there is one.

    Other columns are left aside, and the position of the communes may be missing.
    """
    headers = [code_of(title) for title in table.headers]
    missing = [column for column in COLUMNS if column not in headers]
    if missing:
        wanted = listed(COLUMNS)
        raise UnreadableError(*(f"Il manque la colonne {quoted(column)} : il faut {wanted}." for column in missing))
    codes, faults, lines = frozenset(departments), [], []
    for number, row in table.lines:
        line_faults: list[tuple[str, str]] = []
        cells = {}
        for column in (*COLUMNS, *DEGREES):
            try:
                cell = row[headers.index(column)] if column in headers else None
                cells[column] = "" if cell is None else " ".join(cell_text(cell).split())
            except ValueError as fault:
                line_faults.append((column, str(fault)))
        if not line_faults:
            for commune in _communes(cells):
                of_commune = list(_faults_of(commune, vintage, codes))
                line_faults += of_commune
                lines += [] if of_commune else [ListedDistrict.of(number, commune)]
        faults += [f"Ligne {number}, colonne {quoted(c)} : {why}" for c, why in dict.fromkeys(line_faults)]
    if faults := [*faults, *_contradictions(lines)]:
        raise UnreadableError(*faults)
    return lines


def _communes(cells: Cells) -> list[Cells]:
    """The cells of a line for each of its communes, whose codes are in one cell; a code has the zero that it lost.

    Names and positions go with the codes when there are as many; otherwise every name stays with each code, and no
    position does.
    """
    codes = [code.strip() for code in cells["insee_com"].split(";")]
    codes = [f"0{code}" if re.fullmatch("[0-9]{4}", code) else code for code in codes]
    if len(codes) == 1:
        return [cells | {"insee_com": codes[0]}]
    parts = {column: [part.strip() for part in cells[column].split(";")] for column in ("lib_com", *DEGREES)}
    alone = {"lib_com": cells["lib_com"], **dict.fromkeys(DEGREES, "")}
    return [
        cells
        | {"insee_com": code}
        | {column: part[rank] if len(part) == len(codes) else alone[column] for column, part in parts.items()}
        for rank, code in enumerate(codes)
    ]


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
    """(column, reason) of each angle that is none, then of a position that is not in the part of France of its code."""
    position: list[Decimal] = []
    for column, limit in DEGREES.items():
        try:
            degrees = _degrees(cells[column])
        except UnreadableNumberError:
            degrees = Decimal(limit + 1)
        if degrees is not None and abs(degrees) > limit:
            yield column, f"{quoted(cells[column])} n’est pas un angle en degrés, entre −{limit} et {limit}."
        elif degrees is not None:
            position.append(degrees)
    if len(position) < len(DEGREES):
        return
    south, north, west, east = OVERSEAS.get(cells["insee_com"][:3], MAINLAND)
    if not (south <= position[0] <= north and west <= position[1] <= east):
        where = quoted(" et ".join(cells[column] for column in DEGREES))
        yield (
            "latitude_commune",
            f"{where} ne situent pas la commune en France ; relisez l’ordre de la latitude et de la longitude.",
        )


def _degrees(text: str) -> Decimal | None:
    """The angle, None when blank; its point is always decimal, since no angle reaches a thousand."""
    return read_number(text.replace(".", ","), places=MOST_DECIMALS) if text else None


def _contradictions(lines: list[ListedDistrict]) -> Iterator[str]:
    """One sentence for each repeated line, and each line that contradicts another on a district or a commune."""
    yield from _disagreements(
        lines, lambda line: (line.code, line.commune), None, "le même quartier et la même commune"
    )
    yield from _disagreements(lines, lambda line: line.code, lambda line: line.name, "deux noms pour le même quartier")
    # What a line does not say of a commune contradicts nothing: several names in one cell, no position.
    named = [line for line in lines if line.is_single_commune]
    placed = [line for line in lines if line.latitude is not None]
    what = "deux noms ou deux lieux pour la même commune"
    yield from dict.fromkeys(
        [
            *_disagreements(named, lambda line: line.commune, lambda line: line.commune_name, what),
            *_disagreements(placed, lambda line: line.commune, lambda line: (line.latitude, line.longitude), what),
        ]
    )


def _disagreements(lines: list[ListedDistrict], subject: Callable, value: Callable | None, what: str) -> Iterator[str]:
    """One sentence for each line whose `subject` was met with another `value`, or at all when `value` is None."""
    first: dict[object, ListedDistrict] = {}
    for line in lines:
        before = first.setdefault(subject(line), line)
        if before is not line and (value is None or value(before) != value(line)):
            yield f"Lignes {before.number} et {line.number}\u00a0: elles donnent {what}."
