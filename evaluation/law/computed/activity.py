"""What actions and their sessions give: missions, activity, publics (§4.3, M1, M2, AC, QP, HC-01). Pure.

Sessions that took place in the civil year, of core actions but where said. No programme in the application: blank.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Final

from documents.french import counted, number, typeset
from evaluation.law.aggregation import Measure
from evaluation.law.computed.facts import ActionFact, SessionFact, YearFacts
from evaluation.law.computed.figures import ONE, ZERO, Computed, Line, by_key, portion, quotient, total
from governance.law.codes import Mission, Mode, Nature, NetworkType

NOT_ON_SITE: Final = frozenset({Mode.REMOTE, Mode.HYBRID})
ON_DEMAND: Final = Mission.C1
"""R-24, R-33: a core mission put out of the core is another mission on demand."""


def core(facts: YearFacts, *missions: str) -> list[ActionFact]:
    """The core actions carried out in the year, of these missions only when they are named."""
    return [
        one
        for one in facts.actions
        if one.nature == Nature.CORE and one.is_done(facts.year) and (not missions or one.mission in missions)
    ]


def _with_sessions(facts: YearFacts, *missions: str) -> list[tuple[ActionFact, list[SessionFact]]]:
    found = [(one, one.held(facts.year)) for one in core(facts, *missions)]
    return [(one, sessions) for one, sessions in found if sessions]


def line_of(action: ActionFact, amount: Decimal, detail: str = "") -> Line:
    return Line(
        kind="action", pk=action.pk, label=action.title, amount=amount, detail=typeset(detail), year=action.year
    )


def _duration(sessions: Iterable[SessionFact]) -> Decimal:
    return sum((one.half_days for one in sessions), ZERO)


def _people(sessions: Iterable[SessionFact]) -> Decimal:
    return Decimal(sum(one.people for one in sessions))


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
        held = _with_sessions(facts, *missions)
        amount = sum((_duration(sessions) for _, sessions in held), ZERO)
        count = sum(len(sessions) for _, sessions in held)
        told = f"{_half_days_words(amount)} : {_sessions(count)} de {_actions(len(held))}."
        parts = by_key((one.format, _duration(sessions)) for one, sessions in held) if missions == (Mission.M2,) else {}
        lines = [line_of(one, _duration(sessions), _sessions(len(sessions))) for one, sessions in held]
        return total(amount, lines, told, parts)

    return derive


def attendances(mission: str) -> Callable[[YearFacts], Computed | None]:
    """Presences at the core sessions of one mission: a person counts at each session."""

    def derive(facts: YearFacts) -> Computed | None:
        if not facts.has_programme:
            return None
        held = _with_sessions(facts, mission)
        amount = sum((_people(sessions) for _, sessions in held), ZERO)
        count = sum(len(sessions) for _, sessions in held)
        told = f"{counted(amount, 'participation', 'participations')} à {_sessions(count)} de {_actions(len(held))}."
        return total(amount, [line_of(one, _people(s), _sessions(len(s))) for one, s in held], told)

    return derive


def _network_key(action: ActionFact) -> str:
    return " ".join(action.network_name.split()).casefold() or f"action {action.pk}"


def _networks(facts: YearFacts) -> dict[str, list[ActionFact]]:
    found: dict[str, list[ActionFact]] = {}
    for action, _ in _with_sessions(facts, Mission.M1):
        found.setdefault(_network_key(action), []).append(action)
    return found


def _network_lines(networks: dict[str, list[ActionFact]], *, open_only: bool) -> list[Line]:
    lines = []
    for actions in networks.values():
        counts = not open_only or _is_open(actions)
        for rank, action in enumerate(actions):
            lines.append(line_of(action, ONE if counts and rank == 0 else ZERO, action.network_name))
    return lines


def _is_open(actions: Iterable[ActionFact]) -> bool:
    return any(one.network_type == NetworkType.OPEN for one in actions)


def networks(facts: YearFacts) -> Computed | None:
    """M1-02: distinct networks that held a session; without a name, each action is one."""
    if not facts.has_programme:
        return None
    found = _networks(facts)
    actions = sum(len(one) for one in found.values())
    told = f"{counted(len(found), 'réseau', 'réseaux')} : {_actions(actions)} de la mission 1 ayant tenu une séance."
    return total(Decimal(len(found)), _network_lines(found, open_only=False), told)


def open_networks(facts: YearFacts) -> Computed | None:
    """M1-03: the share of them that are thematic and open to mainstream services."""
    if not facts.has_programme:
        return None
    found = _networks(facts)
    opened = sum(_is_open(one) for one in found.values())
    told = f"{number(opened)} sur {counted(len(found), 'réseau', 'réseaux')} : thématique et ouvert au droit commun."
    return portion(Decimal(opened), Decimal(len(found)), _network_lines(found, open_only=True), told)


def inter_actor(facts: YearFacts) -> Computed | None:
    """M1-05, R-18: M1 actions that brought together two publics at least, among those whose presences are recorded."""
    if not facts.has_programme:
        return None
    told = [
        (one, {public for session in sessions for public in _publics_of(session)})
        for one, sessions in _with_sessions(facts, Mission.M1)
    ]
    recorded = [(one, publics) for one, publics in told if publics]
    met = sum(len(publics) > 1 for _, publics in recorded)
    lines = [
        line_of(one, Decimal(len(publics) > 1), counted(len(publics), "public", "publics")) for one, publics in recorded
    ]
    sentence = f"{number(met)} sur {_actions(len(recorded))} de la mission 1 : au moins deux publics réunis."
    return portion(Decimal(met), Decimal(len(recorded)), lines, sentence)


def _publics_of(session: SessionFact) -> set[str]:
    return {one.public for one in session.attendances if one.people}


def formats(wanted: str, singular: str, plural: str, *, per_session: bool) -> Callable[[YearFacts], Computed | None]:
    """M2 core actions of one format that held a session: the actions (cycles), or their sessions (trainings, R-23)."""

    def derive(facts: YearFacts) -> Computed | None:
        if not facts.has_programme:
            return None
        held = [(one, sessions) for one, sessions in _with_sessions(facts, Mission.M2) if one.format == wanted]
        lines = [
            line_of(one, Decimal(len(sessions)) if per_session else ONE, _sessions(len(sessions)))
            for one, sessions in held
        ]
        amount = sum((line.amount for line in lines), ZERO)
        told = f"{counted(amount, singular, plural)} : {_actions(len(held))} ayant tenu au moins une séance."
        return total(amount, lines, told)

    return derive


def mean_attendance(facts: YearFacts) -> Computed | None:
    """M2-05: presences per M2 session."""
    if not facts.has_programme:
        return None
    held = _with_sessions(facts, Mission.M2)
    people = sum((_people(sessions) for _, sessions in held), ZERO)
    count = sum(len(sessions) for _, sessions in held)
    told = f"{counted(people, 'participation', 'participations')} pour {_sessions(count)} de la mission 2."
    return quotient(people, Decimal(count), [line_of(one, _people(s), _sessions(len(s))) for one, s in held], told)


def among(
    mission: str, is_counted: Callable[[ActionFact], bool], words: str, *, closed: bool = False
) -> Callable[[YearFacts], Computed | None]:
    """The share of the core actions of a mission that answer `is_counted`; `closed`: among those declared done only."""

    def derive(facts: YearFacts) -> Computed | None:
        if not facts.has_programme:
            return None
        actions = [one for one in core(facts, mission) if not closed or one.is_closed(facts.year)]
        chosen = sum(is_counted(one) for one in actions)
        told = f"{number(chosen)} sur {_actions(len(actions))} de la mission {mission[1]} : {words}."
        lines = [line_of(one, Decimal(is_counted(one))) for one in actions]
        return portion(Decimal(chosen), Decimal(len(actions)), lines, told)

    return derive


def satisfaction(facts: YearFacts) -> Computed | None:
    """M2-07: satisfied answers among those received; blank when no action was evaluated."""
    rated = [one for one in core(facts, Mission.M2) if one.answered]
    if not rated:
        return None
    top, bottom = sum(one.satisfied or 0 for one in rated), sum(one.answered or 0 for one in rated)
    told = f"{counted(top, 'réponse satisfaite', 'réponses satisfaites')} sur {number(bottom)}, {_actions(len(rated))}."
    lines = [line_of(one, Decimal(one.satisfied or 0), f"sur {number(one.answered or 0)}") for one in rated]
    return portion(Decimal(top), Decimal(bottom), lines, told)


def duration_share(
    is_counted: Callable[[ActionFact, SessionFact], bool], words: str
) -> Callable[[YearFacts], Computed | None]:
    """The share of the core half-days whose session answers `is_counted`."""

    def derive(facts: YearFacts) -> Computed | None:
        if not facts.has_programme:
            return None
        held = _with_sessions(facts)
        bottom = sum((_duration(sessions) for _, sessions in held), ZERO)
        lines = [
            line_of(one, _duration(s for s in held_ if is_counted(one, s)), f"sur {_half_days_words(_duration(held_))}")
            for one, held_ in held
        ]
        top = sum((line.amount for line in lines), ZERO)
        told = f"{number(top)} sur {_half_days_words(bottom)} socle : {words}."
        return portion(top, bottom, [line for line in lines if line.amount], told)

    return derive


def themes(facts: YearFacts) -> Computed | None:
    """AC-03: core half-days by the main theme of the action."""
    if not facts.has_programme:
        return None
    held = _with_sessions(facts)
    parts = by_key((one.theme, _duration(sessions)) for one, sessions in held)
    lines = [line_of(one, _duration(sessions), one.theme) for one, sessions in held]
    told = f"{_half_days_words(sum(parts.values(), ZERO))} socle, {counted(len(parts), 'thème', 'thèmes')}."
    return Computed(measure=Measure(parts=parts), lines=tuple(lines), sentence=typeset(told))


def publics(facts: YearFacts) -> Computed | None:
    """AC-04: presences at core sessions, by public."""
    if not facts.has_programme:
        return None
    held = _with_sessions(facts)
    parts = by_key((one.public, Decimal(one.people)) for _, s in held for session in s for one in session.attendances)
    amount = sum(parts.values(), ZERO)
    count = sum(len(sessions) for _, sessions in held)
    told = f"{counted(amount, 'participation', 'participations')} à {_sessions(count)} socle."
    return total(amount, [line_of(one, _people(s), _sessions(len(s))) for one, s in held], told, parts)


def mainstream(facts: YearFacts) -> Computed | None:
    """QP-10: presences from mainstream services among all those of core sessions."""
    if not facts.has_programme:
        return None
    held = _with_sessions(facts)
    lines = [line_of(one, _mainstream(sessions), f"sur {number(_people(sessions))}") for one, sessions in held]
    top, bottom = sum((line.amount for line in lines), ZERO), sum((_people(s) for _, s in held), ZERO)
    told = f"{number(top)} sur {counted(bottom, 'participation', 'participations')} : droit commun."
    return portion(top, bottom, lines, told)


def _mainstream(sessions: Iterable[SessionFact]) -> Decimal:
    return Decimal(sum(one.mainstream for session in sessions for one in session.attendances))


def elected(facts: YearFacts) -> Computed | None:
    """QP-12, R-127: core actions for elected people that held a session."""
    if not facts.has_programme:
        return None
    held = [(one, sessions) for one, sessions in _with_sessions(facts) if one.is_for_elected]
    count = sum(len(sessions) for _, sessions in held)
    told = f"{counted(len(held), 'action dédiée', 'actions dédiées')} aux élus, {_sessions(count)}."
    return total(Decimal(len(held)), [line_of(one, ONE, _sessions(len(s))) for one, s in held], told)


def complementary(facts: YearFacts) -> Computed | None:
    """HC-01: complementary actions carried out, by case; a core mission put out of the core is on demand (C1)."""
    if not facts.has_programme:
        return None
    done = [one for one in facts.actions if one.nature == Nature.COMPLEMENTARY and one.is_done(facts.year)]
    cases = [(one, one.mission if one.mission.startswith("C") else ON_DEMAND) for one in done]
    told = f"{counted(len(done), 'mission complémentaire active', 'missions complémentaires actives')}."
    parts = by_key((case, ONE) for _, case in cases)
    return total(Decimal(len(done)), [line_of(one, ONE, case) for one, case in cases], told, parts)
