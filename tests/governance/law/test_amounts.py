"""How the money of the law is checked and summed."""

from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.law.amounts import check_amount, total

EUROS = st.decimals(min_value=0, max_value=10**12, places=2)


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
