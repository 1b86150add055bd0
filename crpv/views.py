"""Pages of the roof."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def home(request: HttpRequest) -> HttpResponse:
    return render(request, "crpv/home.html")


@login_not_required
def legal_page(request: HttpRequest, page: str) -> HttpResponse:
    return render(request, f"crpv/{page}.html")


@login_not_required
def site_map(request: HttpRequest) -> HttpResponse:
    return render(request, "crpv/site_map.html")


@login_not_required
def health(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return HttpResponse(status=403)
