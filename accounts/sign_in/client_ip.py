"""Where a request comes from, when other machines of ours stand in front of the site."""

from __future__ import annotations

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest


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
