"""What is typed in a form stays in the browser until the server has written it (`static/crpv/drafts.js`).

The script adds to each form the hidden input `draft`, the key under which the browser stores it. A success adds that
key to the messages: the next page has it in `data-saved-draft`, and the script erases what it stored. Nothing typed is
stored on the server.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

NAME: Final = "draft"  # of the hidden input, and of the tag of the message
NOT_TYPED: Final = {NAME, "csrfmiddlewaretoken"}
STORED: Final = (
    "Votre session était finie\u00a0: rien n’a été enregistré. Ce que vous avez tapé est gardé dans ce navigateur. "
    "Connectez-vous\u00a0: la page du formulaire vous le proposera."
)
NOT_STORED: Final = (
    "Votre session était finie\u00a0: rien n’a été enregistré, et ce navigateur n’a pas gardé ce que vous avez tapé. "
    "Revenez d’abord à la page précédente pour le copier, puis connectez-vous."
)


def acknowledge(request: HttpRequest) -> None:
    """What this request sent is written: the next page says so to the browser."""
    if key := request.POST.get(NAME, ""):
        messages.success(request, key[:80], extra_tags=NAME)


def form_address(request: HttpRequest) -> str:
    """The address of the page whose form was sent: the one before when it is of this site, otherwise this one."""
    before = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(before, {request.get_host()}, require_https=request.is_secure()):
        parts = urlsplit(before)
        return f"{parts.path}?{parts.query}" if parts.query else parts.path
    return request.get_full_path()


def say_what_is_stored(request: HttpRequest) -> None:
    """A message for somebody whose form arrives without a session, when they typed in it: is it stored or not?

    Nothing for what a script sends by itself, over and over.
    """
    if set(request.POST) - NOT_TYPED and "text/html" in request.headers.get("Accept", ""):
        messages.warning(request, STORED if request.POST.get(NAME) else NOT_STORED)
