"""How often one caller may ask, counted minute by minute in the database, so that every worker counts together."""

from __future__ import annotations

import hashlib
import hmac
import time

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Case, F, Value, When

from accounts.models import RateCount

WINDOW = 60  # seconds


def wait_before_next(caller: str, most: int, *, now: float | None = None) -> int:
    """Count one request of `caller`; 0 when it may go on, otherwise the seconds to wait (more than `most` a minute)."""
    now = time.time() if now is None else now
    minute = int(now // WINDOW)
    return WINDOW - int(now % WINDOW) if _counted(_key_of(caller), minute) > most else 0


def forget_rates() -> int:
    """Erase the counts of minutes that are over; answers how many."""
    return RateCount.objects.filter(minute__lt=int(time.time() // WINDOW)).delete()[0]


@transaction.atomic
def _counted(key: str, minute: int) -> int:
    grown = Case(When(minute=minute, then=F("count") + 1), default=Value(1))
    if not RateCount.objects.filter(key=key).update(count=grown, minute=minute):
        try:
            with transaction.atomic():
                RateCount.objects.create(key=key, minute=minute, count=1)
        except IntegrityError:  # somebody else counted the same caller's first request meanwhile
            RateCount.objects.filter(key=key).update(count=grown, minute=minute)
    return RateCount.objects.values_list("count", flat=True).get(key=key)


def _key_of(caller: str) -> str:
    """The print of the caller: neither an address nor a token can be read from it."""
    return hmac.new(settings.SECRET_KEY.encode(), caller.encode(), hashlib.sha256).hexdigest()
