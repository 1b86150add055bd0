"""Tables of actions and budgets that come in: preview, line and column of each fault, all or nothing."""

from __future__ import annotations

import datetime as dt
import json
import re
from decimal import Decimal
from io import BytesIO

import pytest
from django.contrib.messages import get_messages
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from accounts.acts.spreadsheet_import import EXPIRED
from accounts.acts.submission_keys import REPEATED
from accounts.models import Act
from documents.spreadsheets.unreadable import UnreadableError
from governance.enums import ContributionNature, Destination, ExpenseCategory, Funder, ProgrammeState
from governance.models import Action
from governance.programmes.actions.spreadsheet import action_export, exported_rows, read_actions
from governance.programmes.budget.spreadsheet import budget_export, read_budget
from governance.programmes.queries import action_rows, with_facts
from tests.governance.programmes.factories import (
    BALANCED,
    YEAR,
    a_complementary_action,
    a_programme,
    expense,
    income,
    stored_budget,
    type_budget,
)
from tests.text import words

ACTIONS, BUDGET = f"/programmes/ici/{YEAR}/actions/importer/", f"/programmes/ici/{YEAR}/budget/importer/"
BUDGET_TITLES = ["Volet", "Poste", "Forme", "Libellé", "Socle", "Complémentaire", "Concurrentiel"]
ACTION_TITLES = ["Numéro", "Intitulé", "Mission", "Format", "Thème", "Tous les contrats de ville"]


@pytest.fixture
def draft(cast, ici):
    return a_programme(ici, cast.director)


def csv(titles, *rows):
    return "\n".join(";".join("" if cell is None else str(cell) for cell in row) for row in (titles, *rows)).encode()


def xlsx(titles, *rows):
    book, target = Workbook(), BytesIO()
    for row in (titles, *rows):
        book.active.append(row)
    book.save(target)
    return target.getvalue()


def send(client, address, data, name="tableau.csv"):
    return client.post(address, {"file": SimpleUploadedFile(name, data)})


def confirm(client, address, response, **more):
    hidden = dict(
        re.findall(r'type="hidden" name="(sealed|seen|submission)" value="([^"]*)"', response.content.decode())
    )
    return client.post(address, hidden | more)


