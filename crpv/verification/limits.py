"""How often one address may ask: a count in the cache, forgotten at the end of its minute."""

from __future__ import annotations

import time

from django.core.cache import cache
from django.http import HttpRequest

from accounts.addresses import client_ip

PER_MINUTE = 20
MINUTE = 60


def is_too_often(request: HttpRequest) -> bool:
    """Count this question; whether its address asked more than PER_MINUTE of them in this minute.

    The count is that of each process of the site: with three of them, an address may ask three times as often.
    """
    key = f"verifier:{client_ip(request)}:{int(time.time() // MINUTE)}"
    cache.add(key, 0, timeout=2 * MINUTE)
    return cache.incr(key) > PER_MINUTE
