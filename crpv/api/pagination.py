"""Lists cut in pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from crpv.api.dispatch import Asked
from crpv.api.problems import absent

LINK = {"type": ["string", "null"]}


def paged(asked: Asked, rows: Sequence[Any], path: str, **kept: Any) -> dict[str, Any]:
    """The rows of the page asked, how many there are in all, and the addresses of the pages around it.

    `kept` are the other parameters, repeated in those addresses. A page beyond the last is absent (404).
    """
    page, per_page = asked["page"], asked["par_page"]
    pages = max(1, -(-len(rows) // per_page))
    if page > pages:
        raise absent(f"Cette liste a {pages} page{'s' if pages > 1 else ''} : la page {page} n’existe pas.")
    query = {name: value for name, value in kept.items() if value is not None}

    def address(number: int) -> str | None:
        if not 1 <= number <= pages:
            return None
        return asked.absolute(f"{path}?{urlencode({**query, 'page': number, 'par_page': per_page})}")

    return {
        "total": len(rows),
        "page": page,
        "pages": pages,
        "suivante": address(page + 1),
        "precedente": address(page - 1),
        "resultats": list(rows[(page - 1) * per_page : page * per_page]),
    }


def page_schema(row: dict[str, Any], **more: dict[str, Any]) -> dict[str, Any]:
    """The description of such a page, with what comes beside it."""
    count = {"type": "integer", "minimum": 0}
    told = {"total": count, "page": count, "pages": count, "suivante": LINK, "precedente": LINK}
    properties = {**more, **told, "resultats": {"type": "array", "items": row}}
    return {
        "type": "object", "properties": properties, "required": list(properties), "additionalProperties": False,
    }  # fmt: skip
