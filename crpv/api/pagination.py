"""Pages of the lists of the API."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from crpv.api.dispatch import ApiRequest
from crpv.api.problems import absent

LINK = {"type": ["string", "null"]}


def paged(request: ApiRequest, rows: Sequence[Any], path: str, **filters: Any) -> dict[str, Any]:
    """One page of the rows, how many there are in all, and the addresses of the next and previous pages.

    `filters` are the other parameters, repeated in those addresses. A page beyond the last is absent (404).
    """
    page, per_page = request["page"], request["par_page"]
    pages = max(1, -(-len(rows) // per_page))
    if page > pages:
        raise absent(f"Cette liste a {pages} page{'s' if pages > 1 else ''} : la page {page} n’existe pas.")
    query = {name: value for name, value in filters.items() if value is not None}

    def address(number: int) -> str | None:
        if not 1 <= number <= pages:
            return None
        return request.absolute(f"{path}?{urlencode({**query, 'page': number, 'par_page': per_page})}")

    return {
        "total": len(rows),
        "page": page,
        "pages": pages,
        "suivante": address(page + 1),
        "precedente": address(page - 1),
        "resultats": list(rows[(page - 1) * per_page : page * per_page]),
    }


def page_schema(row: dict[str, Any], **more: dict[str, Any]) -> dict[str, Any]:
    """The JSON Schema of such a page, with the properties `more`."""
    count = {"type": "integer", "minimum": 0}
    counts = {"total": count, "page": count, "pages": count, "suivante": LINK, "precedente": LINK}
    properties = {**more, **counts, "resultats": {"type": "array", "items": row}}
    return {
        "type": "object", "properties": properties, "required": list(properties), "additionalProperties": False,
    }  # fmt: skip
