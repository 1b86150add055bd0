"""Files that people send: read as they are, refused in one sentence when they are hostile or broken."""

import io
import json
import tracemalloc
import zipfile
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from documents.spreadsheets.read import UnreadableError, read_table

SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'


def xlsx(*rows, cells=()):
    """A workbook with these rows, and cells written apart (`[("XFD1048576", 1)]`)."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for place, value in cells:
        book.active[place] = value
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def archive(**parts):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name.replace("__", "/"), content)
    return target.getvalue()


def with_sheet(xml):
    """A real workbook whose sheet is replaced by `xml`."""
    source, target = zipfile.ZipFile(io.BytesIO(xlsx(["a"], [1]))), io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as file:
        for part in source.namelist():
            file.writestr(part, xml if part == "xl/worksheets/sheet1.xml" else source.read(part))
    return target.getvalue()


def read(data, kind):
    table = read_table(data, kind)
    return table.headers, table.rows


@pytest.mark.parametrize(
    "data",
    [
        b"a;b\nun;2,5\n;x\n",
        b"a;b\r\nun;2,5\r\n;x\r\n;\r\n",
        b"\xef\xbb\xbf" + b'a;b\n"un";2,5\n;" x "\n',
        b"a;b;;\nun;2,5;;\n;x;;\n",
    ],
)
def test_a_csv_is_read_with_its_blanks(data):
    assert read(data, "csv") == (["a", "b"], [["un", "2,5"], [None, "x"]])


@pytest.mark.parametrize(("data", "rows"), [("a,b\n1,é\n", [["1", "é"]]), ("a\tb\n1\té\n", [["1", "é"]])])
def test_the_separator_is_found(data, rows):
    assert read(data.encode(), "csv") == (["a", "b"], rows)


def test_an_older_excel_writes_in_another_encoding():
    assert read("nom\nÎle’é\n".encode("cp1252"), "csv") == (["nom"], [["Île’é"]])


def test_our_own_apostrophe_is_taken_off_and_others_are_kept():
    assert read("a;b\n'=1+1;'l’été\n".encode(), "csv")[1] == [["=1+1", "'l’été"]]


def test_a_workbook_keeps_its_types():
    rows = [["a", "b", "c"], ["x", 2.5, True], [None, 3, "  "]]
    assert read(xlsx(*rows), "xlsx") == (["a", "b", "c"], [["x", 2.5, True], [None, 3, None]])


def test_a_formula_is_not_read_as_text():
    assert read(xlsx(["a", "b"], ["x", "=1+1"]), "xlsx")[1] == [["x", None]]


def test_lines_beyond_the_size_that_a_workbook_declares_are_read():
    sheet = (
        f'{SHEET}<dimension ref="A1:A2"/><sheetData>'
        + "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 5))
        + "</sheetData></worksheet>"
    )
    assert read(with_sheet(sheet), "xlsx") == (["1"], [[2], [3], [4]])


def test_json_keeps_exact_figures():
    assert read(b'[{"a": "x", "km": 52.1}, {"a": "y"}]', "json") == (
        ["a", "km"],
        [["x", Decimal("52.1")], ["y", None]],
    )


@pytest.mark.parametrize(
    ("data", "kind", "sentence"),
    [
        (b"", "csv", "Le fichier est vide\u00a0: la première ligne doit porter le titre des colonnes."),
        (b";;\n1;2;3\n", "csv", "Le fichier est vide\u00a0: la première ligne doit porter le titre des colonnes."),
        (b"a;;c\n1;2;3\n", "csv", "La colonne n°\u00a02 n’a pas de titre\u00a0: donnez-lui en un."),
        (b"a;b;a\n1;2;3\n", "csv", "La colonne «\u00a0a\u00a0» figure deux fois\u00a0: retirez l’une des deux."),
        (b"a;b\n1;2\n;\n3;4\n", "csv", "Ligne 3\u00a0: elle est vide\u202f; retirez-la."),
        (b"a;b\n1;2;3\n", "csv", "Ligne 2\u00a0: elle a plus de cases que de titres de colonnes."),
        (b'a;b\n"1;2\n', "csv", "Ligne 2\u00a0: un guillemet n’est pas fermé, ou une case est trop longue."),
        (b"a;b\n1;\0\n", "csv", "Ce fichier n’est pas un texte\u00a0: enregistrez le tableau en CSV, encodage UTF-8."),
        (b"\x81\xff", "csv", "Ce fichier n’est pas un texte\u00a0: enregistrez le tableau en CSV, encodage UTF-8."),
        (b"PK\x03\x04rien", "csv", "Ce fichier est un classeur\u00a0: donnez-lui l’extension .xlsx."),
        (b"a;b\n", "xlsx", "Ce fichier n’est pas un classeur Excel (.xlsx)\u00a0: enregistrez-le dans ce format."),
        (b"{", "json", "Ce fichier n’est pas un JSON valide, en UTF-8."),
        (b'[{"a": 1e99999999999999999999}]', "json", "Ce fichier n’est pas un JSON valide, en UTF-8."),
        (b"\xff", "json", "Ce fichier n’est pas un JSON valide, en UTF-8."),
        (b'{"a": 1}', "json", "Ce JSON n’est pas un tableau\u00a0: il faut une liste d’objets, un par ligne."),
        (b"[]", "json", "Le fichier est vide\u00a0: la première ligne doit porter le titre des colonnes."),
        (b'[{"a": [1]}]', "json", "Ligne 2\u00a0: une case contient une liste ou un objet."),
        (b'[{"a": NaN}]', "json", "«\u00a0NaN\u00a0» n’est pas un nombre."),
        (b'[{"a": 1, "a": 2}]', "json", "Une ligne du JSON donne deux fois la même colonne."),
        (b'[{"a": 1e999999999}]', "json", "«\u00a01e999999999\u00a0» n’est pas un nombre raisonnable."),
        (b"[" * 100_000, "json", "Ce fichier n’est pas un JSON valide, en UTF-8."),
        (b'[{"a": ' + b"9" * 5000 + b"}]", "json", "Ce fichier n’est pas un JSON valide, en UTF-8."),
    ],
)
def test_what_is_not_a_table_is_refused_in_a_sentence(data, kind, sentence):
    with pytest.raises(UnreadableError) as refusal:
        read_table(data, kind)
    assert str(refusal.value) == sentence


TOO_LARGE = "Ce classeur est trop volumineux une fois ouvert\u00a0: ne gardez que le tableau."
TOO_HEAVY = "Le fichier dépasse 5\u00a0Mo\u00a0: retirez ce qui n’est pas le tableau."
TOO_WIDE = "Ligne 1\u00a0: une case est remplie au-delà de la 60e colonne."
TOO_LONG = "Le tableau dépasse 10\u202f000 lignes\u00a0: partagez-le en plusieurs fichiers."
BROKEN = "Ce classeur est abîmé ou protégé\u00a0: ouvrez-le dans votre tableur et enregistrez-le de nouveau."
ENTITIES = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 20}">' for n in range(8)
)
HOSTILE = {
    "six megabytes": (b"a\n" + b"1\n" * 3_000_000, "csv", TOO_HEAVY),
    "a zip bomb": (archive(a=b"0" * 30_000_000), "xlsx", TOO_LARGE),
    "a thousand parts": (archive(**{f"p{n}": "" for n in range(1000)}), "xlsx", TOO_LARGE),
    "an archive of something else": (archive(word__document="x"), "xlsx", BROKEN),
    "a broken archive": (xlsx(["a"])[:300], "xlsx", BROKEN),
    "the last cell of the sheet": (xlsx(["a"], cells=[("XFD1048576", 1)]), "xlsx", TOO_LONG),
    "the last cell of the first line": (xlsx(["a"], cells=[("XFD1", 1)]), "xlsx", TOO_WIDE),
    "ten thousand and one lines of CSV": (b"a\n" + b"1\n" * 10_001, "csv", TOO_LONG),
    "ten thousand and one objects": (json.dumps([{"a": 1}] * 10_001).encode(), "json", TOO_LONG),
    "a million lines": (
        with_sheet(
            f"{SHEET}<sheetData>"
            + "<row><c><v>1</v></c></row>" * 600_000
            + "</sheetData></worksheet>"
        ),
        "xlsx",
        TOO_LARGE,
    ),
    "entities that multiply": (
        with_sheet(
            f"{ENTITIES}]>{SHEET}<sheetData><row><c><v>&i;</v></c></row></sheetData></worksheet>"
        ),
        "xlsx",
        BROKEN,
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_file_is_refused_before_it_hurts(what):
    data, kind, sentence = HOSTILE[what]
    tracemalloc.start()
    with pytest.raises(UnreadableError) as refusal:
        read_table(data, kind)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert str(refusal.value) == sentence
    assert peak < 100_000_000


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(["csv", "xlsx", "json"]))
@example(b"PK\x03\x04" + b"\0" * 60, "xlsx")
@example(b'"', "csv")
@example(b"null", "json")
def test_any_bytes_are_read_or_refused_in_a_sentence(data, kind):
    try:
        table = read_table(data, kind)
    except UnreadableError:
        return
    assert {len(row) for row in table.rows} <= {len(table.headers)}
