"""Sessions of the demonstration, spread over the year, their publics shared out as in a real centre."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from crpv.demonstration.programme_catalogue import PUBLIC_SHARES, Sample
from governance.enums import Mode
from governance.models import Action, Attendance, Session

FIRST_WEEK, LAST_WEEK = 3, 48
AUGUST = (31, 35)


def hold_sessions(actions: Iterable[tuple[Action, Sample]], *, until: dt.date) -> None:
    """Record every session of the actions up to that day, all at once."""
    planned = [
        (session, sample, rank)
        for place, (action, sample) in enumerate(actions)
        for rank, session in enumerate(_sessions_of(action, sample, place))
        if session.on <= until
    ]
    Session.objects.bulk_create(session for session, _, _ in planned)
    Attendance.objects.bulk_create(
        row for session, sample, rank in planned for row in _attendances_of(session, sample, rank)
    )


def _sessions_of(action: Action, sample: Sample, place: int) -> Iterable[Session]:
    """At even distance from one another, away from August, from Tuesday to Thursday."""
    for rank in range(sample.sessions):
        week = FIRST_WEEK + (LAST_WEEK - FIRST_WEEK) * (2 * rank + 1) // (2 * sample.sessions) + place % 3
        if AUGUST[0] <= week <= AUGUST[1]:
            week = AUGUST[1] + 1
        on = dt.date.fromisocalendar(action.programme.year, week, 2 + place % 3)
        mode = (Mode.REMOTE, Mode.HYBRID)[rank % 2] if sample.remote else Mode.ON_SITE
        yield Session(action=action, on=on, half_days=sample.half_days, mode=mode)


def _attendances_of(session: Session, sample: Sample, rank: int) -> Iterable[Attendance]:
    people = sample.people + (rank * 7) % 5 - 2
    for public, share in PUBLIC_SHARES:
        came = round(people * share / 100) if not sample.more.get("is_for_elected") else people * (public == "elus")
        if came:
            on_site = {Mode.ON_SITE: came, Mode.REMOTE: 0, Mode.HYBRID: came // 2}[session.mode]
            yield Attendance(
                session=session, public=public, on_site=on_site, remote=came - on_site,
                mainstream=came // 3 if public in ("agents_collectivites", "agents_etat", "associations") else 0,
            )  # fmt: skip
