"""Addresses of the open data, which never change."""

from django.urls import path

from crpv import converters  # noqa: F401 - registers the converters of the addresses
from crpv.opendata import views

app_name = "opendata"

urlpatterns = [
    path("", views.index, name="index"),
    path("catalogue.json", views.catalogue, name="catalogue"),
    path("schemas/<slug:name>.json", views.schema, name="schema"),
    path("<slug:name>.<data:ending>", views.network, name="network"),
    path("<year:year>/<slug:name>.<data:ending>", views.of_year, name="of_year"),
    path("<year:year>/v<version:version>/<slug:name>.<data:ending>", views.of_year, name="of_version"),
]
