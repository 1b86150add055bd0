"""How the sentences of the law are set, and how its money is checked and summed."""

from datetime import date
from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.french import day, euros, percent, quoted, typeset
from governance.law.amounts import check_amount, total

EUROS = st.decimals(min_value=0, max_value=10**12, places=2)


def test_french_signs_hold_to_their_words():
    assert typeset("« Oui » : 3 % ; 4 € ? Non !") == (
        "«\u00a0Oui\u00a0»\u00a0: 3\u00a0%\u202f; 4\u00a0€\u202f? Non\u202f!"
    )


@given(st.text(alphabet="a :;?!«»€%"))
def test_a_sentence_set_twice_is_set_once(text):
    assert typeset(typeset(text)) == typeset(text)


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        ("0", "0\u00a0€"),
        ("0.5", "0,50\u00a0€"),
        ("999", "999\u00a0€"),
        ("1000.00", "1\u202f000\u00a0€"),
        ("1234567.89", "1\u202f234\u202f567,89\u00a0€"),
        ("-12.30", "\u221212,30\u00a0€"),
    ],
)
def test_euros_are_written_to_the_cent_when_there_are_cents(amount, written):
    assert euros(Decimal(amount)) == written


@pytest.mark.parametrize(
    ("share", "written"),
    [("0", "0,00"), ("0.2", "20,00"), ("0.20001", "20,01"), ("0.15", "15,00"), ("1.2", "120,00"), ("0.3334", "33,34")],
)
def test_a_share_is_rounded_up(share, written):
    """R-72: 20,001 % never reads 20,00 %."""
    assert percent(Decimal(share)) == f"{written}\u00a0%"


def test_a_day_is_written_in_full():
    assert day(date(2024, 3, 5)) == "05/03/2024"


def test_words_are_quoted_on_one_line():
    assert quoted(" Pays\n rural ") == "«\u00a0Pays rural\u00a0»"


@given(st.lists(EUROS))
def test_sums_lose_no_cent(amounts):
    assert Fraction(total(amounts)) == sum(Fraction(amount) for amount in amounts)


def test_sums_and_checks_do_not_depend_on_the_precision_of_the_moment():
    with localcontext(prec=3):
        check_amount(Decimal("123456.78"), "Montant")

        assert total([Decimal("123456.78"), Decimal("0.01")]) == Decimal("123456.79")


@pytest.mark.parametrize("amount", ["0", "0.01", "1.500", "1000000000000"])
def test_exact_euros_and_cents_are_taken(amount):
    assert check_amount(Decimal(amount), "Montant") is None


@pytest.mark.parametrize(
    ("amount", "because"),
    [
        (0.1, "n’est pas un montant exact."),
        (10, "n’est pas un montant exact."),
        ("10", "n’est pas un montant exact."),
        (Decimal("Infinity"), "n’est pas un montant exact."),
        (Decimal("-0.01"), "n’est pas un montant positif que l’on sache écrire."),
        (Decimal("1000000000000.01"), "n’est pas un montant positif que l’on sache écrire."),
        (Decimal("0.001"), "a plus de deux décimales."),
    ],
)
def test_anything_else_is_refused_in_french(amount, because):
    with pytest.raises(ValueError, match="Montant") as caught:
        check_amount(amount, "Montant")

    assert str(caught.value) == f"Montant\u00a0: «\u00a0{amount}\u00a0» {because}"
