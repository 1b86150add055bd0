"""Opens a workbook as an auditor would: LibreOffice forgets the values written in it and calculates them again."""

import shutil
import subprocess
from io import BytesIO

import pytest
from openpyxl import load_workbook

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
needs_office = pytest.mark.skipif(
    OFFICE is None,
    reason="LibreOffice est absent : sans lui, personne ne recalcule le classeur (apt install libreoffice-calc)",
)


def opened(data):
    """The workbook as it is written, formulas and all."""
    return load_workbook(BytesIO(data))


def shown(data):
    """The workbook as a reader that does not calculate shows it."""
    return load_workbook(BytesIO(data), data_only=True)


def recalculate(folder, books):
    """The workbooks (name → openpyxl book) with the values that LibreOffice finds for their formulas."""
    source, target, home = (folder / name for name in ("source", "target", "home"))
    source.mkdir()
    for name, book in books.items():
        book.save(source / f"{name}.xlsx")  # openpyxl keeps no calculated value: everything has to be found anew
    subprocess.run(
        [
            OFFICE, f"-env:UserInstallation={home.as_uri()}", "--headless", "--convert-to", "xlsx",
            "--outdir", str(target), *(str(source / f"{name}.xlsx") for name in books),
        ],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    return {name: load_workbook(target / f"{name}.xlsx", data_only=True) for name in books}


def values(sheet):
    """Every value of a sheet by its address, without the blanks."""
    return {cell.coordinate: cell.value for row in sheet for cell in row if cell.value is not None}
