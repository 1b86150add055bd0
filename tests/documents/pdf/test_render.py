import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from documents.pdf.render import render_pdf
from tests.documents.pdf.reader import elements, open_pdf, texts, words_off_the_sheet

HERE = Path(__file__).parent


@pytest.fixture(autouse=True)
def _templates(settings):
    (engine,) = settings.TEMPLATES
    settings.TEMPLATES = [{**engine, "DIRS": [*engine["DIRS"], HERE / "templates"]}]


def printed(count=3, **more):
    names = [f"Centre n° {n}" for n in range(1, count + 1)]
    context = {"year": "2017", "names": names, "day": date(2017, 3, 1), **more}
    identifier = context.pop("identifier", None)
    return render_pdf("printed_table.html", context, identifier=identifier)


def test_a_document_says_its_title_and_its_language():
    pdf = open_pdf(printed())
    assert str(pdf.Root.Lang) == "fr"
    assert str(pdf.docinfo.Title) == "Financement 2017"
    assert str(pdf.docinfo.Subject) == "Dotation de chaque centre"
    assert str(pdf.docinfo.CreationDate) == "D:20170321"
    assert pdf.Root.ViewerPreferences.DisplayDocTitle is True


def test_a_document_declares_itself_accessible():
    pdf = open_pdf(printed())
    assert pdf.Root.MarkInfo.Marked is True
    with pdf.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["dc:title"] == "Financement 2017"


def test_each_header_cell_says_whether_it_heads_a_column_or_a_row():
    pdf = open_pdf(printed(3))
    assert [str(cell.A.Scope) for cell in elements(pdf, "/TH")] == ["/Column"] * 2 + ["/Row"] * 3


def test_a_chart_carries_its_title_as_alternative():
    pdf = open_pdf(printed())
    assert [str(figure.Alt) for figure in elements(pdf, "/Figure")] == ["Indices des centres"]


def test_figures_read_back():
    (text,) = texts(open_pdf(printed(1)))
    # Marianne draws the narrow space with the glyph of the plain one, and so it reads back.
    assert "Le budget socle s’élève à 7 123 000\u00a0€." in text.split("\n")


def test_the_first_page_bears_the_masthead_of_the_state():
    pages = texts(open_pdf(printed(80)))
    assert [page.split()[:2] == ["RÉPUBLIQUE", "FRANÇAISE"] for page in pages] == [True, False, False]


def test_each_page_is_numbered_and_recalls_the_title():
    pages = texts(open_pdf(printed(80)))
    assert [page.split("\n")[-3:] for page in pages] == [
        ["Financement des centres, exercice 2017", "Adopté le 1er mars 2017", f"{n}\u00a0/\u00a03"] for n in (1, 2, 3)
    ]


def test_a_table_that_goes_on_repeats_its_header():
    pages = texts(open_pdf(printed(80)))
    assert [page.count("Budget socle\n") for page in pages] == [1, 1, 1]


def test_a_row_is_never_cut_in_two():
    pages = texts(open_pdf(printed(80)))
    for page in pages:
        assert page.count("Centre n°") == page.count("288 000")


@pytest.mark.parametrize(("orientation", "width"), [("", 595), ("wide", 842)])
def test_a_wide_table_lies_on_its_side(orientation, width):
    pdf = open_pdf(printed(orientation=orientation))
    assert [round(page.MediaBox[2]) for page in pdf.pages] == [width]


def test_only_the_letters_of_the_state_are_used():
    pdf = open_pdf(printed())
    fonts = {str(font.BaseFont).split("+")[1] for page in pdf.pages for font in page.Resources.Font.values()}
    assert fonts == {"Marianne", "Marianne-Bold", "Marianne-Medium"}


def test_the_same_content_gives_the_same_bytes_whatever_was_printed_between():
    first = printed(3)
    assert printed(40, orientation="wide") != first
    assert printed(3) == first


def test_another_process_gives_the_same_bytes():
    code = (
        "import tests.environment, django; django.setup()\n"
        "import sys; from documents.pdf.weasyprint_renderer import render_html\n"
        "sys.stdout.buffer.write(render_html('<html lang=fr><title>t</title><h1>Été 2017</h1>', b'x'))"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", code], check=True, capture_output=True, cwd=HERE.parents[2],
            env={"DJANGO_SETTINGS_MODULE": "crpv.settings", "PYTHONHASHSEED": seed, "PATH": "/usr/bin:/bin"},
        ).stdout
        for seed in ("1", "2")
    ]  # fmt: skip
    assert runs[0].startswith(b"%PDF-1.7")
    assert runs[0] == runs[1]


def test_a_document_bears_the_name_it_is_given():
    pdf = open_pdf(printed(identifier="a" * 64))
    assert bytes(pdf.trailer.ID[0]) == b"a" * 64
    assert bytes(open_pdf(printed()).trailer.ID[0]) != bytes(open_pdf(printed(2)).trailer.ID[0])


def test_what_a_person_typed_is_shown_and_never_obeyed():
    (text,) = texts(open_pdf(printed(1, year='<img src="file:///etc/passwd">')))
    assert 'Financement des centres, exercice <img src="file:///etc/passwd">' in text.replace("\n", "")


def test_the_site_starts_without_loading_the_press():
    code = (
        "import tests.environment, django; django.setup()\n"
        "import documents.pdf.render, documents.spreadsheets.xlsx, sys\n"
        "print(sorted({'weasyprint', 'xlsxwriter', 'pydyf'} & set(sys.modules)))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=HERE.parents[2],
        env={"DJANGO_SETTINGS_MODULE": "crpv.settings", "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    assert run.stdout == "[]\n"


ENDLESS = "Compte_rendu_du_comite_technique_regional_du_12_novembre_version_definitive_relue_par_la_prefecture.docx"


@pytest.mark.parametrize("word", [ENDLESS, ENDLESS * 3, "z" * 300], ids=["long", "longer", "letters"])
def test_a_word_without_end_stays_on_the_sheet_and_moves_no_column(word):
    data = printed(names=["Ici", word])
    text = "".join(texts(open_pdf(data))).replace("\u200b", "")
    assert words_off_the_sheet(data) == []
    assert "".join(text.split()).count(word) == 1
    assert text.count("288 000") == 2


def test_a_fingerprint_and_an_address_are_read_back_whole():
    fingerprint, address = "0123456789abcdef" * 4, "https://www.exemple.gouv.fr/un-document-de-reference-du-reseau"
    text = "".join("".join(texts(open_pdf(printed(names=[fingerprint, address])))).split())
    assert fingerprint in text
    assert address in text


def test_a_short_word_of_a_narrow_column_is_not_cut():
    """The negative control of the cut words: nothing but the long ones is touched."""
    text = "".join(texts(open_pdf(printed(names=["Un centre de ressources", "Territorialisation"]))))
    assert "\u200b" not in text
    assert "Territorialisation" in text


def test_a_word_off_the_sheet_is_seen():
    """The negative control: without line breaks, the same check finds the word."""
    data = render_pdf("unbroken_line.html", {"word": "mot " * 60})
    assert words_off_the_sheet(data) != []
