"""Any order of acts leaves an exercise whole: no illegal passage, nothing published that changes afterwards."""

from decimal import Decimal

import pytest
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import initialize, invariant, rule

from accounts.enums import Role
from centres.models import DistrictCount
from funding.enums import RoundState
from funding.formula.parameters import PARAMETERS
from funding.models import Round
from funding.rounds import services as rounds
from funding.rounds.calculation import store_scale
from funding.rounds.services import Correction
from funding.rounds.workflow import faults_of
from tests.factories import CentreFactory, MandateFactory
from tests.machines import Life, settings_of

pytestmark = pytest.mark.one_database  # each act is tried on both by its own tests

YEAR = 2025


class LifeOfAnExercise(Life):
    """Acts drawn at random on one year; refusals are part of the game, broken promises are not."""

    models = (Round,)
    sources = {
        "refresh": {RoundState.OPEN},
        "enact": {RoundState.OPEN},
        "open_correction": {RoundState.ADOPTED},
        "abandon": {RoundState.OPEN},
    }

    def __init__(self):
        super().__init__()
        self.published = {}

    @initialize()
    def open_the_year(self):
        self.keeper = MandateFactory(role=Role.NATIONAL).user
        for size in (7, 40, 199):
            CentreFactory(qpv=size, km=Decimal(size))
        self.scale = store_scale(PARAMETERS["2017"], first_year=2017)
        self.prepare()

    def current(self):
        return Round.objects.filter(year=YEAR).order_by("-version").first()

    def does(self, act, *args, **options):
        return self.attempt(act, *args, actor=self.keeper, **options)

    @rule()
    def prepare(self):
        self.does(rounds.prepare, YEAR, self.scale)

    @rule()
    def refresh(self):
        if self.current():
            self.does(rounds.refresh, self.current())

    @rule(count=st.integers(0, 300))
    def change_the_registry(self, count):
        DistrictCount.objects.filter(pk=DistrictCount.objects.order_by("pk").first().pk).update(count=count)

    @rule(qpv=st.one_of(st.none(), st.integers(0, 300)), reason=st.sampled_from(["", "Recomptage."]))
    def correct_a_figure(self, qpv, reason):
        if self.current():
            line = self.current().allocations.select_related("round", "centre").first()
            wanted = Correction(qpv=qpv, km=Decimal(50), in_formula=True, reason=reason)
            self.does(rounds.correct_figure, line, wanted)

    @rule()
    def adopt(self):
        if self.current():
            self.does(rounds.adopt_without_printing, self.current())
            self.published |= {
                one.pk: one.seal for one in Round.objects.exclude(state=RoundState.OPEN) if one.pk not in self.published
            }

    @rule(reason=st.sampled_from(["", "Quartier oublié."]))
    def open_a_correction(self, reason):
        if self.current():
            self.does(rounds.open_correction, self.current(), reason=reason)

    @rule()
    def abandon(self):
        if self.current():
            self.does(rounds.abandon, self.current())

    @invariant()
    def what_was_published_is_still_there_and_whole(self):
        kept = {one.pk: one for one in Round.objects.exclude(state=RoundState.OPEN)}
        assert {pk: one.seal for pk, one in kept.items()} == self.published
        assert [fault for one in kept.values() for fault in faults_of(one)] == []

    @invariant()
    def one_version_in_force_and_one_open_at_most(self):
        states = list(Round.objects.values_list("state", flat=True))
        assert states.count(RoundState.OPEN) <= 1
        assert states.count(RoundState.ADOPTED) == (1 if self.published else 0)


class TestLifeOfAnExercise(LifeOfAnExercise.TestCase, TestCase):
    settings = settings_of(steps=15)
