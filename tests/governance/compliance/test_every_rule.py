"""Every rule of this room is named by a test, or the catalogue says why no software can check it."""

import re

import pytest

from governance.compliance.rules.catalogue import Manner, catalogue
from governance.registers.rules import rank
from tests.house_guards import ROOT

OURS = [*range(15, 89), *range(105, 134)]
MENTION = re.compile(r"\bR-(\d{1,3})\b(?:\s*(?:à|to|-)\s*R-(\d{1,3})\b)?")


def numbers_in(text):
    """The rules that a text names: « R-12 », `test_r_12_…`, « R-12 to R-15 »."""
    found = set()
    for first, last in MENTION.findall(re.sub(r"_r_(\d+)_", r" R-\1 ", text)):
        found |= set(range(int(first), int(last or first) + 1))
    return found


def named_by_tests():
    files = [path for path in sorted((ROOT / "tests").rglob("*.py")) if path.name != "test_every_rule.py"]
    return set().union(*(numbers_in(path.read_text("utf-8")) for path in files))


def left_to_people():
    return {rank(entry.code) for entry in catalogue() if entry.manner is Manner.HUMAN and entry.how}


def test_every_rule_is_tested_or_left_to_people_for_a_reason():
    assert set(OURS) - named_by_tests() - left_to_people() == set()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('"""R-15 and R-17."""', {15, 17}),
        ("R-66 to R-69", {66, 67, 68, 69}),
        ("R-33 à R-35", {33, 34, 35}),
        ("def test_r_02_asks():", {2}),
        ("PR-12 or R-", set()),
    ],
)
def test_a_rule_named_in_a_test_is_found(text, found):
    assert numbers_in(text) == found
