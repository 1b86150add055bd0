"""The scale of the database and the parameters of the formula say the same thing."""

import io
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction

from funding.enums import BoundsMode
from funding.formula.allocate import FormulaError
from funding.formula.parameters import PARAMETERS, REFERENCE_BOUNDS_2017
from funding.models import Scale
from funding.rounds.calculation import parameters_of, store_scale


def test_a_scale_comes_back_as_it_was_written(scale):
    assert parameters_of(scale) == PARAMETERS["2017"]


def test_frozen_bounds_come_back_too(db):
    frozen = PARAMETERS["2017"].with_bounds(REFERENCE_BOUNDS_2017)
    assert parameters_of(store_scale(frozen, first_year=2017)).bounds == REFERENCE_BOUNDS_2017


def test_a_scale_already_there_is_left_to_its_keepers(scale):
    scale.state_share = Decimal("0.6")
    scale.save()
    call_command("load_scales", stdout=io.StringIO())
    assert parameters_of(Scale.objects.get()).state_share == Decimal("0.6")


def test_a_scale_the_formula_cannot_apply_is_refused_in_words(scale):
    scale.bands.all().delete()
    with pytest.raises(FormulaError):
        parameters_of(scale)


def test_weights_that_do_not_sum_to_one_are_refused_by_the_database(scale):
    with pytest.raises(IntegrityError), transaction.atomic():
        Scale.objects.update(qpv_weight=Decimal("0.8"))


def test_frozen_bounds_need_their_four_values(scale):
    with pytest.raises(IntegrityError), transaction.atomic():
        Scale.objects.update(bounds_mode=BoundsMode.FROZEN)


@pytest.mark.parametrize("districts", ["0.1", "0.2", "0.3333", "0.7", "0.0001", "1"])
def test_weights_that_sum_to_one_are_kept_whatever_their_decimals(scale, districts):
    scale.qpv_weight, scale.distance_weight = Decimal(districts), 1 - Decimal(districts)
    scale.full_clean()
    scale.save()
    assert parameters_of(Scale.objects.get()).qpv_weight == Decimal(districts)


@pytest.mark.parametrize("distance", ["0.3001", "0.2999"])
def test_weights_a_ten_thousandth_away_are_not(scale, distance):
    scale.distance_weight = Decimal(distance)
    with pytest.raises(ValidationError, match="Les deux poids doivent totaliser 1"):
        scale.full_clean()
