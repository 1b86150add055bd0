"""The drawings of a dashboard: what is written beside the bars."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crpv.dashboard.charts import whole_shares


@pytest.mark.parametrize(
    ("values", "shares"),
    [
        ((485, 515), [49, 51]),  # 48,5 and 51,5: each rounded for itself, they would make 101
        ((1, 1, 1), [34, 33, 33]),
        ((0, 7), [0, 100]),
    ],
)
def test_the_shares_of_a_bar_make_a_hundred(values, shares):
    assert whole_shares([Decimal(value) for value in values]) == shares


@given(st.lists(st.integers(min_value=0, max_value=10**6), min_size=1, max_size=6).filter(any))
def test_whatever_the_figures_no_share_is_further_than_one_from_its_own(values):
    exact = [Decimal(value) * 100 / sum(values) for value in values]
    shares = whole_shares([Decimal(value) for value in values])
    assert sum(shares) == 100
    assert all(abs(one - own) < 1 for one, own in zip(shares, exact, strict=True))
