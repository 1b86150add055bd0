"""Tokens of the data interface: a program reads what its person may read that day, and nothing more.

Only the print of a token is kept, so that a copy of the database opens nothing; the token is shown once. It ends by
itself, and nothing opens any more once it is revoked, or once the person's account is closed.
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
from accounts.sign_in.sessions import TRACES_KEPT

PREFIX, BYTES = "crpv_", 32
LASTS = (30, 90, 365)  # days
MOST = 10


@transaction.atomic
def open_token(person: User, *, name: str, days: int) -> str:
    """A new token of `person` for `days` days, in clear for this once; RefusedError beyond ten that are still open."""
    if len(open_tokens(person)) >= MOST:
        raise RefusedError(f"Vous avez déjà {MOST} jetons ouverts : révoquez ceux qui ne servent plus.")
    token, now = PREFIX + secrets.token_urlsafe(BYTES), timezone.now()
    kept = ApiToken(
        user=person, name=name.strip(), fingerprint=fingerprint_of(token), created_at=now,
        expires_at=now + dt.timedelta(days=days),
    )  # fmt: skip
    kept.full_clean()
    kept.save()
    record(person, "jeton : ouvrir", kept, days=days)
    return token


def open_tokens(person: User) -> list[ApiToken]:
    """The tokens of `person` that still open something, the latest first (1 query)."""
    return list(ApiToken.objects.filter(user=person, revoked_at=None, expires_at__gt=timezone.now()))


@transaction.atomic
def revoke_token(person: User, pk: int) -> bool:
    """Close one token of `person`; False when there is none of that number still open."""
    kept = ApiToken.objects.select_for_update().filter(user=person, pk=pk, revoked_at=None).first()
    if kept is None:
        return False
    kept.revoked_at = timezone.now()
    kept.save(update_fields=["revoked_at"])
    record(person, "jeton : révoquer", kept)
    return True


def holder_of(token: str) -> ApiToken | None:
    """The token that opens today, its person with it; None for any other text (1 query)."""
    if not token.startswith(PREFIX):
        return None
    found = ApiToken.objects.filter(
        fingerprint=fingerprint_of(token), revoked_at=None, expires_at__gt=timezone.now(), user__is_active=True
    )
    return found.select_related("user").first()


def forget_tokens() -> int:
    """Erase the tokens that ended, or were revoked, more than a year ago; answers how many."""
    limit = timezone.now() - TRACES_KEPT
    ended = Q(expires_at__lt=limit) | Q(revoked_at__lt=limit)
    return ApiToken.objects.filter(ended).delete()[0]


def fingerprint_of(token: str) -> str:
    """The SHA-256 of a token: all that is kept of it."""
    return hashlib.sha256(token.encode()).hexdigest()
