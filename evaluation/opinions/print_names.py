"""The names of the prints of an opinion: itself, then itself with the reply of the centre."""

from __future__ import annotations

from documents.publishing import Imprint
from evaluation.models import Opinion

REPLY = "R"


def imprint_of(opinion: Opinion, supplement: str = "") -> Imprint:
    """« AVIS-2025-reso-villes-1 », « AVIS-2025-reso-villes-1-R »."""
    family = opinion.reference.rsplit("-", 1)[0]
    return Imprint(family=family, version=opinion.version, supplement=supplement)


def imprints_of(opinion: Opinion) -> list[Imprint]:
    """What is to be printed of `opinion`, by name; nothing before its communication."""
    if not opinion.is_communicated:
        return []
    return [imprint_of(opinion), *([imprint_of(opinion, REPLY)] if hasattr(opinion, "reply") else [])]
