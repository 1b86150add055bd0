"""An opinion on paper: what is printed of its frozen content, under which name, and the bytes that it gives.

An opinion is printed when it is communicated (« AVIS-2025-reso-villes-1 »). The reply of the centre comes later and
changes nothing of what was communicated: opinion and reply are then printed together as another document of the same
version, « AVIS-2025-reso-villes-1-R », which comes after the first one in the register.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.journal import record
from documents.models import PublishedDocument
from documents.pdf.attachments import json_attachment
from documents.pdf.page import print_page
from documents.pdf.print_processes import print_in_child
from documents.pdf.qr_code import square_code
from documents.pdf.render import PrintablePage, compose
from documents.published.fingerprint import seal_of
from documents.published.register import Imprint, published, register, verification_address
from evaluation.models import Opinion
from evaluation.opinions.printing.context import reply_of
from evaluation.opinions.printing.figures import figures_csv
from evaluation.opinions.printing.view import view_of

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


KIND = "avis évaluatif"
TEMPLATE = "evaluation/opinions/printing/print.html"


@dataclass(frozen=True, kw_only=True)
class Edition:
    """One document to print: its name, its frozen content and seal, the day it bears, the address printed on it."""

    imprint: Imprint
    title: str
    content: Mapping[str, Any]
    seal: str
    published_at: dt.datetime
    address: str

    @property
    def reference(self) -> str:
        return self.imprint.reference


def editions_of(opinion: Opinion) -> list[Edition]:
    """What is to be printed of `opinion`: nothing before its communication; then itself, then itself with its reply."""
    if not opinion.is_communicated or opinion.communicated_at is None:
        return []
    printed = [_edition(opinion, opinion.frozen, opinion.seal, opinion.communicated_at)]
    if reply := reply_of(opinion):
        content = {"opinion": opinion.frozen, "opinion_seal": opinion.seal, "reply": reply}
        printed.append(_edition(opinion, content, seal_of(content), opinion.reply.at, supplement=REPLY))
    return printed


def _edition(opinion: Opinion, content: dict[str, Any], seal: str, at: dt.datetime, *, supplement: str = "") -> Edition:
    imprint = imprint_of(opinion, supplement)
    told = content.get("opinion", content)
    return Edition(
        imprint=imprint,
        title=title_of(told, with_reply=bool(supplement)),
        content=content,
        seal=seal,
        published_at=at,
        address=address_of(imprint.reference),
    )


def title_of(told: Mapping[str, Any], *, with_reply: bool) -> str:
    """« Avis évaluatif 2025 : RésO Villes, et réponse du centre »."""
    reply = ", et réponse du centre" if with_reply else ""
    return f"{told['title']} : {told['centre']['name']}{reply}"


def address_of(reference: str) -> str:
    """Where whoever holds the paper can verify it: as it was printed, or as it will be."""
    kept = published(reference)
    return kept.address if kept else verification_address(reference)


def composed(edition: Edition) -> PrintablePage:
    """The document, ready for the press: the same for the same edition, on any database."""
    reply = edition.content.get("reply")
    told = edition.content.get("opinion", edition.content)
    slug = edition.reference.lower()
    return compose(
        TEMPLATE,
        {
            "view": view_of(told, reply),
            "document_title": edition.title,
            "version": edition.imprint.version,
            "seal": edition.seal,
            "verify_url": edition.address,
            "qr": square_code(edition.address),
        },
        identifier=edition.reference,
        dated=timezone.localdate(edition.published_at),
        attachments=[
            json_attachment(f"{slug}-contenu.json", edition.content, "Le contenu figé de l’avis, en entier"),
            figures_csv(f"{slug}-chiffres.csv", told),
        ],
    )


def render(edition: Edition) -> bytes:
    """The document: the same bytes for the same edition, in any process, on any database."""
    return print_page(composed(edition))


@transaction.atomic
def publish(edition: Edition, content: bytes) -> PublishedDocument:
    """Keep the bytes of an edition in the register, for ever, and their SHA-256 in the journal; twice writes once."""
    is_new = published(edition.reference) is None
    document = register(
        edition.imprint,
        content,
        kind=KIND,
        title=edition.title,
        published_at=edition.published_at,
        context=edition.seal,
    )
    if is_new:
        record(None, "avis\u00a0: garder le document imprimé", document, sha256=document.sha256)
    return document


def print_all(opinion: Opinion) -> list[PublishedDocument]:
    """Print, in a process apart, and keep what is not yet of `opinion`; what already is stays as it is."""
    return [published(one.reference) or publish(one, print_in_child(composed(one))) for one in editions_of(opinion)]


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
