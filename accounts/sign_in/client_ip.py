"""The address of the client, behind our own proxies."""

from __future__ import annotations

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest


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
