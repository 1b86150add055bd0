"""The budget: typed as a table, whole or not at all; a blank is no line; the gap is told, last year beside."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.acts.edit_conflicts import form_token
from accounts.acts.workflow import RefusedError
from accounts.models import Act
from governance.enums import ContributionNature, Destination, ExpenseCategory, Funder, ProgrammeState, Stage
from governance.models import BudgetLine, ExpenseLine
from governance.programmes.budget.comparison import comparison_of
from governance.programmes.budget.services import save_budget
from tests.governance.programmes.factories import (
    BALANCED,
    YEAR,
    a_programme,
    expense,
    income,
    stored_budget,
    type_budget,
)
from tests.text import words

HERE = f"/programmes/ici/{YEAR}/budget/"
WRITABLE = {
    (Stage.PLANNED, ProgrammeState.DRAFT),
    (Stage.ACTUAL, ProgrammeState.VALIDATED),
    (Stage.ACTUAL, ProgrammeState.UNDER_WAY),
}


@pytest.fixture
def draft(cast, ici):
    return a_programme(ici, cast.director)


class TestWriting:
    def test_a_budget_comes_back_as_it_was_typed(self, draft, cast):
        """R-10, R-73, R-102: by funder, form and destination; the same funder in money and in kind are two posts."""
        rows = [
            income("region", socle=10, complementaire="20.50"),
            income("etat_autres", label="BOP 137", complementaire=5),
            income("region", nature="locaux", socle=7),
            expense("personnel", socle=10, complementaire="25.50"),
            expense("nature", socle=7),
        ]
        type_budget(draft, cast.director, rows)
        assert sorted(stored_budget(draft).rows, key=lambda row: row.key) == sorted(rows, key=lambda row: row.key)

    def test_saving_replaces_the_whole_stage_and_leaves_the_other(self, cast, ici):
        programme = a_programme(ici, cast.director, ProgrammeState.UNDER_WAY)
        type_budget(programme, cast.director, [income("cdc", socle=3)], Stage.ACTUAL)
        type_budget(programme, cast.director, [income("europe", socle=4)], Stage.ACTUAL)
        assert stored_budget(programme, Stage.ACTUAL).rows == [income("europe", socle=4)]
        assert stored_budget(programme).rows == list(BALANCED)

    def test_r03_the_core_grant_pays_the_core_only(self, draft, cast):
        with pytest.raises(RefusedError) as refusal:
            type_budget(draft, cast.director, [income("etat_147_socle", socle=1, complementaire=2)])
        assert words(refusal.value) == (
            "La subvention socle du programme 147 ne finance que les missions socle (R-03) : inscrivez le montant "
            "« missions complémentaires » sur la ligne d’un autre financeur."
        )
        assert stored_budget(draft).rows == list(BALANCED)

    def test_r03_the_database_refuses_it_too(self, draft):
        with pytest.raises(IntegrityError), transaction.atomic():
            BudgetLine.objects.update(destination=Destination.COMPLEMENTARY)

    def test_a_post_typed_twice_is_refused(self, draft, cast):
        with pytest.raises(RefusedError, match="deux fois"):
            type_budget(draft, cast.director, [income("region", socle=1), income("region", socle=2)])

    def test_what_somebody_else_has_changed_is_not_overwritten(self, draft, cast):
        seen = form_token(stored_budget(draft).values)
        type_budget(draft, cast.director, [income("cdc", socle=3)])
        with pytest.raises(RefusedError, match="Cette page a été enregistrée entre-temps"):
            save_budget(draft, Stage.PLANNED, BALANCED, actor=cast.director, token=seen)
        assert stored_budget(draft).rows == [income("cdc", socle=3)]

    def test_the_journal_keeps_the_totals(self, draft, cast):
        assert Act.objects.get(verb="budget prévisionnel : enregistrer").facts == {
            "produits": "200000.00", "charges": "200000.00",
        }  # fmt: skip

    @pytest.mark.parametrize("state", list(ProgrammeState))
    @pytest.mark.parametrize("stage", list(Stage))
    def test_planned_is_written_in_a_draft_and_actual_once_validated(self, cast, ici, state, stage):
        programme = a_programme(ici, cast.director, state)
        if (stage, state) in WRITABLE:
            type_budget(programme, cast.director, [income("cdc", socle=3)], stage)
            assert stored_budget(programme, stage).rows == [income("cdc", socle=3)]
        else:
            with pytest.raises(RefusedError):
                type_budget(programme, cast.director, [income("cdc", socle=3)], stage)

    @pytest.mark.parametrize("role", ["national", "regional", "departmental", "partner", "other_director", "nobody"])
    def test_only_the_team_writes(self, draft, cast, role):
        with pytest.raises(PermissionDenied):
            type_budget(draft, getattr(cast, role))


FUNDERS = st.sampled_from([code for code in Funder.values if code != Funder.STATE_147_CORE])
AMOUNTS = st.dictionaries(
    st.sampled_from(Destination.values), st.decimals(0, 10**8, places=2, allow_nan=False), min_size=1
)
INCOMES = st.builds(
    lambda post, nature, label, amounts: income(post, nature=nature, label=label, **amounts),
    FUNDERS,
    st.sampled_from(ContributionNature.values),
    st.sampled_from(["", "A", "B"]),
    AMOUNTS,
)
EXPENSES = st.builds(lambda post, amounts: expense(post, **amounts), st.sampled_from(ExpenseCategory.values), AMOUNTS)
ROWS = st.lists(st.one_of(INCOMES, EXPENSES), max_size=12, unique_by=lambda row: row.key)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS)
def test_no_cent_is_lost_whatever_is_typed(draft, cast, rows):
    """Exact sums, by destination and in all."""
    saved = type_budget(draft, cast.director, rows)
    told = [amount for row in rows if row.is_income for amount in row.amounts.values()]
    spent = [amount for row in rows if not row.is_income for amount in row.amounts.values()]
    assert (saved.total_income, saved.total_expenses) == (sum(told, Decimal(0)), sum(spent, Decimal(0)))
    assert (BudgetLine.objects.count(), ExpenseLine.objects.count()) == (len(told), len(spent))


class TestPages:
    """The table to type in and the comparison."""

    def data(self, **typed):
        """Two lines of income and one expense, as a browser sends them."""
        return {
            "seen": typed.pop("seen", ""),
            "produits-TOTAL_FORMS": "2", "produits-INITIAL_FORMS": "0",
            "produits-0-post": "region", "produits-0-nature": "financier", "produits-0-label": "",
            "produits-0-socle": "1 200,50", "produits-0-complementaire": "", "produits-0-concurrentiel": "0",
            "produits-1-post": "cdc", "produits-1-nature": "", "produits-1-socle": "",
            "charges-TOTAL_FORMS": "1", "charges-INITIAL_FORMS": "0",
            "charges-0-post": "personnel", "charges-0-socle": "1200,5",
        } | typed  # fmt: skip

    def test_a_blank_is_no_line_and_a_zero_is_one(self, draft, cast, sign_in):
        sign_in(cast.director).post(f"{HERE}previsionnel/", self.data(seen=form_token(stored_budget(draft).values)))
        lines = BudgetLine.objects.values_list("funder", "nature", "destination", "amount").order_by("pk")
        assert list(lines) == [
            ("region", "financier", "socle", Decimal("1200.50")), ("region", "financier", "concurrentiel", Decimal(0)),
        ]  # fmt: skip
        assert ExpenseLine.objects.get().amount == Decimal("1200.50")

    @pytest.mark.parametrize(
        ("typed", "place"),
        [
            ({"produits-0-socle": "mille"}, "Produits, ligne 1, Missions socle (€)"),
            ({"produits-0-socle": "-1"}, "Produits, ligne 1, Missions socle (€)"),
            ({"produits-1-post": "", "produits-1-socle": "5"}, "Produits, ligne 2, Financeur"),
            ({"charges-0-post": "lune"}, "Charges, ligne 1, Charge"),
        ],
    )
    def test_what_is_mistyped_is_told_with_its_line_and_its_column(self, draft, cast, sign_in, typed, place):
        response = sign_in(cast.director).post(
            f"{HERE}previsionnel/", self.data(seen=form_token(stored_budget(draft).values), **typed)
        )
        assert [words(where) for _, where, _ in response.context["tables"].faults] == [place]
        assert stored_budget(draft).rows == list(BALANCED)

    def test_a_refusal_is_told_and_what_was_typed_stays(self, draft, cast, sign_in):
        response = sign_in(cast.director).post(f"{HERE}previsionnel/", self.data(seen="autre"))
        assert "Cette page a été enregistrée entre-temps" in response.context["refused"]
        assert response.context["tables"].incomes[0]["socle"].value() == "1 200,50"

    def test_the_second_of_two_sees_both_budgets_and_may_save_his_own(self, draft, cast, sign_in):
        client, address = sign_in(cast.director), f"{HERE}previsionnel/"
        shown = client.get(address).context["seen"]
        type_budget(draft, cast.director, [income("cdc", socle=3)])
        refused = client.post(address, self.data(seen=shown))
        found = [(words(one.label), words(one.stored), words(one.typed)) for one in refused.context["differences"]]
        assert ("Produits, Caisse des dépôts", "missions socle : 3 €", "rien") in found
        assert stored_budget(draft).rows == [income("cdc", socle=3)]
        assert client.post(address, self.data(seen=refused.context["seen"])).status_code == 302
        assert [row.post for row in stored_budget(draft).income] == ["region"]

    @pytest.mark.parametrize(("address", "status"), [("realise/", 409), ("lune/", 404)])
    def test_a_stage_that_is_not_open_says_so_and_one_that_is_none_is_not_found(
        self, draft, cast, sign_in, address, status
    ):
        assert sign_in(cast.director).get(HERE + address).status_code == status

    def test_the_usual_posts_are_proposed_and_those_typed_come_back(self, draft, cast, sign_in):
        tables = sign_in(cast.director).get(f"{HERE}previsionnel/").context["tables"]
        assert [form.title for form in tables.incomes if form.title] == Funder.labels
        assert [form.title for form in tables.expenses if form.title] == ExpenseCategory.labels
        assert tables.incomes[0]["socle"].value() == "200\u202f000"

    def test_last_year_stands_beside_actual_if_known_planned_otherwise(self, cast, ici):
        a_programme(ici, cast.director, ProgrammeState.UNDER_WAY)
        following = a_programme(ici, cast.director, year=YEAR + 1)
        assert [post.last_year for post in comparison_of(following, cast.director).tables[0].posts] == [200_000]
        type_budget(previous_of(following), cast.director, [income("etat_147_socle", socle=150)], Stage.ACTUAL)
        comparison = comparison_of(following, cast.director)
        told = [(post.title, post.planned, post.actual, post.last_year) for post in comparison.tables[0].posts]
        assert told == [("État, programme 147, socle", 200_000, None, 150)]
        assert comparison.tables[0].totals == [200_000, None, None, 200_000, None, 150]

    @pytest.mark.parametrize(("role", "told"), [("director", [200_000]), ("regional", [200_000]), ("partner", [None]),
                                                ("departmental", [None])])  # fmt: skip
    def test_last_year_is_told_to_those_who_may_open_its_programme(self, cast, ici, sign_in, role, told):
        """§1.10: a programme that was never validated is its team's, its region's and the national staff's."""
        a_programme(ici, cast.director, year=YEAR)
        a_programme(ici, cast.director, ProgrammeState.UNDER_WAY, year=YEAR + 1)
        page = sign_in(getattr(cast, role)).get(HERE.replace(str(YEAR), str(YEAR + 1)))
        assert [post.last_year for post in page.context["comparison"].tables[0].posts] == told

    def test_r41_the_gap_is_told_on_the_page(self, draft, cast, sign_in):
        type_budget(draft, cast.director, [income("region", socle=10), expense("personnel", socle=4)])
        faults = sign_in(cast.director).get(HERE).context["comparison"].planned_balance.faults
        assert [one.rule for one in faults] == ["R-73", "R-41"]
        assert "les produits dépassent les charges de 6 €" in words(faults[0].sentence)


def previous_of(programme):
    return programme.centre.programmes.get(year=programme.year - 1)
