"""What each point of a form asks for: never more than it needs."""

import pytest

from evaluation.collection.findings import FormPoint


def finding(**more):
    return FormPoint(**({"code": "M1-01", "section": "M1", "sentence": "", "is_fault": False} | more))


@pytest.mark.parametrize(
    ("found", "duty"),
    [
        (finding(is_blank=True), "à compléter, ou à justifier"),
        (finding(), "à justifier"),
        (finding(is_justified=True, is_blank=True), "justifié"),
        (finding(is_fault=True, is_justified=True), "à corriger"),
    ],
)
def test_a_point_says_only_what_it_needs(found, duty):
    assert found.duty == duty
