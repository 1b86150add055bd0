"""The opinions of the demonstration: 2024 all transmitted, one late; 2025 at every stage; every invention marked."""

import pytest
from django.core.management import call_command

from crpv.demonstration.opinions import LATE_IN_2024, STAGES
from evaluation.models import Opinion, OpinionSection
from evaluation.opinion_enums import OpinionState


@pytest.mark.django_db
def test_every_stage_is_there_once_marked_and_running_it_again_changes_nothing():
    for _ in range(2):
        call_command("demo", verbosity=0)
        before = Opinion.objects.filter(year=2024)
        assert {one.state for one in before} == {OpinionState.TRANSMITTED}
        assert [one.centre.slug for one in before if one.is_late_on(one.transmitted_on)] == [LATE_IN_2024]
        last = Opinion.objects.filter(year=2025)
        assert {one.state for one in last} == set(OpinionState)
        assert [one.centre.slug for one in last if one.version == 2] == [
            slug for slug, stage in STAGES.items() if stage == "corrected"
        ]
        assert Opinion.objects.count() == 2 * len(STAGES) + 1
    texts = OpinionSection.objects.exclude(source="").filter(items=[]).values_list("source", flat=True)
    assert [text for text in texts if not text.startswith("Données de démonstration")] == []
