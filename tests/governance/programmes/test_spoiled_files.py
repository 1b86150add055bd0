"""Tables spoiled in one way each (`trials/`): read as they are meant, or refused with every fault at once."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from governance.programmes.actions.spreadsheet import action_export, exported_rows, read_actions
from governance.programmes.budget.spreadsheet import budget_export, read_budget
from governance.programmes.queries import action_rows, with_facts
from tests.documents.spreadsheets.ods import ods
from tests.governance.programmes.factories import a_complementary_action, a_programme, expense, income, type_budget
from tests.text import words

TRIALS = Path(__file__).with_name("trials")


@pytest.fixture
def draft(cast, ici):
    return a_programme(ici, cast.director)


def budget_of(name):
    return read_budget((TRIALS / f"budget_{name}.xlsx").read_bytes(), "xlsx")


def actions_of(name, draft):
    return read_actions((TRIALS / f"actions_{name}").read_bytes(), name.rpartition(".")[2], draft)


def as_ods(content):
    book = load_workbook(BytesIO(content))
    return ods({sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book.worksheets})


@pytest.mark.parametrize(
    ("name", "amount"),
    [
        ("ancienne_version_masquee_en_premier", 100_000),
        ("case_coloree_ligne_1048576", 100_000),
        ("milliers_au_point", 1_500),
        ("strict_open_xml", 100_000),
        ("titre_au_dessus", 100_000),
    ],
)
def test_a_sound_budget_is_read_as_it_is_meant(name, amount):
    intake = budget_of(name)
    assert (intake.faults, [row.amounts for row in intake.rows]) == ([], [{"socle": Decimal(amount)}] * 2)


ERROR = "est une erreur du tableur ; corrigez la formule, ou videz la case."


@pytest.mark.parametrize(
    ("name", "faults"),
    [
        (
            "erreur_de_tableur_en_libelle",
            [
                f"Ligne 2, colonne « Libellé » : « #REF! » {ERROR}",
                f"Ligne 3, colonne « Libellé » : « #N/A » {ERROR}",
            ],
        ),
        ("formule_sans_valeur", ["Ligne 2, colonne « Socle » : c’est une formule sans valeur ; ouvrez le fichier"]),
        (
            "huit_fautes_dites_une_a_une",
            [
                "La colonne « Observations » n’est pas connue : retirez-la.",
                "La colonne « Référence » n’est pas connue : retirez-la.",
                "Ligne 4, colonne « Poste » : « Personel » n’est pas une charge ; écrivez « personnel »",
                "Lignes 6 et 8 : elles décrivent le même poste (« locaux »).",
            ],
        ),
    ],
)
def test_every_fault_of_a_budget_is_told_at_once(name, faults):
    intake = budget_of(name)
    assert [(words(fault)[: len(start)]) for fault, start in zip(intake.faults, faults, strict=True)] == faults
    assert intake.rows == []


@pytest.mark.parametrize("name", ["ligne_vide_en_tete.csv", "sep_point_virgule.csv", "apostrophe_droite.xlsx"])
def test_a_sound_table_of_actions_is_read_as_it_is_meant(name, draft):
    intake = actions_of(name, draft)
    assert (intake.faults, [line.action.title for line in intake.lines]) == ([], ["Cycle fictif"])


@pytest.mark.parametrize("name", ["retour_chariot_dans_une_case.csv", "x000D.xlsx"])
def test_a_text_of_two_lines_is_a_text_of_two_lines(name, draft):
    intake = actions_of(name, draft)
    assert (intake.faults, [line.action.description for line in intake.lines]) == ([], ["ligne un\nligne deux"])


def test_a_straight_apostrophe_is_the_same_body(draft, ici):
    (line,) = actions_of("apostrophe_droite.xlsx", draft).lines
    assert line.action.decided_by == ici.bodies.get(name="Conseil d’administration")


def test_a_budget_saved_as_ods_comes_back(draft, cast):
    rows = [income("region", label="Subvention\nfictive", socle="10.25"), expense("autres", label="-2", socle="10.25")]
    budget = type_budget(draft, cast.director, rows)
    intake = read_budget(as_ods(budget_export("Budget").xlsx(budget.rows)), "ods")
    assert (intake.faults, intake.rows) == ([], budget.rows)


def test_actions_saved_as_ods_come_back(draft, cast, ici):
    a_complementary_action(draft, cast.director, ici.bodies.get(), description="Deux\r\nlignes", publics=["elus"])
    rows = exported_rows(action_rows(with_facts(type(draft).objects.all()).get()))
    intake = read_actions(as_ods(action_export(draft).xlsx(rows)), "ods", draft)
    assert (intake.faults, intake.changing) == ([], [])
