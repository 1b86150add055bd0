"""The rows stored of each centre and of each size band are those that loops over the verified answers give."""

from __future__ import annotations

import json
import random
from decimal import Decimal

import pytest
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from centres.models import Centre, DistrictCount, Identity, LeadRegion, Perimeter
from evaluation.collection.workflow import COLLECTION_WORKFLOW
from evaluation.enums import CampaignState
from evaluation.enums import CollectionState as S
from evaluation.models import CentreShare, CohortAnswers, Collection, Value, YearSummary
from evaluation.models.collection import CHECKED
from evaluation.summaries import services as summaries
from evaluation.summaries.tasks import refresh_or_enqueue, refresh_year
from tests.evaluation.worlds import by_hand, campaign_of, form_of
from tests.factories import LONG_AGO, CentreFactory, DepartmentFactory

YEAR = 2024

pytestmark = pytest.mark.django_db


def figures_by_hand():
    """Zone → code → the verified figures of the centres that the State funds, in order: one loop, one row at a time."""
    found = {}
    for value in Value.objects.filter(collection__campaign__year=YEAR, value__isnull=False):
        form = value.collection
        if form.state in CHECKED and form.centre.is_state_funded:
            found.setdefault(form.centre.zone, {}).setdefault(value.indicator.code, []).append(value.value)
    return {zone: {code: sorted(told) for code, told in by_code.items()} for zone, by_code in found.items()}


def stored_figures():
    """The same, read from the rows of the size bands of each zone."""
    found = {}
    for row in CohortAnswers.objects.filter(year=YEAR):
        for code, told in json.loads(row.content)[0].items():
            assert [Decimal(one) for one in told] == sorted(map(Decimal, told))
            found.setdefault(row.zone, {}).setdefault(code, []).extend(map(Decimal, told))
    return {zone: {code: sorted(told) for code, told in by_code.items()} for zone, by_code in found.items()}


def stored_totals():
    figures = summaries.stored_summaries([YEAR])[YEAR].figures
    return {
        line.definition.code: (line.aggregate.value, line.aggregate.answered, line.aggregate.missing)
        for line in figures.lines
    }


def verify(form, chance):
    Collection.objects.filter(pk=form.pk).update(state=S.VERIFIED)


def send_back(form, chance):
    Collection.objects.filter(pk=form.pk).update(state=S.RETURNED, return_reason="à revoir")


def correct(form, chance):
    """Other answers, verified again."""
    Value.objects.filter(collection=form, value__isnull=False).update(value=chance.randrange(2))
    verify(form, chance)


def move(form, chance):
    """Another région reached, another lead, another size, another name, or no funding any more."""
    centre, kind = form.centre, chance.randrange(5)
    if kind == 0:
        Perimeter.objects.create(centre=centre, department=DepartmentFactory(), valid_from=LONG_AGO)
    elif kind == 1:
        LeadRegion.objects.filter(centre=centre).update(region=DepartmentFactory().region)
    elif kind == 2:
        DistrictCount.objects.filter(centre=centre).update(count=chance.choice([10, 50, 90]))
    elif kind == 3:
        Identity.objects.filter(centre=centre).update(name=f"Nom {chance.random()}")
    else:
        Centre.objects.filter(pk=centre.pk).update(is_state_funded=chance.random() < 0.5)


@pytest.mark.parametrize("seed", range(2))
def test_after_any_sequence_of_acts_what_is_stored_is_what_loops_give(seed):
    chance, campaign, department = random.Random(seed), campaign_of(YEAR), DepartmentFactory()
    forms = [
        form_of(campaign, CentreFactory(department=chance.choice([department, None])), state=S.SUBMITTED, seed=seed)
        for _ in range(5)
    ]
    for _ in range(6):
        form = chance.choice(forms)
        chance.choice([verify, verify, send_back, correct, move])(form, chance)
        refresh_or_enqueue(YEAR)

        assert stored_figures() == figures_by_hand()
        assert stored_totals() == {code: told[:3] for code, told in by_hand(YEAR).items()}
        assert summaries.differences(YEAR) == []