class TestBudget:
    ROWS = (
        ["produit", "région", "financière", "", "1 200,50", "", "0"],
        ["Produit", "etat_autres", "", "BOP 137", "", "30", ""],
        ["charge", "personnel", "", "", "1200.5", "30", "0"],
    )

    def test_a_file_is_read_by_labels_or_codes_and_a_blank_is_no_amount(self):
        intake = read_budget(csv(BUDGET_TITLES, *self.ROWS), "csv")
        assert intake.faults == []
        assert intake.rows == [
            income("region", socle="1200.50", concurrentiel=0),
            income("etat_autres", label="BOP 137", complementaire=30),
            expense("personnel", socle="1200.5", complementaire=30, concurrentiel=0),
        ]

    @pytest.mark.parametrize(
        ("row", "fault"),
        [
            (["lune", "region", "", "", 1, "", ""], "Ligne 2, colonne « Volet » : « lune » n’est pas un volet"),
            (["", "region", "", "", 1, "", ""], "Ligne 2, colonne « Volet » : la case est vide"),
            (["produit", "", "", "", 1, "", ""], "Ligne 2, colonne « Poste » : la case est vide"),
            (["produit", "personnel", "", "", 1, "", ""], "Ligne 2, colonne « Poste » : « personnel » n’est pas"),
            (["charge", "region", "", "", 1, "", ""], "Ligne 2, colonne « Poste » : « region » n’est pas une charge"),
            (["charge", "autres", "locaux", "", 1, "", ""], "Ligne 2, colonne « Forme » : une charge n’a pas de forme"),
            (["produit", "region", "or", "", 1, "", ""], "Ligne 2, colonne « Forme » : « or » n’est pas une forme"),
            (["produit", "region", "", "x" * 161, 1, "", ""], "Ligne 2, colonne « Libellé » : le libellé dépasse"),
            (["produit", "region", "", "", "mille", "", ""], "Ligne 2, colonne « Socle » : « mille » n’est pas"),
            (["produit", "region", "", "", "-1", "", ""], "Ligne 2, colonne « Socle » : « -1 » est hors limites"),
            (["produit", "region", "", "", "1,005", "", ""], "Ligne 2, colonne « Socle » : « 1,005 » a trop"),
        ],
    )  # fmt: skip
    def test_each_fault_names_its_line_and_its_column(self, row, fault):
        intake = read_budget(csv(BUDGET_TITLES, row), "csv")
        assert (intake.rows, len(intake.faults)) == ([], 1)
        assert words(intake.faults[0]).startswith(fault)

    def test_all_faults_are_told_at_once(self):
        intake = read_budget(csv(BUDGET_TITLES, ["lune", "region"], ["produit", "region", "", "", "mille"]), "csv")
        assert [words(fault)[:7] for fault in intake.faults] == ["Ligne 2", "Ligne 3"]

    def test_two_lines_about_the_same_post_are_refused(self):
        rows = [["produit", "region", "", "", 1], ["produit", "région", "financière", "", 2]]
        assert [words(one) for one in read_budget(csv(BUDGET_TITLES, *rows), "csv").faults] == [
            "Lignes 2 et 3 : elles décrivent le même poste (« région »)."
        ]

    @pytest.mark.parametrize(
        ("data", "kind"),
        [
            (b"", "csv"),
            (b"Volet;Socle\nproduit;1", "csv"),
            (b"Volet;volet;Poste\nproduit;produit;region", "csv"),
            (b"\x00\x01\x02", "csv"),
            (b"PK\x03\x04pas un classeur", "xlsx"),
            (b"[1, 2]", "json"),
            (b"x" * (5 * 1024 * 1024 + 1), "csv"),
        ],
    )
    def test_a_file_that_is_no_budget_table_is_refused_in_a_sentence(self, data, kind):
        with pytest.raises(UnreadableError):
            read_budget(data, kind)

    def test_what_goes_out_comes_back(self, draft, cast):
        rows = [income("region", label="=1+1", socle="10.25"), expense("autres", label="-2", socle="10.25")]
        budget = type_budget(draft, cast.director, rows)
        export = budget_export("Budget")
        for data, kind in ((export.csv(budget.rows), "csv"), (export.xlsx(budget.rows), "xlsx")):
            assert read_budget(data, kind).rows == budget.rows

    def test_the_preview_writes_nothing_and_the_confirmation_everything(self, draft, cast, sign_in):
        client = sign_in(cast.director)
        response = send(client, BUDGET, xlsx(BUDGET_TITLES, *self.ROWS), "budget.xlsx")
        assert (len(response.context["intake"].rows), stored_budget(draft).rows) == (3, list(BALANCED))
        assert confirm(client, BUDGET, response).status_code == 302
        assert stored_budget(draft).total_income == Decimal("1230.50")

    def test_what_somebody_else_changed_since_the_preview_is_kept(self, draft, cast, sign_in):
        client = sign_in(cast.director)
        response = send(client, BUDGET, csv(BUDGET_TITLES, *self.ROWS))
        type_budget(draft, cast.director, [income("cdc", socle=3)])
        assert "Cette page a été enregistrée entre-temps" in confirm(client, BUDGET, response).context["faults"][0]
        assert stored_budget(draft).rows == [income("cdc", socle=3)]

    def test_r03_a_file_does_not_pass_what_the_page_refuses(self, draft, cast, sign_in):
        client = sign_in(cast.director)
        response = send(client, BUDGET, csv(BUDGET_TITLES, ["produit", "etat_147_socle", "", "", "", 5, ""]))
        assert "(R-03)" in confirm(client, BUDGET, response).context["faults"][0]
        assert stored_budget(draft).rows == list(BALANCED)

    @pytest.mark.parametrize("name", ["budget.exe", "budget", "budget.xls"])
    def test_another_kind_of_file_is_refused_before_it_is_read(self, draft, cast, sign_in, name):
        response = send(sign_in(cast.director), BUDGET, b"x", name)
        assert list(response.context["form"].errors) == ["file"]

    def test_the_seal_of_another_page_or_person_opens_nothing(self, draft, cast, sign_in):
        client = sign_in(cast.director)
        response = send(client, BUDGET, csv(BUDGET_TITLES, *self.ROWS))
        stolen = confirm(sign_in(cast.admin), BUDGET, response)
        forged = client.post(BUDGET, {"sealed": signing.dumps({"name": "passwd"}), "seen": ""})
        assert all("expiré" in one.context["faults"][0] for one in (stolen, forged))
        assert stored_budget(draft).rows == list(BALANCED)

    def test_once_submitted_no_budget_is_open_to_import(self, cast, ici, sign_in):
        a_programme(ici, cast.director, ProgrammeState.SUBMITTED)
        told = sign_in(cast.director).get(BUDGET)
        assert (told.status_code, "État actuel" in told.content.decode()) == (409, True)


