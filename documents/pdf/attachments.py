"""Files attached to a printed document: its figures as CSV, its frozen content as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Relationship(StrEnum):
    """How an attachment relates to the document, in the words of PDF/A-3."""

    DATA = "Data"
    SOURCE = "Source"
    SUPPLEMENT = "Supplement"


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """One file inside a document; `description` is what the reader of the PDF shows beside its name."""

    name: str
    content: bytes
    mime: str
    description: str
    relationship: Relationship = Relationship.DATA


def json_attachment(name: str, content: Mapping[str, Any], description: str) -> Attachment:
    """A frozen content as indented JSON, keys sorted; its fingerprint is in `documents.published.write_once`."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, indent=2) + "\n"
    return Attachment(
        name=name,
        content=text.encode(),
        mime="application/json",
        description=description,
        relationship=Relationship.SOURCE,
    )


def csv_attachment(name: str, text: str, description: str) -> Attachment:
    """A table as CSV (its text comes from `documents.spreadsheets.csv_files`)."""
    return Attachment(name=name, content=text.encode(), mime="text/csv", description=description)