def test_the_share_of_a_centre_says_where_it_counts_and_what_it_answered():
    here, elsewhere = DepartmentFactory(), DepartmentFactory()
    centre = CentreFactory(department=here, usual_name="Ici")
    Perimeter.objects.create(centre=centre, department=elsewhere, valid_from=LONG_AGO)
    form = form_of(campaign_of(YEAR), centre)
    summaries.refresh(YEAR)

    share, cohort = CentreShare.objects.get(), CohortAnswers.objects.get()
    regions = sorted([here.region_id, elsewhere.region_id])
    figures, by_region = json.loads(cohort.content)
    answered = set(form.values.filter(value__isnull=False).values_list("indicator__code", flat=True))

    assert (share.centre, share.regions) == (centre, ",".join(map(str, regions)))
    assert (cohort.zone, cohort.band) == (share.zone, share.band)
    assert {code for code, told in json.loads(share.measures).items() if "value" in told} == answered
    assert figures == {code: [json.loads(share.measures)[code]["value"]] for code in answered}
    assert by_region == {code: {str(region): 1 for region in regions} for code in answered}


def test_whatever_was_spoilt_is_found_and_stored_again():
    campaign = campaign_of(YEAR)
    form_of(campaign, CentreFactory())
    for spoil in (
        lambda: YearSummary.objects.update(seal=""),
        lambda: YearSummary.objects.exclude(region=None).delete(),
        lambda: CohortAnswers.objects.all().delete(),
        lambda: CentreShare.objects.all().delete(),
        lambda: campaign.referential.indicators.filter(code="AC-01").update(label="Autre"),
    ):
        refresh_or_enqueue(YEAR)
        assert summaries.differences(YEAR) == []
        spoil()
        assert summaries.differences(YEAR) != []


@pytest.mark.parametrize("count", [2, 40])
def test_verifying_one_form_costs_as_many_queries_whatever_the_network(count, django_assert_num_queries):
    campaign = campaign_of(YEAR)
    forms = [form_of(campaign, CentreFactory(), state=S.SUBMITTED) for _ in range(count)]
    summaries.refresh(YEAR)
    verify(forms[0], None)
    with django_assert_num_queries(17):
        refresh_or_enqueue(YEAR)

    assert summaries.stored_summaries([YEAR])[YEAR].figures.answered == 1


# A large year ----------------------------------------------------------------------------------------------------


@pytest.fixture
def large(cast, ici, settings):
    """The form of « Ici », to verify, among more forms than an act may wait for; a queue in the database."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    campaign = campaign_of(YEAR, state=CampaignState.OPEN)
    others = Centre.objects.bulk_create(
        Centre(slug=f"centre-{rank}", usual_name=f"Centre {rank}", zone=ici.zone)
        for rank in range(summaries.INLINE_FORMS)
    )
    Collection.objects.bulk_create(Collection(campaign=campaign, centre=one) for one in others)
    form = form_of(campaign, ici, state=S.SUBMITTED)
    summaries.refresh(YEAR)
    return form


def test_the_figures_of_a_large_year_follow_by_a_worker(large, cast, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        COLLECTION_WORKFLOW.move(large, "verify", actor=cast.regional)
    before = summaries.stored_summaries([YEAR])[YEAR].figures
    for waiting in DBTaskResult.objects.all():
        waiting.task.call(*waiting.args_kwargs["args"])
    after = summaries.stored_summaries([YEAR])[YEAR].figures

    assert (before.asked, before.answered) == (summaries.INLINE_FORMS + 1, 0)
    assert (after.asked, after.answered, summaries.differences(YEAR)) == (summaries.INLINE_FORMS + 1, 1, [])


def test_acts_that_follow_one_another_wait_for_one_recomputation(large, django_capture_on_commit_callbacks):
    for _ in range(3):
        with django_capture_on_commit_callbacks(execute=True):
            refresh_or_enqueue(YEAR)
    assert [one.task for one in DBTaskResult.objects.all()] == [refresh_year]

    DBTaskResult.objects.update(status="RUNNING")  # it may have read the answers already
    with django_capture_on_commit_callbacks(execute=True):
        refresh_or_enqueue(YEAR)
    assert DBTaskResult.objects.count() == 2


def test_an_act_that_fails_asks_for_nothing(large, django_capture_on_commit_callbacks):
    def act():
        with transaction.atomic():
            refresh_or_enqueue(YEAR)
            raise RuntimeError

    with django_capture_on_commit_callbacks(execute=True), pytest.raises(RuntimeError):
        act()

    assert DBTaskResult.objects.count() == 0
