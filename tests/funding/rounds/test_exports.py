"""The table to take away: columns are a contract, texts are harmless, the PDF is the published one."""

import csv
import datetime as dt
import io
from decimal import Decimal

import pytest

from documents.models import PublishedDocument
from documents.published.verification import Verdict, verify_bytes
from funding.models import Notification, Round, RoundDocument
from funding.rounds import services as rounds
from funding.rounds.exports import COLUMNS, notes_of, table_csv, table_workbook
from funding.rounds.queries import round_table
from funding.rounds.services import Correction
from tests.funding.rounds.test_services import line_of
from tests.funding.workbook.recalculation import opened
from tests.text import words


def read_csv(content):
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


def test_the_columns_are_a_contract():
    assert [column.title for column in COLUMNS] == [
        "Exercice", "Centre", "Zone", "Dans le calcul", "Quartiers prioritaires", "Indice quartiers",
        "Distance médiane (km)", "Indice distance", "Indice pondéré", "Indice publié", "ETP supplémentaires", "ETP",
        "Part fixe (€)", "Part variable (€)", "Budget socle (€)", "Plancher de l’État (€)",
        "Évolution du plancher (€)", "À trouver ailleurs (€)", "Notifié (€)", "Versé (€)", "Points d’attention",
    ]  # fmt: skip


def test_the_csv_says_what_the_page_says(adopted, cast, sign_in):
    rows = read_csv(sign_in(cast.director).get("/financement/2025.csv").content)
    grand = next(row for row in rows if row["Centre"] == "Grand")
    wanted = ("Quartiers prioritaires", "Distance médiane (km)", "Indice publié", "Budget socle (€)", "Notifié (€)")
    assert [grand[name] for name in wanted] == ["199", "163", "10", "504000", ""]
    assert [row["Centre"] for row in rows] == ["Ailleurs", "Grand", "Ici", "Paris", "Petit"]


def test_the_csv_hides_foreign_money(adopted, cast, sign_in, ailleurs, ici):
    for centre in (ici, ailleurs):
        Notification.objects.create(centre=centre, year=2025, amount=190_000)
    rows = read_csv(sign_in(cast.director).get("/financement/2025.csv").content)
    assert {row["Centre"]: row["Notifié (€)"] for row in rows if row["Notifié (€)"]} == {"Ici": "190000"}


def test_a_centre_whose_name_looks_like_a_formula_is_harmless(draft):
    line = line_of(draft, "ici")
    line.name = "=1+1"
    line.save()
    names = [row["Centre"] for row in read_csv(table_csv(round_table(draft)))]
    assert sorted(names) == ["'=1+1", "Ailleurs", "Grand", "Paris", "Petit"]


def test_the_workbook_tells_the_day_of_adoption_as_it_was_in_paris(draft, cast):
    at = dt.datetime(2024, 12, 31, 23, 30, tzinfo=dt.UTC)
    table = round_table(rounds.adopt_without_printing(draft, actor=cast.national, at=at))
    assert ("Adopté le", "1er janvier 2025") in notes_of(table)


def test_the_workbook_does_not_lend_a_corrected_figure_to_its_first_source(draft, cast):
    wanted = Correction(qpv=99, km=Decimal(60), in_formula=True, reason="Arrêté du 3 mars.")
    rounds.correct_figure(line_of(draft, "ici"), wanted, actor=cast.national)
    rows = opened(table_workbook(round_table(draft)))["Données"].iter_rows(values_only=True)
    cells = [words(str(value)) for row in rows for value in row]
    assert cells.count("Donnée corrigée pour cet exercice : Arrêté du 3 mars.") == 1
    assert cells.count("essai") == 4


def test_the_workbook_tells_both_sources_of_a_figure_that_a_file_may_have_changed(draft):
    draft.allocations.filter(centre__slug="ici").update(input_reason="Arrêté du 3 mars.")
    rows = opened(table_workbook(round_table(draft)))["Données"].iter_rows(values_only=True)
    cells = [words(str(value)) for row in rows for value in row]
    assert cells.count("essai Donnée corrigée pour cet exercice : Arrêté du 3 mars.") == 1


