"""Documents to keep: PDF/A-3 and PDF/UA at once, files attached, the same bytes everywhere."""

import re
import subprocess
import sys
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path

import pdfua
import pikepdf
import pytest

from documents.pdf.attachments import Attachment, Relationship, csv_attachment, json_attachment
from documents.pdf.page import print_page
from documents.pdf.qr_code import square_code
from documents.pdf.render import compose
from documents.published.write_once import canonical, fingerprint, json_fingerprint
from tests.documents.pdf.reader import elements, open_pdf, texts

HERE = Path(__file__).parent
NAME = "AVIS-2025-reso-villes-1"
ADDRESS = f"https://crpv.exemple.gouv.fr/verifier/?reference={NAME}"
CONTENT = {"année": 2025, "centre": "RésO Villes"}
FILES = [
    json_attachment("contexte.json", CONTENT, "Le contenu figé"),
    csv_attachment("chiffres.csv", "mission;séances\r\nM1;12\r\n", "Les chiffres"),
]


@pytest.fixture(autouse=True)
def _templates(settings):
    (engine,) = settings.TEMPLATES
    settings.TEMPLATES = [{**engine, "DIRS": [*engine["DIRS"], HERE / "templates"]}]


def printed(*, identifier=NAME, attachments=FILES, dated=date(2026, 6, 12), **more):
    context = {
        "year": "2025", "names": ["Synthèse", "Appréciation quantitative", "Annexe"], "text": "Un texte.\n\nUn autre.",
        "seal": json_fingerprint(CONTENT), "verify_url": ADDRESS, "qr": square_code(ADDRESS), **more,
    }  # fmt: skip
    return print_page(compose("record.html", context, identifier=identifier, dated=dated, attachments=attachments))


@cache
def printed_once():
    return printed()


@pytest.fixture
def document():
    """The document, printed once for all those who only read it."""
    return open_pdf(printed_once())


# Both standards ---------------------------------------------------------------------------------------------------


def test_it_declares_both_standards_and_its_reference(document):
    with document.open_metadata() as metadata:
        assert {name: metadata[name] for name in ("pdfaid:part", "pdfaid:conformance", "pdfuaid:part")} == {
            "pdfaid:part": "3",
            "pdfaid:conformance": "A",
            "pdfuaid:part": "1",
        }
        assert metadata["dc:identifier"] == NAME
        assert metadata["dc:title"] == "Avis évaluatif 2025"


def test_the_vocabulary_of_accessibility_is_described_as_archives_ask(document):
    text = document.Root.Metadata.read_bytes().decode()
    assert "<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>" in text


def test_the_metadata_can_be_read_without_unpacking(document):
    assert "/Filter" not in document.Root.Metadata
    assert f"<dc:identifier>{NAME}</dc:identifier>".encode() in printed_once()


def test_the_information_of_the_file_agrees_with_its_metadata(document):
    with document.open_metadata() as metadata:
        assert str(document.docinfo.Title) == metadata["dc:title"]
        assert [str(document.docinfo.Author)] == metadata["dc:creator"]
        assert str(document.docinfo.Subject) == metadata["dc:description"]
        assert str(document.docinfo.Keywords) == metadata["pdf:Keywords"]
        assert str(document.docinfo.Producer) == metadata["pdf:Producer"]
        assert str(document.docinfo.CreationDate) == "D:" + metadata["xmp:CreateDate"].replace("-", "")
        assert str(document.docinfo.ModDate) == "D:" + metadata["xmp:ModifyDate"].replace("-", "")


def test_colours_are_those_of_a_profile_that_travels_with_the_file(document):
    (intent,) = document.Root.OutputIntents
    assert intent.S == "/GTS_PDFA1"
    assert len(intent.DestOutputProfile.read_bytes()) > 2000


def test_every_letter_travels_with_the_file(document):
    fonts = [thing for thing in document.objects if isinstance(thing, pikepdf.Dictionary) and "/FontName" in thing]
    assert {str(font.FontName).split("+")[1] for font in fonts} == {"Marianne", "Marianne-Bold", "Marianne-Medium"}
    assert all("/FontFile2" in font or "/FontFile3" in font for font in fonts)


