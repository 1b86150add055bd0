"""Files that people send: read as they are, refused in one sentence when they are hostile or broken."""

import datetime as dt
import io
import json
import tracemalloc
import zipfile
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from documents.spreadsheets.read import read_table
from documents.spreadsheets.read_workbook import FORMULA_WITHOUT_VALUE
from documents.spreadsheets.unreadable import UnreadableCell, UnreadableError
from tests.documents.spreadsheets.ods import ods

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
    assert read(xlsx(["a", "b"], ["x", "=1+1"]), "xlsx")[1] == [["x", FORMULA_WITHOUT_VALUE]]


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
        (b";;\n\n", "csv", "Le fichier est vide\u00a0: la première ligne doit porter le titre des colonnes."),
        (b"a;;c\n1;2;3\n", "csv", "La colonne n°\u00a02 n’a pas de titre\u00a0: donnez-lui en un."),
        (b"a;b;a\n1;2;3\n", "csv", "La colonne «\u00a0a\u00a0» figure deux fois\u00a0: retirez l’une des deux."),
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
    "the last cell of the sheet": (xlsx(["a"], cells=[("XFD1048576", 1)]), "xlsx", TOO_WIDE.replace("1", "1048576")),
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
@given(st.binary(max_size=400), st.sampled_from(["csv", "xlsx", "ods", "json"]))
@example(b"PK\x03\x04" + b"\0" * 60, "xlsx")
@example(b"PK\x03\x04" + b"\0" * 60, "ods")
@example(b'"', "csv")
@example(b"null", "json")
def test_any_bytes_are_read_or_refused_in_a_sentence(data, kind):
    try:
        table = read_table(data, kind)
    except UnreadableError:
        return
    assert {len(row) for row in table.rows} <= {len(table.headers)}


# What carries nothing, and what a cell cannot say ------------------------------------------------------------------


@pytest.mark.parametrize(
    "above",
    ["", "\n\n", "Budget 2027, version de mars\n", "sep=;\n", "Titre;;\n\n"],
)
def test_the_titles_are_found_under_what_carries_nothing(above):
    table = read_table(f"{above}Nom;Valeur\nun;2\n\ntrois;4\n".encode(), "csv", titles=["Nom", "Valeur"])
    assert (table.headers, table.rows) == (["Nom", "Valeur"], [["un", "2"], ["trois", "4"]])


def test_a_line_keeps_its_number_in_the_file():
    table = read_table(b"Titre\n\nNom;Valeur\nun;2\n\ntrois;4\n", "csv", titles=["Nom", "Valeur"])
    assert table.numbers == [4, 6]


def sheets(*names, hidden=()):
    book = openpyxl.Workbook()
    for name in names:
        sheet = book.create_sheet(name)
        sheet.append(["Nom"])
        sheet.append([name])
        sheet.sheet_state = "hidden" if name in hidden else "visible"
    del book["Sheet"]
    target = io.BytesIO()
    book.save(target)
    return {"xlsx": target.getvalue(), "ods": ods({name: [["Nom"], [name]] for name in names}, hidden=hidden)}


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
@pytest.mark.parametrize(
    ("names", "hidden", "chosen"),
    [
        (["Lisez-moi", "Budget"], [], "Budget"),
        (["Ancien", "budget"], [], "budget"),
        (["Ancien", "Feuil1"], ["Ancien"], "Feuil1"),
    ],
)
def test_the_sheet_is_chosen_by_its_name_and_never_hidden(kind, names, hidden, chosen):
    data = sheets(*names, hidden=hidden)[kind]
    assert read_table(data, kind, titles=["Nom"], sheet="Budget").rows == [[chosen]]


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_two_sheets_that_could_be_the_one_are_named(kind):
    with pytest.raises(UnreadableError, match="«\u00a0Mars\u00a0» et «\u00a0Avril\u00a0» portent toutes ces colonnes"):
        read_table(sheets("Mars", "Avril")[kind], kind, titles=["Nom"], sheet="Budget")


@pytest.mark.parametrize("text", ["#REF!", "#N/A", "#VALEUR!", "#NOM?", "#DIV/0!", "Err:508"])
@pytest.mark.parametrize("kind", ["csv", "xlsx", "ods"])
def test_an_error_of_the_spreadsheet_is_no_text(kind, text):
    data = {"csv": f"Nom\n{text}\n".encode(), "xlsx": xlsx(["Nom"], [text]), "ods": ods({"A": [["Nom"], [text]]})}
    ((cell,),) = read_table(data[kind], kind).rows
    assert (type(cell), text in cell.sentence) == (UnreadableCell, True)


@pytest.mark.parametrize("text", ["#1", "N/A", "la cellule #REF! est vide", "#"])
def test_a_text_that_only_looks_like_an_error_is_a_text(text):
    assert read_table(f"Nom\n{text}\n".encode(), "csv").rows == [[text]]


ODS_CELLS = {
    "a text on two lines": ("un\ndeux", "un\ndeux"),
    "a number": (12.5, 12.5),
    "a date": (dt.date(2026, 1, 31), dt.datetime(2026, 1, 31)),  # noqa: DTZ001  a day of the file, without a zone
    "a percentage": ('<table:table-cell office:value-type="percentage" office:value="0.925"/>', "92,5\u00a0%"),
    "a yes": ('<table:table-cell office:value-type="boolean" office:boolean-value="true"/>', True),
    "a formula without a value": ('<table:table-cell table:formula="of:=1+1"/>', FORMULA_WITHOUT_VALUE),
    "spaces and tabulations": (
        '<table:table-cell office:value-type="s"><text:p>a<text:s text:c="2"/>b<text:tab/></text:p></table:table-cell>',
        "a  b",
    ),
}


@pytest.mark.parametrize("what", ODS_CELLS)
def test_a_cell_of_opendocument_is_what_it_says(what):
    written, value = ODS_CELLS[what]
    ((found,),) = read_table(ods({"A": [["Nom"], [written]]}), "ods").rows
    assert (found, type(found)) == (value, type(value))


def test_a_document_type_is_refused_in_opendocument():
    entity = archive(**{"content.xml": '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'})
    for broken in (archive(autre="x"), entity, b"PK\x03\x04"):
        with pytest.raises(UnreadableError, match="abîmé ou protégé"):
            read_table(broken, "ods")


@pytest.mark.parametrize("text", ["CitŽ-sur-Essai", "RŽsidence"])
def test_a_text_of_an_old_macintosh_is_refused(text):
    with pytest.raises(UnreadableError, match="Ligne 2\u00a0: les accents sont ceux d’un ancien Macintosh"):
        read_table(f"Nom\n{text}\n".encode("cp1252"), "csv")


@pytest.mark.parametrize("text", ["Žilina", "Šaric", "KOŽUL", "l’œuvre à 5 €"])
def test_another_text_of_windows_is_read(text):
    assert read_table(f"Nom\n{text}\n".encode("cp1252"), "csv").rows == [[text]]


def test_a_percentage_of_a_workbook_is_read_with_its_sign():
    book, target = openpyxl.load_workbook(io.BytesIO(xlsx(["Part", "Prix"], [0.925, 3]))), io.BytesIO()
    book.active["A2"].number_format, book.active["B2"].number_format = "0.0%", '0"%"'
    book.save(target)
    assert read_table(target.getvalue(), "xlsx").rows == [["92,5\u00a0%", 3]]
