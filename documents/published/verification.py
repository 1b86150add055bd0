"""Is this file the one that was published? Answers that never quote the document: its name, its date, its fingerprints.

A file is only hashed, and searched for the reference that our press writes in its metadata: it is never opened.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from documents.models import PublishedDocument
from documents.published.register import published

REFERENCE = re.compile(r"[A-Z]{2,10}(?:-[A-Za-z0-9]+){2,20}")
IN_METADATA = re.compile(rb"<dc:identifier>([A-Za-z0-9-]{5,100})</dc:identifier>")
OVERLAP = 200  # what is kept of a piece, so that a reference cut between two pieces is still found


class Verdict(StrEnum):
    """What can be said of a file, or of a reference."""

    AUTHENTIC = "authentic"
    SUPERSEDED = "superseded"
    ALTERED = "altered"
    UNKNOWN = "unknown"
    KNOWN_REFERENCE = "known_reference"


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The verdict, the published document it speaks of, the last of its family when there is a later one.

    `sha256` is that of the file given, empty when only a reference was.
    """

    verdict: Verdict
    document: PublishedDocument | None = None
    later: PublishedDocument | None = None
    sha256: str = ""
    asked: str = ""


def verify_bytes(pieces: Iterable[bytes]) -> Answer:
    """What is known of a file, read piece by piece (3 queries at most)."""
    sha256, claimed = read_file(pieces)
    document = PublishedDocument.objects.light().filter(sha256=sha256).first()
    if document is not None:
        later = document.later()
        verdict = Verdict.SUPERSEDED if later else Verdict.AUTHENTIC
        return Answer(verdict=verdict, document=document, later=later, sha256=sha256)
    document = published(claimed) if claimed else None
    if document is not None:
        return Answer(verdict=Verdict.ALTERED, document=document, later=document.later(), sha256=sha256)
    return Answer(verdict=Verdict.UNKNOWN, sha256=sha256)


def verify_reference(text: str) -> Answer:
    """What is known of a reference, as a person types it (2 queries at most)."""
    asked = "".join(text.split())[:100]
    document = published(asked) if REFERENCE.fullmatch(asked) else None
    if document is None:
        return Answer(verdict=Verdict.UNKNOWN, asked=asked)
    return Answer(verdict=Verdict.KNOWN_REFERENCE, document=document, later=document.later(), asked=asked)


def read_file(pieces: Iterable[bytes]) -> tuple[str, str]:
    """The SHA-256 of a file and the last reference found in its metadata, empty when there is none."""
    digest, claimed, tail = hashlib.sha256(), "", b""
    for piece in pieces:
        digest.update(piece)
        tail += piece
        for found in IN_METADATA.finditer(tail):
            claimed = found[1].decode()
        tail = tail[-OVERLAP:]
    return digest.hexdigest(), claimed
