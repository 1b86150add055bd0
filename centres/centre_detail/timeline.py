"""The history of a centre in French sentences, with days and sources. Pure: facts in, events out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise

from centres.centre_detail.history import Fact, FactKind
from documents.french import counted, kilometres, listed

EventBuilder = Callable[[list[Fact]], Iterator["Event"]]
DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Event:
    """One event of a centre, in one French sentence."""

    day: dt.date
    sentence: str
    source: str
    to_confirm: bool


def events_of(facts: Iterable[Fact]) -> list[Event]:
    """The events made by the facts, the latest first."""
    ordered = sorted(facts, key=lambda fact: (fact.kind, fact.valid_from, fact.code))
    events = [
        event for kind, same in groupby(ordered, lambda fact: fact.kind) for event in EVENT_BUILDERS[kind](list(same))
    ]
    return sorted(events, key=lambda event: event.day, reverse=True)


def _identities(facts: list[Fact]) -> Iterator[Event]:
    first = facts[0]
    carrier = [f"activité portée par {first.detail}"] if first.detail else []
    seat = [f"siège à {first.place}"] if first.place else []
    yield _begins(first, ", ".join([f"{first.label}\u00a0: {first.legal_form}", *carrier, *seat]))
    for before, after in pairwise(facts):
        changes = []
        if after.label != before.label:
            changes.append(f"prend le nom «\u00a0{after.label}\u00a0»")
        if after.code != before.code:
            changes.append(f"change de forme\u00a0: {after.legal_form}")
        if after.detail != before.detail:
            changes.append(f"est porté par {after.detail}" if after.detail else "devient sa propre structure")
        if after.place != before.place and after.place:
            changes.append(f"a son siège à {after.place}")
        if changes:
            yield _begins(after, listed(changes))


def _perimeters(facts: list[Fact]) -> Iterator[Event]:
    first = facts[0].valid_from
    for day, group in groupby(facts, lambda fact: fact.valid_from):
        joined = list(group)
        yield _together(day, joined, "couvre" if day == first else "s’étend à")
    closed = sorted((fact for fact in facts if fact.valid_to), key=lambda fact: (fact.valid_to, fact.code))
    for day, group in groupby(closed, lambda fact: fact.valid_to + DAY):
        yield _together(day, list(group), "ne couvre plus")


def _together(day: dt.date, facts: list[Fact], verb: str) -> Event:
    """One event for several départements on one day, with all their sources."""
    sources = "\u202f; ".join(sorted({fact.source for fact in facts}))
    names = listed([f"{fact.label} ({fact.code})" for fact in facts])
    if len(facts) > 1:
        names = f"{counted(len(facts), 'département')}\u00a0: {names}"
    return Event(day, _capitalised(f"{verb} {names}"), sources, any(fact.to_confirm for fact in facts))


def _recognitions(facts: list[Fact]) -> Iterator[Event]:
    for fact in facts:
        yield _begins(fact, f"agrément\u00a0: {fact.label}" if fact.label else "agrément")
        if fact.valid_to:
            yield Event(fact.valid_to + DAY, _capitalised("fin de l’agrément"), fact.source, fact.to_confirm)


EVENT_BUILDERS: dict[FactKind, EventBuilder] = {
    FactKind.IDENTITY: _identities,
    FactKind.PERIMETER: _perimeters,
    FactKind.LEAD: lambda facts: (_begins(fact, f"région chef de file\u00a0: {fact.label}") for fact in facts),
    FactKind.RECOGNITION: _recognitions,
    FactKind.DISTRICTS: lambda facts: (
        _begins(fact, f"{counted(fact.number, 'quartier prioritaire', 'quartiers prioritaires')}, liste {fact.vintage}")
        for fact in facts
    ),
    FactKind.DISTANCE: lambda facts: (
        _begins(fact, f"médiane des distances\u00a0: {kilometres(fact.number)}, {fact.method}") for fact in facts
    ),
}


def _begins(fact: Fact, sentence: str) -> Event:
    return Event(fact.valid_from, _capitalised(sentence), fact.source, fact.to_confirm)


def _capitalised(sentence: str) -> str:
    return f"{sentence[0].upper()}{sentence[1:]}."
