"""Any order of acts leaves an exercise whole: no illegal passage, nothing published that changes afterwards."""

import os
from decimal import Decimal

from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from accounts.acts.workflow import RefusedError
from accounts.enums import Role
from accounts.journal import faults
from centres.models import DistrictCount
from funding.enums import RoundState
from funding.formula.parameters import PARAMETERS
from funding.models import Round
from funding.rounds import services as rounds
from funding.rounds.scales import store_scale
from funding.rounds.services import Correction
from funding.rounds.snapshot import faults_of
from tests.factories import CentreFactory, MandateFactory

RUNS = int(os.environ.get("STATEFUL_RUNS", "25"))
YEAR = 2025


class LifeOfAnExercise(RuleBasedStateMachine):
    """Acts drawn at random on one year; refusals are part of the game, broken promises are not."""

    def __init__(self):
        super().__init__()
        self.published = {}
        self.world = transaction.atomic()
        self.world.__enter__()

    def teardown(self):
        transaction.set_rollback(True)
        self.world.__exit__(None, None, None)

    @initialize()
    def open_the_year(self):
        self.keeper = MandateFactory(role=Role.NATIONAL).user
        for size in (7, 40, 199):
            CentreFactory(qpv=size, km=Decimal(size))
        self.scale = store_scale(PARAMETERS["2017"], first_year=2017)
        self.prepare()

    def current(self):
        return Round.objects.filter(year=YEAR).order_by("-version").first()

    def attempt(self, act, *args, **options):
        try:
            act(*args, actor=self.keeper, **options)
        except RefusedError as refusal:
            assert str(refusal).endswith(".")  # noqa: PT017

    @rule()
    def prepare(self):
        self.attempt(rounds.prepare, YEAR, self.scale)

    @rule()
    def refresh(self):
        if self.current():
            self.attempt(rounds.refresh, self.current())

    @rule(count=st.integers(0, 300))
    def change_the_registry(self, count):
        DistrictCount.objects.filter(pk=DistrictCount.objects.order_by("pk").first().pk).update(count=count)

    @rule(qpv=st.one_of(st.none(), st.integers(0, 300)), reason=st.sampled_from(["", "Recomptage."]))
    def correct_a_figure(self, qpv, reason):
        if self.current():
            line = self.current().allocations.select_related("round", "centre").first()
            wanted = Correction(qpv=qpv, km=Decimal(50), in_formula=True, reason=reason)
            self.attempt(rounds.correct_figure, line, wanted)

    @rule()
    def adopt(self):
        if self.current():
            self.attempt(rounds.adopt_without_printing, self.current())
            self.published |= {
                one.pk: one.seal for one in Round.objects.exclude(state=RoundState.OPEN) if one.pk not in self.published
            }

    @rule(reason=st.sampled_from(["", "Quartier oublié."]))
    def open_a_correction(self, reason):
        if self.current():
            self.attempt(rounds.open_correction, self.current(), reason=reason)

    @rule()
    def abandon(self):
        if self.current():
            self.attempt(rounds.abandon, self.current())

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

    @invariant()
    def the_journal_is_unbroken(self):
        assert list(faults()) == []


class TestLifeOfAnExercise(LifeOfAnExercise.TestCase, TestCase):
    settings = settings(
        max_examples=RUNS, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck)
    )
