"""What the frame of every page shows: who is here, what they may open, where they are."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from accounts.enums import Role
from accounts.second_factor.stages import is_half_way
from centres.models.mandate import active_mandates, holds
from governance.compliance.queries import may_audit


@dataclass(frozen=True)
class Entry:
    """One place of the site, or a heading over those `inside`; `is_current` when the page shown is there."""

    label: str
    url: str
    is_current: bool = False
    inside: tuple[Entry, ...] = ()


def frame(request: HttpRequest) -> dict[str, object]:
    """Context processor: the menu and the mandates of the person signed in; no query for a stranger."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"demo": settings.DEMO, "menu": []}
    if is_half_way(request):  # a name and the way out, nothing of the house
        return {"demo": settings.DEMO, "menu": [], "half_way": True}
    return {
        "demo": settings.DEMO,
        "menu": menu(request),
        "mandates": active_mandates(user),
        "may_audit": may_audit(user),
    }


def menu(request: HttpRequest) -> list[Entry]:
    """The main menu, by role: seven entries at most, so that it stays on one line."""
    audits = may_audit(request.user)
    keeps = holds(request.user, Role.ADMIN, Role.NATIONAL)
    headings: list[tuple[str, list[tuple[str, str]]]] = [
        ("Accueil", [("Accueil", "home")]),
        ("Centres", [("Centres", "centres:list")]),
        (
            "Contrats et programmes",
            [("Conventions", "governance:conventions"), ("Programmes", "governance:programmes")],
        ),
        ("Financement", [("Financement", "funding:index")]),
        (
            "Évaluation",
            [
                ("Indicateurs", "evaluation:collections"),
                ("Avis", "evaluation:opinions_index"),
                ("Tableau de bord", "publications:index"),
                ("Référentiel", "evaluation:referentials"),
            ],
        ),
        (
            "Vie du réseau",
            [
                ("Instances", "governance:bodies"),
                ("Programme national", "governance:national_index"),
                ("Productions", "governance:productions"),
            ],
        ),
        (
            "Suivi",
            [("Échéances", "governance:deadlines"), *([("Conformité", "governance:compliance")] if audits else [])],
        ),
        ("Administration", [("Administration", "admin:index")] if keeps else []),
    ]
    return [_heading(label, places, request.path) for label, places in headings if places]


def _heading(label: str, places: list[tuple[str, str]], path: str) -> Entry:
    """The heading over several places; a place alone needs none."""
    urls = [reverse(route) for _, route in places]
    nearest = max((url for url in urls if _is_current(path, url)), key=len, default="")
    inside = tuple(Entry(name, url, url == nearest) for (name, _), url in zip(places, urls, strict=True))
    if len(inside) == 1:
        return inside[0]
    return Entry(label, "", any(entry.is_current for entry in inside), inside)


def site_map_of(request: HttpRequest) -> dict[str, list[Entry]]:
    """The places that the person may open, by heading."""
    if request.user.is_authenticated:
        places = [place for entry in menu(request) for place in entry.inside or (entry,)]
        here = {"Le service": places, "Votre compte": _account()}
    else:
        here = {"Le service": [Entry("Connexion", reverse("accounts:sign_in"))]}
    return here | {"Le site": _about()}


def _account() -> list[Entry]:
    return [
        Entry("Mon compte", reverse("accounts:account")),
        Entry("Changer de mot de passe", reverse("accounts:password_change")),
        Entry("Second facteur", reverse("accounts:second_factor")),
        Entry("Jetons d’accès aux données", reverse("accounts:tokens")),
    ]


def _about() -> list[Entry]:
    return [
        Entry("Vérifier un document", reverse("verify")),
        Entry("Tableaux de bord publiés", reverse("publications:index")),
        Entry("Données ouvertes", reverse("opendata:index")),
        Entry("Interface pour programmes", reverse("api:documentation")),
        Entry("Accessibilité", reverse("accessibility")),
        Entry("Mentions légales", reverse("legal_notice")),
        Entry("Données personnelles", reverse("personal_data")),
    ]


def _is_current(path: str, url: str) -> bool:
    return path == url if url == reverse("home") else path.startswith(url)
