"""A workbook that people spoiled in one way each: what its cells say is read as it is meant, or refused by its line."""

import io
from decimal import Decimal

import openpyxl
import pytest
from openpyxl.styles import PatternFill

from documents.spreadsheets.columns import Column
from documents.spreadsheets.csv_files import csv_bytes
from documents.spreadsheets.unreadable import UnreadableError
from evaluation.collection.queries import form_of
from evaluation.collection.workbook.read import read_workbook, write_workbook_in
from evaluation.collection.workbook.write import form_workbook
from tests.documents.spreadsheets.ods import ods
from tests.evaluation.collection.factories import YEAR, a_form, fill, value
from tests.evaluation.collection.test_workbook import changed

pytestmark = pytest.mark.django_db
KEY, CODE, UNIT, ANSWER, NOT_APPLICABLE, COMMENT = 1, 3, 6, 9, 10, 11


@pytest.fixture
def form(ici, cast):
    form = a_form(ici, certifier=cast.director)
    fill(form)
    return form


@pytest.fixture
def spoiled(form, cast):
    """Spoil the workbook as it was taken away, and read it back: its changes, its faults."""
    content = form_workbook(form_of(form, cast.director))

    def spoil(act):
        book, target = openpyxl.load_workbook(io.BytesIO(content)), io.BytesIO()
        act(book, book["Indicateurs"])
        book.save(target)
        intake = read_workbook(target.getvalue(), "xlsx", form)
        return changed(intake), [fault.replace("\u00a0", " ").replace("\u202f", " ") for fault in intake.faults]

    return spoil


def row_of(sheet, ending):
    return next(row for row in range(2, sheet.max_row + 1) if str(sheet.cell(row, KEY).value).endswith(ending))


def put(ending, column, content):
    def act(book, sheet):
        sheet.cell(row_of(sheet, ending), column).value = content

    return act


def without_object(word):
    def act(book, sheet):
        last = None
        for row in range(2, sheet.max_row + 1):
            if sheet.cell(row, CODE).value != last:
                sheet.cell(row, NOT_APPLICABLE).value = word
            last = sheet.cell(row, CODE).value

    return act


@pytest.mark.parametrize("word", ["non", "NON ", False])
def test_no_is_not_yes(spoiled, word):
    assert spoiled(without_object(word)) == ({}, [])


def test_yes_is_still_yes(spoiled):
    changes = {"M3-05": {"valeur": "rien", "sans objet": "oui"}}
    assert spoiled(put("M3-05/value", NOT_APPLICABLE, "Oui")) == (changes, [])


def test_another_word_is_refused_with_its_line(spoiled):
    found, faults = spoiled(put("M3-05/value", NOT_APPLICABLE, "peut-être"))
    assert (found, len(faults)) == ({}, 1)
    assert faults[0].startswith("Feuille Indicateurs, ligne 19, colonne « Sans objet », M3-05 : « peut-être » ne se")


def same_line_twice(book, sheet):
    row, copy = row_of(sheet, "M3-05/value"), sheet.max_row + 1
    for column in range(1, sheet.max_column + 1):
        sheet.cell(copy, column).value = sheet.cell(row, column).value
    sheet.cell(copy, ANSWER).value = 99


def test_a_line_given_twice_is_refused_with_both_lines(spoiled):
    found, faults = spoiled(same_line_twice)
    assert (found, len(faults)) == ({}, 1)
    assert faults[0].startswith("Feuille Indicateurs, lignes 19 et ")


@pytest.mark.parametrize(
    ("column", "content", "sentence"),
    [
        (ANSWER, "=2+2", "c’est une formule sans valeur"),
        (ANSWER, "#REF!", "« #REF! » est une erreur du tableur"),
        (COMMENT, "#N/A", "« #N/A » est une erreur du tableur"),
        (ANSWER, "six", "« six » n’est pas un nombre"),
        (ANSWER, "30 k€", "« 30 k€ » : écrivez le nombre en entier, « 30 000 »"),
    ],
)
def test_what_a_cell_cannot_say_is_told_with_its_line_its_indicator_and_its_text(spoiled, column, content, sentence):
    title = {ANSWER: "Votre réponse", COMMENT: "Commentaire"}[column]
    found, faults = spoiled(put("M3-05/value", column, content))
    assert (found, len(faults)) == ({}, 1)
    assert faults[0].startswith(f"Feuille Indicateurs, ligne 19, colonne « {title} », M3-05 : {sentence}")


def test_a_blank_is_none_of_those(spoiled):
    assert spoiled(put("M3-05/value", ANSWER, None)) == ({"M3-05": {"valeur": "rien"}}, [])


