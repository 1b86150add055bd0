"""A form that creates something is written once, however many times the same page is sent.

The page displays a new key in a hidden input, without JavaScript. Two clicks, two windows at once, or Back and the same
button send the same key: the second answer is the address of the first. The unique key makes two simultaneous writers
wait for each other; a refused act leaves no key, so that the corrected form may be sent.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import uuid
from collections.abc import Callable
from typing import Final

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from accounts.acts import drafts
from accounts.acts.workflow import RefusedError
from accounts.models import SubmissionKey

NAME: Final = "submission"  # of the hidden input
RETENTION: Final = dt.timedelta(days=7)
SURE: Final = "sure"
REPEATED: Final = "C’est enregistré, une seule fois : le second envoi de la même page n’a rien ajouté."
NOT_CONTENTS: Final = {NAME, SURE, *drafts.NOT_TYPED}


class AlreadySentError(RefusedError):
    """The page was sent before with other values, which are stored at `address`; nothing is written now."""

    def __init__(self, address: str) -> None:
        super().__init__(
            "Cette page a déjà été envoyée, et son premier envoi est enregistré. Ce que vous avez changé depuis est "
            "resté dans le formulaire : pour corriger ce premier envoi, ouvrez-le et modifiez-le ; pour en ajouter un "
            "second, enregistrez à nouveau."
        )
        self.address = address


class TwinError(RefusedError):
    """The same thing is already recorded: the page asks whether this is another one, and sending again says yes."""


def is_sure(request: HttpRequest) -> bool:
    """Whether the person was asked, and sends again."""
    return SURE in request.POST


def new_key() -> str:
    """A key for the hidden input of one form."""
    return uuid.uuid4().hex


def once(request: HttpRequest, act: Callable[[], str]) -> str:
    """The address that `act` returns, called at most once for one key of one person (3 queries more than `act`).

    Without a key (a program), `act` is called. AlreadySentError when the same key comes with other values.
    """
    key = _key(request)
    if key is None:
        return act()
    with transaction.atomic():
        sent, is_new = SubmissionKey.objects.get_or_create(
            key=key, actor=request.user, defaults={"contents": _fingerprint(request), "at": timezone.now()}
        )
        if is_new:
            sent.address = act()
            sent.save(update_fields=["address"])
    return sent.address if is_new else _address(request, sent)


def sent_before(request: HttpRequest) -> str:
    """The address of what this page created already, otherwise "" (1 query). AlreadySentError.

    Asked before the form is checked, which would refuse for its own reasons what exists by now.
    """
    sent = SubmissionKey.objects.filter(key=_key(request), actor=request.user).first()
    return _address(request, sent) if sent else ""


def _key(request: HttpRequest) -> uuid.UUID | None:
    try:
        return uuid.UUID(request.POST.get(NAME, ""))
    except ValueError:
        return None


def _address(request: HttpRequest, sent: SubmissionKey) -> str:
    if sent.contents != _fingerprint(request):
        raise AlreadySentError(sent.address)
    messages.success(request, REPEATED)
    return sent.address


def _fingerprint(request: HttpRequest) -> str:
    """The SHA-256 of what was typed, and of the names and sizes of the files."""
    typed = sorted((name, values) for name, values in request.POST.lists() if name not in NOT_CONTENTS)
    files = sorted((name, file.name, file.size) for name, file in request.FILES.items())
    return hashlib.sha256(json.dumps([typed, files]).encode()).hexdigest()


def forget_keys() -> int:
    """Erase the keys of more than seven days; returns how many."""
    return SubmissionKey.objects.filter(at__lt=timezone.now() - RETENTION).delete()[0]
