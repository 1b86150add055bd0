"""Pages of the roof."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.views.decorators.cache import never_cache

from crpv.dashboard.home import home_of
from crpv.health import health as state_of_health
from crpv.navigation import site_map_of

LEGAL_PAGES = {
    "accessibility": "Accessibilité",
    "legal_notice": "Mentions légales",
    "personal_data": "Données personnelles",
}


def home(request: HttpRequest) -> HttpResponse:
    """What there is to do, by role."""
    return render(request, "crpv/home.html", {"home": home_of(request.user)})


@login_not_required
def legal_page(request: HttpRequest, page: str) -> HttpResponse:
    """A page that the law asks of a public site."""
    context = {"service": settings.SERVICE, "breadcrumb": [(LEGAL_PAGES[page], None)]}
    return render(request, f"crpv/{page}.html", context)


@login_not_required
def site_map(request: HttpRequest) -> HttpResponse:
    """Every page that the person may open from here."""
    context = {"places": site_map_of(request), "breadcrumb": [("Plan du site", None)]}
    return render(request, "crpv/site_map.html", context)


@login_not_required
@never_cache
def health(request: HttpRequest) -> JsonResponse:
    """For the machines that watch the site: 200 when it can work, 503 otherwise."""
    state = state_of_health()
    healthy = state["base"] == state["migrations"] == "ok"
    return JsonResponse(state, status=200 if healthy else 503)


@login_not_required
def favicon(request: HttpRequest) -> HttpResponse:
    """Where browsers look for the icon of their own accord."""
    return redirect(static("dsfr/dist/favicon/favicon.ico"))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was not sent from our own page, or by a browser without cookies."""
    return render(request, "crpv/csrf_failure.html", status=403)
