"""Before and after: a figure changed for one centre may move all the others."""

from decimal import Decimal

import pytest

from funding import rounds
from funding.calculation import IncompleteError
from funding.comparison import against_replaced, preview
from funding.rounds import Correction
from tests.funding.test_rounds import line_of


def wanted(**figures):
    return Correction(**{"qpv": 40, "km": Decimal("60.0"), "in_formula": True, "reason": "Essai."} | figures)


def changes(comparison):
    return {one.slug: (one.floor_change, one.after and one.after.published_index) for one in comparison.changed}


def test_lowering_the_largest_centre_moves_the_others(draft):
    comparison = preview(line_of(draft, "grand"), wanted(qpv=99, km=Decimal("90.0")))
    assert changes(comparison) == {"ailleurs": (36_000, Decimal("4.3")), "ici": (36_000, Decimal("4.3"))}
    assert comparison.floor_change == 72_000


def test_a_change_inside_the_bounds_moves_nobody_else(draft):
    comparison = preview(line_of(draft, "ici"), wanted(qpv=41))
    assert list(changes(comparison)) == ["ici"]


def test_taking_a_centre_out_counts_its_euros_as_lost(draft):
    comparison = preview(line_of(draft, "ici"), wanted(in_formula=False))
    assert changes(comparison) == {"ici": (-180_000, None)}


def test_the_same_figures_change_nobody(draft):
    assert preview(line_of(draft, "ici"), wanted()).changed == ()


def test_a_preview_without_every_figure_says_what_is_missing(draft):
    with pytest.raises(IncompleteError, match="Ici : la médiane des distances n’est pas renseignée"):
        preview(line_of(draft, "ici"), wanted(km=None))


def test_the_first_complete_figure_shows_every_centre_appear(network, scale, cast, ici):
    ici.median_distances.all().delete()
    exercise = rounds.prepare(2025, scale, actor=cast.national)
    comparison = preview(line_of(exercise, "ici"), wanted())
    assert len(comparison.changed) == 4


def test_a_correction_is_compared_with_the_version_it_replaces(adopted, cast):
    correction = rounds.open_correction(adopted, actor=cast.national, reason="Recomptage.")
    rounds.correct_figure(line_of(correction, "grand"), wanted(qpv=99, km=Decimal("90.0")), actor=cast.national)
    assert against_replaced(correction).floor_change == 72_000
    assert against_replaced(adopted) is None
