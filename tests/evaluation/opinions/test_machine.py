"""Any order of acts by anybody: no illegal passage, and what is communicated never changes."""

import datetime as dt

import pytest
from django.utils.timezone import localdate
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule, run_state_machine_as_test

from documents.published.write_once import json_fingerprint
from evaluation.enums import COMMUNICATED, OpinionState, SectionKey
from evaluation.models import Opinion, OpinionSection
from evaluation.opinions import services as acts
from evaluation.opinions.editing import save_text
from tests.evaluation.opinions.factories import YEAR
from tests.machines import Life, settings_of

pytestmark = pytest.mark.one_database  # each act is tried on both by its own tests

S = OpinionState
PASSAGES = {
    (S.WRITING, S.CONSULTED), (S.CONSULTED, S.COMMUNICATED), (S.COMMUNICATED, S.REPLIED),
    (S.COMMUNICATED, S.TRANSMITTED), (S.REPLIED, S.TRANSMITTED),
}  # fmt: skip
PEOPLE = st.sampled_from(["regional", "director", "departmental", "national", "partner", "admin"])
KEYS = st.sampled_from([SectionKey.QUANTITATIVE, SectionKey.GENERAL, SectionKey.M1])


class Lives(Life):
    models = (Opinion,)
    sources = {
        "save_text": {S.WRITING, S.CONSULTED},
        "consult": {S.WRITING},
        "communicate": {S.CONSULTED},
        "reply": {S.COMMUNICATED},
        "transmit": {S.COMMUNICATED, S.REPLIED},
        "correct": sorted(COMMUNICATED),
    }
    cast = centre = None  # given by the test

    def __init__(self):
        super().__init__()
        acts.open_opinion(self.centre, YEAR, actor=self.cast.regional)
        self.states, self.frozen = {}, {}

    @property
    def last(self):
        return Opinion.objects.order_by("-version").first()

    @rule(who=PEOPLE, key=KEYS, text=st.text(max_size=12))
    def writes(self, who, key, text):
        opinion = self.last
        seen = OpinionSection.objects.get(opinion=opinion, key=key).version
        self.attempt(save_text, opinion, key, text, base_version=seen, actor=getattr(self.cast, who))

    @rule(who=PEOPLE)
    def consults(self, who):
        self.attempt(acts.consult, self.last, actor=getattr(self.cast, who))

    @rule(who=PEOPLE)
    def communicates(self, who):
        self.attempt(acts.communicate, self.last, actor=getattr(self.cast, who))

    @rule(who=PEOPLE)
    def replies(self, who):
        self.attempt(acts.reply, self.last, actor=getattr(self.cast, who), text="Reçu.")

    @rule(who=PEOPLE, late=st.booleans())
    def transmits(self, who, late):
        on = localdate() + dt.timedelta(days=60) if late else None
        self.attempt(acts.transmit, self.last, actor=getattr(self.cast, who), on=on)

    @rule(who=PEOPLE)
    @precondition(lambda self: self.last.version < 3)
    def corrects(self, who):
        self.attempt(acts.correct, self.last, reason="Un chiffre.", actor=getattr(self.cast, who))

    @invariant()
    def only_the_passages_of_the_table_are_taken(self):
        for one in Opinion.objects.all():
            before = self.states.get(one.version, S.WRITING)
            assert one.state == before or (before, one.state) in PASSAGES
            self.states[one.version] = one.state

    @invariant()
    def what_is_communicated_never_changes(self):
        for one in Opinion.objects.filter(state__in=sorted(COMMUNICATED)):
            assert self.frozen.setdefault(one.version, one.frozen) == one.frozen
            assert json_fingerprint(one.frozen) == one.seal

    @invariant()
    def one_at_most_is_in_preparation_and_every_correction_says_why(self):
        assert Opinion.objects.exclude(state__in=sorted(COMMUNICATED)).count() <= 1
        assert not Opinion.objects.filter(version__gt=1, correction_reason="").exists()


@pytest.mark.django_db
def test_no_order_of_acts_breaks_the_life_of_an_opinion(cast, ici):
    run_state_machine_as_test(
        type("LivesHere", (Lives,), {"cast": cast, "centre": ici}),
        settings=settings_of(steps=12),
    )
