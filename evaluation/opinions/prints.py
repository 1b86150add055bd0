"""Which prints of an opinion there are, and which are still awaited."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from documents.models import PublishedDocument
from evaluation.models import Opinion
from evaluation.opinions.print_names import imprints_of


@dataclass(frozen=True, kw_only=True)
class Print:
    """One document of an opinion: kept in the register, or awaited (`document` is None)."""

    opinion: Opinion
    reference: str
    has_reply: bool
    document: PublishedDocument | None

    @property
    def is_ready(self) -> bool:
        return self.document is not None


def prints_of(opinions: Iterable[Opinion]) -> list[Print]:
    """The prints of communicated opinions, in their order; the reply of each must have been fetched (1 query)."""
    expected = [(opinion, imprint) for opinion in opinions for imprint in imprints_of(opinion)]
    names = [imprint.reference for _, imprint in expected]
    kept = {one.reference: one for one in PublishedDocument.objects.light().filter(reference__in=names)}
    return [
        Print(
            opinion=opinion,
            reference=imprint.reference,
            has_reply=bool(imprint.supplement),
            document=kept.get(imprint.reference),
        )
        for opinion, imprint in expected
    ]
