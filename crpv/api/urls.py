"""Addresses of the interface for programs."""

from django.urls import path

from crpv.api import views
from crpv.api.description import ENDPOINTS
from crpv.api.dispatch import view_of

app_name = "api"

urlpatterns = [
    path("", views.documentation, name="documentation"),
    path("openapi.json", views.description, name="description"),
    *(path(endpoint.route, view_of(endpoint), name=endpoint.name) for endpoint in ENDPOINTS),
    path("<path:path>", views.elsewhere, name="elsewhere"),
]
