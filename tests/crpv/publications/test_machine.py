"""Any order of acts leaves the dashboards whole: one version in force a year, nothing published that changes."""

import pytest
from django.utils.timezone import localdate
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import initialize, invariant, rule

from crpv.enums import PublicationState
from crpv.models import Publication
from crpv.publications import services
from crpv.publications.transmissions import regions_waiting
from crpv.publications.workflow import PUBLICATION_WORKFLOW
from tests.crpv.publications.making import FILES, collected, report
from tests.factories import CentreFactory, MandateFactory
from tests.machines import Life, settings_of

pytestmark = pytest.mark.one_database  # each act is tried on both by its own tests

S = PublicationState
KEPT = ("content", "seal", "perspectives", "is_public", "published_at", "reason", "version")
# What may follow what, told apart from the code that says it.
FOLLOWS = {
    None: {S.PREPARED},
    S.PREPARED: {S.PREPARED, S.FROZEN},
    S.FROZEN: {S.FROZEN, S.PREPARED, S.PUBLISHED},
    S.PUBLISHED: {S.PUBLISHED, S.PASSED_ON, S.REPLACED},
    S.PASSED_ON: {S.PASSED_ON, S.REPLACED},
    S.REPLACED: {S.REPLACED},
}


class LifeOfADashboard(Life):
    """Acts drawn at random on the dashboard of one year; refusals are part of the game."""

    models = (Publication,)
    sources = {
        "write": {S.PREPARED, S.FROZEN},
        "freeze": {S.PREPARED},
        "unfreeze": {S.FROZEN},
        "abandon": {S.PREPARED, S.FROZEN},
        "ready_to_publish": {S.FROZEN},
        "open_correction": {S.PUBLISHED, S.PASSED_ON},
        "pass_on": {S.PUBLISHED, S.PASSED_ON},
    }

    def __init__(self):
        super().__init__()
        self.states, self.published = {}, {}

    @initialize()
    def open_the_network(self):
        self.centres = [CentreFactory(), CentreFactory()]
        collected(2024, *self.centres)
        self.form = self.centres[0].collections.select_related("campaign").get()
        self.keeper = MandateFactory(role="national").user
        self.regions = [one.lead_regions.get().region for one in self.centres]
        self.agents = [MandateFactory(role="regional", region=region).user for region in self.regions]

    def does(self, act, *args, **options):
        return self.attempt(act, *args, **({"actor": self.keeper} | options))

    def latest(self):
        return Publication.objects.order_by("-version").first()

    @rule()
    def prepare(self):
        self.does(services.prepare, 2024)

    @rule(text=st.sampled_from(["", "  ", "Poursuivre.", "## Trois axes\n\n- un"]))
    def write(self, text):
        if one := self.latest():
            self.does(services.write, one, perspectives=text)

    @rule()
    def freeze(self):
        if one := self.latest():
            self.does(services.freeze, one)

    @rule(reason=st.sampled_from(["", "Un oubli."]))
    def unfreeze(self, reason):
        if one := self.latest():
            self.does(services.unfreeze, one, reason=reason)

    @rule()
    def abandon(self):
        if one := self.latest():
            self.does(services.abandon, one)

    @rule(is_public=st.booleans())
    def publish(self, is_public):
        if (one := self.latest()) and (ready := self.does(services.ready_to_publish, one, is_public=is_public)):
            self.does(services.publish_with_files, ready, FILES)

    @rule(reason=st.sampled_from(["", "Une erreur."]))
    def correct(self, reason):
        if one := self.latest():
            self.does(services.open_correction, one, reason=reason)

    @rule(sessions=st.integers(0, 500))
    def verify_other_figures(self, sessions):
        report(self.form, sessions)

    @rule(rank=st.sampled_from([0, 1]))
    def pass_on(self, rank):
        for one in Publication.objects.all():
            self.does(services.pass_on, one, self.regions[rank], on=localdate(), note="", actor=self.agents[rank])

    @rule(name=st.sampled_from(sorted({name for _, name in PUBLICATION_WORKFLOW.transitions} - {"freeze", "publish"})))
    def move_by_hand(self, name):
        for one in Publication.objects.all():
            self.does(PUBLICATION_WORKFLOW.move, one, name, comment="Motif.")

    @invariant()
    def every_passage_is_one_that_is_told(self):
        now = dict(Publication.objects.values_list("pk", "state"))
        for pk, state in now.items():
            assert state in FOLLOWS[self.states.get(pk)]
        gone = set(self.states) - set(now)
        assert {self.states[pk] for pk in gone} <= {S.PREPARED, S.FROZEN}
        self.states = now

    @invariant()
    def what_is_published_never_changes(self):
        for one in Publication.objects.out():
            told = {name: getattr(one, name) for name in KEPT}
            assert self.published.setdefault(one.pk, told) == told
            assert one.perspectives.strip()
            assert services.text_fingerprint(one.content) == one.seal
            assert bytes(one.files.get().content) == FILES[0].content

    @invariant()
    def one_version_at_most_is_in_force_and_one_prepared(self):
        assert Publication.objects.in_force().count() <= 1
        assert Publication.objects.being_prepared().count() <= 1
        for one in Publication.objects.filter(state=S.PASSED_ON):
            assert regions_waiting(one) == []


class TestLifeOfADashboard(LifeOfADashboard.TestCase, TestCase):
    settings = settings_of(steps=15)
