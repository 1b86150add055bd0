"""Sign a convention or an amendment, whose text is printed and frozen; attach signed copies."""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import PurePosixPath

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.text import capfirst, slugify

from accounts.acts.workflow import RefusedError
from accounts.journal import record as journal
from accounts.models import User
from centres.models.centre import directs, leads
from documents.downloads import MEDIA_TYPES
from documents.published.register import Imprint, register
from governance.conventions.contract.build import amendment_text_of, contract_of, frozen_text, print_contract
from governance.conventions.contract.clauses import Contract
from governance.conventions.workflow import AMENDMENT_WORKFLOW, CONVENTION_WORKFLOW, advance_after_amendment
from governance.enums import AmendmentState, ConventionState
from governance.models import Amendment, Convention, ConventionDocument


@transaction.atomic
def sign(convention: Convention, *, on: dt.date, actor: User) -> Convention:
    """Sign a draft and freeze its text; RefusedError with what it lacks: nothing is written."""
    convention = sign_without_printing(convention, on=on, actor=actor)
    _freeze(convention, None, contract_of(convention), actor)
    return convention


@transaction.atomic
def sign_without_printing(convention: Convention, *, on: dt.date, actor: User) -> Convention:
    """The transitions of a signature: of the draft, and of the convention that it renews."""
    convention = CONVENTION_WORKFLOW.move(convention, "sign", actor=actor, signed_on=on)
    if convention.follows is not None and convention.follows.state == ConventionState.REVIEWED:
        CONVENTION_WORKFLOW.move(convention.follows, "renew", actor=actor)
    return convention


@transaction.atomic
def sign_amendment(amendment: Amendment, *, on: dt.date, actor: User) -> Amendment:
    """Sign an amendment, move its convention to that year, and freeze the text."""
    amendment = sign_amendment_without_printing(amendment, on=on, actor=actor)
    _freeze(amendment.convention, amendment, amendment_text_of(amendment), actor)
    return amendment


@transaction.atomic
def sign_amendment_without_printing(amendment: Amendment, *, on: dt.date, actor: User) -> Amendment:
    """The transitions of the signature of an amendment: its own, and that of its convention."""
    amendment = AMENDMENT_WORKFLOW.move(amendment, "sign", actor=actor, signed_on=on)
    advance_after_amendment(amendment, actor=actor)
    return amendment


def _freeze(convention: Convention, amendment: Amendment | None, contract: Contract, actor: User) -> None:
    """Store the text and its PDF with the convention, and in the register of documents; its SHA-256 is journalled."""
    content = print_contract(contract)
    signed, kind = (amendment, "avenant") if amendment else (convention, "convention")
    now = timezone.now()
    registered = register(
        Imprint(family=signed.family, version=1), content, kind=kind, title=capfirst(str(signed)), published_at=now
    )
    ConventionDocument.objects.create(
        convention=convention,
        amendment=amendment,
        kind=ConventionDocument.Kind.FROZEN,
        name=f"{slugify(str(signed))[:150]}.pdf",
        content=content,
        sha256=registered.sha256,
        text=frozen_text(contract),
        added_at=now,
        added_by=actor,
    )
    journal(actor, f"{kind}\u00a0: figer le texte", signed, reference=registered.reference, sha256=registered.sha256)


MAX_BYTES = 10 * 1024 * 1024
_SIGNATURES = (
    (b"%PDF-", ".pdf", MEDIA_TYPES["pdf"]),
    (b"\x89PNG\r\n\x1a\n", ".png", MEDIA_TYPES["png"]),
    (b"\xff\xd8\xff", ".jpg", MEDIA_TYPES["jpg"]),
)


def file_type(content: bytes) -> tuple[str, str] | None:
    """The extension and the media type of `content` by its first bytes, None when it is neither PDF, PNG nor JPEG."""
    return next(((ending, media) for start, ending, media in _SIGNATURES if content.startswith(start)), None)


@transaction.atomic
def attach_copy(
    convention: Convention, amendment: Amendment | None, *, name: str, content: bytes, actor: User
) -> ConventionDocument:
    """Store a signed copy; RefusedError when the act is not signed, the file too heavy, or no PDF, PNG nor JPEG."""
    if not (leads(actor, convention.centre) or directs(actor, convention.centre)):
        raise PermissionDenied("Seuls la région chef de file et le centre déposent une copie signée.")
    if amendment is not None and amendment.state != AmendmentState.SIGNED:
        raise RefusedError("L’avenant n’est pas signé : déposez la copie après sa signature.")
    document = store_paper(convention, ConventionDocument.Kind.COPY, amendment, name=name, content=content, actor=actor)
    journal(actor, "convention : déposer une copie signée", convention, name=document.name, sha256=document.sha256)
    return document


def store_paper(
    convention: Convention, kind: str, amendment: Amendment | None = None, *, name: str, content: bytes, actor: User
) -> ConventionDocument:
    """Store a signed paper; RefusedError when nothing is signed yet, the file too heavy, or no PDF, PNG nor JPEG."""
    if convention.state == ConventionState.DRAFT:
        raise RefusedError("La convention n’est pas signée : déposez la copie après sa signature.")
    return ConventionDocument.objects.create(
        convention=convention,
        amendment=amendment,
        kind=kind,
        name=paper_name(name, content),
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        added_at=timezone.now(),
        added_by=actor,
    )


def paper_name(name: str, content: bytes) -> str:
    """The name under which a signed paper is stored, its extension that of its content.

    RefusedError when the file is too heavy, or no PDF, PNG nor JPEG.
    """
    if len(content) > MAX_BYTES:
        raise RefusedError("Le fichier dépasse 10 Mo : réduisez la résolution de la numérisation.")
    extension = file_type(content)
    if extension is None:
        raise RefusedError("Le fichier n’est ni un PDF, ni une image PNG ou JPEG : numérisez la copie en PDF.")
    stem = slugify(PurePosixPath(name.replace("\\", "/")).stem) or "copie-signee"
    return f"{stem[:150]}{extension[0]}"
