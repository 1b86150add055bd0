"""Pages of the roof."""

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
    """The state of the base and of the migrations, at a constant cost: two queries once the process is warm."""
    try:
        applied = set(MigrationRecorder(connection).applied_migrations())
    except Error:
        return {"base": UNREACHABLE, "migrations": UNREACHABLE, "version": version()}
    pending = sorted(f"{app}.{name}" for app, name in expected_migrations() - applied)
    return {"base": "ok", "migrations": pending or "ok", "version": version()}


@functools.cache
def expected_migrations() -> frozenset[tuple[str, str]]:
    """The migrations that the code brings, read once: they cannot change while the process lives."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    return frozenset(key for key, migration in loader.disk_migrations.items() if not migration.replaces)


@functools.cache
def version() -> str:
    """The version of the site, as `pyproject.toml` says it."""
    with (settings.BASE_DIR / "pyproject.toml").open("rb") as file:
        return tomllib.load(file)["project"]["version"]


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
