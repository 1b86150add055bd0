"""How fast our workbooks are beside XlsxWriter alone: `python benchmarks/workbook.py` prints the ratios.

The floor is XlsxWriter's constant memory mode, each value written by the call made for its type, with no
look, no check and no header. Each measure is the best of several fresh processes, taken in turn.
"""

import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from xlsxwriter import Workbook

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.conditions import sized  # noqa: E402
from documents.spreadsheets.columns import Column, Kind  # noqa: E402
from documents.spreadsheets.xlsx import workbook, write_workbook  # noqa: E402
from funding.formula.allocate import CentreInput, Zone, allocate  # noqa: E402
from funding.formula.parameters import PARAMETERS  # noqa: E402
from funding.workbook.build import funding_workbook  # noqa: E402

ROWS, RUNS = sized((100_000, 3), (20_000, 1))
GOALS = {"values": 1.3, "objects": 2.7}
KINDS = [
    Kind.INTEGER, *[Kind.TEXT] * 3, *[Kind.INTEGER] * 3, Kind.DECIMAL, Kind.INTEGER, *[Kind.EUROS] * 4,
    Kind.DATE, Kind.TEXT,
]  # fmt: skip
Row = tuple[str | int | Decimal | date, ...]


def lines(count: int) -> Iterator[Row]:
    """Fifteen values a row, as `values_list` gives them."""
    day = date(2025, 1, 1)
    for n in range(count):
        yield (
            n, f"Centre de ressources n° {n}", "métropole", "Île-de-France", n % 199, 18 + n % 145, n % 11,
            Decimal("2.0417"), 4 + n % 4, 288000, 72000 * (n % 4), 288000 + 72000 * (n % 4), 144000, day,
            "Libre propos d’un agent, assez long pour ressembler à un commentaire.",
        )  # fmt: skip


def floor(target: IO[bytes], count: int) -> None:
    """XlsxWriter alone."""
    book = Workbook(target, {"constant_memory": True})
    sheet = book.add_worksheet()
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    for row, line in enumerate(lines(count)):
        for place, value in enumerate(line):
            if isinstance(value, str):
                sheet.write_string(row, place, value)
            elif isinstance(value, date):
                sheet.write_datetime(row, place, value, day)
            else:
                sheet.write_number(row, place, value)
    book.close()


def values(target: IO[bytes], count: int) -> None:
    """Our writer on tuples."""
    columns = [Column(f"Colonne {n}", n, kind) for n, kind in enumerate(KINDS)]
    write_workbook(target, columns, lines(count), sheet="Essai", title="Essai")


class Record:
    """A row as an object, each value an attribute."""

    def __init__(self, line: Row) -> None:
        for n, value in enumerate(line):
            setattr(self, f"a{n}", value)


def objects(target: IO[bytes], count: int) -> None:
    """Our writer on objects."""
    columns = [Column(f"Colonne {n}", f"a{n}", kind) for n, kind in enumerate(KINDS)]
    write_workbook(target, columns, map(Record, lines(count)), sheet="Essai", title="Essai")


def table(target: IO[bytes], count: int) -> None:
    """Our writer in memory, as a page asks for it."""
    columns = [Column(f"Colonne {n}", n, kind) for n, kind in enumerate(KINDS)]
    target.write(workbook(columns, lines(count), sheet="Essai", title="Essai"))


def audit(target: IO[bytes], count: int) -> None:
    """The five sheets that an auditor recalculates, for a network of `count` centres."""
    centres = [
        CentreInput(key=str(n), name=f"Centre {n}", zone=Zone.MAINLAND, qpv=7 + n, km=Decimal(18 + n))
        for n in range(count)
    ]
    target.write(funding_workbook(allocate(centres, PARAMETERS["2017"]), title="Essai", year=2017))


WAYS = {"audit": audit, "floor": floor, "values": values, "objects": objects, "table": table}


def measure(name: str, count: int) -> None:
    """Run one way once in this process and print its seconds and its peak growth in megabytes."""
    with TemporaryFile() as target:
        WAYS[name](BytesIO(), 1)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        start = time.perf_counter()
        WAYS[name](target, count)
        seconds = time.perf_counter() - start
    print(seconds, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024)


def run(name: str, count: int) -> tuple[float, float]:
    """Seconds and megabytes of one fresh process."""
    command = [sys.executable, __file__, name, str(count)]
    seconds, megabytes = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    return float(seconds), float(megabytes)


def main() -> None:
    names = ("floor", *GOALS)
    runs = [[run(name, ROWS) for name in names] for _ in range(RUNS)]
    best = {
        name: tuple(map(min, zip(*column, strict=True)))
        for name, column in zip(names, zip(*runs, strict=True), strict=True)
    }
    seconds, megabytes = best["floor"]
    print(f"{ROWS} lignes de 15 valeurs, XlsxWriter seul : {seconds:.2f} s, {megabytes:+.1f} Mo")
    for name, goal in GOALS.items():
        ratio, more = best[name][0] / seconds, best[name][1] - megabytes
        print(f"{name} : × {ratio:.2f} (but ≤ {goal}) ; {more:+.1f} Mo de plus (but ≤ 20)")
    print(f"tableau de 20 lignes : {min(run('table', 20)[0] for _ in range(RUNS)) * 1000:.0f} ms (but ≤ 50)")
    print(f"classeur de l’auditeur, 20 centres : {min(run('audit', 20)[0] for _ in range(RUNS)) * 1000:.0f} ms")


if __name__ == "__main__":
    measure(sys.argv[1], int(sys.argv[2])) if len(sys.argv) == 3 else main()
