"""Answer 304 for a page that has not changed: a few hundred bytes, where a dashboard weighs 37 kB compressed.

The browser asks at each visit (`no-cache`) and the view runs with all its checks: only the body is spared. The ETag is
the SHA-256 of the content. The CSRF token of a form is masked anew at each answer: it is left out, and its secret is
hashed instead, so that a cached page never contains the token of a session that is over.
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
    """ETag and 304 of HTML pages; the innermost middleware: the others add headers and cookies to the short answer."""

    def __init__(self, get_response: Page) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_page = response.status_code == 200 and response.get("Content-Type", "").startswith("text/html")
        is_never_stored = response.streaming or "no-store" in response.get("Cache-Control", "")
        if request.method not in ("GET", "HEAD") or not is_page or is_never_stored or "ETag" in response:
            return response
        # Weak: two pages with the same content may differ by a token.
        digest = hashlib.sha256(TOKEN.sub(rb"\1\2", response.content))
        digest.update(request.META.get("CSRF_COOKIE", "").encode())
        response["ETag"] = etag = f'W/"{digest.hexdigest()[:32]}"'
        return get_conditional_response(request, etag=etag, response=response)
