"""Exercises at every stage, on a small network whose indices are easy to follow."""

from decimal import Decimal

import pytest

from centres.enums import LegalForm, Zone
from funding.formula.allocate import Parameters
from funding.formula.parameters import PARAMETERS
from funding.rounds import services as rounds
from funding.rounds.calculation import store_scale
from tests.factories import CentreFactory


@pytest.fixture
def scale(db):
    """The published scale of 2017."""
    return make_scale()


def make_scale():
    parameters: Parameters = PARAMETERS["2017"]
    return store_scale(parameters, first_year=2017)


@pytest.fixture
def network(cast, ici, ailleurs):
    """Five centres: « Ici » and « Ailleurs » (40 districts, 60 km), a small one overseas, a large one, and Paris."""
    make_network()


def make_network():
    CentreFactory(slug="petit", usual_name="Petit", zone=Zone.OVERSEAS, qpv=7, km=Decimal("18.0"))
    CentreFactory(slug="grand", usual_name="Grand", qpv=199, km=Decimal("163.0"))
    CentreFactory(slug="paris", usual_name="Paris", is_state_funded=False, legal_form=LegalForm.NONE, qpv=21, km=None)


@pytest.fixture
def draft(network, scale, cast):
    """The exercise 2025 in preparation, calculated."""
    return rounds.prepare(2025, scale, actor=cast.national)


@pytest.fixture
def adopted(draft, cast):
    """The exercise 2025 adopted, but not printed: most tests need no paper."""
    return rounds.adopt_without_printing(draft, actor=cast.national)


@pytest.fixture
def printed(draft, cast):
    """The exercise 2025 adopted, with its published PDF."""
    return rounds.adopt(draft, actor=cast.national)
