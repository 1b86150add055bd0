"""Open, invite, correct and close an account; each act is written in the journal."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from accounts.journal import record
from accounts.mails import send_invitation
from accounts.models import User
from accounts.second_factor.services import erase


@transaction.atomic
def open_account(person: User, by: User) -> None:
    """Save a new person, without a password: they choose one from an invitation."""
    person.set_unusable_password()
    person.save()
    record(by, "compte ouvert", person)


def invite(person: User, by: User, site: str) -> None:
    """Send the link of the first password; journalled once the e-mail is sent (`OSError` otherwise)."""
    send_invitation(person, site)
    record(by, "invitation envoyée", person)


@transaction.atomic
def correct(person: User, by: User, fields: Iterable[str]) -> None:
    """Save `fields` of `person`; closing and reopening an account have their own line in the journal."""
    changed = sorted(set(fields) - {"is_active"})
    person.save(update_fields=set(fields))  # no more: the person may be changing their second factor meanwhile
    if changed:
        record(by, "compte corrigé", person, champs=changed)
    if "is_active" in fields:
        record(by, "compte rouvert" if person.is_active else "compte fermé", person)
        if not person.is_active:
            erase(person)


@transaction.atomic
def close(person: User, by: User) -> None:
    """Close an account: its sessions end at once; the acts of the person stay."""
    person.is_active = False
    correct(person, by, ["is_active"])


@transaction.atomic
def change_password(person: User, password: str, how: str) -> None:
    """Store a new password; `how` is the verb of the journal."""
    person.set_password(password)
    person.save(update_fields=["password"])
    record(person, how, person)
