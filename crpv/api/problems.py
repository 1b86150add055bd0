"""Errors of the API, in French: `application/problem+json` (RFC 9457)."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpResponse

MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True)
class Problem(Exception):  # noqa: N818 - the RFC's own word
    """The error of a request: `detail` says what is wrong and what to do."""

    status: int
    title: str
    detail: str
    headers: dict[str, str] = field(default_factory=dict)

    def response(self, instance: str) -> HttpResponse:
        """The response for the address `instance`."""
        content = {"type": "about:blank", "title": self.title, "status": self.status, "detail": self.detail}
        text = json.dumps(content | {"instance": instance}, ensure_ascii=False)
        headers = {"Cache-Control": "no-store", **self.headers}
        return HttpResponse(text.encode(), status=self.status, content_type=MEDIA_TYPE, headers=headers)


def absent(what: str = "Rien ne se trouve à cette adresse, ou ce n’est pas ouvert à ce jeton.") -> Problem:
    """404, the same for what does not exist and for what the caller may not read."""
    return Problem(404, "Introuvable", what)


def misunderstood(detail: str) -> Problem:
    return Problem(400, "Demande mal écrite", detail)


def unknown_caller(detail: str) -> Problem:
    return Problem(401, "Jeton requis", detail, {"WWW-Authenticate": 'Bearer realm="crpv"'})


def too_fast(seconds: int) -> Problem:
    detail = f"Trop de demandes en une minute : recommencez dans {seconds} secondes."
    return Problem(429, "Trop de demandes", detail, {"Retry-After": str(seconds)})


def not_allowed() -> Problem:
    detail = "Cette interface se lit seulement : employez GET ou HEAD."
    return Problem(405, "Méthode refusée", detail, {"Allow": "GET, HEAD"})


SCHEMA: dict[str, Any] = {
    "type": "object",
    "description": "Pourquoi la demande n’a pas de réponse.",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "Ce qui ne va pas, et quoi faire."},
        "instance": {"type": "string"},
    },
    "required": ["type", "title", "status", "detail", "instance"],
    "additionalProperties": False,
}
