"""Publishing a document: its reference, its bytes kept for ever, its fingerprint (nothing else ever writes them)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from documents.models import PublishedDocument, PublishedError
from documents.published.fingerprint import fingerprint


@dataclass(frozen=True, kw_only=True)
class Imprint:
    """The name of a document to publish: family « AVIS-2025-reso-villes », version 1, maybe a supplement « R »."""

    family: str
    version: int
    supplement: str = ""

    @property
    def reference(self) -> str:
        """« AVIS-2025-reso-villes-1 », « AVIS-2025-reso-villes-1-R »."""
        return "-".join(part for part in (self.family, str(self.version), self.supplement) if part)


def register(
    imprint: Imprint,
    content: bytes,
    *,
    kind: str,
    title: str,
    published_at: datetime,
    context_seal: str,
    address: str,
) -> PublishedDocument:
    """Keep these bytes under this name, for ever. Publishing the same bytes again changes nothing.

    `PublishedError` when other bytes, or another frozen content, already bear the name.
    """
    frozen = {
        "family": imprint.family, "version": imprint.version, "supplement": imprint.supplement, "kind": kind,
        "title": title, "published_at": published_at, "context_seal": context_seal, "address": address,
        "sha256": fingerprint(content), "content": content, "size": len(content),
    }  # fmt: skip
    kept, _ = PublishedDocument.objects.light().get_or_create(reference=imprint.reference, defaults=frozen)
    if (kept.sha256, kept.context_seal) != (frozen["sha256"], context_seal):
        raise PublishedError(
            f"{imprint.reference} est déjà publié avec un autre contenu : publiez une nouvelle version."
        )
    return kept


def published(reference: str) -> PublishedDocument | None:
    """The document of this reference, without its bytes; None when there is none (1 query)."""
    return PublishedDocument.objects.light().filter(reference=reference).first()


def printed_among(references: Iterable[str]) -> set[str]:
    """Those of these references that the register keeps (1 query)."""
    return set(PublishedDocument.objects.filter(reference__in=list(references)).values_list("reference", flat=True))


def fault_of(document: PublishedDocument) -> str:
    """What is wrong with the bytes that are kept, in one sentence; empty when they are those that were published."""
    content = bytes(document.content)
    if len(content) != document.size:
        return f"{document.reference} : {len(content)} octets gardés au lieu de {document.size}."
    if fingerprint(content) != document.sha256:
        return f"{document.reference} : les octets gardés ne sont plus ceux qui ont été publiés."
    return ""


def faults() -> Iterator[str]:
    """One French sentence for each document whose kept bytes are no longer those that were published."""
    for document in PublishedDocument.objects.order_by("pk").iterator(chunk_size=20):
        if fault := fault_of(document):
            yield fault
