"""The conventions of the demonstration: every stage, loaded once, every invention marked."""

import datetime as dt

import pytest
from django.utils import timezone

from crpv.demonstration.conventions import last_recorded_year
from governance.conventions.schedule import alerts_of
from governance.enums import ConventionKind, ConventionState
from governance.models import Convention


def test_every_stage_is_there(loaded):
    states = set(Convention.objects.values_list("state", flat=True))
    assert set(ConventionState.values) - states == set()
    assert set(Convention.objects.values_list("kind", flat=True)) == set(ConventionKind.values)


def test_every_invention_is_marked(loaded):
    assert Convention.objects.exclude(purpose__startswith="Donnée de démonstration").count() == 0


def test_the_scenes_that_agents_meet_are_told(loaded):
    """R-75: an amendment is missing; R-82: a term passed five months ago without its final review."""
    today = timezone.localdate()
    labo = Convention.objects.get(centre__slug="labo-cites")
    assert 150 <= (today - labo.ends_on).days <= 184
    assert [alert.code for alert in alerts_of(labo, today)] == ["final_review"]
    banlieue = Convention.objects.get(centre__slug="profession-banlieue")
    assert "amendment_late" in [alert.code for alert in alerts_of(banlieue, today)]


@pytest.mark.parametrize(
    ("today", "year"), [(dt.date(2026, 9, 30), 2025), (dt.date(2026, 10, 1), 2026), (dt.date(2027, 1, 5), 2026)]
)
def test_no_act_is_told_before_its_day(today, year):
    assert last_recorded_year(today) == year
