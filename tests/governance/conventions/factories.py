"""Conventions at every stage, and the cartography that they rest on."""

from __future__ import annotations

import datetime as dt

import factory
from django.utils import timezone
from django.utils.timezone import localdate
from factory.django import DjangoModelFactory

from centres.enums import Zone
from evaluation.enums import ReferentialState
from evaluation.models import Referential
from funding.enums import RoundState
from funding.formula.parameters import PARAMETERS
from funding.models import Allocation, Round, Scale
from funding.rounds.calculation import store_scale
from governance.enums import (
    AmendmentState,
    CartographyState,
    ConventionKind,
    ConventionState,
    Finding,
    ReviewState,
)
from governance.law.legal_calendar import three_year_term
from governance.models import (
    Amendment,
    Cartography,
    CartographyLine,
    Convention,
    ConventionDocument,
    FinalReview,
    InterimReview,
)
from tests.factories import CentreFactory

THIS_YEAR = localdate().year


def long_ago(years=0):
    """The first of January, that many years ago."""
    return dt.date(THIS_YEAR - years, 1, 1)


class CartographyFactory(DjangoModelFactory):
    """A validated cartography with one line."""

    class Meta:
        model = Cartography
        skip_postgeneration_save = True

    centre = factory.SubFactory(CentreFactory)
    state = CartographyState.VALIDATED
    dated = dt.date(2015, 3, 1)
    contributors = "Le centre, la région"

    @factory.post_generation
    def line(self, create, extracted, **kwargs):
        if extracted is not False:
            CartographyLine.objects.create(
                cartography=self, function="Formation", finding=Finding.GAP, centre_role="Former les équipes"
            )


class ConventionFactory(DjangoModelFactory):
    """A convention of three years, begun this year, in the state asked, with what it needs to be there."""

    class Meta:
        model = Convention

    class Params:
        years_ago = 0

    centre = factory.SubFactory(CentreFactory)
    kind = ConventionKind.CPO
    state = ConventionState.SIGNED
    starts_on = factory.LazyAttribute(lambda one: long_ago(one.years_ago))
    ends_on = factory.LazyAttribute(lambda one: three_year_term(one.starts_on))
    signed_on = factory.LazyAttribute(lambda one: None if one.state == ConventionState.DRAFT else one.starts_on)
    purpose = "Animer le réseau"
    referential_version = "2017"
    has_republican_contract = True
    cartography = factory.LazyAttribute(lambda one: CartographyFactory(centre=one.centre))


def adopt(centre, *years):
    """The adopted exercises of `years`, each giving `centre` 80 000 €: an act may then say how much it sets."""
    for year in years:
        scale = Scale.objects.first() or store_scale(PARAMETERS["2017"], first_year=2017)
        opened = Round.objects.create(year=year, scale=scale, prepared_at=timezone.now())
        Allocation.objects.create(
            round=opened, centre=centre, name=centre.usual_name, zone=Zone.MAINLAND, fixed_part=100_000,
            variable_part=60_000, budget=160_000, state_floor=80_000,
        )  # fmt: skip
        kept = {"adopted_at": timezone.now(), "frozen": {}, "seal": "0" * 64}
        Round.objects.filter(pk=opened.pk).update(state=RoundState.ADOPTED, **kept)


def publish_referential(name="2017"):
    """A published version of the indicators (R-78)."""
    return Referential.objects.create(name=name, state=ReferentialState.PUBLISHED, published_on=dt.date(2017, 3, 1))


class AmendmentFactory(DjangoModelFactory):
    class Meta:
        model = Amendment

    convention = factory.SubFactory(ConventionFactory)
    rank = 2
    state = AmendmentState.DRAFT
    signed_on = None


class FinalReviewFactory(DjangoModelFactory):
    """A whole review, agreed by the centre, not validated yet."""

    class Meta:
        model = FinalReview

    convention = factory.SubFactory(ConventionFactory)
    state = ReviewState.DRAFT
    conformity = "Objet tenu"
    framework = "Missions tenues"
    impact = "Réseau actif"
    follow_up = "À poursuivre"
    agreed_by_centre_on = factory.LazyFunction(localdate)


PLACES = {"ici": 101, "ailleurs": 102, "inconnu": 999}  # the number that stands for a centre in an address


def build_convention_doors(*centres):
    """Behind the number of each centre, its draft and its cartography; behind 2 and that number, what it signed."""
    for centre in centres:
        number = PLACES[centre.slug]
        cartography = CartographyFactory(
            pk=number, centre=centre, state=CartographyState.ONGOING, dated=None, line=False
        )
        CartographyLine.objects.create(
            pk=number, cartography=cartography, function="Formation", finding=Finding.GAP, centre_role="Former"
        )
        ConventionFactory(pk=number, centre=centre, state=ConventionState.DRAFT, years_ago=0, cartography=cartography)
        live = ConventionFactory(pk=int(f"2{number}"), centre=centre, years_ago=3, cartography=None, is_recorded=True)
        AmendmentFactory(convention=live)
        FinalReviewFactory(convention=live)
        InterimReview.objects.create(convention=live, year=live.starts_on.year, held_on=localdate(), text="Bien.")
        ConventionDocument.objects.create(
            pk=number, convention=live, kind=ConventionDocument.Kind.COPY, name="copie.pdf", content=b"%PDF-",
            sha256="0" * 64, added_at=timezone.now(),
        )  # fmt: skip
