"""The workbook of a form: taken away, completed without a connection, sent back; hostile or foreign files refused."""

import io
import zipfile
from decimal import Decimal

import openpyxl
import pytest

from documents.spreadsheets.unreadable import UnreadableError
from evaluation.collection.queries import form_of
from evaluation.collection.services import save_answer
from evaluation.collection.workbook.read import read_workbook, write_workbook_in
from evaluation.collection.workbook.write import form_workbook
from evaluation.models import ValueChange
from tests.evaluation.collection.factories import YEAR, S, a_campaign, a_form, fill, value
from tests.text import words

pytestmark = pytest.mark.django_db
HERE = f"/indicateurs/{YEAR}/ici/classeur/"
COLUMN = {"Votre réponse": 8, "Sans objet": 9, "Commentaire": 10, "Motif de la correction": 11, "Justification": 12}


@pytest.fixture
def form(ici, cast):
    return a_form(ici, certifier=cast.director)


@pytest.fixture
def taken(form, cast):
    """The workbook as it was taken away."""
    return form_workbook(form_of(form, cast.director))


def completed(content, **cells):
    """The workbook with some cells typed: `M1_01__value={"Votre réponse": 40}`."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    wanted = {key.replace("__", "/").replace("_", "-", 1): typed for key, typed in cells.items()}
    for row in sheet.iter_rows(min_row=2):
        for title, text in wanted.get("/".join(str(row[0].value).split("/")[2:]), {}).items():
            row[COLUMN[title]].value = text
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def changed(intake):
    return {one.value.indicator.code: {told.name: told.after for told in one.differences} for one in intake.changes}


def test_the_workbook_comes_back_as_it_left_and_changes_nothing(form, taken, cast):
    fill(form)
    again = form_workbook(form_of(form, cast.director))
    intake = read_workbook(again, "xlsx", form)
    assert (intake.changes, intake.conflicts, intake.faults) == ([], [], [])


def test_what_is_typed_offline_is_read_box_by_box(form, taken):
    sent = completed(
        taken,
        M1_01__value={"Votre réponse": 40.5, "Commentaire": "Vu"},
        M1_03__numerator={"Votre réponse": 3},
        M1_03__denominator={"Votre réponse": "12"},
        QC_01__choix={"Votre réponse": "oui"},
        QE_01__choix={"Votre réponse": "En cours"},
        M3_05__value={"Sans objet": "oui"},
    )
    intake = read_workbook(sent, "xlsx", form)
    assert intake.faults == []
    assert changed(intake) == {
        "M1-01": {"valeur": "40,5", "commentaire du centre": "Vu"},
        "M1-03": {"valeur": "25", "numérateur": "3", "dénominateur": "12"},
        "M3-05": {"sans objet": "oui"},
        "QC-01": {"valeur": "oui"},
        "QE-01": {"appréciation": "en cours"},
    }


def test_a_fault_names_its_sheet_its_line_and_its_column(form, taken):
    intake = read_workbook(completed(taken, M3_05__value={"Votre réponse": "six"}), "xlsx", form)
    (fault,) = (words(one) for one in intake.faults)
    assert fault.startswith("Feuille Indicateurs, ligne 19, colonne « Votre réponse », M3-05 : « six »")


def test_what_somebody_else_wrote_meanwhile_is_shown_and_never_overwritten(form, taken, cast):
    save_answer(value(form, "M1-01"), {"value": Decimal(30)}, base_version=0, actor=cast.admin)
    sent = completed(taken, M1_01__value={"Votre réponse": 40}, M3_05__value={"Votre réponse": 6})
    intake = read_workbook(sent, "xlsx", form)
    (conflict,) = intake.conflicts
    assert (conflict.value.indicator.code, conflict.by) == ("M1-01", str(cast.admin))
    assert [(one.before, one.after) for one in conflict.differences] == [("30", "40")]
    write_workbook_in(intake, form, actor=cast.director)
    assert (value(form, "M1-01").value, value(form, "M3-05").value) == (30, 6)


def test_a_workbook_left_untouched_does_not_undo_what_was_written_meanwhile(form, taken, cast):
    save_answer(value(form, "M1-01"), {"value": Decimal(30)}, base_version=0, actor=cast.admin)
    intake = read_workbook(taken, "xlsx", form)
    assert (intake.changes, intake.conflicts) == ([], [])


def test_the_workbook_of_another_form_is_refused(form, taken, ailleurs, cast):
    other = a_form(ailleurs, certifier=cast.other_director)
    with pytest.raises(UnreadableError, match="ce n’est pas ce formulaire"):
        read_workbook(taken, "xlsx", other)


def _plain_table():
    book = openpyxl.Workbook()
    book.active.append(["Centre", "Valeur"])
    book.active.append(["Ici", 4])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _bomb():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (30 * 1024 * 1024))
    return target.getvalue()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04broken", b"a;b\n1;2\n", _plain_table(), _bomb()])
def test_a_hostile_or_foreign_file_is_refused_in_one_sentence(form, content):
    with pytest.raises(UnreadableError) as refusal:
        read_workbook(content, "xlsx", form)
    assert str(refusal.value).endswith(".")
    assert ValueChange.objects.count() == 0


def test_the_page_shows_what_it_will_write_then_writes_it(form, taken, cast, sign_in):
    visitor = sign_in(cast.director)
    sent = io.BytesIO(completed(taken, M1_01__value={"Votre réponse": 40}))
    sent.name = "indicateurs.xlsx"
    page = visitor.post(HERE, {"file": sent})
    assert "rien → 40" in page.content.decode()
    assert value(form, "M1-01").value is None
    visitor.post(HERE, {"sealed": page.context["sealed"]})
    assert (value(form, "M1-01").value, value(form, "M1-01").changed_by) == (40, cast.director)
    again = visitor.post(HERE, {"sealed": page.context["sealed"]})
    assert "Cet aperçu a expiré" in again.content.decode()


def test_the_page_writes_nothing_once_the_form_is_sent(ici, cast, sign_in):
    a_form(ici, a_campaign(YEAR), S.SUBMITTED, certifier=cast.director)
    assert sign_in(cast.director).get(HERE).status_code == 404


def test_what_was_typed_on_the_site_never_becomes_a_formula(form, cast, sign_in):
    form.values.filter(indicator__code="M1-01").update(comment="=HYPERLINK(1)")
    content = sign_in(cast.director).get(f"/indicateurs/{YEAR}/ici/classeur.xlsx").content
    cells = [cell for row in openpyxl.load_workbook(io.BytesIO(content)).worksheets[0].iter_rows() for cell in row]
    assert [cell.data_type for cell in cells if cell.value == "=HYPERLINK(1)"] in (["s"], ["f"])
    assert b"<f>" not in zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml")


def test_a_workbook_mended_by_its_own_author_is_no_conflict(form, taken, cast):
    """The same file, sent, mended off line, sent again."""
    first = read_workbook(completed(taken, M1_01__value={"Votre réponse": 40}), "xlsx", form, reader=cast.director)
    write_workbook_in(first, form, actor=cast.director)
    mended = completed(taken, M1_01__value={"Votre réponse": 41})
    intake = read_workbook(mended, "xlsx", form, reader=cast.director)
    assert (intake.conflicts, changed(intake)) == ([], {"M1-01": {"valeur": "41"}})
    write_workbook_in(intake, form, actor=cast.director)
    assert value(form, "M1-01").value == 41


def test_what_a_colleague_wrote_in_between_stays_a_conflict(form, taken, cast):
    """The negative control: my change, theirs, then mine again."""
    for actor, figure in ((cast.director, 30), (cast.admin, 31), (cast.director, 32)):
        stored = value(form, "M1-01")
        save_answer(stored, {"value": Decimal(figure)}, base_version=stored.version, actor=actor)
    intake = read_workbook(completed(taken, M1_01__value={"Votre réponse": 40}), "xlsx", form, reader=cast.director)
    assert [one.value.indicator.code for one in intake.conflicts] == ["M1-01"]