def test_a_percentage_is_refused_where_a_count_is_awaited(spoiled):
    def act(book, sheet):
        cell = sheet.cell(row_of(sheet, "M1-03/numerator"), ANSWER)
        cell.value, cell.number_format = 0.92, "0%"

    found, faults = spoiled(act)
    assert (found, len(faults)) == ({}, 1)
    assert faults[0].endswith("M1-03 : « 92 % » : écrivez le nombre seul, sans « % ».")


def test_the_unit_of_each_box_is_its_own(form, cast):
    sheet = openpyxl.load_workbook(io.BytesIO(form_workbook(form_of(form, cast.director))))["Indicateurs"]
    units = {
        sheet.cell(row, KEY).value.split("/", 2)[2]: sheet.cell(row, UNIT).value for row in range(2, sheet.max_row + 1)
    }
    assert [units[key] for key in ("M1-03/numerator", "M1-03/denominator", "M3-05/value", "MO-03/part.region")] == [
        None, None, "numéros", "€",
    ]  # fmt: skip


def help_sheet_first(book, sheet):
    book.move_sheet("Lisez-moi", -1)


def hidden_sheet_first(book, sheet):
    hidden = book.create_sheet("Brouillon", 0)
    hidden["A1"], hidden.sheet_state, book.active = "notes", "hidden", 1


def coloured_cell_far_below(book, sheet):
    sheet.cell(100_000, ANSWER).fill = PatternFill("solid", fgColor="FFFF00")


def blank_line_above(book, sheet):
    sheet.insert_rows(1, 2)
    sheet["C1"] = "Nos réponses"


@pytest.mark.parametrize("act", [help_sheet_first, hidden_sheet_first, coloured_cell_far_below, blank_line_above])
def test_what_carries_nothing_is_skipped(spoiled, act):
    assert spoiled(act) == ({}, [])


def test_a_note_under_the_table_is_told_with_its_line(spoiled):
    def act(book, sheet):
        sheet.cell(sheet.max_row + 5, CODE).value = "Relu en équipe"
        act.line = sheet.max_row

    found, faults = spoiled(act)
    assert (found, faults) == (
        {},
        [f"Feuille Indicateurs, ligne {act.line} : « Relu en équipe » n’est pas une ligne du formulaire ; retirez-la."],
    )


def test_a_line_end_written_as_letters_is_a_line_end(spoiled):
    assert spoiled(put("M3-05/value", COMMENT, "ligne un_x000D_\nligne deux")) == (
        {"M3-05": {"commentaire du centre": "ligne un\nligne deux"}},
        [],
    )


def test_every_fault_is_told_at_once(spoiled):
    def act(book, sheet):
        put("M3-05/value", ANSWER, "six")(book, sheet)
        put("M1-01/value", ANSWER, "12.500")(book, sheet)
        put("QC-01/choix", ANSWER, "peut-être")(book, sheet)
        put("MO-01/part.socle", ANSWER, "#DIV/0!")(book, sheet)

    assert len(spoiled(act)[1]) == 4


@pytest.mark.parametrize("kind", ["csv", "ods"])
def test_the_workbook_saved_in_another_format_comes_back(form, cast, kind):
    content = form_workbook(form_of(form, cast.director))
    rows = [list(row) for row in openpyxl.load_workbook(io.BytesIO(content))["Indicateurs"].iter_rows(values_only=True)]
    answer = next(row for row in rows if str(row[0]).endswith("M3-05/value"))
    answer[ANSWER - 1] = 7
    if kind == "csv":
        data = csv_bytes([Column(str(title), place) for place, title in enumerate(rows[0])], rows[1:])
    else:
        data = ods({"Lisez-moi": [["rien"]], "Indicateurs": rows})
    intake = read_workbook(data, kind, form)
    assert (changed(intake), intake.faults) == ({"M3-05": {"valeur": "7"}}, [])
    write_workbook_in(intake, form, actor=cast.director)
    assert value(form, "M3-05").value == Decimal(7)


def test_a_file_that_changes_nothing_offers_no_button(form, cast, sign_in):
    sent = io.BytesIO(form_workbook(form_of(form, cast.director)))
    sent.name = "indicateurs.xlsx"
    page = sign_in(cast.director).post(f"/indicateurs/{YEAR}/ici/classeur/", {"file": sent}).content.decode()
    assert "Il n’y a rien à écrire." in page
    assert "Écrire ces réponses" not in page


def test_a_hidden_sheet_is_never_read(form, cast):
    book, target = openpyxl.load_workbook(io.BytesIO(form_workbook(form_of(form, cast.director)))), io.BytesIO()
    book["Indicateurs"].sheet_state, book.active = "hidden", 1
    book.save(target)
    with pytest.raises(UnreadableError):
        read_workbook(target.getvalue(), "xlsx", form)