class TestActions:
    NEW = ["", "Réseau santé", "M1", "reseau", "santé", "oui"]

    def read(self, programme, *rows, titles=ACTION_TITLES):
        return read_actions(csv(titles, *rows), "csv", programme)

    def test_lines_add_change_or_leave_alone(self, draft):
        first, second, _ = draft.actions.order_by("pk")
        intake = self.read(
            draft,
            [first.pk, "Réseau élargi", "M1", "reseau", "gouvernance", "oui"],
            [second.pk, second.title, "M2", "cycle_qualification", "emploi", ""],
            self.NEW,
        )
        assert intake.faults == []
        assert [(line.number, line.is_new, line.changes) for line in intake.changing][:1] == [(2, False, ("Intitulé",))]
        assert [(line.number, line.action.title, line.nature_label) for line in intake.changing] == [
            (2, "Réseau élargi", "socle"), (4, "Réseau santé", "socle"),
        ]  # fmt: skip
        assert draft.actions.count() == 3

    @pytest.mark.parametrize(
        ("row", "fault"),
        [
            (["", "", "M1", "reseau", "sante", "oui"], "Ligne 2, colonne « Intitulé » : la case est vide"),
            (["", "A", "M9", "reseau", "sante", "oui"], "Ligne 2, colonne « Mission » : « M9 » n’est pas une mission"),
            (["", "A", "M1", "danse", "sante", "oui"], "Ligne 2, colonne « Format » : « danse » n’est pas un format"),
            (["", "A", "M1", "reseau", "lune", "oui"], "Ligne 2, colonne « Thème » : « lune » n’est pas un thème"),
            (["", "A", "M1", "reseau", "sante", "peut-être"], "Ligne 2, colonne « Tous les contrats"),
            (["999999", "A", "M1", "reseau", "sante", "oui"], "Ligne 2, colonne « Numéro » : ce programme"),
            (["", "x" * 201, "M1", "reseau", "sante", "oui"], "Ligne 2, colonne « Intitulé » : "),
            (["", "A", "X1", "autre", "sante", "oui"], "Ligne 2, colonne « Format » : "),
            (["", "A", "X1", "veille", "sante", "oui"], "Ligne 2 : Hors cadre : l’instruction des programmations"),
        ],
    )  # fmt: skip
    def test_each_fault_names_its_line_and_its_column(self, draft, row, fault):
        """R-39 among them: what is out of the framework is refused in a file as on the screen."""
        intake = self.read(draft, row)
        assert (intake.lines, len(intake.faults)) == ([], 1)
        assert words(intake.faults[0]).startswith(fault)

    @pytest.mark.parametrize(
        ("mission", "form"),
        [
            ("M1 – animation des réseaux d’acteurs", "activité de réseau"),
            ("M1 - Animation des reseaux d'acteurs", "Activité  de réseau"),
            ("m1", "reseau"),
        ],
    )
    def test_what_people_read_is_what_they_may_write(self, draft, mission, form):
        intake = self.read(draft, ["", "A", mission, form, "Santé", "oui"])
        action = intake.lines[0].action
        assert (intake.faults, action.mission, action.format, action.theme) == ([], "M1", "reseau", "sante")

    def test_a_refusal_lists_the_words_of_the_pages_and_no_code(self, draft):
        (fault,) = self.read(draft, ["", "A", "M9", "reseau", "sante", "oui"]).faults
        assert "écrivez « M1 – animation des réseaux d’acteurs », « M2 – montée en compétences »" in words(fault)
        assert [word for word in ("X1", "X2", "instruire les programmations") if word in fault] == []

    def test_the_action_of_another_year_or_centre_is_unknown(self, draft, cast, ailleurs):
        foreign = a_programme(ailleurs, cast.other_director).actions.first()
        assert "n’a pas d’action" in self.read(draft, [foreign.pk, *self.NEW[1:]]).faults[0]

    def test_the_same_number_twice_is_refused(self, draft):
        pk = draft.actions.first().pk
        assert [words(one) for one in self.read(draft, [pk, *self.NEW[1:]], [pk, *self.NEW[1:]]).faults] == [
            "Lignes 2 et 3 : elles portent le même numéro d’action."
        ]

    def test_what_goes_out_comes_back_unchanged(self, draft, cast, ici):
        a_complementary_action(
            draft, cast.director, ici.bodies.get(), description="=1+1", publics=["elus", "habitants"]
        )
        rows = exported_rows(action_rows(with_facts(type(draft).objects.all()).get()))
        intake = read_actions(action_export(draft).csv(rows), "csv", draft)
        assert (intake.faults, len(intake.lines), intake.changing) == ([], 4, [])

    def test_a_body_is_one_of_the_centre_s(self, draft):
        titles = [*ACTION_TITLES, "Décidée par", "Décidée le"]
        intake = self.read(draft, [*self.NEW, "Conseil d’administration", "2024-12-01"], titles=titles)
        action = intake.lines[0].action
        assert (action.decided_by.centre, action.decided_on) == (draft.centre, dt.date(2024, 12, 1))
        assert "n’est pas une instance" in self.read(draft, [*self.NEW, "Le Sénat", ""], titles=titles).faults[0]

    def test_the_preview_writes_nothing_and_the_confirmation_everything(self, draft, cast, sign_in):
        client = sign_in(cast.director)
        response = send(
            client, ACTIONS, json.dumps([dict(zip(ACTION_TITLES, self.NEW, strict=True))]).encode(), "a.json"
        )
        assert draft.actions.count() == 3
        confirm(client, ACTIONS, response)
        assert draft.actions.get(title="Réseau santé").nature == "socle"

    def test_r20_once_validated_an_import_says_why(self, cast, ici, sign_in):
        programme = a_programme(ici, cast.director, ProgrammeState.UNDER_WAY)
        client = sign_in(cast.director)
        training = ["", "Formation", "M2", "formation", "sante", "oui"]
        response = send(client, ACTIONS, csv(ACTION_TITLES, training))
        assert response.context["intake"].lines[0].nature_label == "complémentaire"
        refused = confirm(client, ACTIONS, response)
        assert "(R-20)" in refused.context["faults"][0]
        confirm(client, ACTIONS, refused, reason="Demande de l’automne.")
        action = programme.actions.get(title="Formation")
        assert (action.in_programme, action.added_because) == (False, "Demande de l’automne.")

    def test_one_line_at_fault_and_nothing_is_written(self, draft, cast, sign_in):
        response = send(
            sign_in(cast.director), ACTIONS, csv(ACTION_TITLES, self.NEW, ["", "", "M1", "reseau", "sante", ""])
        )
        assert (len(response.context["faults"]), response.context["sealed"]) == (1, "")
        assert Action.objects.count() == 3


