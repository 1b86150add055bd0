"""Menu and site map, by role."""

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
class MenuEntry:
    """One page of the site, or a heading over those `inside`; `is_current` when it contains the current page."""

    label: str
    url: str
    is_current: bool = False
    inside: tuple[MenuEntry, ...] = ()

    @classmethod
    def over(cls, label: str, places: list[tuple[str, str]], path: str) -> MenuEntry:
        """The heading over several pages; a single page needs none."""
        urls = [reverse(route) for _, route in places]
        home = reverse("home")  # a prefix of every path
        current = (url for url in urls if (path == url if url == home else path.startswith(url)))
        nearest = max(current, key=len, default="")
        inside = tuple(cls(name, url, url == nearest) for (name, _), url in zip(places, urls, strict=True))
        if len(inside) == 1:
            return inside[0]
        return cls(label, "", any(entry.is_current for entry in inside), inside)


def frame(request: HttpRequest) -> dict[str, object]:
    """Context processor: the menu and the mandates of the person signed in; no query for an anonymous visitor."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"demo": settings.DEMO, "menu": []}
    if is_half_way(request):  # only the name and « sign out »
        return {"demo": settings.DEMO, "menu": [], "half_way": True}
    return {
        "demo": settings.DEMO,
        "menu": menu(request),
        "mandates": active_mandates(user),
        "may_audit": may_audit(user),
    }


def menu(request: HttpRequest) -> list[MenuEntry]:
    """The main menu, by role: seven entries at most, so that it stays on one line."""
    audits = may_audit(request.user)
    administers = holds(request.user, Role.ADMIN, Role.NATIONAL)
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
        ("Administration", [("Administration", "admin:index")] if administers else []),
    ]
    return [MenuEntry.over(label, places, request.path) for label, places in headings if places]


def site_map_of(request: HttpRequest) -> dict[str, list[MenuEntry]]:
    """The pages that the person may open, by heading."""
    if request.user.is_authenticated:
        places = [place for entry in menu(request) for place in entry.inside or (entry,)]
        site_map = {
            "Le service": places,
            "Votre compte": [
                MenuEntry("Mon compte", reverse("accounts:account")),
                MenuEntry("Changer de mot de passe", reverse("accounts:password_change")),
                MenuEntry("Second facteur", reverse("accounts:second_factor")),
                MenuEntry("Jetons d’accès aux données", reverse("accounts:tokens")),
            ],
        }
    else:
        site_map = {"Le service": [MenuEntry("Connexion", reverse("accounts:sign_in"))]}
    return site_map | {
        "Le site": [
            MenuEntry("Vérifier un document", reverse("verify")),
            MenuEntry("Tableaux de bord publiés", reverse("publications:index")),
            MenuEntry("Données ouvertes", reverse("opendata:index")),
            MenuEntry("Interface pour programmes", reverse("api:documentation")),
            MenuEntry("Accessibilité", reverse("accessibility")),
            MenuEntry("Mentions légales", reverse("legal_notice")),
            MenuEntry("Données personnelles", reverse("personal_data")),
        ]
    }
