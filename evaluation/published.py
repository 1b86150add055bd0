"""The names of the published versions of the indicators, lent to the texts of the conventions (R-78)."""

from __future__ import annotations

from evaluation.enums import ReferentialState
from evaluation.models import Referential


def published_versions() -> list[str]:
    """The published versions, the latest first (1 query)."""
    published = Referential.objects.filter(state=ReferentialState.PUBLISHED)
    return list(published.order_by("-published_on", "-pk").values_list("name", flat=True))
