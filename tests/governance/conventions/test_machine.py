"""Any order of acts leaves a centre's conventions whole: no illegal passage, nothing signed that changes afterwards."""

from itertools import pairwise

import pytest
from django.utils.timezone import localdate
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import initialize, invariant, rule

from accounts.enums import Role
from governance.conventions import reviews as reviewing
from governance.conventions import services as amending
from governance.conventions import services as writing
from governance.conventions.contract import signing
from governance.conventions.schedule import is_amended
from governance.conventions.services import DraftValues
from governance.enums import AgreementKind, AmendmentState, CartographyState, ConventionState, ReviewState
from governance.models import AgreementStep, Amendment, Cartography, Convention, FinalReview
from tests.factories import CentreFactory, MandateFactory
from tests.governance.conventions.factories import (
    THIS_YEAR,
    CartographyFactory,
    adopt,
    long_ago,
    publish_referential,
)
from tests.machines import Life, settings_of

pytestmark = pytest.mark.one_database  # each act is tried on both by its own tests

S = ConventionState
FROZEN = ("kind", "starts_on", "ends_on", "purpose", "referential_version", "cartography_id", "signed_on")
REVIEWED = {S.REVIEWED, S.RENEWED, S.NOT_RENEWED}


class LifeOfAConvention(Life):
    """Acts drawn at random on one centre, with ends in the past; refusals are part of the game."""

    models = (Convention, Amendment, Cartography, FinalReview)
    sources = {
        "edit": {S.DRAFT},
        "abandon": {S.DRAFT},
        "enact": {S.DRAFT},
        "sign_amendment_without_printing": {AmendmentState.DRAFT},
        "expire": {S.SIGNED, S.AMENDED_2, S.AMENDED_3},
        "close": {S.REVIEWED},
    }

    def __init__(self):
        super().__init__()
        self.signed = {}

    @initialize()
    def open_the_centre(self):
        self.centre = CentreFactory()
        adopt(self.centre, *range(THIS_YEAR - 7, THIS_YEAR))  # this year's amount is not known yet
        publish_referential()
        region = self.centre.lead_regions.get().region
        self.agent = MandateFactory(role=Role.REGIONAL, region=region).user
        self.director = MandateFactory(role=Role.DIRECTOR, centre=self.centre).user

    def latest(self):
        return Convention.objects.order_by("-starts_on", "-pk").first()

    def does(self, act, *args, **options):
        return self.attempt(act, *args, **({"actor": self.agent} | options))

    @rule(years=st.integers(0, 7), whole=st.booleans())
    def create(self, years, whole):
        papers = {"purpose": "Animer", "referential_version": "2017", "has_republican_contract": True}
        cartography = CartographyFactory(centre=self.centre) if whole else None
        values = DraftValues(starts_on=long_ago(years), cartography=cartography, **(papers if whole else {}))
        self.does(writing.create, self.centre, "cpo", values)

    @rule(years=st.integers(0, 7))
    def edit(self, years):
        if one := self.latest():
            values = DraftValues(
                starts_on=long_ago(years),
                cartography=one.cartography,
                purpose="Autre",
                referential_version="2017",
                has_republican_contract=True,
            )
            self.does(writing.edit, one, values)

    @rule()
    def abandon(self):
        if one := self.latest():
            self.does(writing.abandon, one)

    @rule()
    def sign(self):
        if one := self.latest():
            on = min(localdate(), one.ends_on)
            self.does(signing.sign_without_printing, one, on=on)

    @rule(rank=st.sampled_from([2, 3]))
    def amend(self, rank):
        if one := self.latest():
            self.does(amending.prepare_amendment, one, rank, purpose="")
            if draft := Amendment.objects.filter(convention=one, rank=rank).first():
                self.does(signing.sign_amendment_without_printing, draft, on=localdate())

    @rule()
    def expire(self):
        if one := self.latest():
            self.does(reviewing.expire, one)

    @rule(impact=st.sampled_from(["", "Réseau actif"]))
    def write_the_final_review(self, impact):
        if one := self.latest():
            parts = {"conformity": "Tenu", "framework": "Tenu", "impact": impact, "follow_up": "Suites"}
            self.does(reviewing.write_final_review, one, parts)

    @rule()
    def agree(self):
        if review := FinalReview.objects.order_by("-pk").first():
            self.does(reviewing.agree, review, on=localdate(), actor=self.director)

    @rule()
    def record_the_agreement(self):
        if review := FinalReview.objects.order_by("-pk").first():
            self.does(reviewing.record_agreement, review, on=localdate(), name="accord.pdf", content=b"%PDF-")

    @rule()
    def contest(self):
        if review := FinalReview.objects.order_by("-pk").first():
            self.does(reviewing.object_to, review, text="Non.", actor=self.director)

    @rule()
    def validate(self):
        if review := FinalReview.objects.order_by("-pk").first():
            self.does(reviewing.validate_final_review, review, on=localdate())

    @rule(reason=st.sampled_from(["", "Fusion."]))
    def close(self, reason):
        if one := self.latest():
            self.does(reviewing.close, one, reason=reason)

    @invariant()
    def what_was_signed_never_changes(self):
        """R-51, R-78: the papers of a signed convention are there, and stay."""
        kept = {one["pk"]: one for one in Convention.objects.exclude(state=S.DRAFT).values("pk", *FROZEN)}
        self.signed = {pk: self.signed.get(pk, one) for pk, one in kept.items()} | self.signed
        assert kept == self.signed
        assert all(one["cartography_id"] and one["referential_version"] for one in kept.values())

    @invariant()
    def the_state_tells_what_is_signed_and_validated(self):
        """R-75, R-82."""
        for one in Convention.objects.all():
            review = getattr(one, "final_review", None)
            assert (one.state in REVIEWED) == bool(review and review.state == ReviewState.VALIDATED)
            ranks = set(one.amendments.filter(state=AmendmentState.SIGNED).values_list("rank", flat=True))
            assert ranks in (set(), {2}, {2, 3})
            if one.state in (S.SIGNED, S.AMENDED_2, S.AMENDED_3):
                assert [rank for rank in (2, 3) if is_amended(one, rank)] == sorted(ranks)
            if one.state in (S.EXPIRED, *REVIEWED):
                assert one.current_end < localdate()
                assert one.cartography.state == CartographyState.OUTDATED

    @invariant()
    def a_renewal_follows_a_validated_review(self):
        """R-85."""
        for one in Convention.objects.exclude(follows=None).select_related("follows"):
            contested = AgreementStep.objects.filter(review__convention=one.follows, kind=AgreementKind.CONTESTED)
            reviewed = {S.REVIEWED, S.EXPIRED} if contested.exists() else {S.REVIEWED}
            assert one.follows.state in (reviewed if one.state == S.DRAFT else {S.RENEWED})
        assert Cartography.objects.filter(state=CartographyState.VALIDATED, dated=None).count() == 0

    @invariant()
    def no_day_is_covered_twice_and_one_draft_at_most(self):
        rows = list(Convention.objects.exclude(state=S.DRAFT).order_by("starts_on"))
        assert all(before.ends_on < after.starts_on for before, after in pairwise(rows))
        assert Convention.objects.filter(state=S.DRAFT).count() <= 1


class TestLifeOfAConvention(LifeOfAConvention.TestCase, TestCase):
    settings = settings_of(steps=25)
