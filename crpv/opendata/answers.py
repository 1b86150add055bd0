"""How a file of data is answered: its print, its date, how long it may be kept, and that anybody may read it."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag

FOR_EVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "public, max-age=300"


def data_answer(
    request: HttpRequest, content: bytes, media_type: str, *, name: str, at: datetime | None = None,
    is_immutable: bool = False,
) -> HttpResponseBase:  # fmt: skip
    """The file, or 304 when the reader has it already; any site may read it (no cookie matters here)."""
    etag = quote_etag(hashlib.sha256(content).hexdigest())
    moment = int(at.timestamp()) if at else None
    response = HttpResponse(content, content_type=media_type)
    response["ETag"] = etag
    if moment is not None:
        response["Last-Modified"] = http_date(moment)
    response["Cache-Control"] = FOR_EVER if is_immutable else ASK_AGAIN
    response["Access-Control-Allow-Origin"] = "*"
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return get_conditional_response(request, etag=etag, last_modified=moment, response=response) or response
