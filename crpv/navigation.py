"""What the frame of every page shows: who is here, what they may open, where they are."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from accounts.enums import Role
from centres.models.mandate import active_mandates, holds
from governance.audit import may_audit


@dataclass(frozen=True)
class Entry:
    """One place of the site; `is_current` when the page shown is it or inside it."""

    label: str
    url: str
    is_current: bool = False


def frame(request: HttpRequest) -> dict[str, object]:
    """Context processor: the menu and the mandates of the person signed in; no query for a stranger."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"demo": settings.DEMO, "menu": []}
    return {
        "demo": settings.DEMO,
        "menu": menu(request),
        "mandates": active_mandates(user),
        "may_audit": may_audit(user),
    }


def menu(request: HttpRequest) -> list[Entry]:
    """The main menu, by role."""
    places = [
        ("Accueil", reverse("home")),
        ("Centres", reverse("centres:list")),
        ("Conventions", reverse("governance:conventions")),
        ("Programmes", reverse("governance:programmes")),
        ("Instances", reverse("governance:bodies")),
        ("Productions", reverse("governance:productions")),
        ("Financement", reverse("funding:index")),
        ("Échéances", reverse("governance:deadlines")),
    ]
    if may_audit(request.user):
        places.append(("Conformité", reverse("governance:compliance")))
    if holds(request.user, Role.ADMIN, Role.NATIONAL):
        places.append(("Administration", reverse("admin:index")))
    return [Entry(label, url, _is_current(request.path, url)) for label, url in places]


def site_map_of(request: HttpRequest) -> dict[str, list[Entry]]:
    """The places that the person may open, by heading."""
    if request.user.is_authenticated:
        here = {"Le service": menu(request), "Votre compte": _account()}
    else:
        here = {"Le service": [Entry("Connexion", reverse("accounts:sign_in"))]}
    return here | {"Le site": _about()}


def _account() -> list[Entry]:
    return [
        Entry("Mon compte", reverse("accounts:account")),
        Entry("Changer de mot de passe", reverse("accounts:password_change")),
    ]


def _about() -> list[Entry]:
    return [
        Entry("Accessibilité", reverse("accessibility")),
        Entry("Mentions légales", reverse("legal_notice")),
        Entry("Données personnelles", reverse("personal_data")),
    ]


def _is_current(path: str, url: str) -> bool:
    return path == url if url == reverse("home") else path.startswith(url)
