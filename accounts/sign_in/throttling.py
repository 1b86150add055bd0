"""Delays between attempts to sign in (1, 2, 4… 64 seconds from the third failure in a row, a quarter of an hour from
the tenth), and the limit of requests a minute.

Counts are in the database, shared by the workers. Attempts are counted by account and by address: neither others on the
same network nor the same person elsewhere wait. An account that does not exist waits too. An attempt is counted before
the password is read, so that simultaneous attempts are counted as successive ones; no worker sleeps.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import math
import time
from ipaddress import ip_address

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Case, F, Value, When
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import RateCount, SignInPace


def client_ip(request: HttpRequest) -> str | None:
    """The address given by the outermost of our proxies; what the client wrote before it is ignored."""
    direct = request.META.get("REMOTE_ADDR")
    addresses = request.headers.get("X-Forwarded-For", "").split(",")
    if not settings.TRUSTED_PROXIES or len(addresses) < settings.TRUSTED_PROXIES:
        return direct
    address = addresses[-settings.TRUSTED_PROXIES].strip()
    try:
        ip_address(address)
    except ValueError:
        return direct
    return address


FREE = 3  # failures without delay: a password is often mistyped
LOCKED_FROM = 10
LOCKED = 15 * 60  # seconds
REMEMBERED = dt.timedelta(seconds=LOCKED)


@transaction.atomic
def wait_before_trying(account: str, address: str | None) -> int:
    """0 after counting an attempt (a failure until `forget_failures`); or the seconds to wait, nothing counted."""
    now = timezone.now()
    row, _ = SignInPace.objects.select_for_update().get_or_create(
        account=_sign_in_hmac(account), address=_sign_in_hmac(address or ""), defaults={"last_at": now}
    )
    if now - row.last_at > REMEMBERED:
        row.failures = 0
    remaining = row.last_at + dt.timedelta(seconds=wait_after(row.failures)) - now
    if remaining > dt.timedelta(0):
        return math.ceil(remaining.total_seconds())
    row.failures, row.last_at = row.failures + 1, now
    row.save(update_fields=["failures", "last_at"])
    return 0


def wait_after(failures: int) -> int:
    """The seconds that the next attempt waits after so many failures in a row."""
    if failures < FREE:
        return 0
    return LOCKED if failures >= LOCKED_FROM else 2 ** (failures - FREE)


def forget_failures(account: str, address: str | None = None) -> int:
    """Erase the failures of the account, from `address` or from everywhere; returns how many rows."""
    rows = SignInPace.objects.filter(account=_sign_in_hmac(account))
    return (rows.filter(address=_sign_in_hmac(address)) if address is not None else rows).delete()[0]


def forget_paces() -> int:
    """Erase the failures that no longer delay an attempt; returns how many."""
    return SignInPace.objects.filter(last_at__lt=timezone.now() - REMEMBERED).delete()[0]


def _sign_in_hmac(text: str) -> str:
    return _hmac(f"connexion {text}")


def _hmac(text: str) -> str:
    """A fingerprint from which neither an address nor a token can be read."""
    return hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()


WINDOW = 60  # seconds


@transaction.atomic
def wait_before_next(caller: str, most: int, *, now: float | None = None) -> int:
    """Count a request of `caller`; the seconds to wait when it makes more than `most` in the minute, otherwise 0."""
    now = time.time() if now is None else now
    key, minute = _hmac(caller), int(now // WINDOW)
    incremented = Case(When(minute=minute, then=F("count") + 1), default=Value(1))
    if not RateCount.objects.filter(key=key).update(count=incremented, minute=minute):
        try:
            with transaction.atomic():
                RateCount.objects.create(key=key, minute=minute, count=1)
        except IntegrityError:
            # Another worker counted the first request of the caller meanwhile.
            RateCount.objects.filter(key=key).update(count=incremented, minute=minute)
    count = RateCount.objects.values_list("count", flat=True).get(key=key)
    return WINDOW - int(now % WINDOW) if count > most else 0


def forget_rates() -> int:
    """Erase the counts of past minutes; returns how many."""
    return RateCount.objects.filter(minute__lt=int(time.time() // WINDOW)).delete()[0]
