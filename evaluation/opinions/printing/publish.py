"""The printed documents of an opinion: their names, their frozen content, their bytes, their publication.

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
from documents.published.register import Imprint, published_document, register, verification_address
from documents.published.write_once import json_fingerprint
from evaluation.models import Opinion
from evaluation.opinions.printing.context import draft_context, figures_csv, reply_of
from evaluation.opinions.printing.view import print_view

REPLY = "R"


def imprint_of(opinion: Opinion, supplement: str = "") -> Imprint:
    """« AVIS-2025-reso-villes-1 », « AVIS-2025-reso-villes-1-R »."""
    family = opinion.reference.rsplit("-", 1)[0]
    return Imprint(family=family, version=opinion.version, supplement=supplement)


def imprints_of(opinion: Opinion) -> list[Imprint]:
    """The names of the documents of `opinion`; none before its communication."""
    if not opinion.is_communicated:
        return []
    return [imprint_of(opinion), *([imprint_of(opinion, REPLY)] if hasattr(opinion, "reply") else [])]


KIND = "avis évaluatif"
TEMPLATE = "evaluation/opinions/printing/print.html"


@dataclass(frozen=True, kw_only=True)
class Edition:
    """A document to print: its name, its frozen content and seal, its date, the address printed on it."""

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
    """The documents of `opinion`: none before its communication; then itself, then itself with its reply."""
    if not opinion.is_communicated or opinion.communicated_at is None:
        return []
    printed = [_edition(opinion, opinion.frozen, opinion.seal, opinion.communicated_at)]
    if reply := reply_of(opinion):
        content = {"opinion": opinion.frozen, "opinion_seal": opinion.seal, "reply": reply}
        printed.append(_edition(opinion, content, json_fingerprint(content), opinion.reply.at, supplement=REPLY))
    return printed


def _edition(opinion: Opinion, content: dict[str, Any], seal: str, at: dt.datetime, *, supplement: str = "") -> Edition:
    imprint = imprint_of(opinion, supplement)
    frozen = content.get("opinion", content)
    return Edition(
        imprint=imprint,
        title=title_of(frozen, with_reply=bool(supplement)),
        content=content,
        seal=seal,
        published_at=at,
        address=address_of(imprint.reference),
    )


def title_of(frozen: Mapping[str, Any], *, with_reply: bool) -> str:
    """« Avis évaluatif 2025 : RésO Villes, et réponse du centre »."""
    reply = ", et réponse du centre" if with_reply else ""
    return f"{frozen['title']} : {frozen['centre']['name']}{reply}"


def address_of(reference: str) -> str:
    """The address that verifies the document: as it was printed, or as it will be (1 query)."""
    document = published_document(reference)
    return document.address if document else verification_address(reference)


def compose_edition(edition: Edition) -> PrintablePage:
    """The pages to render: the same for the same edition, on any database."""
    reply = edition.content.get("reply")
    frozen = edition.content.get("opinion", edition.content)
    slug = edition.reference.lower()
    return compose(
        TEMPLATE,
        {
            "view": print_view(frozen, reply),
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
            figures_csv(f"{slug}-chiffres.csv", frozen),
        ],
    )


def render_draft(opinion: Opinion, today: dt.date) -> bytes:
    """An opinion in preparation on paper, as it would be sealed, marked as a draft; nothing is stored."""
    content = draft_context(opinion)
    context = {
        "view": print_view(content),
        "document_title": f"Projet : {title_of(content, with_reply=False)}",
        "seal": "",
    }
    return print_page(compose(TEMPLATE, context, identifier=opinion.reference, dated=today))


def render(edition: Edition) -> bytes:
    """The PDF: the same bytes for the same edition, in any process, on any database."""
    return print_page(compose_edition(edition))


@transaction.atomic
def publish(edition: Edition, content: bytes) -> PublishedDocument:
    """Store the bytes of an edition in the register, and their SHA-256 in the journal; a second call writes nothing."""
    is_new = published_document(edition.reference) is None
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
    """Every document of `opinion`; those not published yet are printed in a child process, and published."""
    return [
        published_document(edition.reference) or publish(edition, print_in_child(compose_edition(edition)))
        for edition in editions_of(opinion)
    ]


@dataclass(frozen=True, kw_only=True)
class OpinionPrint:
    """A document of an opinion: in the register, or not printed yet (`document` is None)."""

    opinion: Opinion
    reference: str
    has_reply: bool
    document: PublishedDocument | None

    @property
    def is_ready(self) -> bool:
        return self.document is not None


def prints_of(opinions: Iterable[Opinion]) -> list[OpinionPrint]:
    """The prints of communicated opinions, in their order; the reply of each must have been fetched (1 query)."""
    expected = [(opinion, imprint) for opinion in opinions for imprint in imprints_of(opinion)]
    documents = PublishedDocument.objects.light().filter(reference__in=[imprint.reference for _, imprint in expected])
    by_reference = {document.reference: document for document in documents}
    return [
        OpinionPrint(
            opinion=opinion,
            reference=imprint.reference,
            has_reply=bool(imprint.supplement),
            document=by_reference.get(imprint.reference),
        )
        for opinion, imprint in expected
    ]
