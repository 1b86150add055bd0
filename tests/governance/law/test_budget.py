"""A budget balances as a whole and for each destination, and no money pays what it may not (R-03, R-41, R-73)."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance import enums
from governance.law import codes
from governance.law.amounts import total
from governance.law.budget import (
    DESTINATIONS,
    STAGES,
    Budget,
    Expense,
    Income,
    check,
)
from tests.governance.law.law_cases import plain, rules, well_set


def income(funder, destination, amount, nature="financier"):
    return Income(funder=funder, destination=destination, amount=Decimal(amount), nature=nature)


def expense(category, destination, amount):
    return Expense(category=category, destination=destination, amount=Decimal(amount))


SOUND = Budget(
    stage="planned",
    incomes=(
        income("etat_147_socle", "socle", "144000"),
        income("region", "socle", "100000.50"),
        income("region", "complementaire", "20000"),
        income("etat_147_hors_socle", "complementaire", "5000"),
        income("prestations", "concurrentiel", "30000"),
    ),
    expenses=(
        expense("personnel", "socle", "200000"),
        expense("autres", "socle", "44000.50"),
        expense("personnel", "complementaire", "25000"),
        expense("prestations", "concurrentiel", "30000"),
    ),
)


def changed(*, incomes=(), expenses=(), **others):
    """The sound budget with lines added."""
    return Budget(
        stage=others.get("stage", "planned"),
        incomes=SOUND.incomes + incomes,
        expenses=SOUND.expenses + expenses,
        declared_total=others.get("declared_total"),
    )


def test_a_sound_budget_balances_as_a_whole_and_for_each_destination():
    """R-41, R-73."""
    found = check(SOUND)

    assert (found.status, found.faults, found.warnings) == ("balanced", (), ())
    assert found.whole == (Decimal("299000.50"), Decimal("299000.50"))
    assert found.by_destination == {
        "socle": (Decimal("244000.50"), Decimal("244000.50")),
        "complementaire": (Decimal(25_000), Decimal(25_000)),
        "concurrentiel": (Decimal(30_000), Decimal(30_000)),
    }


TABLE = {
    "R-73 le socle dépense plus, et l’ensemble (R-41)": (
        changed(expenses=(expense("autres", "socle", "0.01"),)), "unbalanced", "R-73 R-41", "",
    ),
    "R-73 le complémentaire reçoit plus": (
        changed(incomes=(income("cdc", "complementaire", "1"),)), "unbalanced", "R-73 R-41", "",
    ),
    "R-73 l’ensemble s’équilibre, deux destinations non": (
        changed(incomes=(income("cdc", "complementaire", "10"),), expenses=(expense("autres", "socle", "10"),)),
        "unbalanced", "R-73 R-73", "",
    ),
    "R-41 le total écrit est faux": (changed(declared_total=Decimal(300_000)), "balanced", "R-41", ""),
    "R-41 le total écrit est juste": (changed(declared_total=Decimal("299000.50")), "balanced", "", ""),
    "R-03 la subvention socle paie du complémentaire": (
        changed(
            incomes=(income("etat_147_socle", "complementaire", "10"),),
            expenses=(expense("autres", "complementaire", "10"),),
        ),
        "balanced", "R-03", "",
    ),
    "R-03 la subvention socle paie du concurrentiel": (
        changed(
            incomes=(income("etat_147_socle", "concurrentiel", "10"),),
            expenses=(expense("autres", "concurrentiel", "10"),),
        ),
        "balanced", "R-03", "",
    ),
    "R-71 une cotisation paie du concurrentiel": (
        changed(
            incomes=(income("cotisations", "concurrentiel", "10"),),
            expenses=(expense("autres", "concurrentiel", "10"),),
        ),
        "balanced", "R-71", "",
    ),
    "R-03 et R-71 une ligne à zéro ne paie rien": (
        changed(
            incomes=(income("etat_147_socle", "complementaire", "0"), income("cotisations", "concurrentiel", "0")),
        ),
        "balanced", "", "",
    ),
    "R-102 le 147 hors socle paie du socle": (
        changed(
            incomes=(income("etat_147_hors_socle", "socle", "10"),), expenses=(expense("autres", "socle", "10"),)
        ),
        "balanced", "", "R-102",
    ),
    "R-102 une ligne à zéro": (
        changed(incomes=(income("etat_147_hors_socle", "socle", "0"),)), "balanced", "", "",
    ),
    "R-10 un local prêté, inscrit des deux côtés": (
        changed(
            incomes=(income("bloc_communal", "socle", "10", "locaux"),), expenses=(expense("nature", "socle", "10"),)
        ),
        "balanced", "", "",
    ),
    "R-10 un local prêté, sans charge en nature": (
        changed(
            incomes=(income("bloc_communal", "socle", "10", "locaux"),), expenses=(expense("autres", "socle", "10"),)
        ),
        "balanced", "", "R-10",
    ),
    "R-10 une charge en nature que personne ne donne": (
        changed(incomes=(income("region", "socle", "10"),), expenses=(expense("nature", "socle", "10"),)),
        "balanced", "", "R-10",
    ),
    "R-10 une personne prêtée au socle, comptée au complémentaire": (
        changed(
            incomes=(income("region", "socle", "10", "mise_a_disposition"), income("region", "complementaire", "10")),
            expenses=(expense("autres", "socle", "10"), expense("nature", "complementaire", "10")),
        ),
        "balanced", "", "R-10 R-10",
    ),
    "R-73 un budget vide n’est pas un budget nul": (Budget(stage="planned"), "blank", "R-73 R-73", ""),
    "R-73 des produits sans charge": (
        Budget(stage="planned", incomes=(income("region", "socle", "10"),)), "unbalanced", "R-73 R-73 R-41", "",
    ),
    "R-73 des charges sans produit": (
        Budget(stage="planned", expenses=(expense("autres", "socle", "10"),)), "unbalanced", "R-73 R-73 R-41", "",
    ),
}  # fmt: skip


@pytest.mark.parametrize("row", TABLE.values(), ids=TABLE.keys())
def test_the_framework_checks_a_budget(row):
    budget, status, faults, warned = row
    found = check(budget)

    assert (found.status, rules(found.faults), rules(found.warnings)) == (status, faults, warned)
    assert all(well_set(one) for one in (*found.faults, *found.warnings))


def read(told):
    return [(one.rule, plain(one)) for one in told]


def test_each_gap_says_where_and_by_how_many_euros():
    """R-73, R-80, R-41."""
    budget = changed(
        incomes=(income("cdc", "complementaire", "1234.56"),),
        expenses=(expense("autres", "socle", "234.56"),),
        stage="actual",
    )

    assert read(check(budget).faults) == [
        (
            "R-73",
            (
                "Budget réalisé, missions socle : les charges dépassent les produits de 234,56 € (produits "
                "244 000,50 €, charges 244 235,06 €) (R-73, R-80)."
            ),
        ),
        (
            "R-73",
            (
                "Budget réalisé, missions complémentaires : les produits dépassent les charges de 1 234,56 € "
                "(produits 26 234,56 €, charges 25 000 €) (R-73, R-80)."
            ),
        ),
        (
            "R-41",
            (
                "Budget réalisé, ensemble : les produits dépassent les charges de 1 000 € (produits "
                "300 235,06 €, charges 299 235,06 €) (R-41)."
            ),
        ),
    ]


def test_misplaced_money_says_which_line():
    """R-03, R-71, R-41."""
    budget = changed(
        incomes=(income("etat_147_socle", "complementaire", "10"), income("region", "concurrentiel", "5")),
        expenses=(expense("autres", "complementaire", "10"), expense("autres", "concurrentiel", "5")),
        declared_total=Decimal("299000.50"),
    )

    assert [sentence for _, sentence in read(check(budget).faults)] == [
        (
            "Budget prévisionnel : le total écrit (299 000,50 €) diffère de 15 € de la somme des "
            "destinations (299 015,50 €) (R-41)."
        ),
        (
            "Budget prévisionnel, missions complémentaires : 10 € viennent de la subvention socle du programme "
            "147, qui ne finance que le socle (R-03). Inscrivez un autre financeur."
        ),
        (
            "Budget prévisionnel, prestations concurrentielles : 5 € ne viennent pas des commanditaires, qui "
            "les financent seuls (R-71). Déplacez ce produit."
        ),
    ]


def test_doubts_say_which_line():
    """R-10, R-102."""
    budget = changed(
        incomes=(income("etat_147_hors_socle", "socle", "10"), income("region", "socle", "5", "locaux")),
        expenses=(expense("autres", "socle", "15"),),
    )

    assert read(check(budget).warnings) == [
        (
            "R-102",
            (
                "Budget prévisionnel, missions socle : 10 € de crédits 147 hors socle. Ces crédits vont aux missions "
                "complémentaires (R-102) : vérifiez la ligne."
            ),
        ),
        (
            "R-10",
            (
                "Budget prévisionnel, missions socle : contributions en nature, produits et charges diffèrent de "
                "5 € (R-10). Un local ou une personne mis à disposition s’inscrit des deux côtés."
            ),
        ),
    ]


def test_an_income_is_money_unless_said_otherwise():
    """R-10."""
    assert Income(funder="region", destination="socle", amount=Decimal(1)).nature == enums.ContributionNature.MONEY


# What stays true

EUROS = st.decimals(min_value=0, max_value=10**9, places=2)
PLACES = st.sampled_from(list(codes.Destination))
INCOMES = st.lists(
    st.builds(
        Income,
        funder=st.sampled_from(enums.Funder.values),
        destination=PLACES,
        amount=EUROS,
        nature=st.sampled_from(list(codes.ContributionNature)),
    ),
    max_size=8,
).map(tuple)
EXPENSES = st.lists(
    st.builds(Expense, category=st.sampled_from(list(codes.ExpenseCategory)), destination=PLACES, amount=EUROS),
    max_size=8,
).map(tuple)


@given(INCOMES, EXPENSES)
def test_sums_are_exact_and_the_whole_is_the_sum_of_its_parts(incomes, expenses):
    """R-41: no cent is lost, compared with fractions."""
    budget = Budget(stage="planned", incomes=incomes, expenses=expenses)
    found = check(budget)
    sides = found.by_destination.values()

    assert Fraction(found.whole.income) == sum(Fraction(one.amount) for one in incomes)
    assert Fraction(found.whole.expense) == sum(Fraction(one.amount) for one in expenses)
    assert found.whole == (total(side.income for side in sides), total(side.expense for side in sides))


@given(INCOMES.filter(bool))
def test_a_budget_that_spends_what_it_receives_where_it_receives_it_balances(incomes):
    """R-73: equal for each destination is all that is asked."""
    spent = tuple(Expense(category="autres", destination=one.destination, amount=one.amount) for one in incomes)
    found = check(Budget(stage="actual", incomes=incomes, expenses=spent))

    assert found.status == "balanced"
    assert {fault.rule for fault in found.faults} <= {"R-03", "R-71"}


@given(INCOMES, EXPENSES)
def test_an_unbalanced_budget_names_exactly_the_destinations_that_differ(incomes, expenses):
    """R-73, R-80."""
    found = check(Budget(stage="planned", incomes=incomes, expenses=expenses))
    said = " ".join(plain(fault) for fault in found.faults)
    named = {name for name in DESTINATIONS.values() if f", {name} : les " in said}

    assert named == {DESTINATIONS[code] for code, side in found.by_destination.items() if side.income != side.expense}


@given(INCOMES)
def test_the_core_grant_never_pays_anything_else_unnoticed(incomes):
    """R-03."""
    misplaced = [
        one for one in incomes if one.funder == "etat_147_socle" and one.destination != "socle" and one.amount > 0
    ]
    faults = check(Budget(stage="planned", incomes=incomes)).faults

    assert [fault.rule for fault in faults].count("R-03") == len(misplaced)


@pytest.mark.parametrize("wrong", [0.1, 10, None, Decimal(-1), Decimal("NaN"), Decimal("0.001"), Decimal(10) ** 13])
def test_inexact_money_is_refused(wrong):
    with pytest.raises(ValueError, match=r"^Produit du budget"):
        Income(funder="region", destination="socle", amount=wrong)
    with pytest.raises(ValueError, match=r"^Charge du budget"):
        Expense(category="autres", destination="socle", amount=wrong)


def test_the_top_amount_is_taken():
    assert income("region", "socle", "1000000000000").amount == Decimal(10) ** 12


def test_destinations_and_stages_are_named_as_in_the_tables():
    assert list(DESTINATIONS.items()) == enums.Destination.choices
    assert list(STAGES.items()) == enums.Stage.choices
