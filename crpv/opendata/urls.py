"""Addresses of the open data, which never change."""

from django.urls import path, register_converter

from crpv.converters import DataEnding, Version, Year
from crpv.opendata import views

register_converter(Year, "year")
register_converter(Version, "version")
register_converter(DataEnding, "data")

app_name = "opendata"

urlpatterns = [
    path("", views.index, name="index"),
    path("catalogue.json", views.catalogue, name="catalogue"),
    path("schemas/<slug:name>.json", views.schema, name="schema"),
    path("<slug:name>.<data:ending>", views.network, name="network"),
    path("<year:year>/<slug:name>.<data:ending>", views.of_year, name="of_year"),
    path("<year:year>/v<version:version>/<slug:name>.<data:ending>", views.of_year, name="of_version"),
]
