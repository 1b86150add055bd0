"""Fingerprints of frozen contents (SHA-256). Pure: the same on every machine and every database."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any


def canonical(content: Mapping[str, Any]) -> bytes:
    """The content as canonical JSON: keys sorted, no space, UTF-8.

    `TypeError` for a value that JSON lacks (a Decimal, a date): the caller writes it as a text.
    """
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def json_fingerprint(content: Mapping[str, Any]) -> str:
    """The SHA-256 of the content as canonical JSON, in hexadecimal."""
    return fingerprint(canonical(content))


def fingerprint(content: bytes) -> str:
    """The SHA-256 of these bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()
