"""The fingerprint of a content that no longer changes. Pure: the same on every machine and every database."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any


def canonical(content: Mapping[str, Any]) -> bytes:
    """The content as JSON written in one way only: keys sorted, no space, UTF-8.

    `TypeError` for what JSON has no word for (a Decimal, a date): whoever freezes writes them as texts.
    """
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def seal_of(content: Mapping[str, Any]) -> str:
    """The SHA-256 of the canonical content, in hexadecimal."""
    return fingerprint(canonical(content))


def fingerprint(content: bytes) -> str:
    """The SHA-256 of these bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()
