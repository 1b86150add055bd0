"""How soon one may try again to sign in: 1, 2, 4… 64 seconds from the third failure in a row, a quarter of an hour from
the tenth.

Counted in the database, so that every worker counts together, by account and by address: neither the others of the
same network, nor the same person elsewhere, wait for somebody's mistakes. An unknown account waits as a known one. An
attempt is counted before the password is read, so that many at once are not more than many in turn; nobody sleeps.
The address is the one that our own proxies give (`client_ip`).
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
    """The visitor's address, as our own proxies tell it; whatever the visitor claims before that is ignored."""
    direct = request.META.get("REMOTE_ADDR")
    told = request.headers.get("X-Forwarded-For", "").split(",")
    if not settings.TRUSTED_PROXIES or len(told) < settings.TRUSTED_PROXIES:
        return direct
    address = told[-settings.TRUSTED_PROXIES].strip()
    return address if _is_address(address) else direct


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


FREE = 3  # failures that cost nothing: a password is often mistyped
LOCKED_FROM = 10
LOCKED = 15 * 60  # seconds
REMEMBERED = dt.timedelta(seconds=LOCKED)


@transaction.atomic
def wait_before_trying(account: str, address: str | None) -> int:
    """Count one attempt, failed until `forget_failures` says otherwise; or the seconds to wait, nothing counted."""
    now = timezone.now()
    row, _ = SignInPace.objects.select_for_update().get_or_create(
        account=_print_of(account), address=_print_of(address or ""), defaults={"last_at": now}
    )
    if now - row.last_at > REMEMBERED:
        row.failures = 0
    left = row.last_at + dt.timedelta(seconds=wait_after(row.failures)) - now
    if left > dt.timedelta(0):
        return math.ceil(left.total_seconds())
    row.failures, row.last_at = row.failures + 1, now
    row.save(update_fields=["failures", "last_at"])
    return 0


def wait_after(failures: int) -> int:
    """The seconds that the next attempt waits after so many failures in a row."""
    if failures < FREE:
        return 0
    return LOCKED if failures >= LOCKED_FROM else 2 ** (failures - FREE)


def forget_failures(account: str, address: str | None = None) -> int:
    """The account may try at once again, from `address` or, without one, from everywhere; answers how many waited."""
    rows = SignInPace.objects.filter(account=_print_of(account))
    return (rows.filter(address=_print_of(address)) if address is not None else rows).delete()[0]


def forget_paces() -> int:
    """Erase what no longer makes anybody wait; answers how many."""
    return SignInPace.objects.filter(last_at__lt=timezone.now() - REMEMBERED).delete()[0]


def _print_of(text: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), f"connexion {text}".encode(), hashlib.sha256).hexdigest()


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
