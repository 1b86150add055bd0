"""Private calendar addresses: a calendar application reads the feed of a person without a session.

Only the fingerprint of the key is stored, so that a copy of the database gives access to nothing; the address is shown
once. It gives what the person may read that day, and nothing once the account is closed or the key revoked.
"""

from __future__ import annotations

import hashlib
import secrets

from django.db import transaction

from accounts.journal import record
from accounts.models import CalendarKey, User

BYTES = 32


def has_key(person: User) -> bool:
    """Whether `person` has an address open (1 query)."""
    return CalendarKey.objects.filter(user=person).exists()


@transaction.atomic
def renew(person: User) -> str:
    """A new key for `person`, in clear; the former one is refused from now on."""
    key = secrets.token_urlsafe(BYTES)
    CalendarKey.objects.update_or_create(user=person, defaults={"fingerprint": _fingerprint_of(key)})
    record(person, "agenda : ouvrir une adresse", person)
    return key


@transaction.atomic
def revoke(person: User) -> None:
    """Close the address of `person`; a second call changes nothing."""
    closed, _ = CalendarKey.objects.filter(user=person).delete()
    if closed:
        record(person, "agenda : fermer l’adresse", person)


def person_of(key: str) -> User | None:
    """The person of this key, when their account is open; None for any other text (1 query)."""
    return User.objects.filter(is_active=True, calendar_key__fingerprint=_fingerprint_of(key)).first()


def _fingerprint_of(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
