"""Any order of acts leaves a form whole: no illegal passage, no write after the sending, a history that adds up."""

from decimal import Decimal

import pytest
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import initialize, invariant, rule

from accounts.enums import Role
from evaluation.collection import workflow
from evaluation.collection.answers import answer_snapshot
from evaluation.collection.services import ConflictError, save_answer, save_state_comment
from evaluation.collection.workflow import CAMPAIGN_WORKFLOW, COLLECTION_WORKFLOW
from evaluation.enums import CampaignState
from evaluation.models import Campaign, Collection
from evaluation.models.collection import CHECKED, SENT
from tests.evaluation.collection.factories import CODES, S, a_campaign, a_form, fill, value
from tests.factories import CentreFactory, MandateFactory
from tests.machines import Life, settings_of

pytestmark = pytest.mark.one_database  # each act is tried on both by its own tests

STEPS = ("fill", "resume", "submit", "verify", "return")
PASSAGES = {
    (S.TO_FILL, S.FILLED), (S.RETURNED, S.FILLED), (S.FILLED, S.TO_FILL), (S.TO_FILL, S.SUBMITTED),
    (S.RETURNED, S.SUBMITTED), (S.FILLED, S.SUBMITTED), (S.SUBMITTED, S.RETURNED), (S.SUBMITTED, S.VERIFIED),
    (S.VERIFIED, S.RETURNED), (S.VERIFIED, S.CLOSED), (S.CLOSED, S.VERIFIED),
}  # fmt: skip


class LifeOfAForm(Life):
    """Acts drawn at random by everybody."""

    models = (Campaign, Collection)
    sources = {"certify": {S.FILLED, S.TO_FILL, S.RETURNED}, "send_back": {S.SUBMITTED, S.VERIFIED}}
    refusals = (*Life.refusals, ConflictError)

    @initialize(due_in=st.sampled_from([30, -90]))
    def open_the_form(self, due_in):
        centre = CentreFactory()
        region = centre.lead_regions.get().region
        self.people = {
            "director": MandateFactory(role=Role.DIRECTOR, centre=centre).user,
            "regional": MandateFactory(role=Role.REGIONAL, region=region).user,
            "national": MandateFactory(role=Role.NATIONAL).user,
            "partner": MandateFactory(role=Role.PARTNER, centre=centre).user,
        }
        self.campaign = a_campaign(due_in=due_in)
        self.form = fill(a_form(centre, self.campaign, certifier=self.people["director"]))
        self.was, self.frozen = S.TO_FILL, self.content()

    def content(self):
        rows = self.form.values.select_related("indicator").order_by("indicator__rank")
        return {one.indicator.code: answer_snapshot(one) | {"state_comment": ""} for one in rows}

    @rule(who=st.sampled_from(["director", "regional", "national", "partner"]), step=st.sampled_from(STEPS))
    def step(self, who, step):
        self.attempt(COLLECTION_WORKFLOW.move, self.form, step, actor=self.people[who], comment="Voici pourquoi.")

    @rule(who=st.sampled_from(["director", "director", "regional"]))
    def certify(self, who):
        self.attempt(workflow.certify, self.form, actor=self.people[who])

    @rule(who=st.sampled_from(["director", "regional"]), codes=st.sets(st.sampled_from(CODES)))
    def send_back(self, who, codes):
        self.attempt(workflow.send_back, self.form, "À revoir.", codes, actor=self.people[who])

    @rule(step=st.sampled_from(["close", "reopen"]))
    def campaign_moves(self, step):
        self.attempt(CAMPAIGN_WORKFLOW.move, self.campaign, step, actor=self.people["national"], comment="Parce que.")

    @rule(figure=st.sampled_from([38, 41, 60, -5]), stale=st.sampled_from([False, False, True]))
    def type_a_figure(self, figure, stale):
        one = value(self.form, "M1-01")
        seen = one.version - 1 if stale else one.version
        changes = {"value": Decimal(figure)}
        self.attempt(save_answer, one, changes, base_version=seen, actor=self.people["director"])

    @rule(text=st.sampled_from(["", "Bien.", "À suivre."]))
    def the_state_comments(self, text):
        one = value(self.form, "M1-01")
        self.attempt(save_state_comment, one, text, base_version=one.version, actor=self.people["regional"])

    @invariant()
    def passages_are_legal_and_what_is_sent_stays(self):
        if not hasattr(self, "form"):
            return
        now, content = Collection.objects.get(pk=self.form.pk), self.content()
        assert now.state == self.was or (self.was, now.state) in PASSAGES
        if self.was in SENT and now.state in SENT:
            assert content == self.frozen
        if now.state == S.SUBMITTED:
            last = now.submissions.order_by("rank").last()
            assert {code: one | {"state_comment": ""} for code, one in last.frozen["values"].items()} == content
        self.was, self.frozen = now.state, content

    @invariant()
    def what_is_said_of_it_is_true(self):
        if not hasattr(self, "form"):
            return
        now = Collection.objects.get(pk=self.form.pk)
        assert (now.verified_at is not None) == (now.state in CHECKED)
        assert now.state != S.RETURNED or now.return_reason in {"À revoir.", "Voici pourquoi."}
        one = value(self.form, "M1-01")
        assert one.changes.count() == one.version
        assert now.state != S.CLOSED or Campaign.objects.get().state == CampaignState.CLOSED


class TestLifeOfAForm(LifeOfAForm.TestCase, TestCase):
    settings = settings_of(steps=15)
