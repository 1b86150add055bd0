"""Reads a PDF back, as a search engine or a screen reader would."""

import re
import subprocess
from io import BytesIO

import pikepdf


def open_pdf(data):
    return pikepdf.open(BytesIO(data))


def decoder(font):
    """From the codes of a font to the letters they stand for."""
    table = font.ToUnicode.read_bytes().decode()
    pairs = re.findall(r"<([0-9a-fA-F]{4})> <([0-9a-fA-F]+)>", table)
    return {int(code, 16): bytes.fromhex(text).decode("utf-16-be") for code, text in pairs}


def shown(operands, letters):
    """The letters that one drawing operator shows."""
    parts = operands[0] if isinstance(operands[0], pikepdf.Array) else operands
    raw = b"".join(bytes(part) for part in parts if isinstance(part, pikepdf.String))
    return "".join(letters.get(int.from_bytes(raw[i : i + 2]), "") for i in range(0, len(raw), 2))


def page_text(page):
    """The text of a page, or of a drawing in it, in the order in which it is drawn."""
    fonts = {name: decoder(font) for name, font in page.Resources.Font.items()}
    text, letters = [], {}
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) == "Tf":
            letters = fonts[str(operands[0])]
        elif str(operator) in ("TJ", "Tj"):
            text.append(shown(operands, letters))
        elif str(operator) == "Do" and page.Resources.XObject[operands[0]].Subtype == "/Form":
            text.append(page_text(page.Resources.XObject[operands[0]]))
    return "\n".join(text)


def texts(pdf):
    """The text of each page."""
    return [page_text(page) for page in pdf.pages]


def elements(pdf, kind):
    """The elements of the structure tree of one kind (« /TH », « /Figure »)."""
    return [thing for thing in pdf.objects if isinstance(thing, pikepdf.Dictionary) and thing.get("/S") == kind]


def words_off_the_sheet(data):
    """The words drawn, in whole or in part, beyond the edge of their page (poppler)."""
    boxes = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=data, stdout=subprocess.PIPE, check=True).stdout
    off = []
    for page in re.findall(r"<page width=.*?</page>", boxes.decode(), flags=re.DOTALL):
        width = float(re.match(r'<page width="([\d.]+)"', page)[1])
        words = re.findall(r'<word xMin="([-\d.]+)" .*?xMax="([-\d.]+)".*?>(.*?)</word>', page)
        off += [word for left, right, word in words if float(left) < 0 or float(right) > width]
    return off
