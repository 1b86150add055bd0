"""What deserves a second look without blocking anything (R-04, R-06, R-18, R-25, R-35, R-42…), and what is noted."""

from __future__ import annotations

from governance.classification_types import ActionFacts, Caution, MissionCode


def warnings(facts: ActionFacts, mission: MissionCode, *, is_core: bool) -> tuple[Caution, ...]:
    """Return the warnings."""
    return ()


def notes(facts: ActionFacts, mission: MissionCode, *, is_core: bool) -> tuple[Caution, ...]:
    """Return the notes."""
    return ()
