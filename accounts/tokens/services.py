"""Tokens of the API: a program reads what its person may read that day, and nothing more.

Only the fingerprint of a token is stored, so that a copy of the database gives access to nothing; the token is shown
once. It expires, and is refused once revoked or once the account of the person is closed.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.acts.workflow import RefusedError
from accounts.journal import record
from accounts.models import ApiToken, User
from accounts.sign_in.sessions import TRACES_RETENTION

PREFIX, BYTES = "crpv_", 32
DURATIONS = (30, 90, 365)  # days
MOST = 10


@transaction.atomic
def open_token(person: User, *, name: str, days: int) -> str:
    """A new token of `person` for `days` days, in clear; RefusedError beyond ten open tokens."""
    if len(open_tokens(person)) >= MOST:
        raise RefusedError(f"Vous avez déjà {MOST} jetons ouverts : révoquez ceux qui ne servent plus.")
    token, now = PREFIX + secrets.token_urlsafe(BYTES), timezone.now()
    stored = ApiToken(
        user=person, name=name.strip(), fingerprint=fingerprint_of(token), created_at=now,
        expires_at=now + dt.timedelta(days=days),
    )  # fmt: skip
    stored.full_clean()
    stored.save()
    record(person, "jeton : ouvrir", stored, days=days)
    return token


def open_tokens(person: User) -> list[ApiToken]:
    """The tokens of `person` neither expired nor revoked, the latest first (1 query)."""
    return list(ApiToken.objects.filter(user=person, revoked_at=None, expires_at__gt=timezone.now()))


@transaction.atomic
def revoke_token(person: User, pk: int) -> bool:
    """Revoke a token of `person`; False when it is not one of their open tokens."""
    stored = ApiToken.objects.select_for_update().filter(user=person, pk=pk, revoked_at=None).first()
    if stored is None:
        return False
    stored.revoked_at = timezone.now()
    stored.save(update_fields=["revoked_at"])
    record(person, "jeton : révoquer", stored)
    return True


def find_open_token(token: str) -> ApiToken | None:
    """The open token, with its person whose account is open; None for any other text (1 query)."""
    if not token.startswith(PREFIX):
        return None
    tokens = ApiToken.objects.filter(
        fingerprint=fingerprint_of(token), revoked_at=None, expires_at__gt=timezone.now(), user__is_active=True
    )
    return tokens.select_related("user").first()


def forget_tokens() -> int:
    """Erase the tokens that ended, or were revoked, more than a year ago; returns how many."""
    limit = timezone.now() - TRACES_RETENTION
    ended = Q(expires_at__lt=limit) | Q(revoked_at__lt=limit)
    return ApiToken.objects.filter(ended).delete()[0]


def fingerprint_of(token: str) -> str:
    """The SHA-256 of a token, which alone is stored."""
    return hashlib.sha256(token.encode()).hexdigest()
