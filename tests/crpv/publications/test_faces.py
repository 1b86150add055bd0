"""The faces of a publication: printed, calculated, tabulated from the frozen figures, and never touched again."""

import io
import re
from decimal import Decimal

import pdfua
import pikepdf
import pytest
from django.core.management import CommandError, call_command

from crpv.dashboard.schema import Column, Dashboard, Figure, FigureKind, Section, Table
from crpv.models import Publication, PublicationFile
from crpv.models.publication import text_fingerprint
from crpv.publications import services
from crpv.publications.exports.csv_file import dashboard_csv
from crpv.publications.exports.printing import compose_edition, national_pdf, national_print, regional_print
from crpv.publications.exports.snapshot import without_names
from crpv.publications.exports.workbook import dashboard_workbook
from crpv.publications.tasks import store_print
from documents.models import PublishedDocument
from documents.pdf.page import print_page
from documents.published.write_once import faults
from documents.spreadsheets.columns import Kind
from tests.crpv.publications.making import report
from tests.documents.pdf.reader import page_text
from tests.funding.workbook.recalculation import needs_office, opened, recalculate, shown

HOSTILE = '=HYPERLINK("http://exemple.invalid";"x")'


def board(**told):
    """A small dashboard: a percentage that its terms give, one that they do not, a table that names a centre."""
    figure = {"answered": 2, "missing": 1, "code": "QP-01", "label": HOSTILE, "kind": FigureKind.PERCENT, "unit": "%"}
    figures = (
        Figure(**figure, value=Decimal("66.7"), numerator=Decimal(2), denominator=Decimal(3)),
        Figure(**figure | {"code": "QP-02"}, value=Decimal(50), numerator=Decimal(2), denominator=Decimal(3)),
        Figure(**figure | {"code": "QP-03"}, value=None),
    )
    columns = (Column(title="Centre"), Column(title="Séances", kind=Kind.INTEGER), Column(title="Constat"))
    tables = (
        Table(key="grille", caption="Par centre", columns=columns, rows=((HOSTILE, Decimal(-3), "+1"),)),
        Table(key="formats", caption="Par format", columns=columns, rows=(("Débat", None, ""),)),
    )
    section = Section(key="essentiel", title="L’essentiel", figures=figures, tables=tables)
    return Dashboard(year=2024, title="Tableau de bord national 2024", sections=(section,), asked=3, answered=2, **told)


def book_of(dashboard):
    return dashboard_workbook(dashboard, edition="Version 1.", perspectives=f"{HOSTILE}\nPoursuivre.")


class TestWorkbook:
    def test_there_is_one_sheet_per_section_after_the_first(self):
        assert opened(book_of(board())).sheetnames == ["Lisez-moi", "1 L’essentiel"]

    def test_a_blank_stays_blank_and_a_figure_stays_a_figure(self):
        sheet = shown(book_of(board()))["1 L’essentiel"]
        assert [sheet[f"C{row}"].value for row in (5, 6, 7)] == [66.7, 50, None]

    def test_only_percentages_that_their_terms_give_are_formulas(self):
        cells = [cell for sheet in opened(book_of(board())) for row in sheet for cell in row]
        assert [cell.value for cell in cells if cell.data_type == "f"] == ["=ROUND(E5/F5*100,1)"]

    @needs_office
    def test_calculated_again_it_says_the_same(self, tmp_path):
        book = book_of(board())
        again = recalculate(tmp_path, {"board": opened(book)})["board"]["1 L’essentiel"]
        assert again["C5"].value == pytest.approx(shown(book)["1 L’essentiel"]["C5"].value)

    def test_the_same_figures_give_the_same_bytes(self):
        assert book_of(board()) == book_of(board())


def test_the_csv_tells_every_cell_and_no_formula():
    lines = dashboard_csv(board()).decode().splitlines()
    assert "L’essentiel;Par format;Débat;Constat;;" in lines
    assert any(";-3;" in line for line in lines)  # a negative figure stays a figure
    assert not any(cell.startswith(("=", "+", "@")) for line in lines for cell in line.replace('"', "").split(";"))


def test_what_is_public_names_no_centre():
    assert [table.key for table in without_names(board()).sections[0].tables] == ["formats"]


def test_no_sentence_announces_what_is_left_out(frozen):
    introductions = [without_names(one).section("collecte").introduction for one in (frozen.dashboard,)]
    assert introductions == ["1\u00a0formulaire vérifié sur 2."]


def test_a_printed_table_does_not_repeat_the_title_of_its_drawing(frozen):
    html = compose_edition(national_print(frozen)).html
    titles, captions = (
        [" ".join(words.split()) for words in re.findall(rf"<{tag}>(.*?)</{tag}>", html, re.S)]
        for tag in ("h3", "caption")
    )
    assert set(titles) & set(captions) == set()
    assert "Les chiffres du graphique" in captions


