"""Limits of a session: three hours without a request, twelve hours in all."""

from __future__ import annotations

import datetime as dt
from enum import Enum

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.utils import timezone

OPENED_AT, ACTIVE_AT = "session_opened", "session_seen"
STEP = dt.timedelta(minutes=1)  # most pages then cost no write
# Who signed in, when, from where (CNIL, délibération n° 2021-122: six months to a year).
TRACES_RETENTION = dt.timedelta(days=365)


class Ending(Enum):
    """Why a session ends by itself."""

    IDLE = "Vous avez été déconnecté après trois heures sans activité. Reconnectez-vous pour continuer."
    TOO_OLD = "Votre session a duré douze heures, la durée la plus longue permise. Reconnectez-vous pour continuer."


def open_now(session: SessionBase) -> None:
    """Start the delays of the session, at sign-in."""
    session[OPENED_AT] = session[ACTIVE_AT] = timezone.now().timestamp()


def start_if_needed(session: SessionBase) -> None:
    """Start the delays of a session that was not opened by the sign-in page."""
    if OPENED_AT not in session:
        open_now(session)


def ending_of(session: SessionBase) -> Ending | None:
    """Why the session must end now, if it must."""
    now = timezone.now().timestamp()
    if now - session[OPENED_AT] > settings.SESSION_COOKIE_AGE:
        return Ending.TOO_OLD
    return Ending.IDLE if now - session[ACTIVE_AT] > settings.SESSION_IDLE_AGE else None


def touch(session: SessionBase) -> None:
    """Record that the session is active, once a minute at most."""
    now = timezone.now().timestamp()
    if now - session[ACTIVE_AT] > STEP.total_seconds():
        session[ACTIVE_AT] = now
