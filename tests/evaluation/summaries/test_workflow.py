"""The kept figures follow the life of the forms, act by act, in the same transaction (R-135, R-136)."""

from __future__ import annotations

import datetime as dt

import pytest

from accounts.acts.workflow import RefusedError
from evaluation.collection.workflow import CAMPAIGN_WORKFLOW, COLLECTION_WORKFLOW, send_back
from evaluation.enums import CampaignState, CollectionState
from evaluation.models import Campaign
from evaluation.summaries import services as summaries
from tests.evaluation.worlds import campaign_of, form_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(cast, ici):
    """The form of « Ici », sent and not verified, of a campaign whose corrections are still accepted."""
    campaign = campaign_of(2024, state=CampaignState.OPEN)
    Campaign.objects.update(corrections_until=dt.date(2099, 1, 1))
    campaign.refresh_from_db()
    form = form_of(campaign, ici, state=CollectionState.SUBMITTED)
    summaries.refresh(2024)
    return form


def answered():
    return summaries.stored_summaries([2024])[2024].figures.answered


def test_a_form_enters_the_figures_when_it_is_verified_and_leaves_them_when_it_goes_back(sent, cast):
    assert answered() == 0

    COLLECTION_WORKFLOW.move(sent, "verify", actor=cast.regional)
    assert (answered(), summaries.differences(2024)) == (1, [])

    send_back(sent, "Le total ne correspond pas.", [], actor=cast.regional)
    assert (answered(), summaries.differences(2024)) == (0, [])


def test_closing_and_opening_again_keep_the_figures_true(sent, cast):
    COLLECTION_WORKFLOW.move(sent, "verify", actor=cast.regional)

    CAMPAIGN_WORKFLOW.move(sent.campaign, "close", actor=cast.national)
    assert (answered(), summaries.differences(2024)) == (1, [])

    CAMPAIGN_WORKFLOW.move(sent.campaign, "reopen", actor=cast.national, comment="Une correction.")
    assert summaries.differences(2024) == []


def test_a_campaign_that_opens_asks_its_centres_at_once(cast, ici, ailleurs):
    campaign = campaign_of(2024, state=CampaignState.PREPARED)

    CAMPAIGN_WORKFLOW.move(campaign, "open", actor=cast.national)

    figures = summaries.stored_summaries([2024])[2024].figures
    assert (figures.asked, figures.answered, summaries.differences(2024)) == (2, 0, [])


def test_a_refused_act_changes_nothing(sent, cast):
    before = summaries.stored_summaries([2024])[2024].figures
    CAMPAIGN_WORKFLOW.move(sent.campaign, "close", actor=cast.national)
    with pytest.raises(RefusedError):
        COLLECTION_WORKFLOW.move(sent, "verify", actor=cast.regional)

    assert summaries.stored_summaries([2024])[2024].figures == before
