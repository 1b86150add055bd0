"""Documentation page of the API, its OpenAPI document, and the 404 of any other address."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from crpv.api.description import ENDPOINTS, PROBLEMS, SAYS, openapi
from crpv.api.documentation import endpoint_groups
from crpv.api.problems import absent


@login_not_required
@require_safe
def documentation(request: HttpRequest) -> HttpResponse:
    """Every address, what it answers and how to ask, from the description itself."""
    context = {
        "says": SAYS,
        "groups": endpoint_groups(ENDPOINTS),
        "problems": {code: words for code, words in PROBLEMS.items() if code != "304"},
        "root": request.build_absolute_uri("/api/v1/"),
        "breadcrumb": [("Données ouvertes", "/donnees/"), ("Interface pour programmes", "")],
    }
    return render(request, "crpv/api/documentation.html", context)


@login_not_required
@require_safe
def description(request: HttpRequest) -> JsonResponse:
    """The OpenAPI description."""
    headers = {"Access-Control-Allow-Origin": "*", "Cache-Control": "public, max-age=300"}
    return JsonResponse(openapi(), json_dumps_params={"ensure_ascii": False}, headers=headers)


@csrf_exempt
@login_not_required
def elsewhere(request: HttpRequest, path: str) -> HttpResponse:
    """Any other address of the interface."""
    return absent("Cette adresse n’existe pas : voyez la documentation, à /api/v1/.").response(request.path)
