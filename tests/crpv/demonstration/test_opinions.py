"""The opinions of the demonstration: 2024 all transmitted, one late; 2025 at every stage; every invention marked."""

from crpv.demonstration.opinions import LATE_IN_2024, STAGES
from evaluation.enums import OpinionState
from evaluation.models import Opinion, OpinionSection
from evaluation.opinions.printing.view import print_view


def test_every_stage_is_there_once_and_marked(loaded):
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


def test_nothing_is_said_twice_differently(loaded):
    """R-98, R-112, R-123, R-124: a threshold that is missed is among the rules annexed, or said to differ from them."""
    apart = set()
    for one in Opinion.objects.filter(year=2025).select_related("centre"):
        told = one.frozen or one.facts
        apart |= {(one.centre.slug, line["code"]) for line in told["figures"] if line["apart"]}
        annexed = {rule["code"] for rule in print_view(told | {"dates": {}, "sections": [], "year": 2025}).findings}
        missed = {line["rule"] for line in told["figures"] if line["is_met"] is False}
        assert missed - annexed == set(), one.centre.slug
    assert apart == set()
