"""Signing a convention or an amendment: the text that is signed is printed once and kept for ever."""

from __future__ import annotations

import datetime as dt
import hashlib

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from accounts.models import User
from governance.conventions.life import AMENDMENTS, CONVENTIONS, advance_after_amendment
from governance.conventions.printing import print_amendment, print_convention
from governance.enums import ConventionState
from governance.models import Amendment, Convention, ConventionDocument


@transaction.atomic
def sign(convention: Convention, *, on: dt.date, actor: User) -> Convention:
    """Sign a draft and freeze its text; RefusedError says what is missing, and nothing is written then."""
    convention = enact(convention, on=on, actor=actor)
    _freeze(convention, None, print_convention(convention), actor)
    return convention


@transaction.atomic
def enact(convention: Convention, *, on: dt.date, actor: User) -> Convention:
    """Take the draft, and the convention that it renews, through their transitions; `sign` also prints."""
    convention = CONVENTIONS.move(convention, "sign", actor=actor, signed_on=on)
    if convention.follows is not None and convention.follows.state == ConventionState.REVIEWED:
        CONVENTIONS.move(convention.follows, "renew", actor=actor)
    return convention


@transaction.atomic
def sign_amendment(amendment: Amendment, *, on: dt.date, actor: User) -> Amendment:
    """Sign an amendment, take its convention to that year, and freeze the text."""
    amendment = enact_amendment(amendment, on=on, actor=actor)
    _freeze(amendment.convention, amendment, print_amendment(amendment), actor)
    return amendment


@transaction.atomic
def enact_amendment(amendment: Amendment, *, on: dt.date, actor: User) -> Amendment:
    """Take the amendment and its convention through their transitions; `sign_amendment` also prints."""
    amendment = AMENDMENTS.move(amendment, "sign", actor=actor, signed_on=on)
    advance_after_amendment(amendment, actor=actor)
    return amendment


def _freeze(convention: Convention, amendment: Amendment | None, content: bytes, actor: User) -> None:
    ConventionDocument.objects.create(
        convention=convention,
        amendment=amendment,
        kind=ConventionDocument.Kind.FROZEN,
        name=f"{slugify(str(amendment or convention))[:150]}.pdf",
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        added_at=timezone.now(),
        added_by=actor,
    )
