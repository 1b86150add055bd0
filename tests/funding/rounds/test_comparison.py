"""Before and after: a figure changed for one centre may move all the others."""

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace

import pytest

from centres.models import Centre
from funding.models import Round
from funding.rounds import services as rounds
from funding.rounds.calculation import IncompleteError
from funding.rounds.comparison import against_replaced, compare, preview, scale_moved
from funding.rounds.services import Correction
from tests.factories import CentreFactory
from tests.funding.rounds.test_services import line_of


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
    with pytest.raises(IncompleteError, match="Ici : la médiane des distances n’est pas renseignée"):
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


def test_a_version_that_is_not_calculated_is_compared_with_nothing(adopted, cast):
    correction = rounds.open_correction(adopted, actor=cast.national, reason="Recomptage.")
    rounds.correct_figure(line_of(correction, "grand"), wanted(qpv=None), actor=cast.national)
    assert against_replaced(Round.objects.get(pk=correction.pk)) is None


def test_centres_that_enter_or_leave_between_two_versions_count_whole(adopted, cast, ici):
    correction = rounds.open_correction(adopted, actor=cast.national, reason="Recomptage.")
    Centre.objects.filter(pk=ici.pk).update(closed_on=dt.date(2024, 12, 31))
    CentreFactory(slug="neuf", usual_name="Neuf", qpv=199, km=Decimal(163))
    rounds.refresh(correction, actor=cast.national)
    comparison = against_replaced(Round.objects.get(pk=correction.pk))
    assert {one.slug: (one.name, one.floor_change) for one in comparison.changed} == {
        "ici": ("Ici", -180_000),
        "neuf": ("Neuf", 252_000),
    }
    assert comparison.floor_change == 72_000


def test_a_scale_changed_since_the_adoption_shows(adopted, scale, cast):
    correction = rounds.open_correction(adopted, actor=cast.national, reason="Recomptage.")
    assert (scale_moved(adopted), scale_moved(correction)) == (False, False)
    scale.posts.filter(zone="outre-mer").update(salary=1)
    assert scale_moved(correction)
    scale.bands.all().delete()
    assert scale_moved(correction)


@pytest.mark.parametrize(
    "moved",
    [{"weighted_index": 1}, {"published_index": 1}, {"fte": 1}, {"budget": 1}, {"state_floor": 1}],
)
def test_each_figure_that_moves_is_a_change(moved):
    same = dict.fromkeys(("weighted_index", "published_index", "fte", "budget", "state_floor"), Decimal(0))
    (one,) = compare({"a": ("A", SimpleNamespace(**same))}, {"a": ("A", SimpleNamespace(**same | moved))}).differences
    assert one.is_changed
