"""Versions, campaigns and forms of the tests: the national referential, or a version with a few indicators."""

from __future__ import annotations

import datetime as dt

from factory import SubFactory
from factory.django import DjangoModelFactory

from evaluation.enums import CollectionState, ReferentialState
from evaluation.models import Campaign, Collection, Indicator, Referential, Value
from evaluation.models.collection import SENT, default_dates
from tests.factories import CentreFactory, UserFactory
from tests.governance.conventions.factories import PLACES

DRAFT, PUBLISHED = 902, 901


class ReferentialFactory(DjangoModelFactory):
    class Meta:
        model = Referential

    name = "2020"
    state = ReferentialState.PUBLISHED
    published_on = dt.date(2019, 12, 10)


class IndicatorFactory(DjangoModelFactory):
    class Meta:
        model = Indicator

    referential = SubFactory(ReferentialFactory)
    code = "M1-01"
    rank = 1
    section = "M1"
    label = "Demi-journées d’animation de réseau"
    definition = "Total des demi-journées des séances tenues."
    kind = "decimal"
    unit = "demi-journées"
    aggregation = "somme"
    standing = "ATT"


class CampaignFactory(DjangoModelFactory):
    class Meta:
        model = Campaign

    year = 2025
    referential = SubFactory(ReferentialFactory)
    state = "open"

    @classmethod
    def _create(cls, model, *args, **told):
        return super()._create(model, *args, **(default_dates(told["year"]) | told))


def a_form(campaign, centre=None, state=CollectionState.TO_FILL, **figures):
    """A form, sent when its state says so, with the values given by code: `a_form(campaign, M1_01=3)`."""
    sent = (
        {"submitted_at": dt.datetime(2026, 3, 1, tzinfo=dt.UTC), "certified_by": UserFactory()} if state in SENT else {}
    )
    reason = {"return_reason": "À revoir."} if state == CollectionState.RETURNED else {}
    form = Collection.objects.create(
        campaign=campaign, centre=centre or CentreFactory(), state=state, **sent, **reason
    )  # fmt: skip
    for code, value in figures.items():
        indicator = campaign.referential.indicators.get(code=code.replace("_", "-"))
        Value.objects.create(collection=form, indicator=indicator, value=value)
    return form


def build_doors(cast, ici, ailleurs):
    """A published version and a draft; each region's complement; a form of 2025, sent, for each centre."""
    published = ReferentialFactory(pk=PUBLISHED, name="2024")  # « 2020 » is the national one
    IndicatorFactory(referential=published)
    draft = ReferentialFactory(
        pk=DRAFT, name="2027", state=ReferentialState.DRAFT, published_on=None, previous=published
    )  # fmt: skip
    IndicatorFactory(referential=draft)
    campaign = CampaignFactory(referential=published)
    for centre in (ici, ailleurs):
        region = centre.perimeters.get().department.region
        IndicatorFactory(
            referential=published, region=region, standing="REG", aggregation="aucune",
            code=f"R{PLACES[centre.slug]}-01",
        )  # fmt: skip
        a_form(campaign, centre, CollectionState.SUBMITTED)