@pytest.fixture
def printed(frozen, cast):
    """2024 published to everybody with all its true faces."""
    published = services.publish(frozen, is_public=True, actor=cast.national)
    store_print(national_print(published))
    return published


class TestPublished:
    def test_its_bytes_are_those_of_the_first_day_whatever_the_data_below_become(self, printed, client, ici):
        addresses = [f"/tableau-de-bord/2024.{ending}" for ending in ("pdf", "xlsx", "csv")]
        addresses += ["/donnees/2024/indicateurs.csv", "/donnees/2024/ventilations.json"]
        before = [client.get(one).content for one in addresses]
        report(ici.collections.select_related("campaign").get(campaign__year=2024), 7)
        ici.usual_name = "Autre nom"
        ici.save()

        assert [client.get(one).content for one in addresses] == before
        assert national_pdf(Publication.objects.get()) == before[0]  # printed again: the same bytes
        assert list(faults()) == []

    def test_the_register_knows_the_paper(self, printed):
        kept = PublishedDocument.objects.get(reference="TDB-2024-national-1")
        assert (kept.sha256, kept.address.endswith("/verifier/?reference=TDB-2024-national-1")) == (
            text_fingerprint(bytes(kept.content)), True,
        )  # fmt: skip

    def test_the_pdf_carries_its_figures_whose_print_is_on_its_cover(self, printed, client):
        with pikepdf.open(io.BytesIO(client.get("/tableau-de-bord/2024.pdf").content)) as pdf:
            files = {name: one.get_file().read_bytes() for name, one in pdf.attachments.items()}
            metadata = bytes(pdf.Root.Metadata.read_bytes()).decode()
            marked = bool(pdf.Root.MarkInfo.Marked)
            cover = "".join(page_text(pdf.pages[0]).split())
        assert set(files) == {"tableau-de-bord.csv", "tableau-de-bord.json"}
        kept, figures = PublishedDocument.objects.get(), text_fingerprint(files["tableau-de-bord.json"])
        page = client.get("/tableau-de-bord/2024/").content.decode()
        for seal in (figures, kept.context_seal):  # that of the figures, and that of the figures with their words
            assert (seal in cover, f"<code>{seal}</code>" in page) == (True, True)
        assert figures != kept.context_seal
        assert "Les chiffres consolidés du réseau" in metadata
        assert "pdfaid:part" in metadata
        assert "pdfuaid:part" in metadata
        assert marked

    def test_the_checker_of_accessibility_finds_no_fault(self, printed, tmp_path):
        """Every drawing of the dashboard, its legends included, has its words."""
        (tmp_path / "t.pdf").write_bytes(national_pdf(printed))
        assert [str(found) for found in pdfua.validate(str(tmp_path / "t.pdf")).findings] == []

    def test_each_file_is_kept_with_its_print(self, printed):
        kept = list(PublicationFile.objects.all())
        assert {one.name for one in kept} == {
            "tableau-de-bord.xlsx", "tableau-de-bord.csv", "tableau-de-bord.json", "indicateurs.csv",
            "indicateurs.json", "ventilations.csv", "ventilations.json",
        }  # fmt: skip
        assert all((one.sha256, one.size) == (text_fingerprint(bytes(one.content)), len(one.content)) for one in kept)

    def test_a_region_has_its_own_edition(self, printed, cast, sign_in, ici):
        code = ici.lead_regions.get().region.code
        edition = printed.editions.select_related("publication", "region").get(region__code=code)
        kept = store_print(regional_print(edition))
        answer = sign_in(cast.director).get(f"/tableau-de-bord/2024/regions/{code}.pdf")
        assert (answer.status_code, answer.content) == (200, bytes(kept.content))
        assert print_page(compose_edition(regional_print(edition))) == answer.content  # printed again: the same bytes


class TestTheCommand:
    def test_it_writes_the_published_bytes(self, printed, tmp_path, capsys):
        call_command("print_dashboard", "--year", "2024", "--out", str(tmp_path / "t.pdf"))
        assert (tmp_path / "t.pdf").read_bytes() == bytes(PublishedDocument.objects.get().content)
        assert "édition publiée TDB-2024-national-1" in capsys.readouterr().out

    def test_before_publication_it_writes_a_proof(self, campaign, tmp_path, capsys):
        call_command("print_dashboard", "--year", "2024", "--out", str(tmp_path / "t.pdf"))
        assert (tmp_path / "t.pdf").read_bytes().startswith(b"%PDF-")
        assert "épreuve" in capsys.readouterr().out

    @pytest.mark.parametrize(
        ("year", "name", "said"), [("2010", "t.pdf", "Aucune campagne"), ("2024", "absent/t.pdf", "ne s’écrit pas")]
    )
    def test_it_says_why_not(self, campaign, tmp_path, year, name, said):
        with pytest.raises(CommandError, match=said):
            call_command("print_dashboard", "--year", year, "--out", str(tmp_path / name))
