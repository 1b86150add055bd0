"""Recorded work made up for the tests of derivation: by hand, or at random."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from hypothesis import strategies as st

from evaluation.law.computed.facts import (
    ActionFact,
    AttendanceFact,
    BudgetFact,
    MeetingFact,
    ProductionFact,
    SessionFact,
    YearFacts,
)

YEAR = 2025
PUBLICS = ("elus", "associations", "habitants")
FORMATS = ("formation", "cycle_qualification", "debat", "reseau")


def session(on="2025-03-04", half_days=1, *, pk=1, mode="presentiel", held=True, **people):
    """A session; `session(elus=4, associations=(8, 3))`: eight people, three of them from mainstream services."""
    told = {public: count if isinstance(count, tuple) else (count, 0) for public, count in people.items()}
    return SessionFact(
        pk=pk, on=dt.date.fromisoformat(on), half_days=Decimal(str(half_days)), mode=mode, is_held=held,
        attendances=tuple(AttendanceFact(public=key, people=all_, mainstream=of_them)
                          for key, (all_, of_them) in told.items()),
    )  # fmt: skip


def action(mission="M1", *sessions, pk=1, **more):
    given = {"title": f"Action {pk}", "year": YEAR, "format": "reseau", "theme": "education"}
    return ActionFact(pk=pk, mission=mission, sessions=sessions, **(given | more))


def production(pk=1, *, on="2025-06-01", kind="note", centres=(1,), **more):
    return ProductionFact(
        pk=pk, title=f"Production {pk}", kind=kind, published_on=dt.date.fromisoformat(on), centres=frozenset(centres),
        **more,
    )  # fmt: skip


def income(funder, amount, destination="socle", pk=1):
    return BudgetFact(pk=pk, funder=funder, destination=destination, amount=Decimal(amount), label=funder)


def meeting(body="decisionnelle", pk=1, *, came=True):
    return MeetingFact(pk=pk, label="Réunion", on=dt.date(2025, 5, 5), body=body, is_present=came)


def kept(*actions, **more):
    """A year that is kept in the application."""
    return YearFacts(centre=1, year=YEAR, has_programme=True, actions=actions, **more)


NOTHING = YearFacts(centre=1, year=YEAR)

counts = st.dictionaries(
    st.sampled_from(PUBLICS), st.tuples(st.integers(0, 30), st.integers(0, 30)).map(lambda two: (max(two), min(two)))
)
sessions = st.builds(
    lambda day, half_days, mode, held, people, pk: session(str(day), half_days, pk=pk, mode=mode, held=held, **people),
    st.dates(dt.date(2024, 11, 1), dt.date(2026, 2, 1)),
    st.sampled_from([Decimal("0.5"), Decimal(1), Decimal(2)]),
    st.sampled_from(["presentiel", "distanciel", "hybride"]),
    st.booleans(),
    counts,
    st.integers(1, 10**6),
)
actions = st.builds(
    lambda mission, held, **more: action(mission, *held, **more),
    st.sampled_from(["M1", "M2", "M3", "C1", "C5"]),
    st.lists(sessions, max_size=5),
    pk=st.integers(1, 10**6),
    nature=st.sampled_from(["socle", "complementaire"]),
    state=st.sampled_from(["planned", "done", "cancelled", "capitalised"]),
    year=st.sampled_from([YEAR - 1, YEAR]),
    format=st.sampled_from(FORMATS),
    theme=st.sampled_from(["education", "sante"]),
    network_type=st.sampled_from(["", "ouvert", "specifique"]),
    network_name=st.sampled_from(["", "Santé", " santé ", "Éducation"]),
    on_underequipped_sites=st.booleans(),
    is_for_elected=st.booleans(),
    targets_a_place=st.booleans(),
)
programmes = st.lists(actions, max_size=8, unique_by=lambda one: one.pk)
