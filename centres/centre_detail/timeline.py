"""The story of a centre in sentences: what changed, when, and where it is written. Pure: facts in, events out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise

from centres.centre_detail.history import Fact, Kind
from documents.french import counted, kilometres, listed

Teller = Callable[[list[Fact]], Iterator["Event"]]
ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Event:
    """Something that happened to a centre, in one sentence."""

    day: dt.date
    sentence: str
    source: str
    to_confirm: bool


def events_of(facts: Iterable[Fact]) -> list[Event]:
    """What the facts tell, the latest first."""
    told = sorted(facts, key=lambda fact: (fact.kind, fact.valid_from, fact.code))
    events = [event for kind, same in groupby(told, lambda fact: fact.kind) for event in TELLERS[kind](list(same))]
    return sorted(events, key=lambda event: event.day, reverse=True)


def _identities(facts: list[Fact]) -> Iterator[Event]:
    yield _begins(facts[0], _introduction(facts[0]))
    for before, after in pairwise(facts):
        if changes := list(_changes(before, after)):
            yield _begins(after, listed(changes))


def _introduction(fact: Fact) -> str:
    carried = [f"activité portée par {fact.detail}"] if fact.detail else []
    seated = [f"siège à {fact.place}"] if fact.place else []
    return ", ".join([f"{fact.label}\u00a0: {fact.legal_form}", *carried, *seated])


def _changes(before: Fact, after: Fact) -> Iterator[str]:
    if after.label != before.label:
        yield f"prend le nom «\u00a0{after.label}\u00a0»"
    if after.code != before.code:
        yield f"change de forme\u00a0: {after.legal_form}"
    if after.detail != before.detail:
        yield f"est porté par {after.detail}" if after.detail else "devient sa propre structure"
    if after.place != before.place and after.place:
        yield f"a son siège à {after.place}"


def _perimeters(facts: list[Fact]) -> Iterator[Event]:
    first = facts[0].valid_from
    for day, group in groupby(facts, lambda fact: fact.valid_from):
        joined = list(group)
        yield _together(day, joined, "couvre" if day == first else "s’étend à")
    closed = sorted((fact for fact in facts if fact.valid_to), key=lambda fact: (fact.valid_to, fact.code))
    for day, group in groupby(closed, lambda fact: fact.valid_to + ONE_DAY):
        yield _together(day, list(group), "ne couvre plus")


def _together(day: dt.date, facts: list[Fact], verb: str) -> Event:
    """Several départements on one day: one sentence, every source."""
    sources = "\u202f; ".join(sorted({fact.source for fact in facts}))
    return Event(day, _capitalised(f"{verb} {_departments(facts)}"), sources, any(fact.to_confirm for fact in facts))


def _departments(facts: list[Fact]) -> str:
    names = listed([f"{fact.label} ({fact.code})" for fact in facts])
    return names if len(facts) == 1 else f"{counted(len(facts), 'département')}\u00a0: {names}"


def _leads(facts: list[Fact]) -> Iterator[Event]:
    for fact in facts:
        yield _begins(fact, f"région chef de file\u00a0: {fact.label}")


def _recognitions(facts: list[Fact]) -> Iterator[Event]:
    for fact in facts:
        yield _begins(fact, f"agrément\u00a0: {fact.label}" if fact.label else "agrément")
        if fact.valid_to:
            yield _ends(fact, "fin de l’agrément")


def _districts(facts: list[Fact]) -> Iterator[Event]:
    for fact in facts:
        count = counted(fact.number, "quartier prioritaire", "quartiers prioritaires")
        yield _begins(fact, f"{count}, liste {fact.vintage}")


def _distances(facts: list[Fact]) -> Iterator[Event]:
    for fact in facts:
        yield _begins(fact, f"médiane des distances\u00a0: {kilometres(fact.number)}, {fact.method}")


TELLERS: dict[Kind, Teller] = {
    Kind.IDENTITY: _identities,
    Kind.PERIMETER: _perimeters,
    Kind.LEAD: _leads,
    Kind.RECOGNITION: _recognitions,
    Kind.DISTRICTS: _districts,
    Kind.DISTANCE: _distances,
}


def _begins(fact: Fact, sentence: str) -> Event:
    return Event(fact.valid_from, _capitalised(sentence), fact.source, fact.to_confirm)


def _ends(fact: Fact, sentence: str) -> Event:
    return Event(fact.valid_to + ONE_DAY, _capitalised(sentence), fact.source, fact.to_confirm)


def _capitalised(sentence: str) -> str:
    return f"{sentence[0].upper()}{sentence[1:]}."
