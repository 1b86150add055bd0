"""Compare a file or a reference with what was published; the answer never quotes the document itself.

A file is only hashed, and searched for the reference that our PDFs have in their metadata: it is never opened.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from documents.models import PublishedDocument
from documents.published.register import published_document

REFERENCE = re.compile(r"[A-Z]{2,10}(?:-[A-Za-z0-9]+){2,20}")
IN_METADATA = re.compile(rb"<dc:identifier>([A-Za-z0-9-]{5,100})</dc:identifier>")
# Bytes of a piece searched again with the next one: a reference may be cut between two pieces.
OVERLAP = 200


class Verdict(StrEnum):
    """What is certain of a file, or of a reference."""

    AUTHENTIC = "authentic"
    SUPERSEDED = "superseded"
    ALTERED = "altered"
    UNKNOWN = "unknown"
    REFERENCE_ONLY = "reference_only"
    NOT_PRINTED = "not_printed"


class LaterVersion(Protocol):
    """A version that replaces another: its reference, its number, its day."""

    @property
    def reference(self) -> str: ...
    @property
    def version(self) -> int: ...
    @property
    def published_at(self) -> dt.datetime: ...


@dataclass(frozen=True, kw_only=True)
class Verification:
    """The verdict, the published document it is about, the last of its family when that one is later.

    `sha256` is that of the file, `reference` the text typed: one of the two is empty.
    """

    verdict: Verdict
    document: PublishedDocument | None = None
    later: LaterVersion | None = None
    sha256: str = ""
    reference: str = ""


def verify_bytes(pieces: Iterable[bytes]) -> Verification:
    """The verification of a file, read piece by piece (3 queries at most)."""
    sha256, claimed = read_file(pieces)
    document = PublishedDocument.objects.light().filter(sha256=sha256).first()
    if document is not None:
        later = document.later()
        verdict = Verdict.SUPERSEDED if later else Verdict.AUTHENTIC
        return Verification(verdict=verdict, document=document, later=later, sha256=sha256)
    document = published_document(claimed) if claimed else None
    if document is not None:
        return Verification(verdict=Verdict.ALTERED, document=document, later=document.later(), sha256=sha256)
    return Verification(verdict=Verdict.UNKNOWN, sha256=sha256)


def verify_reference(text: str) -> Verification:
    """The verification of a reference typed by a person, spaces aside (2 queries at most)."""
    reference = "".join(text.split())[:100]
    document = published_document(reference) if REFERENCE.fullmatch(reference) else None
    if document is None:
        return Verification(verdict=Verdict.UNKNOWN, reference=reference)
    return Verification(verdict=Verdict.REFERENCE_ONLY, document=document, later=document.later(), reference=reference)


def read_file(pieces: Iterable[bytes]) -> tuple[str, str]:
    """The SHA-256 of a file and the last reference found in its metadata, empty when there is none."""
    digest, claimed, tail = hashlib.sha256(), "", b""
    for piece in pieces:
        digest.update(piece)
        tail += piece
        for match in IN_METADATA.finditer(tail):
            claimed = match[1].decode()
        tail = tail[-OVERLAP:]
    return digest.hexdigest(), claimed
