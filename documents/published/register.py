"""Publish a document: store its reference, its bytes and its fingerprint; nothing else writes `PublishedDocument`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from documents.models import PublishedDocument
from documents.published.write_once import PublishedError, fingerprint


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
    imprint: Imprint, content: bytes, *, kind: str, title: str, published_at: datetime, context: str = ""
) -> PublishedDocument:
    """Store these bytes under this name, for ever. Publishing the same bytes again changes nothing.

    `context` is the fingerprint of the frozen content that they print, empty when the bytes are all that was frozen.
    The caller writes their SHA-256 in the journal. `PublishedError` when other bytes, or another frozen content,
    already have the name.
    """
    sha256 = fingerprint(content)
    context = context or sha256
    frozen = {
        "family": imprint.family, "version": imprint.version, "supplement": imprint.supplement, "kind": kind,
        "title": title, "published_at": published_at, "context_seal": context,
        "address": verification_address(imprint.reference), "sha256": sha256, "content": content, "size": len(content),
    }  # fmt: skip
    document, _ = PublishedDocument.objects.light().get_or_create(reference=imprint.reference, defaults=frozen)
    if (document.sha256, document.context_seal) != (sha256, context):
        raise PublishedError(
            f"{imprint.reference} est déjà publié avec un autre contenu\u00a0: publiez une nouvelle version."
        )
    return document


def verification_address(reference: str) -> str:
    """The address of the page that verifies the document of this reference."""
    return f"{settings.SITE_ADDRESS}/verifier/?reference={reference}"


def published_document(reference: str) -> PublishedDocument | None:
    """The document of this reference, without its bytes; None when there is none (1 query)."""
    return PublishedDocument.objects.light().filter(reference=reference).first()


def registered_references(references: Iterable[str]) -> set[str]:
    """Those of these references that are published (1 query)."""
    return set(PublishedDocument.objects.filter(reference__in=list(references)).values_list("reference", flat=True))