def test_a_figure_that_nobody_knows_stays_blank_in_the_workbook(draft):
    rows = opened(table_workbook(round_table(draft)))["Données"].iter_rows(values_only=True)
    (paris,) = [row for row in rows if row[0] == "Paris"]
    assert paris[2:5] == ("hors calcul", 21, None)


def test_the_workbook_says_what_the_page_says_of_each_centre(draft, cast):
    line = line_of(draft, "ici")
    rounds.correct_figure(
        line, Correction(qpv=40, km=line.km, in_formula=True, reason="Recomptage."), actor=cast.national
    )
    sheet = opened(table_workbook(round_table(Round.objects.get(pk=draft.pk))))["Synthèse"]
    told = [row[:2] for row in sheet.iter_rows(values_only=True) if row[0]]
    assert told[told.index(("Points d’attention et réserves", None)) + 1 :] == [
        ("Donnée corrigée", "La donnée du référentiel a été remplacée. Recomptage. (Ici)")
    ]


def test_the_first_sheet_names_the_exercise_and_its_day(adopted):
    notes = dict(notes_of(round_table(adopted)))
    assert (notes["Exercice"], notes["État"]) == ("2025", "adopté")


def test_an_exercise_that_cannot_be_calculated_has_no_workbook_yet(draft, cast, sign_in):
    line = line_of(draft, "grand")
    line.qpv = None
    line.save()
    response = sign_in(cast.national).get("/financement/2025.xlsx", follow=True)
    assert [str(one) for one in response.context["messages"]] == [
        "Le classeur attend un calcul complet. Grand : le nombre de quartiers prioritaires n’est pas renseigné."
    ]


def test_the_pdf_of_an_adopted_exercise_is_the_published_one(printed, cast, sign_in):
    response = sign_in(cast.director).get("/financement/2025.pdf")
    assert response.content == bytes(RoundDocument.objects.get(round=printed).content)
    assert response.content[:5] == b"%PDF-"


def test_the_published_table_is_registered_and_verified(printed):
    content, registered = bytes(printed.document.content), PublishedDocument.objects.get()
    assert (registered.reference, registered.kind) == ("FIN-2025-national-1", "tableau de financement")
    assert (registered.sha256, registered.context_seal) == (printed.document.sha256, printed.seal)
    assert registered.published_at == printed.adopted_at
    assert verify_bytes([content]).verdict == Verdict.AUTHENTIC
    assert verify_bytes([content + b"\n"]).verdict == Verdict.UNKNOWN


def test_the_table_of_a_replaced_version_is_said_to_be_superseded(printed, cast):
    before = bytes(printed.document.content)
    rounds.adopt(rounds.open_correction(printed, actor=cast.national, reason="Oubli."), actor=cast.national)
    answer = verify_bytes([before])
    assert (answer.verdict, answer.later.reference) == (Verdict.SUPERSEDED, "FIN-2025-national-2")


def test_a_replaced_version_keeps_its_own_pdf(printed, cast, sign_in):
    before = bytes(printed.document.content)
    rounds.adopt(rounds.open_correction(printed, actor=cast.national, reason="Oubli."), actor=cast.national)
    client = sign_in(cast.director)
    assert client.get("/financement/2025.pdf?version=1").content == before
    assert client.get("/financement/2025.pdf").content != before


@pytest.mark.parametrize("url", ["/financement/2025/ici.pdf", "/financement/2025/paris.pdf"])
def test_each_centre_has_its_calculation_on_paper(adopted, cast, sign_in, url):
    response = sign_in(cast.director).get(url)
    assert (response.status_code, response.headers["Content-Type"]) == (200, "application/pdf")


def test_files_are_named_after_their_year(adopted, cast, sign_in):
    response = sign_in(cast.director).get("/financement/2025.csv")
    assert response.headers["Content-Disposition"] == 'attachment; filename="financement-crpv-2025.csv"'
