"""Published documents to check others against."""

from datetime import UTC, datetime

from django.db import models

from documents.published.register import Imprint, register

SEAL = "a" * 64
AT = datetime(2026, 5, 12, 9, 0, tzinfo=UTC)


def unguarded(model):
    """The rows as somebody reaches them who goes round the models."""
    return models.QuerySet(model)


def publish(family="AVIS-2025-ici", version=1, supplement="", content=None, **more):
    """A document of this name; its bytes look like those of our press."""
    imprint = Imprint(family=family, version=version, supplement=supplement)
    facts = {
        "kind": "avis évaluatif", "title": f"Avis {imprint.reference}", "published_at": AT, "context": SEAL,
    }  # fmt: skip
    return register(imprint, content or bytes_of(imprint.reference), **facts | more)


def bytes_of(reference, more=b""):
    """What our press writes, in small."""
    return b"%PDF-1.7\n<dc:identifier>" + reference.encode() + b"</dc:identifier>\n" + more + b"%%EOF\n"
