"""How long a session lasts: three hours without a click, half a day in all."""

from __future__ import annotations

import datetime as dt
from enum import Enum

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.utils import timezone

OPENED, SEEN = "session_opened", "session_seen"
STEP = dt.timedelta(minutes=1)  # written once a minute at most: reading a page costs no write
# Who signed in, when, from where (CNIL, délibération n° 2021-122: six months to a year).
TRACES_KEPT = dt.timedelta(days=365)


class Ending(Enum):
    """Why a session ends by itself."""

    IDLE = "Vous avez été déconnecté après trois heures sans activité. Reconnectez-vous pour continuer."
    TOO_OLD = "Votre session a duré douze heures, la durée la plus longue permise. Reconnectez-vous pour continuer."


def open_now(session: SessionBase) -> None:
    """Start both clocks; to be called when somebody signs in."""
    session[OPENED] = session[SEEN] = timezone.now().timestamp()


def start_if_needed(session: SessionBase) -> None:
    """Start the clocks of a session opened by another door than the sign-in page."""
    if OPENED not in session:
        open_now(session)


def ending_of(session: SessionBase) -> Ending | None:
    """Why the session must end now, if it must."""
    now = timezone.now().timestamp()
    if now - session[OPENED] > settings.SESSION_COOKIE_AGE:
        return Ending.TOO_OLD
    return Ending.IDLE if now - session[SEEN] > settings.SESSION_IDLE_AGE else None


def touch(session: SessionBase) -> None:
    """Remember that the person is there."""
    now = timezone.now().timestamp()
    if now - session[SEEN] > STEP.total_seconds():
        session[SEEN] = now