CELLS = st.one_of(st.none(), st.integers(-10, 10**6), st.decimals(-5, 5, places=3).map(str), st.text(max_size=12))
KNOWN = st.sampled_from(["produit", "charge", *Funder.values, *ExpenseCategory.labels, *ContributionNature.values])
LINES = st.lists(st.lists(st.one_of(CELLS, KNOWN), min_size=7, max_size=7), max_size=6)


@settings(max_examples=60, deadline=None)
@given(lines=LINES)
def test_whatever_a_workbook_holds_it_is_read_whole_or_refused_in_words(lines):
    """No file makes the page fail, no amount is invented."""
    try:
        data = xlsx(BUDGET_TITLES, *lines)
    except Exception:  # noqa: BLE001 - the library refuses some texts; no such file can be sent
        return
    try:
        intake = read_budget(data, "xlsx")
    except UnreadableError:
        return
    assert not (intake.rows and intake.faults)
    for row in intake.rows:
        assert set(row.amounts) <= set(Destination.values)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=400), kind=st.sampled_from(["csv", "xlsx", "json"]))
def test_hostile_bytes_are_refused_in_words(draft, data, kind):
    for read in (read_budget, lambda told, form: read_actions(told, form, draft)):
        try:
            intake = read(data, kind)
        except UnreadableError:
            continue
        assert intake.faults or not getattr(intake, "rows", [])


def test_the_workbook_of_actions_opens_with_typed_columns(draft, cast, sign_in):
    response = sign_in(cast.director).get(f"/programmes/ici/{YEAR}/actions.xlsx")
    sheet = load_workbook(BytesIO(response.content)).active
    titles = [cell.value for cell in sheet[1]]
    assert titles[:5] == ["Numéro", "Intitulé", "Mission", "Format", "Thème"]
    assert titles[-3:] == ["Séances", "Demi-journées", "Participations"]
    assert isinstance(sheet.cell(2, 1).value, int)


def test_an_import_confirmed_twice_is_written_once_and_says_so(draft, cast, sign_in):
    client = sign_in(cast.director)
    preview = send(client, BUDGET, csv(BUDGET_TITLES, *TestBudget.ROWS))
    first, before = confirm(client, BUDGET, preview), Act.objects.count()
    second = confirm(client, BUDGET, preview)
    assert (second.status_code, second["Location"], Act.objects.count()) == (302, first["Location"], before)
    assert str(list(get_messages(second.wsgi_request))[-1]) == REPEATED


def test_without_its_key_an_import_confirmed_twice_has_expired(draft, cast, sign_in):
    """The negative control; nothing is written either."""
    client = sign_in(cast.director)
    preview = send(client, BUDGET, csv(BUDGET_TITLES, *TestBudget.ROWS))
    confirm(client, BUDGET, preview, submission="")
    assert confirm(client, BUDGET, preview, submission="").context["faults"] == [EXPIRED]
