"""The campaign under way of the demonstration: a form at every state, everything invented said so."""

from collections import Counter

import pytest

from evaluation.collection.queries import form_of
from evaluation.models import Collection, Value


@pytest.fixture
def forms(loaded):
    return Collection.objects.filter(campaign__year=2026).select_related("campaign", "centre")


def test_there_is_a_form_at_every_state_and_one_half_way(forms):
    assert Counter(forms.values_list("state", flat=True)) == {
        "to_fill": 14, "filled": 1, "submitted": 1, "returned": 1, "verified": 2,
    }  # fmt: skip
    form = forms.get(centre__slug="reso-villes")
    shown = form_of(form, form.centre.mandates.get(role="director").user)
    assert 30 <= shown.answered < shown.total
    assert [one.sentence for one in shown.findings if one.is_fault] == []
    assert sum(line.is_computed for line in shown.lines) == 30


def test_what_was_sent_has_nothing_left_to_settle_and_is_frozen(forms):
    for form in forms.filter(state__in=["submitted", "verified"]):
        assert form_of(form, form.certified_by).blockers == []
        assert form.submissions.count() == 1


def test_everything_invented_says_so(forms):
    invented = Value.objects.filter(collection__in=forms).exclude(justification="")
    assert {one.justification.split(" :")[0] for one in invented} == {"Données de démonstration"}
