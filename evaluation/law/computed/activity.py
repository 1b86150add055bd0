"""Indicators computed from actions and their sessions: missions, activity, publics (§4.3, M1, M2, AC, QP, HC-01). Pure.

Sessions that took place in the civil year, of core actions but where said. No programme in the application: blank.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Final

from documents.french import counted, number, typeset
from evaluation.law.aggregation import Measure
from evaluation.law.computed.facts import (
    ONE,
    ZERO,
    ActionFact,
    Computed,
    SessionFact,
    SourceRecord,
    YearFacts,
    by_key,
    portion,
    quotient,
    total,
)
from governance.law.codes import Mission, Mode, Nature, NetworkType

NOT_ON_SITE: Final = frozenset({Mode.REMOTE, Mode.HYBRID})
ON_DEMAND: Final = Mission.C1
"""R-24, R-33: a core mission put out of the core is another mission on demand."""


def core(facts: YearFacts, *missions: str) -> list[ActionFact]:
    """The core actions carried out in the year, of these missions only when they are named."""
    return [
        action
        for action in facts.actions
        if action.nature == Nature.CORE and action.is_done(facts.year) and (not missions or action.mission in missions)
    ]


def _with_sessions(facts: YearFacts, *missions: str) -> list[tuple[ActionFact, list[SessionFact]]]:
    pairs = [(action, action.sessions_in(facts.year)) for action in core(facts, *missions)]
    return [(action, sessions) for action, sessions in pairs if sessions]


def line_of(action: ActionFact, amount: Decimal, detail: str = "") -> SourceRecord:
    return SourceRecord(
        kind="action", pk=action.pk, label=action.title, amount=amount, detail=typeset(detail), year=action.year
    )


def _duration(sessions: Iterable[SessionFact]) -> Decimal:
    return sum((session.half_days for session in sessions), ZERO)


def _people(sessions: Iterable[SessionFact]) -> Decimal:
    return Decimal(sum(session.people for session in sessions))


def _sessions(count: int) -> str:
    return counted(count, "séance", "séances")


def _actions(count: int) -> str:
    return counted(count, "action", "actions")


def _half_days_words(amount: Decimal) -> str:
    return counted(amount, "demi-journée", "demi-journées")


def half_days(*missions: str) -> Callable[[YearFacts], Computed | None]:
    """Half-days of the core sessions of these missions (all when none is named), by format for a single mission 2."""

    def derive(facts: YearFacts) -> Computed | None:
        if not facts.has_programme:
            return None
        active = _with_sessions(facts, *missions)
        amount = sum((_duration(sessions) for _, sessions in active), ZERO)
        count = sum(len(sessions) for _, sessions in active)
        sentence = f"{_half_days_words(amount)} : {_sessions(count)} de {_actions(len(active))}."
        parts = (
            by_key((action.format, _duration(sessions)) for action, sessions in active)
            if missions == (Mission.M2,)
            else {}
        )
        lines = [line_of(action, _duration(sessions), _sessions(len(sessions))) for action, sessions in active]
        return total(amount, lines, sentence, parts)

    return derive


def attendances(mission: str) -> Callable[[YearFacts], Computed | None]:
    """Presences at the core sessions of one mission: a person counts at each session."""

    def derive(facts: YearFacts) -> Computed | None:
        if not facts.has_programme:
            return None
        active = _with_sessions(facts, mission)
        amount = sum((_people(sessions) for _, sessions in active), ZERO)
        count = sum(len(sessions) for _, sessions in active)
        sentence = (
            f"{counted(amount, 'participation', 'participations')} à {_sessions(count)} de {_actions(len(active))}."
        )
        return total(amount, [line_of(action, _people(s), _sessions(len(s))) for action, s in active], sentence)

    return derive


def _networks(facts: YearFacts) -> dict[str, list[ActionFact]]:
    by_name: dict[str, list[ActionFact]] = {}
    for action, _ in _with_sessions(facts, Mission.M1):
        name = " ".join(action.network_name.split()).casefold() or f"action {action.pk}"
        by_name.setdefault(name, []).append(action)
    return by_name


def _network_lines(networks: dict[str, list[ActionFact]], *, open_only: bool) -> list[SourceRecord]:
    lines = []
    for actions in networks.values():
        counts = not open_only or _is_open(actions)
        for rank, action in enumerate(actions):
            lines.append(line_of(action, ONE if counts and rank == 0 else ZERO, action.network_name))
    return lines


def _is_open(actions: Iterable[ActionFact]) -> bool:
    return any(action.network_type == NetworkType.OPEN for action in actions)


def networks(facts: YearFacts) -> Computed | None:
    """M1-02: distinct networks that held a session; without a name, each action is one."""
    if not facts.has_programme:
        return None
    by_name = _networks(facts)
    actions = sum(len(group) for group in by_name.values())
    sentence = (
        f"{counted(len(by_name), 'réseau', 'réseaux')} : {_actions(actions)} de la mission 1 ayant tenu une séance."
    )
    return total(Decimal(len(by_name)), _network_lines(by_name, open_only=False), sentence)


def open_networks(facts: YearFacts) -> Computed | None:
    """M1-03: the share of them that are thematic and open to mainstream services."""
    if not facts.has_programme:
        return None
    by_name = _networks(facts)
    opened = sum(_is_open(group) for group in by_name.values())
    sentence = (
        f"{number(opened)} sur {counted(len(by_name), 'réseau', 'réseaux')} : thématique et ouvert au droit commun."
    )
    return portion(Decimal(opened), Decimal(len(by_name)), _network_lines(by_name, open_only=True), sentence)


def inter_actor(facts: YearFacts) -> Computed | None:
    """M1-05, R-18: M1 actions that brought together two publics at least, among those whose presences are recorded."""
    if not facts.has_programme:
        return None
    publics_by_action = [
        (action, {came.public for session in sessions for came in session.attendances if came.people})
        for action, sessions in _with_sessions(facts, Mission.M1)
    ]
    recorded = [(action, publics) for action, publics in publics_by_action if publics]
    joint = sum(len(publics) > 1 for _, publics in recorded)
    lines = [
        line_of(action, Decimal(len(publics) > 1), counted(len(publics), "public", "publics"))
        for action, publics in recorded
    ]
    sentence = f"{number(joint)} sur {_actions(len(recorded))} de la mission 1 : au moins deux publics réunis."
    return portion(Decimal(joint), Decimal(len(recorded)), lines, sentence)


def formats(format_: str, singular: str, plural: str, *, per_session: bool) -> Callable[[YearFacts], Computed | None]:
    """M2 core actions of one format that held a session: the actions (cycles), or their sessions (trainings, R-23)."""

    def derive(facts: YearFacts) -> Computed | None:
        if not facts.has_programme:
            return None
        active = [
            (action, sessions) for action, sessions in _with_sessions(facts, Mission.M2) if action.format == format_
        ]
        lines = [
            line_of(action, Decimal(len(sessions)) if per_session else ONE, _sessions(len(sessions)))
            for action, sessions in active
        ]
        amount = sum((line.amount for line in lines), ZERO)
        sentence = f"{counted(amount, singular, plural)} : {_actions(len(active))} ayant tenu au moins une séance."
        return total(amount, lines, sentence)

    return derive


def mean_attendance(facts: YearFacts) -> Computed | None:
    """M2-05: presences per M2 session."""
    if not facts.has_programme:
        return None
    active = _with_sessions(facts, Mission.M2)
    people = sum((_people(sessions) for _, sessions in active), ZERO)
    count = sum(len(sessions) for _, sessions in active)
    sentence = f"{counted(people, 'participation', 'participations')} pour {_sessions(count)} de la mission 2."
    return quotient(
        people, Decimal(count), [line_of(action, _people(s), _sessions(len(s))) for action, s in active], sentence
    )


def among(
    mission: str, is_counted: Callable[[ActionFact], bool], words: str, *, closed: bool = False
) -> Callable[[YearFacts], Computed | None]:
    """The share of the core actions of a mission that answer `is_counted`; `closed`: among those declared done only."""

    def derive(facts: YearFacts) -> Computed | None:
        if not facts.has_programme:
            return None
        actions = [action for action in core(facts, mission) if not closed or action.is_closed(facts.year)]
        chosen = sum(is_counted(action) for action in actions)
        sentence = f"{number(chosen)} sur {_actions(len(actions))} de la mission {mission[1]} : {words}."
        lines = [line_of(action, Decimal(is_counted(action))) for action in actions]
        return portion(Decimal(chosen), Decimal(len(actions)), lines, sentence)

    return derive


def satisfaction(facts: YearFacts) -> Computed | None:
    """M2-07: satisfied answers among those received; blank when no action was evaluated."""
    rated = [action for action in core(facts, Mission.M2) if action.answered]
    if not rated:
        return None
    top, bottom = sum(action.satisfied or 0 for action in rated), sum(action.answered or 0 for action in rated)
    sentence = (
        f"{counted(top, 'réponse satisfaite', 'réponses satisfaites')} sur {number(bottom)}, {_actions(len(rated))}."
    )
    lines = [line_of(action, Decimal(action.satisfied or 0), f"sur {number(action.answered or 0)}") for action in rated]
    return portion(Decimal(top), Decimal(bottom), lines, sentence)


def duration_share(
    is_counted: Callable[[ActionFact, SessionFact], bool], words: str
) -> Callable[[YearFacts], Computed | None]:
    """The share of the core half-days whose session answers `is_counted`."""

    def derive(facts: YearFacts) -> Computed | None:
        if not facts.has_programme:
            return None
        active = _with_sessions(facts)
        bottom = sum((_duration(sessions) for _, sessions in active), ZERO)
        lines = [
            line_of(
                action,
                _duration(s for s in sessions if is_counted(action, s)),
                f"sur {_half_days_words(_duration(sessions))}",
            )
            for action, sessions in active
        ]
        top = sum((line.amount for line in lines), ZERO)
        sentence = f"{number(top)} sur {_half_days_words(bottom)} socle : {words}."
        return portion(top, bottom, [line for line in lines if line.amount], sentence)

    return derive


def themes(facts: YearFacts) -> Computed | None:
    """AC-03: core half-days by the main theme of the action."""
    if not facts.has_programme:
        return None
    active = _with_sessions(facts)
    parts = by_key((action.theme, _duration(sessions)) for action, sessions in active)
    lines = [line_of(action, _duration(sessions), action.theme) for action, sessions in active]
    sentence = f"{_half_days_words(sum(parts.values(), ZERO))} socle, {counted(len(parts), 'thème', 'thèmes')}."
    return Computed(measure=Measure(parts=parts), lines=tuple(lines), sentence=typeset(sentence))


def publics(facts: YearFacts) -> Computed | None:
    """AC-04: presences at core sessions, by public."""
    if not facts.has_programme:
        return None
    active = _with_sessions(facts)
    parts = by_key(
        (attendance.public, Decimal(attendance.people))
        for _, s in active
        for session in s
        for attendance in session.attendances
    )
    amount = sum(parts.values(), ZERO)
    count = sum(len(sessions) for _, sessions in active)
    sentence = f"{counted(amount, 'participation', 'participations')} à {_sessions(count)} socle."
    return total(amount, [line_of(action, _people(s), _sessions(len(s))) for action, s in active], sentence, parts)


def mainstream(facts: YearFacts) -> Computed | None:
    """QP-10: presences from mainstream services among all those of core sessions."""
    if not facts.has_programme:
        return None
    active = _with_sessions(facts)
    lines = [
        line_of(
            action,
            Decimal(sum(attendance.mainstream for session in sessions for attendance in session.attendances)),
            f"sur {number(_people(sessions))}",
        )
        for action, sessions in active
    ]
    top, bottom = sum((line.amount for line in lines), ZERO), sum((_people(s) for _, s in active), ZERO)
    sentence = f"{number(top)} sur {counted(bottom, 'participation', 'participations')} : droit commun."
    return portion(top, bottom, lines, sentence)


def elected(facts: YearFacts) -> Computed | None:
    """QP-12, R-127: core actions for elected people that held a session."""
    if not facts.has_programme:
        return None
    active = [(action, sessions) for action, sessions in _with_sessions(facts) if action.is_for_elected]
    count = sum(len(sessions) for _, sessions in active)
    sentence = f"{counted(len(active), 'action dédiée', 'actions dédiées')} aux élus, {_sessions(count)}."
    return total(Decimal(len(active)), [line_of(action, ONE, _sessions(len(s))) for action, s in active], sentence)


def complementary(facts: YearFacts) -> Computed | None:
    """HC-01: complementary actions carried out, by case; a core mission put out of the core is on demand (C1)."""
    if not facts.has_programme:
        return None
    done = [action for action in facts.actions if action.nature == Nature.COMPLEMENTARY and action.is_done(facts.year)]
    cases = [(action, action.mission if action.mission.startswith("C") else ON_DEMAND) for action in done]
    sentence = f"{counted(len(done), 'mission complémentaire active', 'missions complémentaires actives')}."
    parts = by_key((case, ONE) for _, case in cases)
    return total(Decimal(len(done)), [line_of(action, ONE, case) for action, case in cases], sentence, parts)
