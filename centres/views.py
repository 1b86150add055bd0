"""Pages of the registry."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from centres.models import Centre


def centre_list(request: HttpRequest) -> HttpResponse:
    return render(request, "centres/list.html", {"centres": Centre.objects.visible_to(request.user)})


def centre_file(request: HttpRequest, slug: str) -> HttpResponse:
    centre = get_object_or_404(Centre.objects.visible_to(request.user), slug=slug)
    return render(request, "centres/centre.html", {"centre": centre})
