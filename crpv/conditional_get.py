"""A page that has not changed is not sent again: 304, a few hundred bytes, where a dashboard weighs 37 kB compressed.

The browser asks at each visit (`no-cache`), the view runs with all its checks, and only the body is spared. The mark of
a page is the SHA-256 of what it shows. A form's token is masked anew at each answer and shows nothing: it is left out,
and the secret that it stands for is put in, so that a kept page never holds the token of a session that is over.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response

Page = Callable[[HttpRequest], HttpResponse]
TOKEN: Final = re.compile(rb'(name="csrfmiddlewaretoken" value=")[0-9A-Za-z]{64}(")')


class UnchangedPageMiddleware:
    """Next to the views: what stands around it still adds its headers and its cookies to the short answer."""

    def __init__(self, get_response: Page) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method not in ("GET", "HEAD") or not _is_a_page(response):
            return response
        response["ETag"] = etag = _mark(request, response)
        return get_conditional_response(request, etag=etag, response=response)


def _is_a_page(response: HttpResponse) -> bool:
    is_html = response.get("Content-Type", "").startswith("text/html")
    kept_nowhere = "no-store" in response.get("Cache-Control", "")
    return response.status_code == 200 and is_html and not (response.streaming or kept_nowhere or "ETag" in response)


def _mark(request: HttpRequest, response: HttpResponse) -> str:
    """Weak: two pages that show the same may differ by a token."""
    shown = hashlib.sha256(TOKEN.sub(rb"\1\2", response.content))
    shown.update(request.META.get("CSRF_COOKIE", "").encode())
    return f'W/"{shown.hexdigest()[:32]}"'
