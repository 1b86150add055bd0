"""Pages printed from the browser with its default settings: tables that can be read, whole, on the sheet."""

from __future__ import annotations

import re
import subprocess
from io import BytesIO

import pytest
from PIL import Image

from governance.enums import ProgrammeState
from tests.documents.pdf.reader import words_off_the_sheet
from tests.governance.programmes.factories import YEAR, a_programme

pytestmark = pytest.mark.django_db(transaction=True)

ADDRESSES = ["/centres/", f"/programmes/ici/{YEAR}/", f"/programmes/ici/{YEAR}/budget/"]
# A word of the first table that the page says nowhere else.
OWN_WORD = """() => {
  const words = document.body.innerText.split(/\\s+/);
  const cells = document.querySelector('tbody').innerText.split(/\\s+/);
  return cells.find((word) => /^\\p{L}{4,}$/u.test(word) && words.filter((other) => other === word).length === 1);
}"""
BLACK_ENOUGH = 140  # of 255


def is_read(paper, word):
    """Whether the word is drawn in dark on one of the pages at least, rather than hidden under a white layer."""
    boxes = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=paper, stdout=subprocess.PIPE, check=True).stdout
    for number, page in enumerate(re.findall(r"<page .*?</page>", boxes.decode(), flags=re.DOTALL), 1):
        command = ["pdftoppm", "-r", "72", "-gray", "-f", str(number), "-l", str(number), "-"]
        image = Image.open(BytesIO(subprocess.run(command, input=paper, stdout=subprocess.PIPE, check=True).stdout))
        for box in re.findall(rf'xMin="(.*?)" yMin="(.*?)" xMax="(.*?)" yMax="(.*?)">{re.escape(word)}</word>', page):
            left, top, right, bottom = (int(float(edge)) for edge in box)
            # Apart from the lines of the table, which may run along the box.
            if image.crop((left, top + 3, right, bottom - 3)).getextrema()[0] < BLACK_ENOUGH:
                return True
    return False


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_with_a_table_is_printed_whole(browse, cast, ici, address):
    a_programme(ici, cast.director, ProgrammeState.UNDER_WAY)
    page = browse(cast.director)
    page.goto(address)
    word = page.evaluate(OWN_WORD)
    paper = page.pdf(format="A4")
    assert is_read(paper, word)
    assert words_off_the_sheet(paper) == []


def test_without_the_print_sheet_of_the_design_system_a_table_is_blank(browse, cast, ici):
    """The negative control."""
    a_programme(ici, cast.director, ProgrammeState.UNDER_WAY)
    page = browse(cast.director)
    page.goto(f"/programmes/ici/{YEAR}/")
    word = page.evaluate(OWN_WORD)
    page.evaluate("document.querySelectorAll('link[media=print]').forEach((sheet) => sheet.remove())")
    assert not is_read(page.pdf(format="A4"), word)