def test_nothing_in_it_runs_or_hides(document):
    assert {"/OpenAction", "/AA", "/JavaScript", "/AcroForm"} & set(document.Root.keys()) == set()
    assert not document.is_encrypted


def test_the_checker_of_accessibility_finds_no_fault(document, tmp_path):
    (tmp_path / "document.pdf").write_bytes(printed_once())
    assert [str(found) for found in pdfua.validate(str(tmp_path / "document.pdf")).findings] == []


def test_the_checker_sees_what_a_careless_document_lacks(document, tmp_path):
    careless = open_pdf(printed())
    del careless.Root.Lang, careless.Root.MarkInfo
    careless.save(tmp_path / "careless.pdf")
    assert len(pdfua.validate(str(tmp_path / "careless.pdf")).findings) >= 2


# Structure --------------------------------------------------------------------------------------------------------


def headings(document):
    """The levels of the titles, in the order of the document."""
    found = []

    def walk(element):
        kind = str(element.get("/S", ""))
        if re.fullmatch("/H[1-6]", kind):
            found.append(kind)
        kids = element.get("/K", [])
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                walk(kid)

    walk(document.Root.StructTreeRoot.K[0])
    return found


def test_titles_follow_one_another_without_a_missing_level(document):
    assert headings(document) == ["/H1", *["/H2", "/H3"] * 3]


def test_it_says_its_language_and_shows_its_title(document):
    assert str(document.Root.Lang) == "fr"
    assert document.Root.ViewerPreferences.DisplayDocTitle is True
    assert document.Root.MarkInfo.Marked is True


def test_each_drawing_has_its_words(document):
    words = [str(figure.Alt) for figure in elements(document, "/Figure")]
    assert (
        words
        == ["Code à lire avec un téléphone : il ouvre la page qui vérifie ce document"] + ["Séances par mission"] * 3
    )


def test_each_header_cell_has_its_scope(document):
    scopes = [str(cell.A.Scope) for cell in elements(document, "/TH")]
    assert scopes == ["/Row"] * 2 + ["/Column", "/Column", "/Row"] * 3


def test_bookmarks_lead_to_every_part(document):
    with document.open_outline() as outline:
        (root,) = outline.root
        assert (root.title, [one.title for one in root.children]) == (
            "L’année 2025",
            ["Synthèse", "Appréciation quantitative", "Annexe"],
        )


def test_the_contents_give_the_page_of_each_part(document):
    cover = texts(document)[0].replace("\n", " ")
    assert re.findall(r"(Synthèse|Appréciation quantitative|Annexe)[ .]+(\d)", cover) == [
        ("Synthèse", "2"),
        ("Appréciation quantitative", "3"),
        ("Annexe", "4"),
    ]


def test_links_say_where_they_go_and_are_printed_too(document):
    links = [note for page in document.pages for note in page.get("/Annots", [])]
    assert {str(link.Contents) for link in links} == {"Synthèse", "Appréciation quantitative", "Annexe", ADDRESS}
    assert {int(link.F) for link in links} == {4}


def test_each_page_recalls_the_reference_the_version_and_its_number(document):
    pages = [page.replace("\u00a0", " ") for page in texts(document)]
    assert [f"Page {n} / 4" in page for n, page in enumerate(pages, 1)] == [True] * 4
    assert [f"{NAME} · version 1" in page.replace("\n", "") for page in pages] == [False, True, True, True]


def test_the_fingerprint_of_the_frozen_content_is_printed(document):
    assert json_fingerprint(CONTENT) in texts(document)[0].replace("\n", "")


# Attachments ------------------------------------------------------------------------------------------------------


def test_the_files_are_inside_and_say_what_they_are(document):
    kept = {
        name: (
            document.attachments[name].get_file().read_bytes(),
            document.attachments[name].get_file().mime_type,
            document.attachments[name].description,
            str(document.attachments[name].obj.AFRelationship),
        )
        for name in document.attachments
    }
    assert kept == {
        "chiffres.csv": (b"mission;s\xc3\xa9ances\r\nM1;12\r\n", "text/csv", "Les chiffres", "/Data"),
        "contexte.json": (FILES[0].content, "application/json", "Le contenu figé", "/Source"),
    }


