"""Forms verified and sent back at the same moment: nothing is lost of what is kept, on either database."""

from __future__ import annotations

import datetime as dt

import pytest

from accounts.enums import Role
from evaluation.collection.workflow import COLLECTION_WORKFLOW, send_back
from evaluation.enums import CampaignState
from evaluation.enums import CollectionState as S
from evaluation.models import Campaign, Collection
from evaluation.summaries import services as summaries
from tests.evaluation.worlds import campaign_of, form_of
from tests.factories import CentreFactory, DepartmentFactory, MandateFactory
from tests.races import all_at_once, on_disk

YEAR = 2024


@pytest.mark.django_db(transaction=True)
def test_acts_at_the_same_moment_lose_nothing_of_the_kept_figures(tmp_path):
    department = DepartmentFactory()
    agent = MandateFactory(role=Role.REGIONAL, region=department.region).user
    campaign = campaign_of(YEAR, state=CampaignState.OPEN)
    Campaign.objects.update(corrections_until=dt.date(2099, 1, 1))
    forms = [form_of(campaign, CentreFactory(department=department), state=S.SUBMITTED) for _ in range(8)]
    summaries.refresh(YEAR)

    def act(form, name):
        fresh = Collection.objects.select_related("campaign", "centre").get(pk=form.pk)
        if name == "verify":
            COLLECTION_WORKFLOW.move(fresh, "verify", actor=agent)
        else:
            send_back(fresh, "À revoir.", [], actor=agent)

    with on_disk(tmp_path):
        all_at_once([lambda form=form: act(form, "verify") for form in forms])
        first = (summaries.stored_summaries([YEAR])[YEAR].figures.answered, summaries.differences(YEAR))
        all_at_once([lambda form=form: act(form, "return") for form in forms[:3]])
        second = (summaries.stored_summaries([YEAR])[YEAR].figures.answered, summaries.differences(YEAR))

    assert (first, second) == ((8, []), (5, []))
