"""What the frame of every page shows: who is here, what they may open, where they are."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from accounts.enums import Role
from centres.models.mandate import active_mandates, holds


@dataclass(frozen=True)
class Entry:
    """One entry of the main menu."""

    label: str
    url: str
    is_current: bool


def frame(request: HttpRequest) -> dict[str, object]:
    """Context processor: the menu and the mandates of the person signed in; no query for a stranger."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"demo": settings.DEMO, "menu": []}
    return {"demo": settings.DEMO, "menu": menu(request), "mandates": active_mandates(user)}


def menu(request: HttpRequest) -> list[Entry]:
    """The main menu, by role."""
    places = [
        ("Accueil", reverse("home")),
        ("Centres", reverse("centres:list")),
        ("Financement", reverse("funding:index")),
    ]
    if holds(request.user, Role.ADMIN, Role.NATIONAL):
        places.append(("Administration", reverse("admin:index")))
    return [Entry(label, url, _is_current(request.path, url)) for label, url in places]


def _is_current(path: str, url: str) -> bool:
    return path == url if url == reverse("home") else path.startswith(url)