def test_the_catalogue_lists_each_file_once(document):
    assert len(document.Root.AF) == 2


def test_the_type_of_a_file_is_the_one_given():
    odd = Attachment(
        name="a.bin", content=b"x", mime="text/plain", description="Un fichier", relationship=Relationship.SUPPLEMENT
    )
    document = open_pdf(printed(attachments=[odd]))
    kept = document.attachments["a.bin"]
    assert (kept.get_file().mime_type, str(kept.obj.AFRelationship)) == ("text/plain", "/Supplement")


def test_a_document_without_files_carries_none():
    assert "/AF" not in open_pdf(printed(attachments=[])).Root


# The same bytes ---------------------------------------------------------------------------------------------------


def test_the_same_content_gives_the_same_bytes_whatever_was_printed_between():
    first = printed()
    assert printed(text="Autre chose") != first
    assert printed(dated=date(2026, 6, 13)) != first
    assert printed(attachments=FILES[::-1]) == first
    assert printed() == first


def test_two_processes_and_two_zones_give_the_same_bytes():
    code = (
        "import tests.environment, django; django.setup(); import sys; from datetime import date\n"
        "from documents.pdf.archive import render_archive; from documents.pdf.attachments import csv_attachment\n"
        "files = [csv_attachment('a.csv', 'a;b', 'Les chiffres')]\n"
        "page = '<html lang=fr><title>t</title><body class=record><h1>Été 2025</h1>'\n"
        "sys.stdout.buffer.write(render_archive(page, 'AVIS-2025-a-1', files, date(2026, 6, 12)))"
    )
    always = {"DJANGO_SETTINGS_MODULE": "crpv.settings", "PATH": "/usr/bin:/bin"}
    runs = [
        subprocess.run(
            [sys.executable, "-c", code], check=True, capture_output=True, cwd=HERE.parents[2],
            env=always | {"PYTHONHASHSEED": seed, "TZ": zone},
        ).stdout
        for seed, zone in (("1", "Europe/Paris"), ("2", "America/Cayenne"))
    ]  # fmt: skip
    assert runs[0].startswith(b"%PDF-1.7")
    assert runs[0] == runs[1]


# Around -----------------------------------------------------------------------------------------------------------


def test_a_content_has_one_writing_and_one_fingerprint():
    assert canonical({"b": "é", "a": [1, None]}) == '{"a":[1,null],"b":"é"}'.encode()
    assert json_fingerprint({"b": 1, "a": 2}) == json_fingerprint({"a": 2, "b": 1}) == fingerprint(b'{"a":2,"b":1}')


def test_what_json_has_no_word_for_is_refused():
    with pytest.raises(TypeError):
        canonical({"day": date(2026, 6, 12)})


def test_a_reference_is_written_as_text_in_the_metadata():
    pdf = pikepdf.open(BytesIO(printed(identifier="A<b>&-1")))
    with pdf.open_metadata() as metadata:
        assert metadata["dc:identifier"] == "A<b>&-1"


def test_a_square_code_draws_every_dark_module_once():
    code = square_code(ADDRESS)
    runs = [tuple(map(int, run)) for run in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", code.path)]
    dark = {(x + step, y) for x, y, length in runs for step in range(length)}
    assert len(dark) == sum(length for _, _, length in runs)
    assert {(2 + step, 2) for step in range(7)} <= dark  # the corner that readers look for
    assert max(max(x, y) for x, y in dark) == code.side - 3


# Margins ----------------------------------------------------------------------------------------------------------


def test_a_name_with_hyphens_never_breaks_in_the_margins():
    """« Île-/de-France » at the foot of every page reads as a mistake."""
    service = f"Direction régionale d’Île-de-France, {'Île-de-France ' * 14}"
    foot = texts(open_pdf(printed(attachments=[], service=service)))[-1].splitlines()
    assert [line.count("Île-de-France") for line in foot if "Île" in line] == [6, 7, 2]
