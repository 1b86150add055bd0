"""Home, legal pages, site map, health check."""

from __future__ import annotations

import functools
import tomllib

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import Error, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.views.decorators.cache import never_cache

from crpv.home import home_of
from crpv.navigation import site_map_of

UNREACHABLE = "injoignable"


def state_of_health() -> dict[str, object]:
    """The state of the database and of the migrations; 2 queries once the migrations are read."""
    try:
        applied = set(MigrationRecorder(connection).applied_migrations())
    except Error:
        return {"base": UNREACHABLE, "migrations": UNREACHABLE, "version": version()}
    pending = sorted(f"{app}.{name}" for app, name in expected_migrations() - applied)
    return {"base": "ok", "migrations": pending or "ok", "version": version()}


@functools.cache
def expected_migrations() -> frozenset[tuple[str, str]]:
    """The migrations of the code, read once a process."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    return frozenset(key for key, migration in loader.disk_migrations.items() if not migration.replaces)


@functools.cache
def version() -> str:
    """The version of the site, from `pyproject.toml`."""
    with (settings.BASE_DIR / "pyproject.toml").open("rb") as file:
        return tomllib.load(file)["project"]["version"]


LEGAL_PAGES = {
    "accessibility": "Accessibilité",
    "legal_notice": "Mentions légales",
    "personal_data": "Données personnelles",
}


def home(request: HttpRequest) -> HttpResponse:
    """The home page: tasks and centres, by role."""
    return render(request, "crpv/home.html", {"home": home_of(request.user)})


@login_not_required
def legal_page(request: HttpRequest, page: str) -> HttpResponse:
    """A page required by law on a public site."""
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
    """Health check for monitoring: 200 when the database and its migrations are ready, 503 otherwise."""
    state = state_of_health()
    healthy = state["base"] == state["migrations"] == "ok"
    return JsonResponse(state, status=200 if healthy else 503)


@login_not_required
def favicon(request: HttpRequest) -> HttpResponse:
    """The address where browsers look for an icon by default."""
    return redirect(static("dsfr/dist/favicon/favicon.ico"))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 page of a form sent from another site, or by a browser without cookies."""
    return render(request, "crpv/csrf_failure.html", status=403)
